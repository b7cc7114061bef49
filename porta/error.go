package porta

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"portaconsole/porta/attr"
)

// Kind says what a caller can do about an error.
type Kind uint8

// The kinds. Every fault has one; what never became an answer is Unavailable, and its [Trouble] says why.
const (
	Unknown         Kind = iota // a fault this package does not know: show its message
	Auth                        // the session is over: sign in again
	BadLogin                    // login, password or token are wrong
	PasswordExpired             // the password must be changed first
	Throttled                   // too many wrong logins: wait some seconds
	Denied                      // the user lacks the permission
	Invalid                     // the request is wrong; Path or Fields may say where
	Duplicate                   // a value that must be unique is taken
	NotFound                    // there is no such record
	ReadOnlyMode                // this site cannot write now; reads go on
	Unavailable                 // no usable answer
)

var kindNames = [...]string{"unknown", "auth", "bad login", "password expired", "throttled", "denied", "invalid",
	"duplicate", "not found", "read-only mode", "unavailable"}

// String returns the kind's name in lower case.
func (k Kind) String() string { return kindNames[k] }

// Delivery says how far the request came.
type Delivery uint8

// The deliveries.
const (
	// Answered: PortaBilling decided. With an error that means it refused, and nothing was done.
	Answered Delivery = iota
	// NotSent: nothing was done, because the request did not leave, or was refused for its session and no
	// new session could be had. It may be sent again.
	NotSent
	// NoAnswer: the request left, or part of it, and no answer came that proves what became of it. The work may have been done.
	NoAnswer
)

var deliveryNames = [...]string{"answered", "not sent", "no answer"}

// String returns the delivery's name in lower case.
func (d Delivery) String() string { return deliveryNames[d] }

// Trouble says why there was no usable answer.
type Trouble uint8

// The troubles.
const (
	NoTrouble           Trouble = iota // PortaBilling answered
	NameUnknown                        // the server's name does not resolve
	Refused                            // nothing listens on the port
	Unreachable                        // no way to the host, or a proxy (any 5xx without a fault) says the server is away
	CertificateMismatch                // pin, authority, name or date of the certificate do not fit
	NotPortaBilling                    // something answered that is no PortaBilling: no TLS, no HTTP, no JSON, a redirect
	TimedOut                           // connecting or answering took too long, or the caller's time was up
	Cut                                // the connection ended before the answer did
	TooLarge                           // the answer is larger than Options.MaxAnswer, or has more values than are read
	Malformed                          // the answer is broken JSON, nested too deep, no object, or not of the kind asked for
	AddressForbidden                   // the name resolves to an address that is not allowed
	Canceled                           // the caller gave up
	Unproven                           // PortaBilling answered, but not that the work was done: see [NotProven]
)

var troubleNames = [...]string{"none", "name unknown", "connection refused", "unreachable", "certificate mismatch",
	"not PortaBilling", "timed out", "cut", "too large", "malformed", "address forbidden", "canceled",
	"unproven"}

// String returns the trouble's name in lower case.
func (t Trouble) String() string { return troubleNames[t] }

// Error is what every call of this package fails with.
type Error struct {
	Method   string    // "Service/method", as called
	Code     string    // PortaBilling's faultcode, opaque; "" when there was none
	Message  string    // for people: PortaBilling's faultstring as it came (shortened when huge)
	Path     attr.Path // the attribute the fault names, from the root of the parameters; nil when it names none
	Fields   []Field   // the attributes of a soft failure, each with its own message
	Kind     Kind
	Status   int // HTTP status; 0 when none came
	Delivery Delivery
	Trouble  Trouble

	cause   error
	excerpt string // start of a body that is no JSON, for the operator's log
}

// Field is one attribute that a soft failure complains about.
type Field struct {
	Path    attr.Path
	Message string
}

// KindOf returns the kind of the [Error] in err's chain; Unknown when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unknown
}

// Error is a text for logs. It holds no parameters, no body and nothing secret.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("porta: ")
	if e.Method != "" {
		b.WriteString(e.Method + ": ")
	}
	if e.Code != "" {
		b.WriteString("fault " + printable(e.Code))
	} else {
		b.WriteString(e.Kind.String())
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ", status %d", e.Status)
	}
	if e.Trouble != NoTrouble {
		b.WriteString(", " + e.Trouble.String())
	}
	if e.Delivery != Answered {
		b.WriteString(", " + e.Delivery.String())
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns what caused the error, such as a *net.OpError or context.Canceled; nil for a fault.
func (e *Error) Unwrap() error { return e.cause }

// LogValue gives the operator's log what a page must not show: the cause and the start of a foreign body.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("method", e.Method), slog.String("kind", e.Kind.String())}
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	add("code", e.Code)
	add("path", e.Path.String())
	if e.Status != 0 {
		attrs = append(attrs, slog.Int("status", e.Status))
	}
	if e.Trouble != NoTrouble {
		add("trouble", e.Trouble.String())
	}
	add("delivery", e.Delivery.String())
	if e.cause != nil {
		add("cause", e.cause.Error())
	}
	add("excerpt", e.excerpt)
	return slog.GroupValue(attrs...)
}

// refused says that PortaBilling, or the lack of what it asks for, decided against the call.
func (e *Error) refused() bool { return e.Trouble == NoTrouble && e.Delivery != NoAnswer }

// beforeAnyWork says that the fault is one of PortaBilling's check of the session, which comes before anything is done. Only then
// may a write go again with a new session: what a gateway says of its own sessions, it may say after it has passed the write on.
func (e *Error) beforeAnyWork() bool {
	return e.Delivery == Answered && slices.Contains(strings.Split(e.Code, "."), "check_auth")
}

// as returns the error as seen by a call of another method: a call that failed because its session could not be
// renewed was not sent itself.
func (e *Error) as(method string) *Error {
	c := *e
	c.Method, c.Delivery = method, NotSent
	return &c
}

// NotProven is the error of a write that was answered without a fault, and without what would show that it was carried out.
func NotProven(method string) *Error {
	e := unavailable(Unproven, NoAnswer, nil)
	e.Method, e.Status = method, http.StatusOK
	return e
}

func unavailable(t Trouble, d Delivery, cause error) *Error {
	return &Error{Kind: Unavailable, Trouble: t, Delivery: d, cause: cause}
}

// printable keeps a server's text on one log line.
func printable(s string) string {
	if q := strconv.QuoteToASCII(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
