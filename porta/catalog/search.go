package catalog

import (
	"cmp"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Hit is a method that a search found.
type Hit struct {
	Method *Method
	// Record and Kind say of which record type it is which operation; Record is nil for a custom operation.
	Record *RecordType
	Kind   OperationKind
	// Attribute is where the attribute stands that the search is about, "account_info.i_routing_plan"; "*" is any item of a
	// list. Nil when something else of the method fits.
	Attribute attr.Path
	InReply   bool // the attribute is in the answer, not in the request
}

// Weights of where a word of the search is found.
const (
	wholeName      = 1000
	wholeRecord    = 400
	startOfName    = 200
	wordOfName     = 150
	wholeAttribute = 120 // more than the rest of a summary, less than what the method is named after
	inName         = 80
	inService      = 60
	inSummary      = 50
	startOfAttr    = 30
	inAttribute    = 15
	answerOnly     = 10 // less, when only the answer has the attribute
)

// fillers are words of a question that say nothing of what is looked for.
var fillers = map[string]bool{
	"who": true, "has": true, "have": true, "which": true, "what": true, "how": true, "to": true, "do": true, "i": true, "does": true, "the": true, "a": true,
	"an": true, "of": true, "with": true, "for": true, "method": true, "methods": true, "that": true, "takes": true, "is": true, "in": true,
}

// Search finds the methods that all words of the query fit, by names, services, record types, summaries and the names of attributes
// in requests and answers; the best first, at most limit. An empty query finds nothing.
func (c *Catalog) Search(query string, limit int) []Hit {
	words := searchWords(query)
	if len(words) == 0 || limit <= 0 {
		return nil
	}
	x := c.search()
	total := make([]int, len(x.methods))
	about := make([]string, len(x.methods)) // the attribute that fits best
	points := make([]int, len(x.methods))
	attribute := make([]string, len(x.methods))
	for i, word := range words {
		clear(points)
		clear(attribute)
		x.attributePoints(word, points, attribute)
		for n := range x.methods {
			if p := x.methods[n].points(word); p >= points[n] {
				points[n], attribute[n] = p, ""
			}
			switch {
			case points[n] == 0 || i > 0 && total[n] == 0:
				total[n] = 0
			default:
				total[n] += points[n]
				if attribute[n] != "" {
					about[n] = attribute[n]
				}
			}
		}
	}
	return x.best(total, about, limit)
}

func searchWords(query string) []string {
	all := strings.FieldsFunc(strings.ToLower(query), func(c rune) bool {
		return !(c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || c > 127)
	})
	if len(all) > 10 {
		all = all[:10]
	}
	words := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return fillers[w] })
	if len(words) == 0 {
		return all
	}
	return words
}

// points says how well a word fits what a method is named.
func (m *indexedMethod) points(word string) int {
	switch {
	case m.name == word:
		return wholeName
	case m.recordName == word:
		return wholeRecord
	case strings.HasPrefix(m.name, word):
		return startOfName
	case hasWord(m.name, word):
		return wordOfName
	case m.service == word:
		return wordOfName
	case strings.Contains(m.name, word) || strings.Contains(m.recordName, word):
		return inName
	case strings.Contains(m.service, word):
		return inService
	case strings.Contains(m.summary, word):
		return inSummary
	}
	return 0
}

// hasWord says that a word stands in a name between its ends or underscores.
func hasWord(name, word string) bool {
	for at := 0; ; {
		i := strings.Index(name[at:], word)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(word)
		if (start == 0 || name[start-1] == '_') && (end == len(name) || name[end] == '_') {
			return true
		}
		at = start + 1
	}
}

// attributePoints gives every method the points of its best fitting attribute.
func (x *searchIndex) attributePoints(word string, points []int, attribute []string) {
	for _, name := range x.names {
		if !strings.Contains(name, word) {
			continue
		}
		base := inAttribute
		switch {
		case name == word:
			base = wholeAttribute
		case strings.HasPrefix(name, word):
			base = startOfAttr
		}
		for _, holder := range x.holders[name] {
			n, p := holder/2, base-int(holder%2)*answerOnly
			if p > points[n] {
				points[n], attribute[n] = p, name
			}
		}
	}
}

func (x *searchIndex) best(total []int, about []string, limit int) []Hit {
	var found []int
	for n, points := range total {
		if points > 0 {
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int {
		ma, mb := &x.methods[a], &x.methods[b]
		return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(ma.method.Certainty, mb.method.Certainty),
			cmp.Compare(len(ma.name), len(mb.name)), cmp.Compare(ma.method.Path(), mb.method.Path()))
	})
	hits := make([]Hit, 0, min(limit, len(found)))
	for _, n := range found[:min(limit, len(found))] {
		m := &x.methods[n]
		h := Hit{Method: m.method, Record: m.record, Kind: m.kind}
		if about[n] != "" {
			if h.Attribute = findAttribute(m.method.Request, about[n]); h.Attribute == nil {
				h.Attribute, h.InReply = findAttribute(m.method.Reply, about[n]), true
			}
		}
		hits = append(hits, h)
	}
	return hits
}
