package handlers

import (
	"strings"

	"portaconsole/porta/attr"
)

// What a server sends has no bound of its own but the size of an answer. These say how much of it is drawn; each place that leaves something out
// says so. Values are cut to them before they are masked and drawn, so that what is left out costs nothing.
var (
	recordRoom = attr.Room{Values: 5000, Items: 250, Text: 4000}
	answerRoom = attr.Room{Values: 20_000, Items: 250, Text: 4000}
	treeRoom   = attr.Room{Values: 2000, Items: 250, Text: 4000} // of what is no table in an answer
	cellRoom   = attr.Room{Values: 2 * mostJoined, Items: mostJoined + 1, Text: 4 * maxCell}
)

const (
	// maxShownJSON is how much JSON a page shows of one value, in bytes.
	maxShownJSON = 256 << 10
	// maxCell is how many characters of a value a list shows.
	maxCell = 200
	// mostJoined is how many single values are shown on one line.
	mostJoined = 100
	// mostTableColumns is how many columns the table of an array has that stands in a record.
	mostTableColumns = 40
)

// shownJSON is a value as JSON for people, and a note when that is only its beginning. mask takes its secrets out; it gets no more of the value
// than is shown, since masking and indenting all of a long one takes far longer than reading it.
func shownJSON(v attr.Value, mask func(attr.Value) attr.Value) (text, note string) {
	head := v.Prefix(maxShownJSON)
	text, whole := mask(head).IndentedJSON(maxShownJSON)
	if whole && !head.IsCut() {
		return text, ""
	}
	return text, "Only the first " + bytesText(maxShownJSON) + " are shown, of " + bytesText(v.Size()) + " without blanks."
}

// inCell cuts a text to what a cell shows of it.
func inCell(text string) string { return shortText(text, maxCell) }

// shortText cuts a text to so many characters.
func shortText(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for i := range text {
		if most--; most < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// fullText is the text of a single value; of one that is cut it says how long it is.
func fullText(v attr.Value) string {
	if v.Left() == 0 {
		return v.Text()
	}
	return strings.TrimSpace(v.Text()) + "… (the first " + bytesText(len(v.Text())) + " of " + bytesText(len(v.Text())+v.Left()) + ")"
}

// sizeOf is how many members or items a container has, with those that are not shown.
func sizeOf(v attr.Value) int { return v.Len() + v.Left() }

// isHollow says that a container has nothing in it.
func isHollow(v attr.Value) bool { return isNested(v) && sizeOf(v) == 0 }
