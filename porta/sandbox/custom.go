package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// customRule is the rule of a method of which nothing but its description is known. What it would do is not done: the records that
// its request names must be there, and the reply has the shape that the document gives it.
func customRule(m *catalog.Method) rule {
	return rule{changes: m.Changes, run: func(c *call) (reply, error) {
		if err := c.checkNamed(m.Request); err != nil {
			return reply{}, err
		}
		switch {
		case m.File && len(m.Reply.Properties) == 0:
			return reply{file: &file{name: m.Name + ".txt", contentType: "text/plain; charset=UTF-8", data: []byte(m.Path() + "\n")}}, nil
		case m.Changes && len(m.Reply.Properties) == 0:
			return reply{}, nil
		}
		return reply{body: c.shape(m.Reply, 0)}, nil
	}}
}

// checkNamed refuses keys at the top of a request of records that are not there, or not the caller's to see.
func (c *call) checkNamed(request *catalog.Schema) error {
	for i := range request.Properties {
		p := &request.Properties[i]
		if r := c.referred(p); r != nil && c.params.Has(p.Name) {
			if err := c.reference(r, p.Name, c.params); err != nil {
				return err
			}
		}
	}
	return nil
}

// shape is an object as the schema describes it: success is 1, what the request says is repeated, lists are empty, all else is null.
func (c *call) shape(s *catalog.Schema, depth int) attr.Value {
	members := make([]attr.Member, 0, len(s.Properties))
	for _, p := range s.Properties {
		v := null
		given := c.params.Get(p.Name)
		switch t := p.Schema.Type; {
		case p.Name == "success":
			v = number(1)
		case p.Name == "total" && depth == 0:
			v = number(0)
		case t == catalog.Array:
			v = attr.ArrayValue()
		case t == catalog.Object && depth < deepest:
			v = c.shape(p.Schema, depth+1)
		case t < catalog.Object && depth == 0 && !given.IsEmpty() && given.Kind() < attr.Array && catalog.FitsText(t, given.Text()):
			v = given
		}
		members = append(members, attr.M(p.Name, v))
	}
	return attr.ObjectValue(members...)
}
