package sandbox

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// general is a record type of which nothing but the catalogue's description is known. Its rows are made up from names and types
// of its attributes.
type general struct {
	*Server
	kind *catalog.RecordType
	// key is the column with the key. Where the catalogue knows none it has the name by the pattern, "i_discount"; replies whose
	// schema lists its attributes then do not show it.
	key string
	// natural is the attribute that people know a record by; different in every seeded row. Empty when there is none.
	natural string
	// owner is i_customer or i_account where rows belong to a customer or an account, else empty.
	owner      string
	properties []*catalog.Property // without the key
	byName     map[string]*catalog.Property
	// open says that rows may have other attributes.
	open bool
	salt uint64
}

// addGeneral makes the records of all record types of the catalogue that have an operation without a rule of its own.
func (s *Server) addGeneral(own map[string]rule) {
	s.recordsOf = make(map[*catalog.RecordType]*records)
	for _, r := range s.recordTypes() {
		s.recordsOf[r.kind] = r
	}
	for _, service := range s.catalog.Services {
		for _, kind := range service.Records {
			if s.recordsOf[kind] == nil && needsRows(kind, own) {
				r := s.newGeneral(kind)
				s.general, s.recordsOf[kind] = append(s.general, r), r
			}
		}
	}
	for _, r := range s.general {
		r.general.shareKeys(r)
	}
}

// referred are the records whose key an attribute holds, nil when it holds none. Those with rules of their own are there also when
// the document in use does not tell of them.
func (s *Server) referred(p *catalog.Property) *records {
	if r := s.recordsOf[s.catalog.Reference(p)]; r != nil {
		return r
	}
	if p.Schema.Type == catalog.Integer {
		for _, r := range s.recordTypes() {
			if r.rows.key == p.Name {
				return r
			}
		}
	}
	return nil
}

func needsRows(kind *catalog.RecordType, own map[string]rule) bool {
	for _, k := range catalog.OperationKinds() {
		if op := kind.Operation(k); op != nil && own[op.Method.Path()].run == nil {
			return true
		}
	}
	return false
}

func (s *Server) newGeneral(kind *catalog.RecordType) *records {
	g := &general{Server: s, kind: kind, key: kind.IDField, salt: hashOf(kind.Service + "/" + kind.Name), byName: make(map[string]*catalog.Property)}
	if g.key == "" {
		g.key = "i_" + kind.Name
	}
	g.findProperties()
	g.findNatural()
	r := &records{kind: kind, general: g, check: g.check, scope: g.scope(), self: g.self()}
	seed := g.seedRows()
	indexes := make([]indexed, 0, 1)
	if g.isUnique() {
		r.unique = []uniqueColumn{{g.natural, "duplicate_" + g.natural, "A record with this " + g.natural + " exists already"}}
		indexes = append(indexes, indexed{column: g.natural})
	}
	r.rows = newTable(g.key, 1, seed, indexes...)
	return r
}

// hashOf gives each attribute of each record type its own series of rolls.
func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum64()
}

// shareKeys is for record types that are a part of another one's records, such as an account's followme: they are read and changed
// by the other's key, and neither created nor listed.
func (g *general) shareKeys(r *records) {
	if g.kind.Operation(catalog.Create) != nil || g.kind.Operation(catalog.List) != nil {
		return
	}
	owner := g.referred(invented(g.kind.IDField, catalog.Integer))
	if owner == nil || owner == r || owner.rows.key != g.key {
		return
	}
	seed := r.rows.seed
	seed.n = owner.rows.seed.n
	r.owners, r.rows, r.self, r.unique = owner, newTable(g.key, owner.rows.first, seed), owner.self, nil
}

// findProperties gathers the attributes of a record from what lists, gives and takes it. Of a record of which not all is told
// there are also those that its list can be asked by, and its owner.
func (g *general) findProperties() {
	for _, s := range g.schemas() {
		if mayHoldMore(s) {
			g.open = true
		}
		if s == nil {
			continue
		}
		for i := range s.Properties {
			g.addProperty(&s.Properties[i])
		}
	}
	if !g.open {
		return
	}
	if op := g.kind.Operation(catalog.List); op != nil {
		for i := range op.Method.Request.Properties {
			p := &op.Method.Request.Properties[i]
			if t := p.Schema.Type; !isPaging(p.Name) && (t == catalog.Text || t == catalog.Integer || t == catalog.Flag) {
				g.addProperty(p)
			}
		}
	}
	switch g.kind.Service {
	case "Account":
		g.addProperty(invented("i_account", catalog.Integer))
	case "Customer":
		g.addProperty(invented("i_customer", catalog.Integer))
	}
}

func invented(name string, t catalog.Type) *catalog.Property {
	return &catalog.Property{Name: name, Schema: &catalog.Schema{Type: t}}
}

// schemas are those of one record in the replies, and the catalogue's choice of all.
func (g *general) schemas() (all []*catalog.Schema) {
	if op := g.kind.Operation(catalog.List); op != nil {
		all = append(all, op.Method.Reply.At(attr.Path{op.ListKey, "0"}))
	}
	if op := g.kind.Operation(catalog.Get); op != nil {
		all = append(all, op.Method.Reply.At(attr.ParsePath(op.Wrapper)))
	}
	return append(all, g.kind.Info())
}

func (g *general) addProperty(p *catalog.Property) {
	if p.Name != g.key && g.byName[p.Name] == nil {
		g.properties, g.byName[p.Name] = append(g.properties, p), p
	}
}

// findNatural takes the title; where there is no key the first text of which the record's description tells; else, when it may have
// any, a name.
func (g *general) findNatural() {
	if g.byName[g.kind.Title] != nil && !slices.Contains(looseNames, g.kind.Title) {
		g.natural = g.kind.Title
	}
	for _, p := range g.properties {
		if g.natural == "" && g.kind.IDField == "" && g.kind.Operation(catalog.Get) != nil && g.kind.Info().Property(p.Name) != nil &&
			p.Schema.Type == catalog.Text && len(p.Choices) == 0 && !p.Secret {
			g.natural = p.Name
		}
	}
	if g.open && g.natural == "" {
		g.natural = "name"
		g.addProperty(invented("name", catalog.Text))
	}
	for _, owner := range []string{"i_customer", "i_account"} {
		if p := g.byName[owner]; g.owner == "" && p != nil && p.Schema.Type == catalog.Integer {
			g.owner = owner
		}
	}
}

// looseNames are attributes that two records may have in common.
var looseNames = []string{"description", "subject", "title", "email", "file_name", "note", "comment", "timestamp", "CLD", "CLI", "cld", "cli"}

// isUnique says that two records of one owner cannot have the same natural attribute. (Our choice, in the manner of accounts and
// customers; a made-up name does not count.)
func (g *general) isUnique() bool {
	return g.natural != "" && g.kind.Info().Property(g.natural) != nil
}

// sameOwner says whether a row has the owner that a record has or is to get.
func (g *general) sameOwner(rows *table, row, key int64, info attr.Value) bool {
	if g.owner == "" {
		return true
	}
	owner := info.Get(g.owner)
	if owner.IsAbsent() {
		owner = rows.cell(key, g.owner)
	}
	return rows.cell(row, g.owner).Text() == owner.Text()
}

// scope: whoever is no administrator sees what belongs to his customers and accounts.
func (g *general) scope() func(*call) []filter {
	switch g.owner {
	case "i_customer":
		return func(c *call) []filter { return c.customerScope() }
	case "i_account":
		return func(c *call) []filter { return c.accountScope("i_account") }
	}
	return nil
}

// self: records without any key, such as a payment method, are read as they come.
func (g *general) self() func(*call) int64 {
	if g.kind.IDField != "" || g.kind.Operation(catalog.List) != nil && g.kind.Operation(catalog.Create) != nil {
		return nil
	}
	return func(c *call) int64 {
		r := c.recordsOf[g.kind]
		var filters []filter
		if r.scope != nil {
			filters = r.scope(c)
		}
		if keys, _ := r.rows.find(filters, 0, 1); len(keys) > 0 {
			return keys[0]
		}
		return 0
	}
}

// check completes what is to be stored: attributes of the record may stand beside its wrapper, and of a flat request only those
// of the record count. Whoever is no administrator cannot give a record to others.
func (g *general) check(c *call, key int64, info attr.Value) (attr.Value, error) {
	if info.Kind() != attr.Object {
		info = emptyObject
	}
	for _, m := range c.params.Members() {
		if p := g.byName[m.Name]; p != nil && !p.ReadOnly && m.Value.Kind() < attr.Array && !info.Has(m.Name) {
			kept, err := stored(c.service, p.Schema, attr.Path{m.Name}, m.Value)
			if err != nil {
				return info, err
			}
			info, _ = info.With(attr.Path{m.Name}, kept)
		}
	}
	if !g.open {
		members := slices.DeleteFunc(slices.Clone(info.Members()), func(m attr.Member) bool { return g.byName[m.Name] == nil })
		info = attr.ObjectValue(members...)
	}
	return g.keepOwner(c, key, info)
}

// keepOwner makes a new record the caller's own unless it says whose it is, and refuses owners that are not the caller's to see.
func (g *general) keepOwner(c *call, key int64, info attr.Value) (attr.Value, error) {
	if c.realm == AdminRealm || g.owner == "" {
		return info, nil
	}
	owners, own := c.customers, c.ownCustomer()
	switch {
	case g.owner == "i_account":
		owners, own = c.accounts, c.ownAccount()
	case c.realm == AccountRealm: // which sees no customers
		own, _ = c.accounts.rows.cell(c.who.id, g.owner).Int()
	}
	if own != 0 && key == 0 {
		info = withDefaults(info, attr.M(g.owner, number(own)))
	}
	if given, _ := info.Get(g.owner).Int(); given == own && own != 0 {
		return info, nil
	}
	return info, c.reference(owners, g.owner, info)
}

// askedGenerally returns the key of the record that a reading names, by its key or by any other attributes of it; 0 when there is none.
func (r *records) askedGenerally(c *call) (int64, error) {
	filters, asked := r.namedBy(c.params)
	key, named := c.params.Get(r.rows.key).Int()
	switch {
	case named && r.visible(c, key) && (r.owners != nil || r.rows.passes(key, filters)):
		return key, nil
	case named:
		return 0, nil
	case !asked:
		if key = r.ownKey(c); key == 0 {
			return 0, errMissing(c.service, r.general.askedBy())
		}
		return key, nil
	}
	if r.scope != nil {
		filters = append(filters, r.scope(c)...)
	}
	if keys, _ := r.rows.find(filters, 0, 1); len(keys) > 0 {
		return keys[0], nil
	}
	return 0, nil
}

// askedBy is the attribute that a request should name a record by.
func (g *general) askedBy() string {
	if g.kind.IDField == "" && g.isUnique() {
		return g.natural
	}
	return g.key
}

// namedBy are the conditions that scalar attributes of a record make when a request names them; asked says that there are any.
func (r *records) namedBy(params attr.Value) (filters []filter, asked bool) {
	for _, m := range params.Members() {
		if m.Name == r.rows.key || m.Value.IsEmpty() || m.Value.Kind() >= attr.Array || !r.rows.knows(m.Name) {
			continue
		}
		filters = append(filters, exactFilter(m.Name, m.Value.Text()))
	}
	return filters, len(filters) > 0
}

// byNatural returns the record that a change names by its natural attribute, for want of a key; 0 when there is none.
func (g *general) byNatural(c *call, r *records, op *catalog.Operation) int64 {
	if g.natural == "" || g.kind.IDField != "" {
		return 0
	}
	v := c.params.At(append(attr.ParsePath(op.Wrapper), g.natural))
	if v.IsEmpty() {
		v = c.params.Get(g.natural)
	}
	if v.IsEmpty() {
		return 0
	}
	filters := []filter{exactFilter(g.natural, v.Text())}
	if r.scope != nil {
		filters = append(filters, r.scope(c)...)
	}
	if keys, _ := r.rows.find(filters, 0, 1); len(keys) > 0 {
		return keys[0]
	}
	return 0
}

// fitter makes of a general record what the reply's schema says: it leaves out what that does not have. The items of a list may
// be mere names.
func (r *records) fitter(s *catalog.Schema) func(row attr.Value) attr.Value {
	switch {
	case r.general == nil || s == nil || s.Type == catalog.Any || s.Type == catalog.Object && mayHoldMore(s):
		return func(row attr.Value) attr.Value { return row }
	case s.Type != catalog.Object:
		return func(row attr.Value) attr.Value { return row.Get(r.general.natural) }
	}
	has := sync.OnceValue(func() map[string]bool {
		names := make(map[string]bool, len(s.Properties))
		for _, p := range s.Properties {
			names[p.Name] = true
		}
		return names
	})
	return func(row attr.Value) attr.Value {
		return attr.ObjectValue(slices.DeleteFunc(slices.Clone(row.Members()), func(m attr.Member) bool { return !has()[m.Name] })...)
	}
}

// label is what a record of the type is called, "Widget" of widget.
func (g *general) label() string {
	return strings.TrimSpace(catalog.Label(g.kind.Name))
}
