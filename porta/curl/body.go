package curl

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// fromJSON reads {"params":{…}}, or the parameters alone.
func fromJSON(what, text, method string) (attr.Value, error) {
	v, err := readObject(what, text)
	if err != nil {
		return attr.Value{}, err
	}
	if !v.Has("params") {
		return withoutCredentials(v, method), nil
	}
	for _, m := range v.Members() {
		if m.Name != "params" && !isSender(m.Name) {
			return attr.Value{}, refuse("Beside params there is %q, which PortaBilling does not read: move it into params, or remove it.", m.Name)
		}
	}
	params, err := object("The value of params", v.Get("params"))
	return withoutCredentials(params, method), err
}

// fromFields reads a form, whose field params is a JSON text.
func fromFields(fields map[string]string, method string) (attr.Value, error) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != "params" && !isSender(name) {
			return attr.Value{}, refuse("The form has a field %q, which PortaBilling does not read: parameters stand in params, as JSON.", name)
		}
	}
	if fields["params"] == "" {
		return attr.ObjectValue(), nil
	}
	params, err := readObject("The JSON in params", fields["params"])
	return withoutCredentials(params, method), err
}

// formFields reads an urlencoded form. Of fields with one name the first counts.
func formFields(body string) (map[string]string, error) {
	fields := make(map[string]string)
	for pair := range strings.SplitSeq(strings.TrimSpace(body), "&") {
		name, value, _ := strings.Cut(pair, "=")
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			return nil, refuse("The field %s is not encoded as a form: a percent sign is written %%25 there, and --data-urlencode does it.", name)
		}
		if _, there := fields[name]; name != "" && !there {
			fields[name] = decoded
		}
	}
	return fields, nil
}

func readObject(what, text string) (attr.Value, error) {
	v, err := attr.ParseLoose([]byte(text), attr.Limits{})
	if err != nil {
		return attr.Value{}, brokenJSON(what, err)
	}
	return object(what, v)
}

// object refuses what cannot be parameters. Some clients write none of them as null or [].
func object(what string, v attr.Value) (attr.Value, error) {
	switch k := v.Kind(); {
	case k == attr.Object:
		return v, nil
	case k == attr.Null, k == attr.Array && v.Len() == 0:
		return attr.ObjectValue(), nil
	}
	return attr.Value{}, refuse("%s must be an object: it begins with { and ends with }.", what)
}

// isSender says whether a member beside params says who sends the request.
func isSender(name string) bool {
	return slices.Contains([]string{"auth_info", "session_id", "access_token", "refresh_token", "token"}, name)
}

// withoutCredentials leaves out what stands for the sender among the parameters. session_id is an ordinary attribute
// but with the methods of Session, which take their secrets as parameters.
func withoutCredentials(params attr.Value, method string) attr.Value {
	if params.Kind() != attr.Object {
		return params
	}
	drop := []string{"auth_info", "access_token", "refresh_token"}
	if strings.HasPrefix(method, "Session/") {
		drop = append(drop, "session_id", "token", "password", "old_password", "new_password")
	}
	return attr.ObjectValue(slices.DeleteFunc(slices.Clone(params.Members()), func(m attr.Member) bool {
		return slices.Contains(drop, m.Name)
	})...)
}
