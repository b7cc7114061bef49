package catalog

import (
	"slices"
	"strings"
)

// mentions says that an attribute of that name is a number, or free, in the record or in what its operations ask and answer.
func (t *RecordType) mentions(name string) bool {
	return slices.ContainsFunc(t.places(), func(s *Schema) bool { return isKey(s.Property(name)) })
}

func isKey(p *Property) bool {
	return p != nil && (p.Schema.Type == Integer || p.Schema.Type == Any) && (len(p.Choices) == 0 || p.Loose)
}

// places are the schemas in which a record type's key may stand.
func (t *RecordType) places() []*Schema {
	places := t.infos()
	for _, op := range t.operations {
		if op == nil {
			continue
		}
		if op.Kind != List {
			places = append(places, op.Method.Request, op.Method.Reply)
		}
		if p := op.Method.Request.Property(op.Wrapper); p != nil {
			places = append(places, p.Schema)
		}
	}
	return places
}

// findID finds the key of a record type: by its name; else what the creation answers; else what the reading asks for that is
// also in the record; else what the change or the end asks for.
func (t *RecordType) findID() string {
	for _, name := range t.ownKeys() {
		if t.mentions(name) {
			return name
		}
	}
	if op := t.operations[Create]; op != nil {
		if keys := keysIn(op.Method.Reply); len(keys) == 1 {
			return keys[0]
		}
	}
	info := t.Info()
	if op := t.operations[Get]; op != nil {
		keys := keysIn(op.Method.Request)
		for _, key := range keys {
			if isKey(info.Property(key)) {
				return key
			}
		}
		if len(keys) == 1 {
			return keys[0]
		}
	}
	for _, k := range []OperationKind{Delete, Update} {
		op := t.operations[k]
		if op == nil {
			continue
		}
		for _, s := range []*Schema{op.Method.Request.Property(op.Wrapper).schema(), op.Method.Request} {
			if keys := keysIn(s); len(keys) == 1 {
				return keys[0]
			}
		}
	}
	return ""
}

// schema is the property's; nil of none.
func (p *Property) schema() *Schema {
	if p == nil {
		return nil
	}
	return p.Schema
}

// keysIn are the attributes of an object that are keys by their names.
func keysIn(s *Schema) (keys []string) {
	if s == nil {
		return nil
	}
	for i := range s.Properties {
		if p := &s.Properties[i]; strings.HasPrefix(p.Name, "i_") && isKey(p) {
			keys = append(keys, p.Name)
		}
	}
	return keys
}

// mostOfKey is how many attributes a request may have that asks for one record.
const mostOfKey = 200

// otherKeys are the attributes beside the key by which a record can be read: texts that the reading takes and the record has.
func (t *RecordType) otherKeys(info *Schema) (keys []string) {
	op := t.operations[Get]
	if op == nil || op.Method.Request.Property(t.IDField) == nil || len(op.Method.Request.Properties) > mostOfKey {
		return nil
	}
	for _, p := range op.Method.Request.Properties {
		if in := info.Property(p.Name); in != nil && p.Schema.Type == Text && in.Schema.Type == Text && !p.Secret && len(in.Choices) == 0 {
			keys = append(keys, p.Name)
		}
	}
	return keys
}

// titleNames are attributes that people know records by, the usual ones first.
var titleNames = []string{"name", "id", "login", "number", "title", "code", "imsi", "subject", "file_name", "description", "email"}

func (t *RecordType) findTitle(info *Schema, known string) string {
	names := append([]string{known, t.Name + "_name", t.Name + "_number", t.Name}, titleNames...)
	if i := slices.Index(names[4:], "name"); i >= 0 && info.Property("name") != nil {
		names = slices.Insert(names, 1, "name")
	}
	for _, name := range names {
		if p := info.Property(name); name != "" && isTitle(p) {
			return name
		}
	}
	if info == nil {
		return ""
	}
	for i := range info.Properties {
		if p := &info.Properties[i]; isTitle(p) && p.Required {
			return p.Name
		}
	}
	return ""
}

func isTitle(p *Property) bool {
	return p != nil && !p.Secret && len(p.Choices) == 0 && (p.Schema.Type == Text || p.Schema.Type == Integer && !strings.HasPrefix(p.Name, "i_"))
}

// columnNames are attributes worth a column wherever they are, in this order; the required ones come between.
var columnNames = struct{ before, after []string }{
	before: []string{"bill_status", "status", "int_status", "state"},
	after: []string{
		"type", "number", "balance", "amount", "amount_due", "fee", "iso_4217", "companyname", "email", "i_customer", "i_account", "i_product",
		"start_date", "from_date", "to_date", "issue_date", "activation_date", "expiration_date", "is_active", "blocked", "description",
	},
}

const mostColumns = 7

// findColumns chooses the columns of a list that nobody has chosen: the key, the title, what tells the state, what is
// required, what is often looked for, and then what comes first.
func (t *RecordType) findColumns(info *Schema, known []string) (columns []string) {
	if info == nil {
		return nil
	}
	add := func(name string) {
		if p := info.Property(name); len(columns) < mostColumns && isColumn(p) && !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	for _, name := range known {
		if isColumn(info.Property(name)) {
			columns = append(columns, name)
		}
	}
	if len(columns) > 0 {
		return columns
	}
	for _, name := range append([]string{t.IDField, t.Title}, columnNames.before...) {
		add(name)
	}
	for i := range info.Properties {
		if info.Properties[i].Required {
			add(info.Properties[i].Name)
		}
	}
	for _, name := range columnNames.after {
		add(name)
	}
	for i := range info.Properties {
		add(info.Properties[i].Name)
	}
	return columns
}

func isColumn(p *Property) bool {
	return p != nil && !p.Secret && p.Schema.Type != Object && p.Schema.Type != Array && p.Name != "notepad"
}

// assignActions gives each record type the changing methods that are no operation, ask for its key and are not about many at once. Where record types
// share a key, the one that it is named after has them.
func (s *Service) assignActions() {
	operations := make(map[*Method]bool)
	for _, t := range s.Records {
		for _, op := range t.operations {
			if op != nil {
				operations[op.Method] = true
			}
		}
	}
	owner := s.keyOwners()
	for _, m := range s.Methods {
		if operations[m] || !m.Changes || strings.HasSuffix(m.Name, "_list") {
			continue
		}
		if t := s.actionOf(m, owner); t != nil {
			t.Actions = append(t.Actions, m)
		}
	}
}

// keyOwners says of each key of the service which record type it is the key of.
func (s *Service) keyOwners() map[string]*RecordType {
	owner := make(map[string]*RecordType)
	for _, t := range s.Records {
		if t.IDField != "" && (owner[t.IDField] == nil || slices.Contains(t.ownKeys(), t.IDField)) {
			owner[t.IDField] = t
		}
	}
	return owner
}

// actionOf finds the record type that a method is about: the required key counts before another, and the one named first.
func (s *Service) actionOf(m *Method, owner map[string]*RecordType) *RecordType {
	var found *RecordType
	if m.Request == nil {
		return nil
	}
	for i := range m.Request.Properties {
		p := &m.Request.Properties[i]
		t := owner[p.Name]
		if t == nil || !isKey(p) {
			continue
		}
		if p.Required {
			return t
		}
		if found == nil {
			found = t
		}
	}
	return found
}
