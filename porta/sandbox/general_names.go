package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// nameLists are the natural attributes of record types that have the same records everywhere.
var nameLists = map[string][]string{
	"country":   slices.Sorted(maps.Values(countryNames)),
	"currency":  {"AUD", "CAD", "EUR", "GBP", "SEK", "USD"},
	"time_zone": timeZones(),
}

func timeZones() (names []string) {
	for _, l := range locales {
		names = append(names, l.zone.name)
	}
	return names
}

// wordFor says what a text attribute holds, by the last words of its name; the longest that fit count.
var wordFor = byEnd([]wordsFor{
	{"email bcc cc", func(m maker) string { return slug(m.person()) + "@" + pick(mailDomains, m.roll()) }},
	{"firstname first_name", func(m maker) string { return pick(m.locale().first, m.roll()) }},
	{"lastname last_name", func(m maker) string { return pick(m.locale().last, m.roll()) }},
	{"companyname company company_name", func(m maker) string { return m.company() }},
	{"contact cont1 cont2 person manager", func(m maker) string { return m.person() }},
	{"login username user_name user", func(m maker) string { return slug(m.person()) + strconv.Itoa(m.row+1) }},
	{"phone phone1 phone2 faxnum fax", func(m maker) string { return m.locale().fictitiousPhone(m.roll()) }},
	{"msisdn cli cld number redirect_number number_to_dial account_id", func(m maker) string { return didNumber(int(m.roll() % 1_000_000)) }},
	{"iso_4217 currency", func(m maker) string { return m.locale().currency }},
	{"iso_639_1 lang language", func(m maker) string { return m.locale().language }},
	{"country country_iso iso_3166_1_a2", func(m maker) string { return m.locale().country }},
	{"country_name", func(m maker) string { return countryNames[m.locale().country] }},
	{"city town area", func(m maker) string { return m.locale().city(m.roll()).name }},
	{"state_name province region", func(m maker) string { return cmp.Or(m.locale().city(m.roll()).state, m.locale().city(m.roll()).name) }},
	{"zip postal_code", func(m maker) string { return m.locale().city(m.roll()).zipCode(m.roll()) }},
	{"address baddr1 street", func(m maker) string { return m.locale().address(m.roll()) }},
	{"time_zone time_zone_name", func(m maker) string { return m.locale().zone.name }},
	{"url website link", func(m maker) string { return "https://www.example.com/" + slug(m.words()) }},
	{"ip ip_address host hostname server", func(m maker) string { return fmt.Sprintf("192.0.2.%d", 1+m.roll()%254) }},
	{"domain realm", func(m maker) string { return pick(mailDomains, m.roll()) }},
	{"mac mac_address", func(m maker) string { return fmt.Sprintf("00:00:5E:00:53:%02X", m.roll()%256) }},
	{"imsi", func(m maker) string { return fmt.Sprintf("00101%010d", m.roll()%10_000_000_000) }},
	{"iccid", func(m maker) string { return fmt.Sprintf("8900100%012d", m.roll()%1_000_000_000_000) }},
	{"uuid guid message_id session_id call_id", func(m maker) string { return m.world.token(m.row, salt(m.salt)) }},
	{"file_name file filename", func(m maker) string { return slug(m.words()) + ".csv" }},
	{"version", func(m maker) string { return fmt.Sprintf("%d.%d", 1+m.roll()%4, m.roll()/4%10) }},
	{"code prefix", func(m maker) string {
		return strings.ToUpper(pick(companyFirst, m.roll())[:3]) + strconv.Itoa(int(m.roll()%90+10))
	}},
	{"status state", func(m maker) string { return pick([]string{"active", "active", "active", "inactive"}, m.roll()) }},
	{"colour color", func(m maker) string { return pick([]string{"red", "green", "blue", "black", "white"}, m.roll()) }},
	{"subject title", func(m maker) string { return m.words() }},
	{"description note notes comment text message reason notepad", func(m maker) string {
		return pick([]string{"Made for tests", "Standard", "Agreed with the customer", "Kept for old contracts", "For new customers only"}, m.roll())
	}},
	{"name", func(m maker) string { return m.words() }},
})

type wordsFor struct {
	ends string
	make func(m maker) string
}

func byEnd(list []wordsFor) map[string]func(maker) string {
	all := make(map[string]func(maker) string)
	for _, w := range list {
		for end := range strings.FieldsSeq(w.ends) {
			all[end] = w.make
		}
	}
	return all
}

// word makes a text as the attribute's name suggests; nil when it suggests nothing.
func word(name string) func(maker) string {
	for rest, more := name, true; more; _, rest, more = strings.Cut(rest, "_") {
		if w := wordFor[rest]; w != nil {
			return w
		}
	}
	return nil
}

func fitsEnd(name, ends string) bool {
	for end := range strings.FieldsSeq(ends) {
		if name == end || strings.HasSuffix(name, "_"+end) {
			return true
		}
	}
	return false
}

func (m maker) person() string {
	l := m.locale()
	return pick(l.first, m.world.roll(m.row, salt(m.general.salt+2))) + " " + pick(l.last, m.world.roll(m.row, salt(m.general.salt+3)))
}

func (m maker) company() string { return m.words() + " " + m.locale().form }

func (m maker) words() string {
	return pick(companyFirst, m.roll()) + " " + pick(companySecond, m.roll()/uint64(len(companyFirst)))
}

// unique is a text that no other row has.
func (m maker) unique(name string) string {
	switch {
	case name == "id" || fitsEnd(name, "number msisdn cli cld account_id"):
		return didNumber(int(m.salt%9000)*100 + m.row) //nolint:gosec // below 900,000
	case name == "imsi":
		return fmt.Sprintf("00101%010d", 1000+m.row)
	case name == "iccid":
		return fmt.Sprintf("8900100%012d", 1000+m.row)
	case fitsEnd(name, "login username user"):
		return slug(m.person()) + strconv.Itoa(m.row+1)
	case fitsEnd(name, "code"):
		return fmt.Sprintf("%s%02d", strings.ToUpper(m.label()[:1]), m.row+1)
	}
	at := (m.row + int(m.salt%uint64(len(companyFirst)))) % len(companyFirst) //nolint:gosec // below the length
	s := companyFirst[at] + " " + m.label()
	if round := m.row / len(companyFirst); round > 0 {
		s += " " + strconv.Itoa(round+1)
	}
	return s
}

// text is what the attribute's name suggests, within the lengths that are allowed.
func (m maker) text(p *catalog.Property) attr.Value {
	switch {
	case fitsEnd(p.Name, "pin pin1 pin2"):
		return text(m.fitted(fmt.Sprintf("%04d", m.roll()%10_000), p))
	case fitsEnd(p.Name, "puk puk1 puk2"):
		return text(m.fitted(fmt.Sprintf("%08d", m.roll()%100_000_000), p))
	case p.Secret:
		return text(m.fitted(m.world.password(m.row, salt(m.salt)), p))
	case p.Name == "account_id" && m.accounts.rows.seed.n > 0:
		return m.cellOf(m.accounts, "i_account", "id")
	case p.Name == "customer_name":
		return m.cellOf(m.customers, "i_customer", "name")
	}
	if w := word(p.Name); w != nil {
		return text(m.fitted(w(m), p))
	}
	return text(m.fitted(catalog.Label(p.Name)+" "+strconv.Itoa(m.row+1), p))
}

func (m maker) fitted(s string, p *catalog.Property) string {
	if p.MaxLength > 0 && len([]rune(s)) > p.MaxLength {
		s = string([]rune(s)[:p.MaxLength])
	}
	return padded(s, p.MinLength)
}

// moment lies before now, or after it where the name speaks of an end.
func (m maker) moment(name string) time.Time {
	at := time.Duration(m.roll()%(720*24*60)) * time.Minute
	for _, end := range []string{"to", "end", "till", "until", "expir", "finish", "due", "next"} {
		if strings.HasPrefix(name, end) || strings.Contains(name, "_"+end) {
			return epoch.Add(30*day + at)
		}
	}
	return epoch.Add(-at)
}

// decimal is a percentage, a price for a minute or a whole amount.
func (m maker) decimal(name string) attr.Value {
	n := int(m.roll() % 10_000) //nolint:gosec // below 10,000
	switch {
	case strings.Contains(name, "percent") || strings.Contains(name, "discount"):
		return number(int64(n % 100))
	case strings.Contains(name, "price") || strings.Contains(name, "rate"):
		return money(n * 10).value()
	}
	return money(n * 1000).value()
}

// integerOf is a number of a size that the name suggests.
func integerOf(name string, roll uint64) int64 {
	size := uint64(20)
	switch {
	case strings.HasPrefix(name, "i_"):
		size = 9
	case fitsEnd(name, "port"):
		return int64(5060 + roll%40)
	case strings.Contains(name, "timeout") || strings.Contains(name, "seconds") || strings.Contains(name, "duration"):
		return int64(30 + 15*(roll%12))
	case strings.Contains(name, "percent"):
		size = 100
	case strings.Contains(name, "size") || strings.Contains(name, "quantity"):
		size = 5000
	}
	return int64(1 + roll%size)
}
