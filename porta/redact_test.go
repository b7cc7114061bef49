package porta_test

import (
	"strings"
	"testing"

	"portaconsole/porta"
)

func TestRedact(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		secrets    []string
		want       string
	}{
		{"none", "nothing to hide", []string{"secret"}, "nothing to hide"},
		{"no secret", "nothing to hide", nil, "nothing to hide"},
		{"empty", "", []string{"secret", ""}, ""},
		{"the whole text", "secret", []string{"secret"}, "[redacted]"},
		{"in the middle", "a secret is here", []string{"secret"}, "a [redacted] is here"},
		{"several times", "secret, secret", []string{"secret"}, "[redacted], [redacted]"},
		{"at once after another", "secretsecret", []string{"secret"}, "[redacted][redacted]"},
		{"over itself", "abcabcabca!", []string{"abcabca"}, "[redacted]!"},
		{"one in the other", "pass password passwords", []string{"pass", "password"}, "[redacted] [redacted] [redacted]s"},
		{"the longer one first", "pass password passwords", []string{"password", "pass"}, "[redacted] [redacted] [redacted]s"},
		{"one over the other", "xabcdefx", []string{"abcd", "cdef"}, "x[redacted]x"},
		{"too short to be one", "a 123 is here", []string{"123"}, "a 123 is here"},
		{"longer than the text", "secret", []string{"secrets"}, "secret"},
		{"other letters", "ein Schlüßel, ein", []string{"Schlüßel"}, "ein [redacted], ein"},
		{"almost", "secre secret ecret", []string{"secret"}, "secre [redacted] ecret"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := porta.Redact(tt.text, tt.secrets...); got != tt.want {
				t.Errorf("%q", got)
			}
		})
	}
}

// Whoever reaches the sign-in page chooses the secret. Work that grows with the square of these lengths would not come to its end.
func TestRedactingIsLinear(t *testing.T) {
	const much = 4 << 20
	for _, tt := range []struct{ name, text, secret, want string }{
		{"one letter", strings.Repeat("a", much), strings.Repeat("a", much/2), "[redacted]"},
		{"one letter, another at the end", strings.Repeat("a", much), strings.Repeat("a", much/2) + "b", ""},
		{"one letter, another at the beginning", strings.Repeat("a", much), "b" + strings.Repeat("a", much/2), ""},
		{"two letters", strings.Repeat("ab", much/2), strings.Repeat("ab", much/4), "[redacted]"},
		{"far longer than the text", "cannot use it", strings.Repeat("a", much), ""},
	} {
		if tt.want == "" {
			tt.want = tt.text
		}
		if got := porta.Redact(tt.text, tt.secret); got != tt.want {
			t.Errorf("%s: %d bytes are left, want %d", tt.name, len(got), len(tt.want))
		}
	}
}

// The client bears whatever its caller has typed into a sign-in form, also when the server says it back.
func TestSigningInWithAHugeSecret(t *testing.T) {
	f := newFake(t)
	secret := strings.Repeat("a", 2<<20)
	for _, method := range []string{"Session/login", "Session/change_password"} {
		f.on(method, answer(500, `{"faultcode":"Server.Session.auth_failed","faultstring":"no `+secret+`, not me"}`))
	}
	server := f.server(t, porta.Options{})
	_, err := server.Login(t.Context(), porta.Credentials{Login: "anna", Token: secret})
	if e := failed(t, err); e.Message != "no [redacted]" {
		t.Errorf("signing in: %d bytes, %.100q", len(e.Message), e.Message)
	}
	if e := failed(t, server.ChangePassword(t.Context(), "anna", secret, secret)); e.Message != "no [redacted]" {
		t.Errorf("changing the password: %d bytes, %.100q", len(e.Message), e.Message)
	}
}

// A text of the server is cut to size; a secret on the cut leaves no half of itself, wherever the cut meets it.
func TestNoHalfOfASecretStays(t *testing.T) {
	f := newFake(t)
	secret := strings.Repeat("s3cret", 100)
	server := f.server(t, porta.Options{})
	for _, tt := range []struct {
		status int
		body   string
	}{
		{500, `{"faultcode":"Server.Session.auth_failed","faultstring":"TEXT"}`}, {200, `{"success":0,"errors":{"token":"TEXT"}}`},
	} {
		for _, before := range []int{0, 3000, 3497, 3500, 3800, 4090, 4093, 4096, 5000} {
			said := strings.Repeat(".", before) + secret + ", not me"
			f.on("Session/login", answer(tt.status, strings.Replace(tt.body, "TEXT", said, 1)))
			_, err := server.Login(t.Context(), porta.Credentials{Login: "anna", Token: secret})
			e := failed(t, err)
			want := strings.Repeat(".", min(before, 4096))
			if before < 4096 {
				want += "[redacted]"
			}
			want += ", not me"[:min(max(4096-before-len(secret), 0), len(", not me"))]
			if e.Message != want {
				t.Errorf("after %d bytes: %d bytes are left, %q at the end", before, len(e.Message), e.Message[max(0, len(e.Message)-30):])
			}
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("a secret is here", "secret", "here")
	f.Add("abcabcabca", "abcabca", "bcab")
	f.Add("aaaaaaaaaa", "aaaa", "aaaaa")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		if got, want := porta.Redact(text, a, b), redactedSlowly(text, a, b); got != want {
			t.Errorf("%q without %q and %q is %q, want %q", text, a, b, got, want)
		}
	})
}

// redactedSlowly looks at every place of the text for every secret.
func redactedSlowly(text string, secrets ...string) string {
	var b strings.Builder
	end := 0
	for at := range len(text) {
		for _, s := range secrets {
			if len(s) < 4 || !strings.HasPrefix(text[at:], s) {
				continue
			}
			if at >= end {
				b.WriteString("[redacted]")
			}
			end = max(end, at+len(s))
		}
		if at >= end {
			b.WriteByte(text[at])
		}
	}
	return b.String()
}
