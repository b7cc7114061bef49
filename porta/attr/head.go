package attr

import (
	"slices"
	"unicode/utf8"
)

// Room is how much of a tree [Value.Head] keeps.
type Room struct {
	Values int // altogether; a value counts once, and once more for each 64 bytes of its name and text
	Items  int // of one array
	Text   int // bytes of one text
}

// perText is how many bytes of name and text count as much as a value.
const perText = 64

// Head returns the beginning of a tree, for where it is shown: the cost of drawing it must not follow from what a server sends. Of an object all
// members come before what is in them, for which the room is shared out evenly, so that one long list hides none of its neighbours. Of an array
// the first items stay, whole where possible. [Value.Left] says of every container and text what is not there.
func (v Value) Head(r Room) Value {
	head, _ := r.head(v, r.Values)
	return head
}

// Left returns how many members or items of a container, or bytes of a text, [Value.Head] and [Value.Prefix] left out.
func (v Value) Left() int { return int(v.left) }

// IsCut says that something is left out of the value, or of anything in it.
func (v Value) IsCut() bool {
	return v.left > 0 || slices.ContainsFunc(v.kids, func(m Member) bool { return m.Value.IsCut() })
}

// WithMembers returns the object with other members, or the array with other items, in place of its own; what was left out of it stays
// so. The slice belongs to the value from then on.
func (v Value) WithMembers(members []Member) Value {
	v.kids = members
	return v
}

// head keeps what costs at most room, and returns what that costs.
func (r Room) head(v Value, room int) (head Value, cost int) {
	switch v.kind {
	case Object:
		return r.object(v, room)
	case Array:
		return r.array(v, room)
	}
	v = v.cutText(min(r.Text, max(room, 1)*perText))
	return v, len(v.text) / perText
}

func (r Room) object(v Value, room int) (Value, int) {
	kept, cost, containers := r.members(v, room)
	for i := range kept {
		if kept[i].Value.kind < Array {
			continue
		}
		var inside int
		kept[i].Value, inside = r.head(kept[i].Value, max(room-cost, 0)/containers)
		cost += inside
		containers--
	}
	return v.keep(kept), cost
}

// members are those of an object with what single values cost; of containers there is nothing yet.
func (r Room) members(v Value, room int) (kept []Member, cost, containers int) {
	kept = make([]Member, 0, max(min(len(v.kids), room), 0))
	for _, m := range v.kids {
		own := 1 + len(m.Name)/perText
		switch {
		case len(m.Name) > MaxPath: // nothing that a page could name
			continue
		case cost+own > room:
			return kept, cost, containers
		}
		if m.Value.kind >= Array {
			containers++
		} else {
			var text int
			m.Value, text = r.head(m.Value, room-cost-own)
			own += text
		}
		cost += own
		kept = append(kept, m)
	}
	return kept, cost, containers
}

func (r Room) array(v Value, room int) (Value, int) {
	kept, cost := make([]Member, 0, max(min(len(v.kids), room, r.Items), 0)), 0
	for _, m := range v.kids {
		if len(kept) == r.Items || cost >= room {
			break
		}
		item, inside := r.head(m.Value, room-cost-1)
		if len(kept) > 0 && cost+1+inside >= room && item.IsCut() {
			break
		}
		cost += 1 + inside
		kept = append(kept, Member{Value: item})
	}
	return v.keep(kept), cost
}

// keep is the container with the first of its members.
func (v Value) keep(kept []Member) Value {
	v.left += uint32(len(v.kids) - len(kept)) //nolint:gosec // parsers bound it
	v.kids = kept
	return v
}

// cutText cuts a text to at most so many bytes, between characters.
func (v Value) cutText(most int) Value {
	if len(v.text) <= most {
		return v
	}
	for most > 0 && !utf8.RuneStart(v.text[most]) {
		most--
	}
	v.left, v.text = v.left+uint32(len(v.text)-most), v.text[:most] //nolint:gosec // parsers bound it
	return v
}

// perLine is the least that a member takes in indented JSON: a line, two blanks and a comma.
const perLine = 4

// Prefix returns the beginning of a tree in the order of its JSON: at least what fits into so many bytes of indented JSON. It is what has to be
// masked before that JSON is made.
func (v Value) Prefix(bytes int) Value {
	return v.prefix(&bytes)
}

func (v Value) prefix(room *int) Value {
	if v.kind < Array {
		v = v.cutText(max(*room, 0))
		*room -= len(v.text)
		return v
	}
	var kept []Member
	for _, m := range v.kids {
		if *room -= perLine + len(m.Name); *room < 0 {
			break
		}
		m.Value = m.Value.prefix(room)
		kept = append(kept, m)
	}
	return v.keep(kept)
}
