package catalog

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Masked stands in place of a secret.
const Masked = "••••••••"

// Masking says which attributes are secrets, so that their values are not shown: those that their description marks, those that
// nothing describes but that have the name of one, and those that the settings name. The zero value knows none of the latter.
type Masking struct {
	names  map[string]bool
	tokens bool // whatever is called a token is one
}

// NewMasking returns the masking with the names of further attributes, wherever they stand.
func NewMasking(names []string) Masking {
	m := Masking{names: make(map[string]bool, len(names))}
	for _, name := range names {
		m.names[name] = true
	}
	return m
}

// OfAnswers is the masking for answers of methods that were called by hand: whatever has the name of a token or of a session is
// hidden too, also where a description says that it is something else.
func (m Masking) OfAnswers() Masking {
	m.tokens = true
	return m
}

// Hides says whether an attribute is a secret. p is what is known of it, or nil.
func (m Masking) Hides(name string, p *Property) bool {
	if m.names[name] || m.tokens && tokenName(name) {
		return true
	}
	if p != nil {
		return p.Secret
	}
	return secretName(name)
}

// Of says by their paths which attributes of a value with that schema are secrets.
func (m Masking) Of(s *Schema) func(attr.Path) bool {
	return func(at attr.Path) bool {
		return len(at) > 0 && m.Hides(at[len(at)-1], s.PropertyAt(at))
	}
}

// Mask returns the value with [Masked] in place of its secrets, for where it is shown. What is empty stays so.
func (m Masking) Mask(s *Schema, v attr.Value) attr.Value {
	v, _ = m.mask(s, v)
	return v
}

// mask also says whether anything changed: most values have no secrets, and are not copied.
func (m Masking) mask(s *Schema, v attr.Value) (_ attr.Value, changed bool) {
	var kids []attr.Member
	for i, kid := range v.Members() {
		value, changed := m.maskKid(s, kid, v.Kind() == attr.Array)
		if !changed {
			continue
		}
		if kids == nil {
			kids = slices.Clone(v.Members())
		}
		kids[i].Value = value
	}
	if kids == nil {
		return v, false
	}
	return v.WithMembers(kids), true
}

func (m Masking) maskKid(s *Schema, kid attr.Member, item bool) (_ attr.Value, changed bool) {
	if !item {
		return m.maskAttribute(kid.Name, s.Property(kid.Name), kid.Value)
	}
	if s != nil {
		s = s.Items
	}
	return m.mask(s, kid.Value)
}

// MaskAttribute does so with one attribute of an object. p is what is known of it, or nil.
func (m Masking) MaskAttribute(name string, p *Property, v attr.Value) attr.Value {
	v, _ = m.maskAttribute(name, p, v)
	return v
}

func (m Masking) maskAttribute(name string, p *Property, v attr.Value) (_ attr.Value, changed bool) {
	switch {
	case v.IsEmpty():
		return v, false
	case m.Hides(name, p):
		return attr.TextValue(Masked), true
	case p != nil:
		return m.mask(p.Schema, v)
	}
	return m.mask(nil, v)
}

// secretWords end the names of attributes whose values are not to be shown: passwords, tokens, and what opens a SIM card.
var secretWords = map[string]bool{
	"password": true, "passwd": true, "passphrase": true, "token": true, "secret": true, "jwt": true, "cvv": true, "cvv2": true,
	"pin": true, "pin1": true, "pin2": true, "puk": true, "puk1": true, "puk2": true, "ki": true, "opc": true,
}

// secretName says whether an attribute of that name is a secret as far as its name tells.
func secretName(name string) bool {
	name = strings.ToLower(name)
	return secretWords[name[strings.LastIndexByte(name, '_')+1:]] || name == "private_key" || strings.HasSuffix(name, "_private_key")
}

// tokenName says whether an attribute of that name may hold what signs in.
func tokenName(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "token") || strings.Contains(name, "jwt") || strings.Contains(name, "cookie") || strings.HasSuffix(name, "session_id")
}

// isSecret says whether a described attribute is a secret: a switch that asks for a password to be made is none.
func isSecret(name string, t Type) bool { return t <= Decimal && secretName(name) }
