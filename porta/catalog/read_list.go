package catalog

import "fmt"

// maxLists is how many lists may stand in each other: "phones.0.0.0". Known ones have two.
const maxLists = 8

// boundLists sees to it that one comes to an end when one asks what a list holds, and what that holds: lists may hold nothing but themselves, alone
// or in a circle. What leads back, or too deep, is taken as free-form. Objects that lead back to themselves stay, since each step goes
// through an attribute with a name.
func (r *reader) boundLists() {
	levels := make(map[*Schema]int, len(r.lists)) // of the lists that are known to end; 0 while one is under way
	for _, list := range r.lists {
		var way []*Schema
		level := 0
		for s := list; s != nil && s.Type == Array; s = s.Items {
			known, seen := levels[s]
			if seen && known == 0 {
				r.endList(way[len(way)-1], "leads back to itself")
				break
			}
			if seen {
				level = known
				break
			}
			levels[s] = 0
			way = append(way, s)
		}
		for i := len(way) - 1; i >= 0; i-- {
			if level++; level > maxLists {
				r.endList(way[i], fmt.Sprintf("holds more than %d lists in each other", maxLists))
				level = 1
			}
			levels[way[i]] = level
		}
	}
	r.lists = nil
}

// endList makes a list one of anything.
func (r *reader) endList(s *Schema, why string) {
	s.Items = scalars[Any]
	name := "without a name"
	if s.Name != "" {
		name = quoted(s.Name)
	}
	r.notes.add("The list %s %s; what it holds is taken as free-form.", name, why)
}
