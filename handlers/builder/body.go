package builder

import (
	"net/url"
	"strconv"

	"portaconsole/porta/attr"
)

// Body writes a form with the given id as a browser would post it, such that its tree is the given object. It is for parking a
// form of which only the tree is there.
func Body(id string, tree attr.Value) []byte {
	body := []byte(fieldForm + "=" + url.QueryEscape(id))
	for i, m := range tree.Members() {
		t, value := typed(m.Value)
		for _, p := range []pair{{fieldPlace, "m" + strconv.Itoa(i)}, {fieldName, m.Name}, {fieldType, string(t)}, {fieldValue, value}} {
			body = append(body, '&')
			body = append(body, p.name+"="+url.QueryEscape(p.value)...)
		}
	}
	return body
}

// typed is a value as a row holds it; a container as JSON, which a form takes apart when it is read.
func typed(v attr.Value) (Type, string) {
	switch v.Kind() {
	case attr.Object:
		return Object, v.JSON()
	case attr.Array:
		return Array, v.JSON()
	case attr.Bool:
		if on, _ := v.Bool(); on {
			return Boolean, Yes
		}
		return Boolean, No
	case attr.Number:
		if _, whole := v.Int(); whole {
			return Integer, v.Text()
		}
		return Decimal, v.Text()
	case attr.Text:
		return Text, v.Text()
	}
	return Null, ""
}
