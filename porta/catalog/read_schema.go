package catalog

import (
	"net/url"
	"strings"

	"portaconsole/porta/attr"
)

// component is a named schema of the document.
type component struct {
	value  attr.Value
	node   *node   // its value with the wrappers off; nil until asked for
	busy   bool    // its wrappers are being taken off: meeting it again is a circle
	schema *Schema // nil until asked for
}

// node is a schema of the document with its wrappers off: references, and allOf, oneOf and anyOf of one item. What
// the wrappers say, such as a description beside a reference, goes before what they wrap.
type node struct {
	value      attr.Value
	component  string // the component that value is, "" when it stands in place
	note       string
	enum       attr.Value
	readOnly   bool
	deprecated bool
}

// pendingSchema is an object or list that was referred to and is filled later, so that neither circles nor long chains of
// components make the reader recurse.
type pendingSchema struct {
	schema *Schema
	node   node
}

const (
	maxHops    = 50   // wrappers and references from a place to its schema
	maxParts   = 100  // of an allOf
	maxMembers = 2000 // attributes of one object
	maxChoices = 500  // of one attribute
	maxText    = 2000 // characters of a description
	maxName    = 100  // characters of a name
)

// One schema for all scalars of a type.
var scalars = func() (s [Object]*Schema) {
	for t := range s {
		s[t] = &Schema{Type: Type(t)}
	}
	return s
}()

// nothingKnown is the schema of requests and replies that the document leaves out.
var nothingKnown = &Schema{Type: Object}

// unwrap takes the wrappers off.
func (r *reader) unwrap(v attr.Value, hops int) node {
	n := node{value: v}
	if v.Kind() != attr.Object || !r.work(1) {
		return n
	}
	n.note, n.enum = v.Get("description").Text(), v.Get("enum")
	n.readOnly, _ = v.Get("readOnly").Bool()
	n.deprecated, _ = v.Get("deprecated").Bool()
	inner := node{}
	switch ref, parts := v.Get("$ref"), oneOfParts(v); {
	case hops == maxHops:
		r.notes.add("A schema leads through more than %d references and is taken as free-form.", maxHops)
		n.value = attr.Value{}
		return n
	case ref.Kind() == attr.Text:
		inner = r.referred(ref.Text(), hops+1)
	case len(parts) == 1 && !v.Has("properties"):
		inner = r.unwrap(parts[0].Value, hops+1)
	default:
		return n
	}
	n.value, n.component = inner.value, inner.component
	if n.note == "" {
		n.note = inner.note
	}
	if n.enum.Kind() != attr.Array {
		n.enum = inner.enum
	}
	n.readOnly = n.readOnly || inner.readOnly
	n.deprecated = n.deprecated || inner.deprecated
	return n
}

// oneOfParts are the parts of an allOf, oneOf or anyOf, without those that only say that null is possible.
func oneOfParts(v attr.Value) (parts []attr.Member) {
	for _, word := range []string{"allOf", "oneOf", "anyOf"} {
		if list := v.Get(word); list.Kind() == attr.Array {
			for _, m := range list.Members() {
				if m.Value.Get("type").Text() != "null" {
					parts = append(parts, m)
				}
			}
			return parts
		}
	}
	return nil
}

var pointerEscapes = strings.NewReplacer("~1", "/", "~0", "~")

// referred returns what a reference leads to. One that leads out of the document is never followed.
func (r *reader) referred(ref string, hops int) node {
	const place = "#/components/schemas/"
	name, local := strings.CutPrefix(ref, place)
	if !local {
		r.notes.add("The reference %s does not lead to a schema of this document and is not followed.", quoted(ref))
		return node{}
	}
	if strings.ContainsAny(name, "%~") {
		if plain, err := url.PathUnescape(name); err == nil {
			name = pointerEscapes.Replace(plain)
		}
	}
	c := r.components[name]
	switch {
	case c == nil:
		r.notes.add("There is no schema %s, which is referred to.", quoted(name))
		return node{}
	case c.busy:
		r.notes.add("The schema %s is nothing but a reference to itself.", quoted(name))
		return node{}
	case c.node == nil:
		c.busy = true
		n := r.unwrap(c.value, hops)
		c.busy = false
		if n.component == "" {
			n.component = name
		}
		c.node = &n
	}
	return *c.node
}

// schema returns the schema of a node. Objects and lists that are components are made once, and filled later.
func (r *reader) schema(n node) *Schema {
	c := r.components[n.component]
	if n.component != "" && c.schema != nil {
		return c.schema
	}
	switch t := r.typeOf(n); {
	case n.component == "" && t >= Object:
		s := r.newSchema(t)
		r.fill(s, n)
		return s
	case t >= Object:
		c.schema = r.newSchema(t)
		c.schema.Name = r.keep(n.component)
		r.pending = append(r.pending, pendingSchema{c.schema, *c.node})
		return c.schema
	case t == Any && n.component != "":
		c.schema = scalars[Any]
		return c.schema
	default: // a scalar: what stands beside the reference may make it a date or a switch
		return scalars[t]
	}
}

func (r *reader) newSchema(t Type) *Schema {
	r.schemas++
	return &Schema{Type: t}
}

// fillPending fills what was referred to, and what that refers to.
func (r *reader) fillPending() {
	for len(r.pending) > 0 && r.refused == nil {
		last := len(r.pending) - 1
		p := r.pending[last]
		r.pending = r.pending[:last]
		r.fill(p.schema, p.node)
	}
	r.pending = nil
}

// fill reads the items of a list or the attributes of an object.
func (r *reader) fill(s *Schema, n node) {
	if s.Type == Array {
		s.Items = r.schema(r.unwrap(n.value.Get("items"), 0))
		return
	}
	f := objectFiller{reader: r, schema: s, places: make(map[string]int), seen: map[string]bool{n.component: true}}
	f.add(n.value, true)
	f.require()
}

// objectFiller gathers the attributes of an object, which may be an allOf of several parts.
type objectFiller struct {
	*reader
	schema   *Schema
	places   map[string]int // of the attributes in schema.Properties
	required []attr.Value
	seen     map[string]bool // components that are parts
	parts    int
}

// add adds what one part says. Of the parts of a oneOf or anyOf any may be meant, so that none of their attributes is required.
func (f *objectFiller) add(v attr.Value, all bool) {
	if f.parts++; f.parts > maxParts || f.refused != nil {
		return
	}
	if extra := v.Get("additionalProperties"); extra.Kind() == attr.Object || extra.Kind() == attr.Bool && extra.Text() == "true" {
		f.schema.Open = true
	}
	if props := v.Get("properties"); props.Kind() == attr.Object {
		f.addProperties(props)
	}
	if all {
		f.required = append(f.required, v.Get("required"))
	}
	for _, m := range oneOfParts(v) {
		n := f.unwrap(m.Value, 0)
		if n.component != "" {
			if f.seen[n.component] {
				continue
			}
			f.seen[n.component] = true
		}
		f.add(n.value, all && v.Get("allOf").Kind() == attr.Array)
	}
}

func (f *objectFiller) addProperties(props attr.Value) {
	if f.schema.Properties == nil {
		f.schema.Properties = make([]Property, 0, min(props.Len(), maxMembers))
	}
	for _, m := range props.Members() {
		if f.properties == f.lim.Properties {
			f.refuse("the API description has more than %d attributes", f.lim.Properties)
			return
		}
		f.properties++
		if !isAttributeName(m.Name) {
			f.notes.add("The attribute %s is left out: its name is not one that can be sent.", quoted(m.Name))
			continue
		}
		p := f.property(m.Name, m.Value)
		if p.Required {
			f.required = append(f.required, attr.ArrayValue(attr.TextValue(m.Name)))
			p.Required = false
		}
		if i, again := f.places[m.Name]; again {
			f.schema.Properties[i] = p
			continue
		}
		if len(f.schema.Properties) == maxMembers {
			f.notes.add("An object has more than %d attributes; the others are left out.", maxMembers)
			return
		}
		f.places[m.Name] = len(f.schema.Properties)
		f.schema.Properties = append(f.schema.Properties, p)
	}
}

func (f *objectFiller) require() {
	for _, names := range f.required {
		if names.Kind() != attr.Array {
			continue
		}
		if !f.work(names.Len()) {
			return
		}
		for _, m := range names.Members() {
			if i, ok := f.places[m.Value.Text()]; ok && m.Value.Kind() == attr.Text {
				f.schema.Properties[i].Required = true
			}
		}
	}
}

// isAttributeName accepts letters, digits, "_" and "-". Nothing else was seen in the API, and a dot would break paths.
func isAttributeName(s string) bool {
	return s != "" && len(s) <= maxName && strings.IndexFunc(s, func(c rune) bool {
		return !(c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}) < 0
}

// property reads one attribute.
func (r *reader) property(name string, v attr.Value) Property {
	n := r.unwrap(v, 0)
	p := Property{Name: r.keep(name), Schema: r.schema(n), ReadOnly: n.readOnly, Deprecated: n.deprecated}
	p.Required = v.Get("required").Kind() == attr.Bool && v.Get("required").Text() == "true"
	about := n
	if p.Schema.Type == Array { // its choices are those of the items
		if items := r.unwrap(n.value.Get("items"), 0); r.typeOf(items) < Object {
			about.enum = items.enum
		}
	}
	d := r.describe(n.note, enumCodes(about.enum), p.Schema.Type)
	p.Note, p.Choices, p.Loose = d.note, d.choices, d.loose
	p.ReadOnly = p.ReadOnly || d.readOnly
	p.Secret = isSecret(name, p.Schema.Type) || p.Schema.Type == Text && n.value.Get("format").Text() == "password"
	if p.Schema.Type == Text {
		p.MinLength, p.MaxLength = length(n.value.Get("minLength")), length(n.value.Get("maxLength"))
	}
	return p
}

// describedAs is all that a description depends on.
type describedAs struct {
	note, codes string
	t           Type
}

// describe reads each description once: components are referred to from everywhere. Attributes share what comes of it.
func (r *reader) describe(note string, codes []string, t Type) description {
	if note == "" && codes == nil {
		return description{}
	}
	key := describedAs{note, strings.Join(codes, "\x00"), t}
	d, known := r.described[key]
	if known {
		return d
	}
	d = describe(plainText(note), codes, t)
	d.note = r.keep(d.note)
	for i, c := range d.choices {
		d.choices[i] = Choice{r.keep(c.Code), r.keep(c.Meaning)}
	}
	r.choices += len(d.choices)
	r.described[key] = d
	return d
}

func length(v attr.Value) int {
	n, ok := v.Int()
	if !ok || v.Kind() != attr.Number || n < 0 || n > 1<<30 {
		return 0
	}
	return int(n)
}

func enumCodes(enum attr.Value) (codes []string) {
	if enum.Kind() != attr.Array {
		return nil
	}
	for _, m := range firstOf(enum, 2*maxChoices) {
		if m.Value.Kind() != attr.Text && m.Value.Kind() != attr.Number || len(m.Value.Text()) > maxName || len(codes) == maxChoices {
			continue
		}
		codes = append(codes, m.Value.Text())
	}
	return codes
}

// typeOf says how the values of a node are edited.
func (r *reader) typeOf(n node) Type {
	v := n.value
	if v.Kind() != attr.Object || strings.EqualFold(n.component, "ANY") {
		return Any
	}
	switch typeWord(v) {
	case "object":
		return Object
	case "array":
		return Array
	case "string":
		return textType(v, n.enum)
	case "integer":
		return integerType(v, n.enum)
	case "number":
		return Decimal
	case "boolean":
		return Switch
	case "":
		return r.impliedType(n)
	}
	return Any
}

// typeWord is the type that a schema names. Of a list of types, which newer documents have, the one beside null counts.
func typeWord(v attr.Value) string {
	t := v.Get("type")
	if t.Kind() != attr.Array {
		return t.Text()
	}
	word := ""
	for _, m := range t.Members() {
		switch {
		case m.Value.Text() == "null":
		case word != "":
			return "several"
		default:
			word = m.Value.Text()
		}
	}
	return word
}

// impliedType is for schemas that name no type.
func (r *reader) impliedType(n node) Type {
	v := n.value
	switch {
	case v.Get("properties").Kind() == attr.Object:
		return Object
	case v.Has("items"):
		return Array
	case n.enum.Kind() == attr.Array && n.enum.Index(0).Kind() == attr.Text:
		return textType(v, n.enum)
	case n.enum.Kind() == attr.Array && n.enum.Index(0).Kind() == attr.Number:
		return integerType(v, n.enum)
	}
	parts := oneOfParts(v)
	if len(parts) == 0 || len(parts) > maxParts {
		return Any
	}
	// Several parts: an object when all are, else free-form unless they agree.
	common := Any
	for i, m := range parts {
		inner := r.unwrap(m.Value, 0)
		t := Object
		if len(oneOfParts(inner.value)) == 0 {
			t = r.typeOf(inner)
		}
		if i > 0 && t != common || t == Array {
			return Any
		}
		common = t
	}
	return common
}

// textType tells dates and Y/N flags from other texts.
func textType(v, enum attr.Value) Type {
	switch v.Get("format").Text() {
	case "date-time":
		return DateTime
	case "date":
		return Date
	}
	if sameCodes(enum, "Y", "N") {
		return Flag
	}
	// PortaBilling's own form of a moment may stand in the example alone.
	if example := v.Get("example"); example.Kind() == attr.Text && enum.Kind() != attr.Array && len(example.Text()) == len(DateTimeLayout) &&
		FitsText(DateTime, example.Text()) {
		return DateTime
	}
	return Text
}

// integerType tells 0/1 switches, by their values or their bounds, from other numbers.
func integerType(v, enum attr.Value) Type {
	bounds := attr.ArrayValue(v.Get("minimum"), v.Get("maximum"))
	if sameCodes(enum, "0", "1") || enum.Kind() != attr.Array && sameCodes(bounds, "0", "1") {
		return Switch
	}
	return Integer
}

// firstOf returns the first items of a list, so that a long one that is referred to from everywhere costs little.
func firstOf(list attr.Value, n int) []attr.Member { return list.Members()[:min(n, list.Len())] }

// sameCodes says that a list holds these two codes and nothing else but null.
func sameCodes(list attr.Value, a, b string) bool {
	var hasA, hasB bool
	for _, m := range firstOf(list, 10) {
		switch {
		case m.Value.Kind() == attr.Null:
		case m.Value.Text() == a:
			hasA = true
		case m.Value.Text() == b:
			hasB = true
		default:
			return false
		}
	}
	return hasA && hasB
}

// line is a text of the document as one line.
func (r *reader) line(v attr.Value) string {
	return r.keep(strings.Join(strings.Fields(plainText(v.Text())), " "))
}

// text is a text of the document.
func (r *reader) text(v attr.Value) string { return r.keep(plainText(v.Text())) }
