package sandbox

import (
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// fault is a refusal as it goes over the wire: HTTP 500 with faultcode and faultstring. Codes that recorded replies of
// real servers hold are marked "seen" where they are made; all others are our choice in the seen style.
type fault struct{ code, text string }

func (f *fault) Error() string { return f.code + ": " + f.text }

// Faults of the session check, all seen.
var (
	errNoCredentials   = &fault{"Client.check_auth.envelope_missed", "Authentication information is missing in the request"}
	errBadToken        = &fault{"Client.Session.check_auth.failed_to_process_access_token", "The access token cannot be processed"}
	errBadJWT          = &fault{"Client.Session.check_auth.failed_to_process_jwt", "The JWT cannot be processed"} // older releases
	errSessionGone     = &fault{"Server.Session.check_auth.auth_failed", "Authentication failed: the session does not exist or has expired"}
	errLogin           = &fault{"Server.Session.auth_failed", "Login failed. Check the login and the password or token; the password is case sensitive"}
	errThrottled       = &fault{"Server.Session.cannot_login_brute_force_activity", "Too many failed logins, try again in a few seconds"}
	errPasswordExpired = &fault{"Server.Session.alert_You_must_change_password", "You must change your password"}
	errRefresh         = &fault{"Server.Session.refresh_access_token.refresh_failed", "The access token cannot be refreshed"}
)

func errUnknownMethod(service, method string) *fault {
	return &fault{"Client." + service + ".unknown_method", "There is no method " + method + " in " + service}
}

func errMalformed(service, why string) *fault {
	return &fault{"Client." + service + ".malformed_request", "The request cannot be read: " + why}
}

func errMissing(service, path string) *fault {
	return &fault{"Client." + service + ".missing." + path, place(path) + " is required" + within(path)}
}

func errOutOfRange(service, path, rule string) *fault {
	return &fault{"Client." + service + ".out_of_range." + path, place(path) + within(path) + " " + rule}
}

func errWrongType(service, path, want string) *fault {
	return &fault{"Client." + service + ".wrong_type." + path, place(path) + within(path) + " must be " + want}
}

// errTooShort is seen for customer_info.login and account_info.login.
func errTooShort(service, path, rule string) *fault {
	return &fault{"Client." + service + ".too_short." + path, place(path) + within(path) + " is too short: " + rule}
}

func errTooLong(service, path, rule string) *fault {
	return &fault{"Client." + service + ".too_long." + path, place(path) + within(path) + " is too long: " + rule}
}

// errDuplicate is seen with the reasons duplicate_id and duplicate_login, of Account and Customer.
func errDuplicate(service, reason, text string) *fault {
	return &fault{"Server." + service + "." + reason, text}
}

func errNotFound(service, key string) *fault {
	return &fault{"Server." + service + "." + key + "_not_found", "There is no record with this " + key}
}

// errDenied has the wording that a portal's release notes quote, "Read Accounts.*any* denied"; its code is not known.
func errDenied(service, access, table string) *fault {
	return &fault{"Server." + service + ".access_denied", access + " " + table + ".*any* denied"}
}

// errViolation turns what the schema says against a request into a fault.
func errViolation(service string, schema *catalog.Schema, v catalog.Violation) *fault {
	path := v.Path.String()
	switch v.Reason {
	case catalog.Missing:
		return errMissing(service, path)
	case catalog.Unknown:
		return &fault{"Client." + service + ".unknown." + path, place(path) + " is not known" + within(path)}
	case catalog.OutOfRange:
		return errOutOfRange(service, path, "must be one of "+choicesOf(schema.PropertyAt(v.Path)))
	}
	return errWrongType(service, path, wording(schema.At(v.Path)))
}

func choicesOf(p *catalog.Property) string {
	var codes []string
	for _, c := range p.Choices {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, ", ")
}

var wordings = map[catalog.Type]string{
	catalog.Text:     "a text",
	catalog.Integer:  "an integer",
	catalog.Decimal:  "a number",
	catalog.Switch:   "1 or 0",
	catalog.Flag:     "Y or N",
	catalog.Date:     "a date, YYYY-MM-DD",
	catalog.DateTime: "a date and time, YYYY-MM-DD HH:MM:SS",
	catalog.Object:   "an object",
	catalog.Array:    "an array",
}

func wording(s *catalog.Schema) string {
	if s == nil {
		return "of another type"
	}
	return wordings[s.Type]
}

// place is the last name of a path, within names the rest: "billing_model", " in account_info".
func place(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

func within(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return " in " + path[:i]
	}
	return ""
}

func (f *fault) body() attr.Value {
	return attr.ObjectValue(
		attr.M("faultcode", attr.TextValue(f.code)),
		attr.M("faultstring", attr.TextValue(f.text)),
	)
}
