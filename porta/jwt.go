package porta

import (
	"encoding/base64"
	"strings"
	"time"

	"portaconsole/porta/attr"
)

const maxToken = 16 << 10

// claims are what this package reads from an access token. It schedules the refresh by them, and names the realm and the
// super-users of that server. The token comes from the server itself, never from the user, and the server judges it; so
// the signature is not checked.
type claims struct {
	expires time.Time // zero when unknown
	realm   string    // "" when unknown
	super   bool      // a super-user of the administrator realm
}

// readClaims reads the payload of a JWT; for anything that is none, all claims are unknown.
func readClaims(token string) (c claims) {
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 3 {
		return claims{}
	}
	// The standard alphabet and padding are no JWT, yet harmless to understand.
	text := strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(parts[1])
	payload, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return claims{}
	}
	v, err := attr.Parse(payload, attr.Limits{Depth: 8, Nodes: 1000})
	if err != nil {
		return claims{}
	}
	if exp, ok := v.Get("exp").Int(); ok && exp > 0 && exp < maxUnix {
		c.expires = time.Unix(exp, 0).UTC()
	}
	if r := v.Get("realm"); r.Kind() == attr.Text && isWord(r.Text()) {
		c.realm = realmName(r.Text())
	}
	super, _ := v.Get("is_super_user").Bool()
	c.super = super && c.realm == "admin"
	return c
}

// maxUnix is the end of the year 9999; beyond it time arithmetic may overflow.
const maxUnix = 253402300800

// realmName gives a realm the name it has everywhere in this package. Tokens and requests say "accounts" (seen in
// public clients) for what the ports, the settings and the screens call account; resellers and customers may follow
// that.
func realmName(s string) string {
	switch s {
	case "accounts", "customers", "resellers":
		return strings.TrimSuffix(s, "s")
	}
	return s
}
