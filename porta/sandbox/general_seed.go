package sandbox

import (
	"strconv"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// How many rows a record type without rules of its own has, and how far its records are filled.
const (
	fewestRows   = 8
	mostRows     = 40
	deepest      = 2  // objects within objects
	mostInObject = 30 // attributes
	hollowChance = 12 // of a hundred optional attributes
)

// seedRows makes the columns. Each value is computed when it is asked for, from the row and the attribute's name and type.
func (g *general) seedRows() seedRows {
	r := seedRows{n: fewestRows + int(g.salt%(mostRows-fewestRows+1))} //nolint:gosec // at most mostRows
	if known := nameLists[g.kind.Name]; known != nil {
		r.n = len(known)
	}
	add := r.adder()
	for _, p := range g.properties {
		switch salt := g.salt ^ hashOf(p.Name); {
		case p.Name == g.natural:
			add(p.Name, func(i int) attr.Value { return g.naturalValue(p, i) })
		default:
			add(p.Name, func(i int) attr.Value { return maker{g, i, salt}.optional(p) })
		}
	}
	return r
}

// naturalValue is different in every row.
func (g *general) naturalValue(p *catalog.Property, i int) attr.Value {
	if known := nameLists[g.kind.Name]; known != nil {
		return text(known[i%len(known)])
	}
	if p.Schema.Type != catalog.Text {
		return number(int64(1001 + i))
	}
	s := maker{g, i, g.salt}.unique(p.Name)
	if p.MaxLength > 0 && len([]rune(s)) > p.MaxLength {
		end := strconv.Itoa(i + 1)
		s = string([]rune(s)[:max(0, p.MaxLength-len(end))]) + end
	}
	return text(padded(s, p.MinLength))
}

func padded(s string, least int) string {
	for n := len([]rune(s)); n < least; n++ {
		s += "0"
	}
	return s
}

// maker makes values for one row; salt says for which attribute.
type maker struct {
	*general
	row  int
	salt uint64
}

func (m maker) roll() uint64 { return m.world.roll(m.row, salt(m.salt)) }

func (m maker) chance(percent uint64) bool { return m.world.chance(m.row, salt(m.salt+1), percent) }

func (m maker) locale() *locale { return pick(locales, m.world.roll(m.row, salt(m.general.salt))) }

// optional leaves some of what is not required empty, in one of the forms of emptiness.
func (m maker) optional(p *catalog.Property) attr.Value {
	if !p.Required && p.Name != m.owner && m.chance(hollowChance) {
		if v := m.world.hollow(m.row, salt(m.salt)); v.Kind() != attr.Text || p.Schema.Type == catalog.Text {
			return v
		}
		return null
	}
	return m.value(p, 0)
}

func (m maker) value(p *catalog.Property, depth int) attr.Value {
	if len(p.Choices) > 0 && p.Schema.Type != catalog.Array {
		return m.choice(p)
	}
	switch p.Schema.Type {
	case catalog.Integer:
		return m.integer(p)
	case catalog.Decimal:
		return m.decimal(p.Name)
	case catalog.Switch:
		return attr.SwitchValue(m.chance(30))
	case catalog.Flag:
		return attr.FlagValue(m.chance(30))
	case catalog.Date:
		return date(m.moment(p.Name))
	case catalog.DateTime:
		return dateTime(m.moment(p.Name))
	case catalog.Text:
		return m.text(p)
	case catalog.Object:
		return m.object(p.Schema, depth)
	case catalog.Array:
		return m.array(p, depth)
	}
	return null
}

// choice picks one of the values that are known, the first ones more often.
func (m maker) choice(p *catalog.Property) attr.Value {
	n := m.roll() % uint64(len(p.Choices))
	if m.chance(50) {
		n = 0
	}
	code := p.Choices[n].Code
	if t := p.Schema.Type; t == catalog.Integer || t == catalog.Switch || t == catalog.Decimal {
		if v, ok := attr.NumberValue(code); ok {
			return v
		}
	}
	return text(code)
}

func (m maker) object(s *catalog.Schema, depth int) attr.Value {
	if depth >= deepest {
		return null
	}
	members := make([]attr.Member, 0, min(mostInObject, len(s.Properties)))
	for i := range s.Properties[:min(mostInObject, len(s.Properties))] {
		p := &s.Properties[i]
		members = append(members, attr.M(p.Name, maker{m.general, m.row, m.salt ^ hashOf(p.Name)}.value(p, depth+1)))
	}
	return attr.ObjectValue(members...)
}

// array has one or two items, none of a kind that is not known or too deep.
func (m maker) array(p *catalog.Property, depth int) attr.Value {
	of := p.Schema.Items
	if of == nil || of.Type == catalog.Any || of.Type >= catalog.Object && depth+1 >= deepest {
		return attr.ArrayValue()
	}
	n := 1 + int(m.roll()%2) //nolint:gosec // 1 or 2
	if len(p.Choices) > 0 {
		n = 1 // no value twice
	}
	items := make([]attr.Value, n)
	one := &catalog.Property{Name: p.Name, Schema: of, Choices: p.Choices}
	for i := range items {
		items[i] = maker{m.general, m.row, m.salt + 7*uint64(i)}.value(one, depth+1)
	}
	return attr.ArrayValue(items...)
}

// integer is the key of a record that is there, where it is one, else a number of a size that the name suggests.
func (m maker) integer(p *catalog.Property) attr.Value {
	if p.Name == "i_customer" && m.byName["i_account"] != nil { // the account's own one
		return m.cellOf(m.accounts, "i_account", "i_customer")
	}
	if to := m.referred(p); to != nil {
		return m.reference(to)
	}
	return number(integerOf(p.Name, m.roll()))
}

// reference is the key of one of the seeded records.
func (m maker) reference(to *records) attr.Value {
	if to.rows.seed.n == 0 {
		return null
	}
	return number(to.rows.first + int64(m.roll()%uint64(to.rows.seed.n))) //nolint:gosec // below the number of rows
}

// cellOf is a seeded attribute of the record that this row's attribute refers to.
func (m maker) cellOf(to *records, attribute, column string) attr.Value {
	key, ok := (maker{m.general, m.row, m.general.salt ^ hashOf(attribute)}).reference(to).Int()
	if !ok {
		return null
	}
	return to.rows.seedCell(int(key-to.rows.first), column)
}
