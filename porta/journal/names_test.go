package journal

import (
	"strconv"
	"strings"
	"testing"

	"portaconsole/porta/attr"
)

func TestNamesAreBounded(t *testing.T) {
	parse := func(s string) attr.Value {
		v, err := attr.Parse([]byte(s), attr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if got := strings.Join(names(parse(`{"a":{"b":1,"c":{"d":[{"e":1}]}},"f":{},"g":null}`)), " "); got != "a.b a.c.d f g" {
		t.Errorf("names %s", got)
	}
	long := strings.Repeat("é", 200)
	got := names(attr.ObjectValue(attr.M(long, attr.ObjectValue(attr.M("x", attr.IntValue(1))))))
	if len(got) != 1 || got[0] != strings.Repeat("é", 128)+"…" {
		t.Errorf("a long path is %q", got)
	}
	many := make([]attr.Member, 5000)
	for i := range many {
		many[i] = attr.M("n"+strconv.Itoa(i), attr.IntValue(1))
	}
	got = names(attr.ObjectValue(attr.M("x", attr.ObjectValue(many...))))
	if len(got) != 1001 || got[999] != "x.n999" || got[1000] != "and 4000 more" {
		t.Errorf("%d names, the last %q", len(got), got[len(got)-1])
	}
}
