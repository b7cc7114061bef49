package journal

import (
	"crypto/sha256"
	"slices"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// State is how far a write came.
type State string

// The states. Their texts are stored, so they must stay.
const (
	Planned    State = "planned"        // about to be sent
	NotSent    State = "not sent"       // nothing left, so nothing was done
	Sent       State = "sent"           // from just before its first byte leaves
	Done       State = "done"           // PortaBilling carried it out
	Refused    State = "refused"        // PortaBilling answered with a fault, so nothing was done
	Unknown    State = "unknown"        // it was sent, and no answer came that proves what became of it
	Arrived    State = "arrived"        // it was unknown, and somebody found that it was carried out
	NotArrived State = "did not arrive" // it was unknown, and somebody found that it was not
)

// States lists them.
func States() []State {
	return []State{Done, Refused, Unknown, Arrived, NotArrived, NotSent, Sent, Planned}
}

// Known says that it is known what became of the write. Only then does its entry have no secrets.
func (s State) Known() bool { return !slices.Contains([]State{Planned, Sent, Unknown}, s) }

// Entry is one write.
type Entry struct {
	ID     string
	Owner  porta.Owner
	Method string // "Service/method"
	Form   string // the id of the form that it came of
	// Record is the type of the record that it is about, "Account/account", and RecordID the value of that one's id field; either
	// may be empty. They are kept in clear.
	Record, RecordID string
	// Subject is what people know the record by, such as an account's id. It is kept sealed.
	Subject string
	State   State
	// Planned is when it was written down, Sent when it was about to leave, Ended when its answer or the lack of one was known,
	// Resolved when somebody found out what became of an unknown one; zero until then.
	Planned, Sent, Ended, Resolved time.Time
	Resolver                       string // the login of who found out
	// Reason is why it was done, in the words of its owner. It is kept sealed, and never changed.
	Reason string
	// Names are the paths of the attributes that were sent.
	Names   []string
	Details Details
}

// Details are what of an entry holds values. They are kept sealed.
type Details struct {
	// Request are the parameters: whole until it is known what became of them, then without secrets.
	Request attr.Value `json:"request,omitzero"`
	// Content is a hash of the parameters, to tell whether a form was changed since.
	Content [sha256.Size]byte `json:"content"`
	Outcome string            `json:"outcome,omitempty"` // what came of it, in the words of [Write.Outcome]
	Code    string            `json:"code,omitempty"`    // of a fault
	Message string            `json:"message,omitempty"` // of a fault
}
