package curl

import (
	"net/url"
	"regexp"
	"strings"

	"portaconsole/porta/attr"
)

// call is what a curl command holds of a request.
type call struct {
	urls    []string
	body    []byte            // as it is sent
	hasBody bool              // it may be empty
	fields  map[string]string // of a multipart body
	unknown []string          // variables in either
}

// take keeps what an option says about the request, as curl would send it. Headers, cookies and passwords are none of it.
func (c *call) take(option, name string, arg word) error {
	text := arg.text
	switch name {
	case "url":
		c.urls = append(c.urls, text)
		return nil
	case "config", "upload-file":
		return noFile(option, text)
	case "data", "data-ascii", "data-binary", "json":
		if strings.HasPrefix(text, "@") {
			return noFile(option, text[1:])
		}
	case "data-urlencode":
		head, content := cutContent(text)
		if strings.HasSuffix(head, "@") {
			return noFile(option, content)
		}
		text = strings.TrimPrefix(head, "=") + url.QueryEscape(content)
	case "form", "form-string":
		return c.takeField(option, name, arg)
	case "data-raw":
	default:
		return nil
	}
	if c.hasBody && name != "json" {
		c.body = append(c.body, '&')
	}
	c.body, c.hasBody = append(c.body, text...), true
	c.unknown = append(c.unknown, arg.variables...)
	return nil
}

// cutContent cuts "name=content", "=content", "name@file", "@file" or "content" before the part that is encoded or names a file.
func cutContent(s string) (head, content string) {
	i := strings.IndexByte(s, '=')
	if i < 0 {
		i = strings.IndexByte(s, '@')
	}
	return s[:i+1], s[i+1:]
}

var fieldOptions = regexp.MustCompile(`;\s*(?:type|filename|headers|encoder)=[^"{}]*$`)

func (c *call) takeField(option, name string, arg word) error {
	field, value, _ := strings.Cut(arg.text, "=")
	if name == "form" {
		if value != "" && strings.ContainsAny(value[:1], "@<") {
			return noFile(option, value[1:])
		}
		value = fieldOptions.ReplaceAllString(value, "")
	}
	if c.fields == nil {
		c.fields = make(map[string]string)
	}
	c.fields[field] = value
	c.unknown = append(c.unknown, arg.variables...)
	return nil
}

func noFile(option, name string) error {
	return refuse("The option %s reads the file %s, which is not here: paste what is in it.", option, name)
}

var (
	methodAtEnd  = regexp.MustCompile(`(?:/rest|\$\w+|\$\{\w+\})/+([A-Z]\w*/[a-z]\w*)/*(?:[?#].*)?$`)
	paramsInPath = regexp.MustCompile(`/rest/+\w+/+\w+/+[^?#]*(?:\{|%7[Bb])`)
)

// method is that of the first address that has one. What stands before it may be a variable of the script it came from.
func (c *call) method() string {
	for _, address := range c.urls {
		if found := methodAtEnd.FindStringSubmatch(address); found != nil {
			return found[1]
		}
	}
	return ""
}

var looksLikeForm = regexp.MustCompile(`^\s*\w+=`)

// params reads the parameters. Variables of the shell may stand among the credentials, which are left out, but not in them.
func (c *call) params(method string) (attr.Value, error) {
	params, err := c.readBody(method)
	if len(c.unknown) == 0 {
		return params, err
	}
	variable := c.unknown[0] // a variable in place of a value is no JSON
	if err == nil {
		variable = variableIn(params, c.unknown)
	}
	if variable != "" {
		return attr.Value{}, refuse("Only the shell knows what %s stands for: write its value in its place.", variable)
	}
	return params, nil
}

// readBody reads the body, which PortaBilling takes as JSON, or as a form with JSON in it. The content type is not asked:
// many leave it out.
func (c *call) readBody(method string) (attr.Value, error) {
	switch body := string(c.body); {
	case c.fields != nil:
		return fromFields(c.fields, method)
	case looksLikeForm.MatchString(body):
		fields, err := formFields(body)
		if err != nil {
			return attr.Value{}, err
		}
		return fromFields(fields, method)
	case strings.TrimSpace(body) != "":
		return fromJSON("The JSON of the body", body, method)
	}
	for _, address := range c.urls {
		if paramsInPath.MatchString(address) {
			return attr.Value{}, refuse("The parameters stand in the address, as old scripts have them: paste their JSON alone.")
		}
	}
	return attr.ObjectValue(), nil
}
