package sandbox

import (
	"slices"

	"portaconsole/porta/attr"
)

// feature is a service feature as the seeded records have it: flag letters differ by feature and are more than Y and N.
type feature struct {
	name       string
	flags      []string
	attributes map[string][]string // the values to choose from; an empty one means none is set
}

var accountFeatures = []feature{
	{"cli", []string{"Y", "N", "~"}, map[string][]string{"centrex": {"", "15550100"}, "display_number_check": {"N", "A"}}},
	{"clip", []string{"Y", "~"}, nil},
	{"clir", []string{"N", "Y", "^"}, map[string][]string{"blocked": {"N"}}},
	{"call_barring", []string{"N", "Y"}, map[string][]string{"call_barring_rules": {"", "premium"}}},
	{"call_wait_limit", []string{"N", "1", "2"}, nil},
	{"conf_enabled", []string{"Y", "N"}, map[string][]string{"max_participants": {"", "5"}}},
	{"default_action", []string{"R", "F", "V"}, map[string][]string{"timeout": {"15", "30"}}},
	{"forward_mode", []string{"N", "Y", "C", "F"}, map[string][]string{"max_forwards": {"1", "3"}}},
	{"music_on_hold", []string{"Y", "~"}, map[string][]string{"i_moh": {"", "2"}}},
	{"phonebook", []string{"Y", "N"}, map[string][]string{"max_favorites": {"", "10"}}},
	{"rtpp_level", []string{"~", "1", "/"}, nil},
	{"sip_dynamic_registration", []string{"Y", "^"}, nil},
	{"unified_messaging", []string{"Y", "Y", "N"}, map[string][]string{"mailbox_limit": {"50", "200"}, "fax_only_mode": {"N"}}},
	{"voice_dialing", []string{"Y", "~"}, map[string][]string{"translate_cli_in": {"N"}, "i_dial_rule": {"", "4"}}},
}

var customerFeatures = []feature{
	{"cli", []string{"Y", "N", "~"}, map[string][]string{"centrex": {"", "15550100"}}},
	{"call_barring", []string{"N", "Y"}, map[string][]string{"call_barring_rules": {"", "premium"}}},
	{"call_parking", []string{"N", "Y"}, map[string][]string{"park_prefix": {"*70"}, "release_prefix": {"*71"}}},
	{"group_pickup", []string{"N", "Y"}, map[string][]string{"group_pickup_note": {""}}},
	{"legal_intercept", []string{"N", "/"}, nil},
	{"music_on_hold", []string{"Y", "N"}, map[string][]string{"i_moh": {"", "2"}}},
	{"paging", []string{"N", "Y"}, map[string][]string{"paging_prefix": {"*33"}}},
	{"sim_calls_limit", []string{"N", "Y"}, map[string][]string{"max_calls_in": {"", "10"}, "max_calls_out": {"", "10"}}},
	{"voice_dialing", []string{"Y", "N"}, map[string][]string{"i_dial_rule": {"", "4"}}},
}

// features are the service features of a seeded record.
func (w *world) features(list []feature, row int, what salt, locks bool) attr.Value {
	items := make([]attr.Value, len(list))
	for i, f := range list {
		n := w.roll(row*32+i, what)
		flag := pick(f.flags, n)
		effective := text(flag)
		if flag == "~" || flag == "^" || flag == "/" { // inherited or unset: what it comes to
			effective = text("N")
		}
		members := []attr.Member{attr.M("name", text(f.name)), attr.M("flag_value", text(flag)), attr.M("effective_flag_value", effective)}
		if locks {
			members = append(members, attr.M("locked", number(0)), attr.M("locks", attr.ArrayValue()))
		}
		items[i] = attr.ObjectValue(append(members, attr.M("attributes", featureAttributes(f, n)))...)
	}
	return attr.ArrayValue(items...)
}

func featureAttributes(f feature, n uint64) attr.Value {
	names := make([]string, 0, len(f.attributes))
	for name := range f.attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	var items []attr.Value
	for i, name := range names {
		value := null
		if s := pick(f.attributes[name], n>>(8+i)); s != "" {
			value = text(s)
		}
		items = append(items, attr.ObjectValue(
			attr.M("name", text(name)), attr.M("values", attr.ArrayValue(value)), attr.M("effective_values", attr.ArrayValue(value))))
	}
	return attr.ArrayValue(items...)
}

// onlyFeatures leaves the features that are named.
func onlyFeatures(all attr.Value, names attr.Value) attr.Value {
	var kept []attr.Value
	for _, m := range all.Members() {
		if slices.ContainsFunc(names.Members(), func(n attr.Member) bool { return n.Value.Text() == m.Value.Get("name").Text() }) {
			kept = append(kept, m.Value)
		}
	}
	return attr.ArrayValue(kept...)
}

// featureOf returns one feature's flag.
func featureOf(all attr.Value, name string) string {
	for _, m := range all.Members() {
		if m.Value.Get("name").Text() == name {
			return m.Value.Get("flag_value").Text()
		}
	}
	return ""
}

// mergeFeatures puts changed features in the place of those with the same name, attribute by attribute.
func mergeFeatures(all, changes attr.Value) attr.Value {
	items := make([]attr.Value, 0, all.Len())
	for _, m := range all.Members() {
		items = append(items, m.Value)
	}
	for _, m := range changes.Members() {
		i := slices.IndexFunc(items, func(v attr.Value) bool { return v.Get("name").Text() == m.Value.Get("name").Text() })
		if i < 0 {
			items = append(items, m.Value)
			continue
		}
		for _, part := range m.Value.Members() {
			items[i], _ = items[i].With(attr.Path{part.Name}, part.Value)
		}
	}
	return attr.ArrayValue(items...)
}

// readFeatures and changeFeatures are get_service_features and update_service_features of accounts and customers.
// (That the update leaves features alone that it does not name is our choice; clients send single ones.)
func (r *records) readFeatures(c *call) (reply, error) {
	key, err := r.asked(c)
	if err != nil {
		return reply{}, err
	}
	if key == 0 {
		return reply{}, errNotFound(c.service, r.rows.key)
	}
	return done(attr.M("service_features", r.rows.cell(key, "service_features"))), nil
}

func (r *records) changeFeatures(c *call) (reply, error) {
	key, err := r.asked(c)
	if err != nil {
		return reply{}, err
	}
	if key == 0 {
		return reply{}, errNotFound(c.service, r.rows.key)
	}
	for i, m := range c.params.Get("service_features").Members() {
		if m.Value.Get("name").IsEmpty() {
			return reply{}, errMissing(c.service, attr.Path{"service_features", number(int64(i)).Text(), "name"}.String())
		}
	}
	merged := mergeFeatures(r.rows.cell(key, "service_features"), c.params.Get("service_features"))
	r.rows.update(key, attr.ObjectValue(attr.M("service_features", merged)))
	return done(attr.M(r.rows.key, number(key))), nil
}
