package main

import (
	"fmt"

	"portaconsole/porta/attr"
)

// groupSize is how many attributes an object of a sample has.
const groupSize = 20

// The array of a sample stands between its objects, so that what is added to it moves half of the form.
const (
	arrayName  = "numbers"
	arrayItems = 3
)

// formSample is a large record: its JSON Schema, which is an OpenAPI schema too, and its values.
type formSample struct {
	size         int // attributes, those of the array not counted
	schema, data attr.Value
}

func newFormSample(size int) formSample {
	var properties, members []attr.Member
	add := func(name string, schema, value attr.Value) {
		properties, members = append(properties, attr.M(name, schema)), append(members, attr.M(name, value))
	}
	groups := (size + groupSize - 1) / groupSize
	for g := range groups {
		if g == groups/2 {
			add(arrayName, schemaOf("array", "Numbers that lead to the record.", attr.M("items", typed("string"))), sampleNumbers())
		}
		schema, value := sampleGroup(g, min(groupSize, size-g*groupSize))
		add(fmt.Sprintf("group_%02d", g+1), schema, value)
	}
	return formSample{size, schemaOf("object", "A record of the benchmark.", attr.M("properties", attr.ObjectValue(properties...))), attr.ObjectValue(members...)}
}

func sampleNumbers() attr.Value {
	items := make([]attr.Value, arrayItems)
	for i := range items {
		items[i] = attr.TextValue(fmt.Sprint(15550100 + i))
	}
	return attr.ArrayValue(items...)
}

// sampleGroup is one object, of each kind of attribute in turn.
func sampleGroup(group, size int) (schema, value attr.Value) {
	var properties, members []attr.Member
	for i := range size {
		kind := sampleKinds[i%len(sampleKinds)]
		name := fmt.Sprintf("%s_%02d", kind.name, i+1)
		note := fmt.Sprintf("What the %s of place %d is for.", kind.name, i+1)
		properties = append(properties, attr.M(name, schemaOf(kind.typ, note, kind.schema...)))
		members = append(members, attr.M(name, kind.value(group*groupSize+i)))
	}
	return schemaOf("object", fmt.Sprintf("Group %d of the record.", group+1), attr.M("properties", attr.ObjectValue(properties...))), attr.ObjectValue(members...)
}

// textKind is the kind of attribute that the benchmark types into.
const textKind = "text"

// sampleKinds are the kinds of attributes, each with values of its own.
var sampleKinds = []struct {
	name, typ string
	schema    []attr.Member // beside type and note
	value     func(i int) attr.Value
}{
	{textKind, "string", nil, func(i int) attr.Value { return attr.TextValue(fmt.Sprintf("Value %d", i)) }},
	{"count", "integer", nil, func(i int) attr.Value { return attr.IntValue(int64(1000 + i)) }},
	{"state", "string", []attr.Member{attr.M("enum", attr.ArrayValue(sampleStates...))}, func(i int) attr.Value { return sampleStates[i%len(sampleStates)] }},
	{"allowed", "boolean", nil, func(i int) attr.Value { return attr.BoolValue(i%2 == 0) }},
	{"day", "string", []attr.Member{attr.M("format", attr.TextValue("date"))}, func(i int) attr.Value { return attr.TextValue(fmt.Sprintf("2026-%02d-%02d", i%12+1, i%28+1)) }},
}

var sampleStates = []attr.Value{attr.TextValue("open"), attr.TextValue("suspended"), attr.TextValue("barred"), attr.TextValue("closed"), attr.TextValue("expired")}

func typed(word string) attr.Value { return attr.ObjectValue(attr.M("type", attr.TextValue(word))) }

func schemaOf(word, note string, more ...attr.Member) attr.Value {
	return attr.ObjectValue(append([]attr.Member{attr.M("type", attr.TextValue(word)), attr.M("description", attr.TextValue(note))}, more...)...)
}

// sampleWrapper is the object of the request that holds the sample.
const sampleWrapper = "bench_info"

// document is the description of a server that can create a record of the sample's schema, and read it: Bench/bench.
func (s formSample) document() []byte {
	key, record := attr.M("i_bench", typed("integer")), attr.M(sampleWrapper, s.schema)
	return attr.ObjectValue(
		attr.M("openapi", attr.TextValue("3.0.3")),
		attr.M("info", attr.ObjectValue(attr.M("title", attr.TextValue("Bench API")), attr.M("version", attr.TextValue("MR999")))),
		attr.M("paths", attr.ObjectValue(
			attr.M("/Bench/add_bench", sampleMethod(record, key)),
			attr.M("/Bench/get_bench_info", sampleMethod(key, record)),
		)),
	).AppendJSON(nil)
}

// sampleMethod describes a method that takes one attribute and answers with one.
func sampleMethod(takes, answers attr.Member) attr.Value {
	object := func(property attr.Member) attr.Value {
		return attr.ObjectValue(attr.M("type", attr.TextValue("object")), attr.M("properties", attr.ObjectValue(property)))
	}
	body := func(schema attr.Value) attr.Value {
		return attr.ObjectValue(attr.M("content", attr.ObjectValue(attr.M("application/json", attr.ObjectValue(attr.M("schema", schema))))))
	}
	return attr.ObjectValue(attr.M("post", attr.ObjectValue(
		attr.M("requestBody", body(object(attr.M("params", object(takes))))),
		attr.M("responses", attr.ObjectValue(attr.M("200", body(object(answers))))),
	)))
}
