package sandbox

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"portaconsole/porta/attr"
)

// maxBody is the largest request that is read.
const maxBody = 16 << 20

// readBody reads auth_info and params from a request: a JSON object with both, or form fields, urlencoded or multipart, each
// of which is a JSON text. All may be left out.
func readBody(r *http.Request, body []byte) (auth, params attr.Value, err error) {
	mediaType, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var fields map[string]string
	switch mediaType {
	case "application/x-www-form-urlencoded":
		if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) { // a client that forgot to say that it sends JSON (seen)
			return jsonBody(body)
		}
		fields, err = formFields(body)
	case "multipart/form-data":
		fields, err = multipartFields(body, options["boundary"])
	default:
		return jsonBody(body)
	}
	if err != nil {
		return emptyObject, emptyObject, err
	}
	return fieldValues(fields)
}

// fieldValues reads the JSON texts of a form's fields.
func fieldValues(fields map[string]string) (auth, params attr.Value, err error) {
	if auth, err = objectOf("auth_info", fields["auth_info"]); err != nil {
		return emptyObject, emptyObject, err
	}
	params, err = objectOf("params", fields["params"])
	return auth, params, err
}

var emptyObject = attr.ObjectValue()

func jsonBody(body []byte) (auth, params attr.Value, err error) {
	all, err := objectOf("the body", string(body))
	if err != nil {
		return emptyObject, emptyObject, err
	}
	if auth, err = object("auth_info", all.Get("auth_info")); err != nil {
		return emptyObject, emptyObject, err
	}
	params, err = object("params", all.Get("params"))
	return auth, params, err
}

// objectOf parses a JSON text that must be an object; nothing counts as an empty one.
func objectOf(name, s string) (attr.Value, error) {
	if s == "" {
		return emptyObject, nil
	}
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		return emptyObject, errors.New(name + " is no JSON: " + err.Error())
	}
	return object(name, v)
}

func object(name string, v attr.Value) (attr.Value, error) {
	switch v.Kind() {
	case attr.Object:
		return v, nil
	case attr.Absent, attr.Null:
		return emptyObject, nil
	}
	return emptyObject, errors.New(name + " is no JSON object")
}

func formFields(body []byte) (map[string]string, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errors.New("the form is malformed")
	}
	return map[string]string{"auth_info": form.Get("auth_info"), "params": form.Get("params")}, nil
}

// multipartFields reads the two parts; others, such as files, are skipped.
func multipartFields(body []byte, boundary string) (map[string]string, error) {
	fields := make(map[string]string)
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, errors.New("the multipart body is malformed")
		}
		if name := part.FormName(); name == "auth_info" || name == "params" {
			data, err := io.ReadAll(part)
			if err != nil {
				return nil, errors.New("the multipart body is malformed")
			}
			fields[name] = string(data)
		}
	}
}
