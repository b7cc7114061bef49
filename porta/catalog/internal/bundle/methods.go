package main

import (
	"fmt"
	"strings"

	"portaconsole/porta/attr"
)

// method is a row of methods.tsv.
type method struct {
	service, name string
	// kind is create, list, get, update, delete or other; record is what it is about.
	kind, record string
	// wrapper, list and key are the attributes that hold the record, the rows, and the record's key, as far as they are known.
	wrapper, list, key string
	paging             string // "limit/offset/get_total", what the list has of it
	realms             string // "admin,customer", those that are known to have it
	certainty          string // see catalog.Certainty
	guessedService     bool
	// request and reply are components; "" stands for a shape made of the columns above, reply "FILE" for a file.
	request, reply string
	item           string // the component of the record, for a shape made so
	summary, note  string
}

func readMethods(table string) (methods []method, err error) {
	err = eachRow(table, 16, func(row []string) error {
		m := method{
			service: row[0], name: row[1], kind: row[2], record: row[3], wrapper: row[4], list: row[5], key: row[6], paging: row[7], realms: row[8],
			certainty: row[9], guessedService: row[10] == "guessed", request: row[11], reply: row[12], item: row[13], summary: row[14], note: row[15],
		}
		if m.service == "" || m.name == "" || m.summary == "" {
			return fmt.Errorf("%s/%s: service, method and summary are needed", m.service, m.name)
		}
		methods = append(methods, m)
		return nil
	})
	return methods, err
}

// operation is the method in the document.
func (m *method) operation(c *components) (attr.Value, error) {
	for _, name := range []string{m.request, m.reply, m.item} {
		if name != "" && name != "FILE" && c.fields[name] == nil {
			return attr.Value{}, fmt.Errorf("%s/%s: there is no component %s", m.service, m.name, name)
		}
	}
	op := []attr.Member{attr.M("tags", attr.ArrayValue(text(m.tag()))), attr.M("summary", text(m.summary))}
	if d := m.description(); d != "" {
		op = append(op, attr.M("description", text(d)))
	}
	if m.certainty != "certain" {
		op = append(op, attr.M("x-portaconsole-certainty", text(m.certainty)))
	}
	if m.guessedService {
		op = append(op, attr.M("x-portaconsole-service", text("guessed")))
	}
	if m.realms != "" {
		var realms []attr.Value
		for realm := range strings.SplitSeq(m.realms, ",") {
			realms = append(realms, text(realm))
		}
		op = append(op, attr.M("x-portaconsole-realms", attr.ArrayValue(realms...)))
	}
	body := object(attr.M("type", text("object")), attr.M("properties", object(attr.M("params", m.params()))))
	op = append(op,
		attr.M("requestBody", jsonContent(body)),
		attr.M("responses", object(
			attr.M("200", m.success()),
			attr.M("500", object(attr.M("$ref", text("#/components/responses/Fault")))),
		)))
	return object(op...), nil
}

func (m *method) tag() string {
	if m.record == "" {
		return m.service
	}
	return m.service + " | " + strings.ToUpper(m.record[:1]) + strings.ReplaceAll(m.record[1:], "_", " ")
}

// description holds what the marks mean, for readers that do not know them.
func (m *method) description() string {
	var parts []string
	if m.note != "" {
		parts = append(parts, m.note)
	}
	switch {
	case m.certainty == "name-guessed":
		parts = append(parts, "The name follows the usual pattern and was not verified: a server may not have this method.")
	case m.certainty == "shape-unverified":
		parts = append(parts, "The name of the method is known; its parameters and its answer were not verified.")
	}
	if m.guessedService {
		parts = append(parts, "It is not certain which service has it.")
	}
	return strings.Join(parts, "\n")
}

func jsonContent(schema attr.Value, first ...attr.Member) attr.Value {
	return object(append(first, attr.M("content", object(attr.M("application/json", object(attr.M("schema", schema))))))...)
}

func (m *method) success() attr.Value {
	described := attr.M("description", text("Success"))
	if m.reply == "FILE" {
		binary := object(attr.M("type", text("string")), attr.M("format", text("binary")))
		return object(described, attr.M("content", object(attr.M("application/octet-stream", object(attr.M("schema", binary))))))
	}
	return jsonContent(m.result(), described)
}

// open is an object that may have more attributes than those that are known.
func open(properties ...attr.Member) attr.Value {
	if len(properties) == 0 {
		return object(attr.M("type", text("object")))
	}
	return object(attr.M("type", text("object")), attr.M("properties", object(properties...)), attr.M("additionalProperties", attr.BoolValue(true)))
}

// keyed is the record's key, or nothing when it is not known.
func (m *method) keyed() []attr.Member {
	switch {
	case m.key == "":
		return nil
	case strings.HasPrefix(m.key, "i_"):
		return []attr.Member{attr.M(m.key, object(attr.M("type", text("integer"))))}
	}
	return []attr.Member{attr.M(m.key, object(attr.M("type", text("string"))))}
}

// one is a record as far as it is known.
func (m *method) one() attr.Value {
	if m.item != "" {
		return object(attr.M("allOf", attr.ArrayValue(ref(m.item))))
	}
	return open(m.keyed()...)
}

// params are the parameters: a component, or what the table knows of them.
func (m *method) params() attr.Value {
	if m.request != "" {
		return ref(m.request)
	}
	switch m.kind {
	case "create":
		if m.wrapper == "" {
			return ref("ANY")
		}
		if m.item == "" {
			return open(attr.M(m.wrapper, open()))
		}
		return open(attr.M(m.wrapper, m.one()))
	case "update":
		if m.wrapper != "" {
			return open(attr.M(m.wrapper, m.one()))
		}
	case "list":
		var paging []attr.Member
		for name := range strings.SplitSeq(m.paging, "/") {
			if name != "" {
				paging = append(paging, attr.M(name, object(attr.M("type", text("integer")))))
			}
		}
		return open(paging...)
	}
	return open(m.keyed()...)
}

// result is a successful answer: a component, or what the table knows of it.
func (m *method) result() attr.Value {
	if m.reply != "" {
		return ref(m.reply)
	}
	switch m.kind {
	case "create", "update":
		if strings.HasPrefix(m.key, "i_") {
			return open(m.keyed()...)
		}
	case "list":
		key := m.list
		if named, ok := strings.CutSuffix(strings.TrimPrefix(m.name, "get_"), "_list"); key == "" && ok {
			key = named + "_list" // as the lists that are known do
		}
		if key == "" {
			return ref("ANY")
		}
		list := object(attr.M("type", text("array")), attr.M("items", m.one()))
		if strings.Contains(m.paging, "get_total") {
			return open(attr.M(key, list), attr.M("total", object(attr.M("type", text("integer")))))
		}
		return open(attr.M(key, list))
	case "get":
		if strings.HasSuffix(m.name, "_info") {
			return open(attr.M(strings.TrimPrefix(m.name, "get_"), m.one()))
		}
	}
	return ref("ANY")
}
