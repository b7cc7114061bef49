package sandbox

import (
	"fmt"
	"strings"
	"time"

	"portaconsole/porta/attr"
)

// callRows are the xDRs: calls of the last two months before the epoch.
func (w *world) callRows() seedRows {
	r := seedRows{n: w.accounts * callsPerLine}
	add := r.adder()
	line := func(i int) int { return i / callsPerLine }
	end := func(i int, own bool) attr.Value {
		if own {
			return text(accountNumber(line(i)))
		}
		return text(w.callOther(i))
	}
	add("i_account", func(i int) attr.Value { return number(int64(firstAccount + line(i))) })
	add("i_customer", func(i int) attr.Value { return number(int64(firstCustomer + w.ownerOf(line(i)))) })
	add("account_id", func(i int) attr.Value { return text(w.accountID(line(i))) })
	add("CLI", func(i int) attr.Value { return end(i, !w.callIncoming(i)) })
	add("CLD", func(i int) attr.Value { return end(i, w.callIncoming(i)) })
	add("call_id", func(i int) attr.Value {
		if w.chance(i, saltCall+5, 10) {
			return attr.Value{}
		}
		return text(w.token(i, saltCall+5)[:18] + "@sample")
	})
	add("h323_conf_id", func(i int) attr.Value { return text(w.conferenceID(i)) })
	w.callTimes(add)
	w.callOutcome(add)
	add("country", func(i int) attr.Value { return text(w.callCountry(i)) })
	add("description", func(i int) attr.Value { return text(strings.ToUpper(w.callCountry(i))) })
	add("i_service", func(int) attr.Value { return number(3) })
	add("i_service_type", func(int) attr.Value { return number(3) })
	return r
}

func (w *world) callTimes(add func(string, func(int) attr.Value)) {
	began := func(i int) time.Time {
		return epoch.Add(-time.Duration(i%callsPerLine)*5*day - time.Duration(w.roll(i, saltCall)%(5*86400))*time.Second)
	}
	ended := func(i int) time.Time { return began(i).Add(time.Duration(w.callSeconds(i)) * time.Second) }
	add("connect_time", func(i int) attr.Value { return dateTime(began(i)) })
	add("disconnect_time", func(i int) attr.Value { return dateTime(ended(i)) })
	add("unix_connect_time", func(i int) attr.Value { return number(began(i).Unix()) })
	add("unix_disconnect_time", func(i int) attr.Value { // seen as a number and as a text
		if i%2 == 0 {
			return number(ended(i).Unix())
		}
		return text(fmt.Sprint(ended(i).Unix()))
	})
	add("bill_time", func(i int) attr.Value { return dateTime(ended(i)) })
}

func (w *world) callOutcome(add func(string, func(int) attr.Value)) {
	add("charged_quantity", func(i int) attr.Value { return number(w.callSeconds(i)) })
	add("charged_amount", func(i int) attr.Value {
		if w.callIncoming(i) {
			return number(0)
		}
		return money(w.callSeconds(i) * int64(150+w.roll(i, saltCall+3)%40) / 3).value()
	})
	add("disconnect_cause", func(i int) attr.Value {
		if w.callFailed(i) {
			return number(19)
		}
		return number(16)
	})
	add("disconnect_reason", func(i int) attr.Value {
		if w.callFailed(i) {
			return text("No answer")
		}
		return text("Normal call clearing")
	})
	add("failed", func(i int) attr.Value { return attr.SwitchValue(w.callFailed(i)) })
	add("bit_flags", func(i int) attr.Value {
		flags := int64(outgoingFlag)
		if w.callIncoming(i) {
			flags = incomingFlag
		}
		if w.callRecorded(i) {
			flags |= recordedFlag
		}
		return number(flags)
	})
}

// Bits of an xDR's bit_flags (seen).
const (
	outgoingFlag = 4
	incomingFlag = 8
	recordedFlag = 64
)

func (w *world) callSeconds(row int) int64 {
	if w.callFailed(row) {
		return 0
	}
	return int64(5 + w.roll(row, saltCall+1)%1800)
}

func (w *world) callIncoming(row int) bool { return w.chance(row, saltCall+2, 35) }

func (w *world) callFailed(row int) bool { return w.chance(row, saltCall+6, 10) }

func (w *world) callRecorded(row int) bool {
	return !w.callFailed(row) && w.roll(row, saltCall+7)%4 == 0
}

// callOther is the number at the other end, callCountry where it is.
func (w *world) callOther(row int) string {
	return plainNumber.Replace(pick(locales, w.roll(row, saltCall+3)).fictitiousPhone(w.roll(row, saltCall+4)))
}

func (w *world) callCountry(row int) string {
	return countryNames[pick(locales, w.roll(row, saltCall+3)).country]
}

// plainNumber writes a phone number as digits alone.
var plainNumber = strings.NewReplacer("+", "", " ", "")

// conferenceID names a call's recordings, four groups of eight hexadecimal digits. The first is the row.
func (w *world) conferenceID(row int) string {
	a, b := w.roll(row, saltCall+8), w.roll(row, saltCall+9)
	return fmt.Sprintf("%08X %08X %08X %08X", uint32(row), uint32(a), uint32(a>>32), uint32(b)) //nolint:gosec // cut on purpose
}
