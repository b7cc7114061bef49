package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"portaconsole/porta"
)

// SignIn is the method of the entries that tell of signing in.
const SignIn = "Session/login"

// maxLogin bounds what somebody typed as a login, in bytes.
const maxLogin = 200

// SignedIn writes down that somebody signed in, or that PortaBilling refused them with err. It is written down afterwards:
// signing in changes nothing that would have to be looked for.
func (j *Journal) SignedIn(ctx context.Context, owner porta.Owner, err error) error {
	if len(owner.Login) > maxLogin {
		owner.Login = strings.ToValidUTF8(owner.Login[:maxLogin], "")
	}
	now := j.moment()
	e := Entry{ID: rand.Text(), Owner: owner, Method: SignIn, State: Done, Planned: now, Sent: now, Ended: now}
	if err != nil {
		e.State = Refused
		if fault, ok := errors.AsType[*porta.Error](err); ok {
			e.Details.Code, e.Details.Message = fault.Code, fault.Message
		}
	}
	if err := j.kept.KeepSignIn(context.WithoutCancel(ctx), e); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}
