package catalog

import (
	"cmp"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// candidateRole is a method that may be an operation of a record type.
type candidateRole struct {
	method *Method
	kind   OperationKind
	record string
	// rank is how directly the name says so, 0 best: of several methods for one role the lowest has it.
	rank int
}

// recognise finds the record types of every service, and their operations, by the patterns of names and schemas.
func (r *reader) recognise() {
	for _, s := range r.catalog.Services {
		recogniseService(s)
	}
}

func recogniseService(s *Service) {
	var roles []candidateRole
	names := make(map[string]bool)
	for _, m := range s.Methods {
		if role, ok := roleOf(m); ok {
			roles = append(roles, role)
			names[role.record] = names[role.record] || m.Certainty != NameGuessed
		}
	}
	for i := range roles {
		roles[i].record = canonical(s.Name, roles[i].record, names)
	}
	slices.SortStableFunc(roles, func(a, b candidateRole) int {
		return cmp.Or(cmp.Compare(a.method.Certainty, b.method.Certainty), cmp.Compare(a.rank, b.rank), cmp.Compare(len(a.method.Name), len(b.method.Name)))
	})
	types := make(map[string]*RecordType)
	for _, role := range roles {
		addRole(s, types, role)
	}
	for _, t := range types {
		if worthOffering(s, t) {
			s.Records = append(s.Records, t)
		}
	}
	slices.SortFunc(s.Records, func(a, b *RecordType) int {
		return cmp.Or(-cmp.Compare(ownness(s, a), ownness(s, b)), cmp.Compare(a.Name, b.Name))
	})
	for _, t := range s.Records {
		t.complete()
	}
	s.assignActions()
}

// ownness is 1 for the record type that gives the service its name.
func ownness(s *Service, t *RecordType) int {
	if own := snake(s.Name); t.Name == own || t.Name == singular(own) {
		return 1
	}
	return 0
}

// roleOf says by name and schema which role a method may have. Bulk changes have none.
func roleOf(m *Method) (candidateRole, bool) {
	if e, ok := methodExceptions[m.Path()]; ok {
		return candidateRole{m, e.kind, e.record, 0}, e.record != ""
	}
	verb, rest, _ := strings.Cut(m.Name, "_")
	if rest == "" {
		return candidateRole{}, false
	}
	switch verb {
	case "add", "create":
		return candidateRole{m, Create, strings.TrimSuffix(rest, "_info"), 0}, !isBulk(m, rest)
	case "update":
		return candidateRole{m, Update, strings.TrimSuffix(rest, "_info"), 0}, !isBulk(m, rest)
	case "terminate":
		return candidateRole{m, Delete, rest, 0}, !isBulk(m, rest)
	case "delete":
		return candidateRole{m, Delete, rest, 1}, !isBulk(m, rest)
	case "get":
		return readingRole(m, rest)
	}
	return candidateRole{}, false
}

// isBulk finds the changes of many records at once: named so, or taking a list of what the name says.
func isBulk(m *Method, rest string) bool {
	if strings.HasSuffix(rest, "_list") {
		return true
	}
	for _, p := range m.Request.Properties {
		if p.Schema.Type == Array && (p.Name == rest || p.Name == rest+"_list" || p.Required && singular(rest) != rest) {
			return true
		}
	}
	return false
}

// readingRole tells get_x_info, get_x_list, and a get_xs whose answer holds the list of them.
func readingRole(m *Method, rest string) (candidateRole, bool) {
	if name, ok := strings.CutSuffix(rest, "_info"); ok {
		return candidateRole{m, Get, name, 0}, true
	}
	if name, ok := strings.CutSuffix(rest, "_list"); ok {
		return candidateRole{m, List, singular(name), 0}, listKey(m, name) != ""
	}
	one := singular(rest)
	key := listKey(m, rest)
	if one == rest || key == "" || len(m.Reply.Properties) == 0 {
		return candidateRole{}, false
	}
	kept := singular(strings.TrimSuffix(key, "_list"))
	return candidateRole{m, List, kept, 1}, one == kept || strings.HasSuffix(one, "_"+kept)
}

// listKey is the array of the answer that holds the rows, "" when there is none. name is what the method's name says is
// listed. When the document does not say what the answer holds, it is the one that the pattern of names gives.
func listKey(m *Method, name string) string {
	if len(m.Reply.Properties) == 0 {
		return name + "_list"
	}
	var arrays []string
	for _, p := range m.Reply.Properties {
		if p.Schema.Type == Array {
			arrays = append(arrays, p.Name)
		}
	}
	for _, want := range []string{name + "_list", singular(name) + "_list", name} {
		if slices.Contains(arrays, want) {
			return want
		}
	}
	for _, key := range arrays {
		if items := m.Reply.Property(key).Schema.Items; items != nil && items.Type == Object {
			return key
		}
	}
	if len(arrays) > 0 {
		return arrays[0]
	}
	return ""
}

// canonical gives the record types of a service one name each: "customer_extension" and "extension" of Customer are one, and so
// are "sim_card" and "card" of SIMCard. names are those that were found.
func canonical(service, name string, names map[string]bool) string {
	own := snake(service)
	if short, ok := strings.CutPrefix(name, own+"_"); ok && names[short] {
		name = short
	}
	for _, own := range []string{own, singular(own)} {
		if strings.HasSuffix(own, "_"+name) {
			name = singular(own)
		}
	}
	if other := recordNames[service+"/"+name]; other != "" {
		return other
	}
	return name
}

func addRole(s *Service, types map[string]*RecordType, role candidateRole) {
	t := types[role.record]
	if t == nil {
		if role.method.Certainty == NameGuessed {
			return // a guessed name completes a record type, it makes none
		}
		t = &RecordType{Service: s.Name, Name: role.record}
		types[role.record] = t
	}
	if t.operations[role.kind] == nil {
		t.operations[role.kind] = newOperation(t, role)
	}
}

// newOperation finds where the record stands in request and answer.
func newOperation(t *RecordType, role candidateRole) *Operation {
	op := &Operation{Kind: role.kind, Method: role.method}
	_, found, _ := strings.Cut(role.method.Name, "_")
	switch role.kind {
	case List:
		op.ListKey = listKey(role.method, strings.TrimSuffix(found, "_list"))
		request := role.method.Request
		op.Paging = Paging{request.Property("limit") != nil, request.Property("offset") != nil, request.Property("get_total") != nil}
	case Get:
		op.Wrapper = wrapper(role.method.Reply, t.Name, found)
		if op.Wrapper == "" && len(role.method.Reply.Properties) == 0 {
			op.Wrapper = t.Name + "_info" // the answer is not described: as all others are
			if strings.HasSuffix(found, "_info") {
				op.Wrapper = found
			}
		}
	default:
		op.Wrapper = wrapper(role.method.Request, t.Name, found)
	}
	return op
}

// wrapper is the attribute that holds the record: the one named after it, else the only one named …_info, else, in an
// answer or request of one object, that. "" when the attributes of the record stand side by side.
func wrapper(s *Schema, record, found string) string {
	var infos []string
	for _, p := range s.Properties {
		if p.Schema.Type != Object && p.Schema.Type != Any {
			continue
		}
		if p.Name == record+"_info" || p.Name == found || p.Name == found+"_info" {
			return p.Name
		}
		if strings.HasSuffix(p.Name, "_info") || p.Name == record {
			infos = append(infos, p.Name)
		}
	}
	if len(infos) == 1 {
		return infos[0]
	}
	if len(s.Properties) == 1 && s.Properties[0].Schema.Type == Object {
		return s.Properties[0].Name
	}
	return ""
}

// worthOffering says that there is something to do with a record type as such: to list it, to read and change it, to create and
// read or change it, or to read one by its own key.
func worthOffering(s *Service, t *RecordType) bool {
	has := func(k OperationKind) bool { return t.operations[k] != nil }
	if has(List) || has(Create) && (has(Get) || has(Update) || has(Delete)) || has(Get) && has(Update) {
		return true
	}
	return has(Get) && slices.ContainsFunc(t.ownKeys(), func(key string) bool { return t.operations[Get].Method.Request.Property(key) != nil })
}

// ownKeys are the names that a record type's key has by the pattern, the more telling first.
func (t *RecordType) ownKeys() []string {
	own := snake(t.Service)
	return []string{"i_" + own + "_" + t.Name, "i_" + singular(own) + "_" + t.Name, "i_" + t.Name}
}

// complete finds the key and what else is known of a record type from its schemas.
func (t *RecordType) complete() {
	known := recordExceptions[t.Service+"/"+t.Name]
	t.IDField = known.id
	if _, listed := recordExceptions[t.Service+"/"+t.Name]; !listed || t.IDField != "" && !t.mentions(t.IDField) {
		t.IDField = t.findID()
	}
	for k, op := range t.operations {
		if op != nil {
			op.Key = t.keyPath(OperationKind(k), op) //nolint:gosec // at most operationKinds
		}
	}
	info := t.Info()
	t.Keys = t.otherKeys(info)
	t.Title = t.findTitle(info, known.title)
	t.Columns = t.findColumns(info, known.columns)
}

// keyPath is where a request says which record is meant.
func (t *RecordType) keyPath(k OperationKind, op *Operation) attr.Path {
	if t.IDField == "" || k == List || k == Create {
		return nil
	}
	request := op.Method.Request
	if k != Get && op.Wrapper != "" {
		if in := request.Property(op.Wrapper).Schema; len(in.Properties) == 0 || in.Property(t.IDField) != nil {
			return attr.Path{op.Wrapper, t.IDField}
		}
	}
	if len(request.Properties) == 0 || request.Open || request.Property(t.IDField) != nil {
		return attr.Path{t.IDField}
	}
	return nil
}
