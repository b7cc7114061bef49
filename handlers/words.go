package handlers

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/views/problem"
)

// wording is a known fault in words for people. PortaBilling's own text stands under Details.
type wording struct {
	text  string
	field string // the attribute that it is about, where the code does not say
}

// What is said of faults that are known by their kind.
const (
	deniedText   = "Your PortaBilling user may not do this. Whoever manages the users and roles of PortaBilling can permit it."
	readOnlyText = "This PortaBilling site cannot write at the moment. Looking things up still works. Try again when the main site is back."
	notFoundText = "PortaBilling has no such record."
	pauseText    = "PortaBilling blocks sign-ins with this login for about five seconds, after too many wrong ones. Wait a moment, then try again."
)

// wordings are the faults of which it is known what they mean and what to do, by their codes without Client. or Server., since a reason
// can come under either. All others are shown as they came.
var wordings = map[string]wording{
	"Account.duplicate_id":                        {text: "There is already an account with this ID. Choose another one, or use the account that is there."},
	"Account.duplicate_login":                     {text: "There is already an account with this login. Choose another one."},
	"Customer.duplicate_id":                       {text: "There is already a customer with this name. Choose another one, or use the customer that is there."},
	"Customer.duplicate_login":                    {text: "There is already a customer with this login. Choose another one."},
	"Customer.Ext_HG_number_already_in_use":       {text: "Another extension or hunt group of this customer has this number. Choose another one.", field: "id"},
	"CDR.forbidden_account_access":                {text: "This call belongs to an account that your PortaBilling user may not see."},
	"CDR.xdr_not_found":                           {text: "PortaBilling has no such xDR."},
	"CDR.invalid_call_recording_id":               {text: "PortaBilling has no such call recording."},
	"CDR.transcription_not_found":                 {text: "This call has no transcription."},
	"AccessControl.empty_rec_and_bcc":             {text: "There is nobody to send the message to: the record has no e-mail address. Give it one, then try again."},
	"Account.unified_messaging_disabled":          {text: "Unified messaging is switched off for this account. Switch it on among its service features first."},
	"Session.auth_failed":                         {text: "PortaBilling does not accept this login with this password or token."},
	"Session.cannot_login_brute_force_activity":   {text: pauseText},
	"Session.alert_You_must_change_password":      {text: "The password has expired or was reset. It must be changed before anything else."},
	"Session.refresh_access_token.refresh_failed": {text: "PortaBilling has ended this session. Sign in again."},
	"pb_delta.connection_failed":                  {text: "PortaBilling's backup store cannot be reached at the moment."},
	"standalone_mode":                             {text: readOnlyText},
	"secondary_site":                              {text: readOnlyText},
	"read_only_mode":                              {text: readOnlyText},
}

// wordingOf finds what is known of a fault; the text is "" when nothing is.
func wordingOf(e *porta.Error) wording {
	return wordings[bareCode(e.Code)]
}

// bareCode is a fault's code without who is to blame.
func bareCode(code string) string {
	return strings.TrimPrefix(strings.TrimPrefix(code, "Client."), "Server.")
}

// twoFactorHint helps who signs in with a password to a login that asks for a one-time code too. How PortaBilling says so is not known, so it
// stands below every refusal that is not known otherwise.
const twoFactorHint = " If this login asks for a one-time code (two-factor authentication), sign in with its API token instead."

// portaProblem words an error of PortaBilling, or of the way to it, for a whole page.
func portaProblem(e *porta.Error) problem.Model {
	m := problem.Model{Status: http.StatusBadGateway, Title: "PortaBilling refused", Text: e.Message, Method: e.Method, Code: e.Code, Fault: e.Message}
	switch e.Kind {
	case porta.Denied:
		m.Status, m.Title, m.Text = http.StatusForbidden, "Not permitted", deniedText
	case porta.NotFound:
		m.Status, m.Title, m.Text = http.StatusNotFound, "Not found", notFoundText
	case porta.ReadOnlyMode:
		m.Title, m.Text = "Read-only for now", readOnlyText
	case porta.Throttled:
		m.Status, m.Title, m.Text = http.StatusTooManyRequests, "Please wait", pauseText
	case porta.Unavailable:
		m.Title, m.Text = "PortaBilling does not answer", troubleText(e)
	}
	if known := wordingOf(e); known.text != "" {
		m.Text = known.text
	}
	if m.Text == "" {
		m.Text = "PortaBilling gave no reason."
	}
	return m
}

// troubleText says why there was no answer.
func troubleText(e *porta.Error) string {
	switch e.Trouble {
	case porta.TimedOut:
		return "PortaBilling took too long to answer. Try again in a moment."
	case porta.TooLarge:
		return "PortaBilling's answer is larger than the console takes. Ask for less, for example with a filter."
	case porta.Malformed:
		return "PortaBilling's answer could not be read."
	case porta.NotPortaBilling:
		return "Something else than PortaBilling answered, for example a proxy in between."
	case porta.Unproven:
		return "PortaBilling's answer does not say that it was done."
	case porta.CertificateMismatch:
		return "PortaBilling's certificate is not the one that the console was told to expect, so nothing was sent."
	}
	return "PortaBilling could not be reached. Try again in a moment."
}

// doubtText says why it is not known what became of a write.
func doubtText(e *porta.Error) string {
	switch {
	case e.Trouble == porta.NoTrouble: // a fault that does not show that nothing was done
		reason := cmp.Or(wordingOf(e).text, e.Message, "it gave no reason")
		return "PortaBilling reported a failure on the way: " + strings.TrimRight(reason, ".") + "."
	case e.Trouble == porta.Unproven:
		return troubleText(e)
	case e.Trouble == porta.Malformed || e.Trouble == porta.TooLarge:
		return "PortaBilling answered with what cannot be shown here."
	case e.Status != 0 && (e.Trouble == porta.NotPortaBilling || e.Trouble == porta.Unreachable):
		return "Something in between answered with status " + strconv.Itoa(e.Status) + ", and PortaBilling did not answer."
	}
	return "PortaBilling did not answer."
}

// deedOf is how the start page tells of what was done.
func deedOf(verb string) places.Deed {
	switch verb {
	case "created":
		return places.Created
	case "changed":
		return places.Changed
	}
	return places.Ended
}

// newsText is what was just done as a sentence; "" when nothing was.
func newsText(n session.News) string {
	if n.What == "" {
		return ""
	}
	return n.What + " was " + n.Verb + "."
}
