package sandbox

import "portaconsole/porta/attr"

var accessRules = map[string]rule{
	"AccessControl/create_otp": changing((*call).createOTP),
	"AccessControl/verify_otp": changing((*call).verifyOTP),
}

// OneTimePassword is what the sandbox sends as every one-time password: there is no mailbox to read it from.
const OneTimePassword = "314159"

// createOTP sends a one-time password to an account. It is good in the session that asked for it alone (seen).
func (c *call) createOTP() (reply, error) {
	if to := c.params.Get("send_to").Text(); to != "account" {
		return reply{}, errOutOfRange(c.service, "send_to", "must be account")
	}
	key, ok := c.params.Get("id").Int()
	if !ok || !c.accounts.visible(c, key) {
		return reply{}, errNotFound(c.service, "id")
	}
	if c.accounts.rows.cell(key, "email").IsEmpty() && c.accounts.rows.cell(key, "bcc").IsEmpty() {
		return reply{}, &fault{"Server.AccessControl.empty_rec_and_bcc", "There is nobody to send the one-time password to"}
	}
	if c.session == nil {
		return reply{}, &fault{"Server.AccessControl.session_required", "A one-time password needs a session"}
	}
	c.codes[c.session.id] = true
	return success(), nil
}

// verifyOTP answers success 0 for a wrong password; a right one works once.
func (c *call) verifyOTP() (reply, error) {
	if c.session != nil && c.codes[c.session.id] && c.params.Get("one_time_password").Text() == OneTimePassword {
		delete(c.codes, c.session.id)
		return success(), nil
	}
	return done(attr.M("success", number(0))), nil
}
