package catalog_test

import (
	"strings"
	"testing"
)

// Values and their meanings as descriptions list them, and descriptions that list none.
func TestValuesInDescriptions(t *testing.T) {
	for _, tt := range []struct{ kind, text, want string }{
		// With an enum the text gives the meanings.
		{`"type":"string","enum":["O","S"]`, "O open, S suspended", "text [O|open] [S|suspended]"},
		{`"type":"string","enum":["O","S"]`, "O=open; S=suspended", "text [O|open] [S|suspended]"},
		{`"type":"string","enum":["O","S"]`, "O - open, S – suspended.", "text [O|open] [S|suspended]"},
		{`"type":"string","enum":["O","S"]`, "Status. Possible values: 'O' - open, 'S' - suspended. Ask before use.", "text [O|open] [S|suspended] note: Status. Ask before use."},
		{`"type":"string","enum":["O","S"]`, "Possible values:\n* O - open, in use\n* S - suspended", "text [O|open, in use] [S|suspended]"},
		{`"type":"string","enum":["O","S"]`, "Possible values:<ul><li><b>O</b> – open</li><li><b>S</b> – suspended</li></ul>", "text [O|open] [S|suspended]"},
		{`"type":"string","enum":["O","S"]`, "State\nO: open\nS: suspended", "text [O|open] [S|suspended] note: State"},
		{`"type":"string","enum":["O","S","C"]`, "O open, S suspended", "text [O|open] [S|suspended] [C|]"},
		{`"type":"string","enum":["O","S","C","E","D"]`, "O open, S suspended", "text [O|] [S|] [C|] [E|] [D|] note: O open, S suspended"},
		{`"type":"string","enum":["A","I"]`, "A customer that I know", "text [A|] [I|] note: A customer that I know"},
		{`"type":"string","enum":["open","suspended"]`, "Possible values: open, suspended.", "text [open|] [suspended|]"},
		{`"type":"string","enum":["open","suspended"]`, `One of the following values: "open", "suspended"`, "text [open|] [suspended|]"},
		{`"type":"integer","enum":[0,1]`, "0 - off, 1 - on", "switch [0|off] [1|on]"},
		{`"type":"string","enum":["Y","N"]`, "Y=blocked;N=not blocked", "flag [Y|blocked] [N|not blocked]"},
		{`"type":"string","enum":["a"]`, "Anything", "text [a|] note: Anything"},
		// Without, they count only where they are plainly listed, and may be others.
		{`"type":"string"`, "O=open; S=suspended", "text loose [O|open] [S|suspended]"},
		{`"type":"string"`, "State: O open, S suspended", "text loose [O|open] [S|suspended] note: State"},
		{`"type":"string"`, "Possible values: mail, sms or push.", "text note: Possible values: mail, sms or push."},
		{`"type":"string"`, "Possible values: mail, sms, or push.", "text loose [mail|] [sms|] [push|]"},
		{`"type":"string"`, `Allowed values: "Manual charge", "Manual payment"`, "text loose [Manual charge|] [Manual payment|]"},
		{`"type":"string"`, "Way. Can be one of: prepaid - pays before; postpaid - pays after. Fixed.", "text loose [prepaid|pays before] [postpaid|pays after] note: Way. Fixed."},
		{`"type":"integer"`, "0 = from the first period", "integer note: 0 = from the first period"},
		{`"type":"integer"`, "1 - daily, 2 - weekly, 3 - monthly", "integer loose [1|daily] [2|weekly] [3|monthly]"},
		{`"type":"array","items":{"type":"string"}`, "Possible values: a, b", "array loose of text [a|] [b|]"},
		// Nothing is invented.
		{`"type":"string"`, "password, 6-16 characters, 1 digit", "text note: password, 6-16 characters, 1 digit"},
		{`"type":"integer"`, "3 digits, 2 by default", "integer note: 3 digits, 2 by default"},
		{`"type":"integer"`, "Key: of the record, not of the owner", "integer note: Key: of the record, not of the owner"},
		{`"type":"string"`, "one of i_account, id, login", "text note: one of i_account, id, login"},
		{`"type":"string"`, "A name, B side", "text loose [A|name] [B|side]"},
		{`"type":"string"`, "Use it for ID, DID, SIP", "text note: Use it for ID, DID, SIP"},
		{`"type":"string"`, "first; second", "text note: first; second"},
		{`"type":"string"`, "A absolute; A again", "text note: A absolute; A again"},
		{`"type":"string","format":"date"`, "Possible values: a, b", "date note: Possible values: a, b"},
		{`"type":"string"`, "e.g. YYYY-MM-DD", "text note: e.g. YYYY-MM-DD"},
		{`"type":"string"`, "Y on, N off; some features have letters of their own, to be sent back unchanged", "text note: Y on, N off; some features have letters of their own, to be sent back unchanged"},
	} {
		text := strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(tt.text)
		doc := document(path("/A/b", object(`"a":{`+tt.kind+`,"description":"`+text+`"}`), ""), "")
		if got := describeProperty(mustRead(t, doc).Method("A/b").Request.Property("a")); got != tt.want {
			t.Errorf("%s, %q\ngot  %s\nwant %s", tt.kind, tt.text, got, tt.want)
		}
	}
}
