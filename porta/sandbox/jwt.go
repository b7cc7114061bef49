package sandbox

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"portaconsole/porta/attr"
)

// signingKey signs the access tokens of all servers in the process. It is made once, when it is first needed; [Start] has
// that happen in the background.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("sandbox: " + err.Error()) // the system has no randomness
	}
	return key
})

var base64URL = base64.RawURLEncoding.Strict()

// signJWT makes a token of the claims. They are written in plain ASCII, and without the three characters that would
// need "-" or "_" in base64: a public client reads tokens with the standard alphabet.
func signJWT(claims attr.Value) string {
	head := base64URL.EncodeToString([]byte(`{"typ":"JWT","alg":"RS256"}`))
	body := head + "." + base64URL.EncodeToString([]byte(plainASCII(claims.JSON())))
	sum := sha256.Sum256([]byte(body))
	sig, err := rsa.SignPKCS1v15(nil, signingKey(), crypto.SHA256, sum[:])
	if err != nil {
		panic("sandbox: " + err.Error()) // a good key signs every hash
	}
	return body + "." + base64URL.EncodeToString(sig)
}

func plainASCII(json string) string {
	var b strings.Builder
	for _, r := range json {
		switch {
		case r >= 0x10000:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		case r >= 0x7E || r == '>' || r == '?':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// readJWT returns the claims of a token of ours. shaped says that the text has at least the form of a token.
func readJWT(token string) (claims attr.Value, shaped, ok bool) {
	head, rest, _ := strings.Cut(token, ".")
	body, sig, dots := strings.Cut(rest, ".")
	if !dots {
		return attr.Value{}, false, false
	}
	header, err := decodeJSON(head)
	if err != nil {
		return attr.Value{}, false, false
	}
	claims, err = decodeJSON(body)
	if err != nil {
		return attr.Value{}, false, false
	}
	raw, err := base64URL.DecodeString(sig)
	if err != nil || header.Get("alg").Text() != "RS256" {
		return attr.Value{}, true, false
	}
	sum := sha256.Sum256([]byte(head + "." + body))
	return claims, true, rsa.VerifyPKCS1v15(&signingKey().PublicKey, crypto.SHA256, sum[:], raw) == nil
}

func decodeJSON(segment string) (attr.Value, error) {
	raw, err := base64URL.DecodeString(segment)
	if err != nil {
		return attr.Value{}, err
	}
	return attr.Parse(raw, attr.Limits{Depth: 4, Nodes: 100})
}

// expired says whether the token's end has come.
func expired(claims attr.Value, now time.Time) bool {
	exp, ok := claims.Get("exp").Int()
	return !ok || now.Unix() >= exp
}
