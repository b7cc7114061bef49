package sandbox

import (
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"math"
	"strings"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// newCalls makes the xDRs, which are listed by account and by customer: two record types over one table.
func (s *Server) newCalls() (byAccountRecord, byCustomerRecord *records) {
	rows := newTable("i_xdr", firstCall, s.world.callRows(),
		indexed{"i_account", byAccount(s.world.callsOf)},
		indexed{"i_customer", byCustomer(func(c int) []int32 { return s.world.ofAccounts(c, s.world.callsOf) })})
	records := func(service string) *records {
		return &records{kind: s.ownKind(service, "xdr"), rows: rows, filters: callFilters, show: (*call).showCall}
	}
	return records("Account"), records("Customer")
}

var callRules = map[string]rule{
	"Account/get_xdr_list":                reading((*call).callsOfAccount),
	"Customer/get_customer_xdrs":          reading((*call).callsOfCustomer),
	"CDR/get_call_recording":              reading((*call).callRecording),
	"CDR/get_transcription":               reading((*call).transcription),
	"Customer/get_custom_xdr_report_list": reading((*call).reports),
	"Customer/get_custom_xdr_report":      reading((*call).report),
}

func (c *call) callsOfAccount() (reply, error) {
	key, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	return c.listCalls(c.accountCalls, idFilter("i_account", key))
}

func (c *call) callsOfCustomer() (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	return c.listCalls(c.calls, idFilter("i_customer", key))
}

// listCalls answers the xDRs of an owner by bill_time, from_date inclusive, to_date exclusive. Failed attempts come on request.
func (c *call) listCalls(r *records, owner filter) (reply, error) {
	offset, limit, err := c.page()
	if err != nil {
		return reply{}, err
	}
	from, to := c.params.Get("from_date").Text(), c.params.Get("to_date").Text()
	filters := []filter{owner, {column: "bill_time", accept: func(v attr.Value) bool { return from <= v.Text() && v.Text() < to }}}
	if !c.is("show_unsuccessful") {
		filters = append(filters, filter{column: "failed", accept: func(v attr.Value) bool { return v.Text() != "1" }})
	}
	for _, m := range c.params.Members() {
		if own := callFilters[m.Name]; own != nil && !m.Value.IsEmpty() {
			filters = append(filters, own(c, m.Value)...)
		}
	}
	keys, total := r.rows.find(filters, offset, limit)
	items := make([]attr.Value, len(keys))
	for i, key := range keys {
		items[i] = r.present(c, key)
	}
	return c.listed(r.operation(catalog.List).ListKey, items, total), nil
}

var callFilters = map[string]func(*call, attr.Value) []filter{
	"cli":                 func(_ *call, v attr.Value) []filter { return []filter{likeFilter("CLI", v.Text())} },
	"cld":                 func(_ *call, v attr.Value) []filter { return []filter{likeFilter("CLD", v.Text())} },
	"call_id":             func(_ *call, v attr.Value) []filter { return []filter{exactFilter("call_id", v.Text())} },
	"h323_conf_id":        func(_ *call, v attr.Value) []filter { return []filter{exactFilter("h323_conf_id", v.Text())} },
	"i_service":           func(_ *call, v attr.Value) []filter { n, _ := v.Int(); return []filter{idFilter("i_service", n)} },
	"i_service_type":      func(_ *call, v attr.Value) []filter { n, _ := v.Int(); return []filter{idFilter("i_service_type", n)} },
	"connect_time_after":  func(_ *call, v attr.Value) []filter { return []filter{{column: "connect_time", accept: atLeast(v)}} },
	"connect_time_before": func(_ *call, v attr.Value) []filter { return []filter{{column: "connect_time", accept: below(v)}} },
	"call_recording": onSwitch(func() []filter {
		return []filter{{column: "bit_flags", accept: func(v attr.Value) bool { n, _ := v.Int(); return n&recordedFlag != 0 }}}
	}),
	"billing_model": func(c *call, v attr.Value) []filter {
		model, _ := v.Int()
		return []filter{{column: "i_account", accept: func(v attr.Value) bool {
			account, ok := v.Int()
			have, _ := c.accounts.rows.cell(account, "billing_model").Int()
			return ok && have == model
		}}}
	},
	"cdr_entity": func(_ *call, v attr.Value) []filter { // A: of accounts, C: of the customer himself
		return []filter{{column: "i_account", accept: func(have attr.Value) bool { return have.IsEmpty() == (v.Text() == "C") }}}
	},
}

func atLeast(v attr.Value) func(attr.Value) bool {
	return func(have attr.Value) bool { return have.Text() >= v.Text() }
}

func below(v attr.Value) func(attr.Value) bool {
	return func(have attr.Value) bool { return have.Text() < v.Text() }
}

func (c *call) showCall(_ int64, row attr.Value) attr.Value {
	if !c.is("with_cr_download_ids") {
		return row
	}
	ids := attr.ArrayValue()
	if n, _ := row.Get("bit_flags").Int(); n&recordedFlag != 0 {
		ids = attr.ArrayValue(text(strings.ReplaceAll(row.Get("h323_conf_id").Text(), " ", "_") + "_0"))
	}
	row, _ = row.With(attr.Path{"cr_download_ids"}, ids)
	return row
}

// seenCall returns the xDR with the key when the caller may see it. The faults are seen.
func (c *call) seenCall(key int64) error {
	rows := c.calls.rows
	if !rows.has(key) {
		return &fault{"Server.CDR.xdr_not_found", "The xDR is not found"}
	}
	owner, _ := rows.cell(key, "i_customer").Int()
	account, ok := rows.cell(key, "i_account").Int()
	if ok && !c.accounts.visible(c, account) || !ok && !c.customers.visible(c, owner) {
		return &fault{"Server.CDR.forbidden_account_access", "The xDR belongs to another account"}
	}
	return nil
}

// callRecording answers the sound of a recorded call as a file.
func (c *call) callRecording() (reply, error) {
	key, _ := c.params.Get("i_xdr").Int()
	if err := c.seenCall(key); err != nil {
		return reply{}, err
	}
	flags, _ := c.calls.rows.cell(key, "bit_flags").Int()
	if flags&recordedFlag == 0 {
		return reply{}, &fault{"Server.CDR.invalid_call_recording_id", "The call was not recorded"}
	}
	return reply{file: &file{name: fmt.Sprintf("recording-%d.wav", key), contentType: "audio/wav", data: tone(key, 2*time.Second)}}, nil
}

// transcription answers what was said in a recorded call, which is named by the xDR's h323_conf_id (seen). Every other one is transcribed.
func (c *call) transcription() (reply, error) {
	key, ok := c.callOf(c.params.Get("call_recording_id").Text())
	if !ok {
		return reply{}, &fault{"Server.CDR.invalid_call_recording_id", "There is no such call recording"}
	}
	if err := c.seenCall(key); err != nil {
		return reply{}, err
	}
	flags, _ := c.calls.rows.cell(key, "bit_flags").Int()
	if flags&recordedFlag == 0 || key%2 == 1 {
		return reply{}, &fault{"Server.CDR.transcription_not_found", "The call has no transcription"}
	}
	words := []string{"Good morning, this is the reception.", "I would like to speak to Mr Keller.", "One moment, please."}
	switch {
	case c.is("check_only"):
		return success(), nil
	case c.params.Get("format").Text() == "text":
		return reply{file: &file{
			name: fmt.Sprintf("transcription-%d.txt", key), contentType: "text/plain; charset=UTF-8", data: []byte(strings.Join(words, "\n") + "\n"),
		}}, nil
	}
	var parts []attr.Value
	for i, s := range words {
		parts = append(parts, attr.ObjectValue(attr.M("start", number(int64(4*i))), attr.M("end", number(int64(4*i+3))), attr.M("text", text(s))))
	}
	return done(attr.M("transcription", attr.ArrayValue(parts...))), nil
}

// callOf finds a call by its h323_conf_id, of which the first group is the seeded row.
func (c *call) callOf(conference string) (int64, bool) {
	var row uint32
	if n, err := fmt.Sscanf(conference, "%08X ", &row); n != 1 || err != nil || int(row) >= c.calls.rows.seed.n {
		return 0, false
	}
	return firstCall + int64(row), c.world.conferenceID(int(row)) == conference
}

// tone is a sound file: 8 kHz, 16 bits, one channel, its pitch depending on the number.
func tone(n int64, d time.Duration) []byte {
	const rate = 8000
	samples := int(d.Seconds() * rate)
	b := make([]byte, 0, 44+2*samples)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+2*samples)) //nolint:gosec // a few seconds
	b = append(b, "WAVEfmt "...)
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		b, _ = binary.Append(b, binary.LittleEndian, v) // numbers always fit
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*samples)) //nolint:gosec // a few seconds
	pitch := 300 + float64(n%8)*50
	for i := range samples {
		v := int16(6000 * math.Sin(2*math.Pi*pitch*float64(i)/rate))
		b = binary.LittleEndian.AppendUint16(b, uint16(v)) //nolint:gosec // two's complement
	}
	return b
}

// reports lists a customer's monthly xDR reports. A file name holds the customer's key (seen).
func (c *call) reports() (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	offset, limit, err := c.page()
	if err != nil {
		return reply{}, err
	}
	var items []attr.Value
	for _, month := range reportMonths() {
		items = append(items, attr.ObjectValue(
			attr.M("file_name", text(reportName(key, month))), attr.M("type", text("Standard_Report")), attr.M("i_customer", number(key)),
			attr.M("period_from", date(month)), attr.M("period_to", date(month.AddDate(0, 1, 0)))))
	}
	page := items[min(offset, len(items)):min(offset+limit, len(items))]
	return c.listed("report_list", page, len(items)), nil
}

func reportMonths() []time.Time { return []time.Time{epoch.AddDate(0, -2, 0), epoch.AddDate(0, -1, 0)} }

func reportName(customer int64, month time.Time) string {
	return fmt.Sprintf("%d_Standard_Report_%s.csv", customer, month.Format("2006-01"))
}

// report answers the xDRs of a month as a CSV file.
func (c *call) report() (reply, error) {
	name := c.params.Get("file_name").Text()
	var customer int64
	_, _ = fmt.Sscanf(name, "%d_", &customer) // 0 is nobody
	for _, month := range reportMonths() {
		if name == reportName(customer, month) && c.customers.visible(c, customer) {
			return reply{file: &file{name: name, contentType: "text/csv; charset=UTF-8", data: c.csvOf(customer, month)}}, nil
		}
	}
	return reply{}, &fault{"Server.Customer.report_not_found", "There is no report with this file name"}
}

func (c *call) csvOf(customer int64, month time.Time) []byte {
	from, to := dateTime(month).Text(), dateTime(month.AddDate(0, 1, 0)).Text()
	rows := c.calls.rows
	keys, _ := rows.find([]filter{idFilter("i_customer", customer),
		{column: "bill_time", accept: func(v attr.Value) bool { return from <= v.Text() && v.Text() < to }}}, 0, rows.size())
	var b strings.Builder
	w := csv.NewWriter(&b)
	columns := []string{"i_xdr", "account_id", "CLI", "CLD", "connect_time", "charged_quantity", "charged_amount", "disconnect_reason"}
	_ = w.Write(columns) // a builder takes everything
	for _, key := range keys {
		line := make([]string, len(columns))
		for i, column := range columns {
			line[i] = rows.cell(key, column).Text()
		}
		_ = w.Write(line)
	}
	w.Flush()
	return []byte(b.String())
}
