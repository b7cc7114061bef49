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

// Related returns the record types, beside the given one, whose lists can be asked for those that belong to one record of it: for
// a customer the accounts. They are asked by the record's IDField.
func (c *Catalog) Related(r *RecordType) (related []*RecordType) {
	if r.IDField == "" {
		return nil
	}
	for _, s := range c.Services {
		for _, t := range s.Records {
			if t == r || t.operations[List] == nil || t.IDField == r.IDField && !slices.Contains(t.ownKeys(), t.IDField) {
				continue
			}
			if isKey(t.operations[List].Method.Request.Property(r.IDField)) {
				related = append(related, t)
			}
		}
	}
	return related
}
