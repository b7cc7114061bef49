package catalog

import "portaconsole/porta/attr"

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
