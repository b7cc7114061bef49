package catalog

import (
	"slices"
	"strings"
)

// referenceTable says for every key which record type it is the key of. Of several the one that the key is named after, then the one
// that can be listed and read.
func (c *Catalog) referenceTable() map[string]*RecordType {
	best, table := make(map[string]int), make(map[string]*RecordType)
	for _, s := range c.Services {
		for _, t := range s.Records {
			if t.IDField == "" || !strings.HasPrefix(t.IDField, "i_") {
				continue
			}
			points := 1
			if t.IDField == "i_"+t.Name {
				points += 4
			} else if slices.Contains(t.ownKeys(), t.IDField) {
				points += 3
			}
			if ownness(s, t) == 1 {
				points += 8
			}
			if t.operations[List] != nil {
				points += 2
			}
			if t.operations[Get] != nil {
				points++
			}
			if points > best[t.IDField] {
				best[t.IDField], table[t.IDField] = points, t
			}
		}
	}
	return table
}

// Reference returns the record type whose key an attribute holds, "Customer/customer" for i_customer and i_parent; nil when
// it holds none, or none that the catalogue has. The own key of a record refers to the record itself.
func (c *Catalog) Reference(p *Property) *RecordType {
	if !isKey(p) {
		return nil
	}
	name := p.Name
	if other := referenceExceptions[name]; other != "" {
		name = other
	}
	return c.references[name]
}

// Relation is a record type whose list can be asked for the records that belong to one record of another type.
type Relation struct {
	Record *RecordType
	By     string // the attribute of the list request
	Of     string // the attribute of the one record whose value it takes: its key, or what people know it by
}

// Related returns what belongs to a record of the type: to a customer its accounts. Lists that refer to the record by its key come as
// they are; those that take what it is known by, account_id, are the last resort.
func (c *Catalog) Related(r *RecordType) (related []Relation) {
	if r.IDField == "" {
		return nil
	}
	for _, s := range c.Services {
		for _, t := range s.Records {
			if t.Path() == r.Path() || t.operations[List] == nil {
				continue
			}
			if by, of := c.relation(t, r); by != "" {
				related = append(related, Relation{t, by, of})
			}
		}
	}
	return related
}

// isSame says whether two record types are the same one, be they of two catalogues.
func isSame(a, b *RecordType) bool { return a != nil && b != nil && a.Path() == b.Path() }

// relation says by which attribute the list of t finds what belongs to a record of r.
func (c *Catalog) relation(t, r *RecordType) (by, of string) {
	request := t.operations[List].Method.Request
	if t.IDField != r.IDField || slices.Contains(t.ownKeys(), t.IDField) {
		if isKey(request.Property(r.IDField)) {
			return r.IDField, r.IDField
		}
	}
	if request == nil {
		return "", ""
	}
	for i := range request.Properties {
		if p := &request.Properties[i]; p.Name != r.IDField && isSame(c.Reference(p), r) {
			return p.Name, r.IDField
		}
	}
	if name := r.Name + "_" + r.Title; r.Title != "" && isTitle(request.Property(name)) {
		return name, r.Title
	}
	return "", ""
}
