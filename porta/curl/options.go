package curl

import (
	"slices"
	"strings"
)

// withArgument are the options of curl that take one, by their long names.
const withArgument = `abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation
dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save
expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json
keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt
max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy
proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile
proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers
proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request
request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5
socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max
tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user
user-agent variable vlan-priority write-out`

var longWithArgument = strings.Fields(withArgument)

// shortWithArgument are their one-letter names. Those that say something about the request have their long name too.
const shortWithArgument = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"

var shortNames = map[byte]string{'d': "data", 'F': "form", 'K': "config", 'T': "upload-file"}

// readOptions reads the words behind curl. An option that is not known counts as one without an argument; should it have
// one, that is taken for an address, and names no method.
func readOptions(words []word) (c call, err error) {
	for len(words) > 0 && err == nil {
		w := words[0]
		words = words[1:]
		switch {
		case w.text == "--next" || w.text == "-:":
			return c, refuse("After %s there is a second request; paste one at a time.", w.text)
		case strings.HasPrefix(w.text, "--"):
			words, err = c.long(w, words)
		case len(w.text) > 1 && w.text[0] == '-':
			words, err = c.short(w, words)
		default:
			c.urls = append(c.urls, w.text)
		}
	}
	return c, err
}

// long reads one option and its argument, "--data x" or "--data=x". It returns the words that are left.
func (c *call) long(w word, words []word) ([]word, error) {
	option, joined, isJoined := strings.Cut(w.text, "=")
	if !slices.Contains(longWithArgument, option[2:]) {
		return words, nil
	}
	if isJoined {
		return words, c.take(option, option[2:], word{joined, w.variables})
	}
	return c.takeNext(option, option[2:], words)
}

// short reads letters in one word, of which the last may have an argument, "-sd x" or "-sdx".
func (c *call) short(w word, words []word) ([]word, error) {
	for i := 1; i < len(w.text); i++ {
		letter := w.text[i]
		if strings.IndexByte(shortWithArgument, letter) < 0 {
			continue
		}
		option, name := "-"+string(letter), shortNames[letter]
		if i+1 < len(w.text) {
			return words, c.take(option, name, word{w.text[i+1:], w.variables})
		}
		return c.takeNext(option, name, words)
	}
	return words, nil
}

func (c *call) takeNext(option, name string, words []word) ([]word, error) {
	if len(words) == 0 {
		return nil, refuse("Nothing stands after the option %s.", option)
	}
	return words[1:], c.take(option, name, words[0])
}
