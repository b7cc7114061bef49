package catalog

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

// Reason says what is wrong with a value.
type Reason uint8

// The reasons.
const (
	Missing    Reason = iota + 1 // required and not there
	Unknown                      // the schema has no such name
	WrongType                    // not of the schema's type
	OutOfRange                   // of the type, but not one of the choices
	TooShort                     // a text below its least length
	TooLong                      // a text above its greatest length
)

// Violation is one place where a tree does not fit its schema.
type Violation struct {
	Path   attr.Path
	Reason Reason
}

// Rules tell [Schema.Check] what to look for beside types.
type Rules struct {
	// Partial accepts objects below the top without what they require: an update carries only what changes.
	Partial bool
	// KnownNames refuses attributes that the schema does not have.
	KnownNames bool
	// Choices refuses values that are not among the choices.
	Choices bool
	// Lengths refuses texts that are shorter or longer than the schema says.
	Lengths bool
}

// Layouts of PortaBilling's dates for the time package; both are UTC.
const (
	DateLayout     = "2006-01-02"
	DateTimeLayout = "2006-01-02 15:04:05"
)

// Check compares a tree, as it goes over the wire, with the schema and returns every violation, in the tree's order. Null fits
// every type, since it clears a value, and so does an empty text for all but containers. Numeric text fits numbers.
func (s *Schema) Check(v attr.Value, rules Rules) []Violation {
	c := checker{rules: rules}
	c.check(s, nil, v, nil)
	return c.found
}

type checker struct {
	rules Rules
	found []Violation
}

func (c *checker) report(p attr.Path, r Reason) {
	c.found = append(c.found, Violation{slices.Clone(p), r})
}

func (c *checker) check(s *Schema, prop *Property, v attr.Value, at attr.Path) {
	switch {
	case s == nil || s.Type == Any || v.Kind() <= attr.Null:
	case s.Type == Object && v.Kind() == attr.Object:
		c.object(s, v, at)
	case s.Type == Array && v.Kind() == attr.Array:
		for i, m := range v.Members() {
			c.check(s.Items, nil, m.Value, append(at, strconv.Itoa(i)))
		}
	case !fits(s.Type, v):
		c.report(at, WrongType)
	case prop == nil || v.IsEmpty():
	case c.rules.Choices && !prop.allows(v):
		c.report(at, OutOfRange)
	case c.rules.Lengths && prop.MinLength > 0 && utf8.RuneCountInString(v.Text()) < prop.MinLength:
		c.report(at, TooShort)
	case c.rules.Lengths && prop.MaxLength > 0 && utf8.RuneCountInString(v.Text()) > prop.MaxLength:
		c.report(at, TooLong)
	}
}

func (c *checker) object(s *Schema, v attr.Value, at attr.Path) {
	if len(s.Properties) == 0 {
		return
	}
	for _, m := range v.Members() {
		prop := s.Property(m.Name)
		if prop != nil {
			c.check(prop.Schema, prop, m.Value, append(at, m.Name))
		} else if c.rules.KnownNames && !s.Open {
			c.report(append(at, m.Name), Unknown)
		}
	}
	if c.rules.Partial && len(at) > 0 {
		return
	}
	for _, prop := range s.Properties {
		if prop.Required && v.Get(prop.Name).IsEmpty() {
			c.report(append(at, prop.Name), Missing)
		}
	}
}

func (p *Property) allows(v attr.Value) bool {
	return len(p.Choices) == 0 || p.Loose ||
		slices.ContainsFunc(p.Choices, func(c Choice) bool { return c.Code == v.Text() })
}

func fits(t Type, v attr.Value) bool {
	if v.Kind() == attr.Text && v.Text() == "" {
		return t != Object && t != Array
	}
	if v.Kind() != attr.Text && v.Kind() != attr.Number {
		return false
	}
	return FitsText(t, v.Text())
}

// FitsText says whether a value of the type may be written so: the digits of a number, a date's form, a
// switch's 1 or 0. Every text fits Text.
func FitsText(t Type, s string) bool {
	switch t {
	case Text, Any:
		return true
	case Integer:
		_, err := strconv.ParseInt(s, 10, 64)
		return err == nil
	case Decimal:
		_, ok := attr.NumberValue(s)
		return ok
	case Switch:
		return s == "1" || s == "0"
	case Flag:
		return s == "Y" || s == "N"
	case Date:
		_, err := time.Parse(DateLayout, s)
		return err == nil
	case DateTime:
		_, err := time.Parse(DateTimeLayout, s)
		return err == nil && len(s) == len(DateTimeLayout) // the parser takes fractions of a second
	}
	return false
}
