package sandbox

import (
	"fmt"
	"slices"
	"time"

	"portaconsole/porta/attr"
)

// Only an account reads its mailbox. Of a message's attributes the form of the date and the flags are seen, the names
// are our choice.
var mailboxRules = map[string]rule{
	"Account/get_mailbox_message_list":       reading((*call).messages),
	"Account/get_mailbox_message_details":    reading((*call).messageDetails),
	"Account/get_mailbox_message_attachment": reading((*call).messageSound),
	"Account/set_mailbox_messages_flag":      changing((*call).flagMessages),
	"Account/delete_mailbox_messages":        changing((*call).deleteMessages),
}

const messagesEach = 3

// mail is what was done with a message.
type mail struct {
	deleted bool
	flags   []string
}

// ownMailbox returns the caller's account when it has a mailbox. The fault is seen.
func (c *call) ownMailbox() (int64, error) {
	if c.realm != AccountRealm {
		return 0, c.denied(false)
	}
	if featureOf(c.accounts.rows.cell(c.who.id, "service_features"), "unified_messaging") != "Y" {
		return 0, &fault{"Server.Account.unified_messaging_disabled", "Unified messaging is disabled for this account"}
	}
	return c.who.id, nil
}

func messageUID(account int64, n int) string { return fmt.Sprintf("%d-%d", account, n+1) }

// message returns the n-th message of an account, absent when it was deleted.
func (c *call) message(account int64, n int) attr.Value {
	uid := messageUID(account, n)
	done := c.mails[uid]
	if done.deleted {
		return attr.Value{}
	}
	roll := c.world.roll(int(account)*messagesEach+n, saltUse+1)
	sent := epoch.Add(-time.Duration(roll%(40*86400)) * time.Second)
	var flags []attr.Value
	for _, f := range done.flags {
		flags = append(flags, text(f))
	}
	return attr.ObjectValue(
		attr.M("message_uid", text(uid)),
		attr.M("from", text(plainNumber.Replace(pick(locales, roll>>8).fictitiousPhone(roll>>16)))),
		attr.M("subject", text("Voice message")),
		attr.M("date", text(sent.Format("02-Jan-2006 15:04:05 -0700"))),
		attr.M("seconds", number(int64(3+roll>>24%40))),
		attr.M("size", number(int64(44+16000*(3+roll>>24%40)))),
		attr.M("flags", attr.ArrayValue(flags...)),
	)
}

// messages lists the mailbox, from from_date inclusive to to_date exclusive.
func (c *call) messages() (reply, error) {
	account, err := c.ownMailbox()
	if err != nil {
		return reply{}, err
	}
	from, to := c.params.Get("from_date").Text(), c.params.Get("to_date").Text()
	items := []attr.Value{}
	for n := range messagesEach {
		m := c.message(account, n)
		if m.IsAbsent() {
			continue
		}
		sent, _ := time.Parse("02-Jan-2006 15:04:05 -0700", m.Get("date").Text())
		if day := date(sent).Text(); day >= from && (to == "" || day < to) {
			items = append(items, m)
		}
	}
	return done(attr.M("messages", attr.ArrayValue(items...))), nil
}

// namedMessage returns one of the caller's own messages.
func (c *call) namedMessage(uid string) (attr.Value, error) {
	account, err := c.ownMailbox()
	if err != nil {
		return attr.Value{}, err
	}
	for n := range messagesEach {
		if m := c.message(account, n); m.Get("message_uid").Text() == uid && !m.IsAbsent() {
			return m, nil
		}
	}
	return attr.Value{}, errNotFound(c.service, "message_uid")
}

func (c *call) messageDetails() (reply, error) {
	m, err := c.namedMessage(c.params.Get("message_uid").Text())
	if err != nil {
		return reply{}, err
	}
	return done(attr.M("message", m)), nil
}

// messageSound answers the message as a sound file. Whatever format is asked for, what comes is WAV.
func (c *call) messageSound() (reply, error) {
	m, err := c.namedMessage(c.params.Get("message_uid").Text())
	if err != nil {
		return reply{}, err
	}
	seconds, _ := m.Get("seconds").Int()
	name := "message-" + m.Get("message_uid").Text() + ".wav"
	return reply{file: &file{name: name, contentType: "audio/wav", data: tone(seconds, time.Duration(seconds)*time.Second)}}, nil
}

func (c *call) eachMessage(do func(mail) mail) (reply, error) {
	for _, m := range c.params.Get("message_uids").Members() {
		if _, err := c.namedMessage(m.Value.Text()); err != nil {
			return reply{}, err
		}
	}
	for _, m := range c.params.Get("message_uids").Members() {
		c.mails[m.Value.Text()] = do(c.mails[m.Value.Text()])
	}
	return success(), nil
}

func (c *call) flagMessages() (reply, error) {
	flag := c.params.Get("flag").Text()
	if !slices.Contains([]string{"Seen", "Answered", "Flagged"}, flag) {
		return reply{}, errOutOfRange(c.service, "flag", "must be one of Seen, Answered, Flagged")
	}
	on := c.params.Get("action").Text() == "set_flag"
	return c.eachMessage(func(m mail) mail {
		m.flags = slices.DeleteFunc(slices.Clone(m.flags), func(f string) bool { return f == flag })
		if on {
			m.flags = append(m.flags, flag)
		}
		return m
	})
}

func (c *call) deleteMessages() (reply, error) {
	return c.eachMessage(func(m mail) mail { m.deleted = true; return m })
}
