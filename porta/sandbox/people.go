package sandbox

import (
	"fmt"
	"strings"
)

// locale is a country with what belongs together there. All names are made up; phone numbers are from ranges that the
// country's regulator keeps for fiction.
type locale struct {
	country, currency, language, form string
	zone                              zone
	first, last                       []string
	cities                            []city
	streets                           []string
	number                            bool // the house number follows the street
	phone                             string
	digits                            int // how many digits of phone are free
}

type city struct{ name, state, zip string }

type zone struct {
	id   int64
	name string
}

var english = []string{
	"Alice", "Amelia", "Ben", "Charlotte", "Daniel", "Edward", "Ella", "Frank", "Grace", "Henry", "Isla", "Jack",
	"Julia", "Laura", "Martin", "Nora", "Oliver", "Peter", "Rose", "Samuel", "Thomas", "Victor", "Wendy", "Zoe",
}

var locales = []*locale{
	{
		country: "US", currency: "USD", language: "en", form: "Inc.", zone: zone{201, "America/New_York"}, first: english,
		last: []string{
			"Abbott", "Baxter", "Calloway", "Dawson", "Ellison", "Fairbanks", "Garrison", "Holloway", "Ingram", "Jennings",
			"Kendrick", "Langford", "McAllister", "Norwood", "Osborne", "Prescott", "Ramsey", "Sterling", "Thornton",
			"Underwood", "Vance", "Whitaker", "Yates", "Zimmer",
		},
		cities: []city{
			{"New York", "NY", "100%02d"}, {"Boston", "MA", "021%02d"}, {"Chicago", "IL", "606%02d"}, {"Denver", "CO", "802%02d"},
			{"Seattle", "WA", "981%02d"}, {"Austin", "TX", "787%02d"},
		},
		streets: []string{"Maple Street", "Oak Avenue", "Lincoln Road", "Harbor Drive", "Sunset Lane"}, phone: "+1 212 555 01", digits: 2,
	},
	{
		country: "GB", currency: "GBP", language: "en", form: "Ltd", zone: zone{250, "Europe/London"}, first: english,
		last: []string{
			"Ashworth", "Barnaby", "Cartwright", "Dunmore", "Eastwood", "Fairclough", "Goodwin", "Hargreaves", "Ibbotson", "Jarvis",
			"Kingsley", "Lockwood", "Marlowe", "Nightingale", "Oakley", "Pemberton", "Rowntree", "Selwyn", "Tilbury", "Wainwright",
		},
		cities: []city{
			{"London", "", "EC1A %dBB"}, {"Leeds", "", "LS1 %dAA"}, {"Bristol", "", "BS1 %dXY"}, {"Norwich", "", "NR2 %dQP"},
		},
		streets: []string{"High Street", "Mill Lane", "Station Road", "Church Walk", "Queens Parade"}, phone: "+44 20 7946 0", digits: 3,
	},
	{
		country: "DE", currency: "EUR", language: "de", form: "GmbH", zone: zone{268, "Europe/Berlin"},
		first: []string{
			"Anna", "Bernd", "Christine", "Dieter", "Elke", "Florian", "Greta", "Hannes", "Ines", "Jürgen", "Karin", "Lukas",
			"Mareike", "Nils", "Petra", "Rainer", "Sabine", "Timo", "Ute", "Wolfgang",
		},
		last: []string{
			"Albrecht", "Bergmann", "Clausen", "Dietrich", "Eberhardt", "Fuchs", "Größmann", "Hartwig", "Jäger", "Keller",
			"Lindner", "Müller", "Neumann", "Ostermann", "Pfeiffer", "Rößler", "Schönfeld", "Thiele", "Vogel", "Zielke",
		},
		cities: []city{
			{"Berlin", "BE", "101%02d"}, {"Hamburg", "HH", "203%02d"}, {"München", "BY", "803%02d"}, {"Köln", "NW", "506%02d"}, {"Leipzig", "SN", "041%02d"},
		},
		streets: []string{"Lindenallee", "Hafenstraße", "Am Markt", "Bahnhofstraße", "Gartenweg"}, number: true, phone: "+49 30 23125 ", digits: 3,
	},
	{
		country: "FR", currency: "EUR", language: "fr", form: "SARL", zone: zone{271, "Europe/Paris"},
		first: []string{
			"Adèle", "Baptiste", "Camille", "Denis", "Élise", "Fabien", "Geneviève", "Hugo", "Inès", "Julien", "Karine", "Léa",
			"Mathieu", "Noémie", "Olivier", "Pauline", "Rémi", "Sylvie", "Thierry", "Yves",
		},
		last: []string{
			"Aubert", "Blanchard", "Chevalier", "Delacroix", "Étienne", "Fontaine", "Garnier", "Humbert", "Jacquet", "Lefèvre",
			"Marchand", "Noël", "Perrin", "Renaud", "Salvetat", "Tessier", "Vasseur", "Wagnon",
		},
		cities: []city{
			{"Paris", "", "750%02d"}, {"Lyon", "", "690%02d"}, {"Nantes", "", "440%02d"}, {"Toulouse", "", "310%02d"},
		},
		streets: []string{"rue des Lilas", "avenue de la Gare", "quai du Port", "place du Marché"}, phone: "+33 1 99 00 ", digits: 4,
	},
	{
		country: "CA", currency: "CAD", language: "en", form: "Corp.", zone: zone{205, "America/Toronto"}, first: english,
		last: []string{
			"Archambault", "Bouchard", "Carmichael", "Desrosiers", "Fraser", "Gagnon", "Hudson", "Kinsella", "Lachance",
			"MacKenzie", "Nadeau", "Okafor", "Poirier", "Robichaud", "Sinclair", "Tremblay",
		},
		cities: []city{
			{"Toronto", "ON", "M5V %dK1"}, {"Montréal", "QC", "H2Y %dC6"}, {"Vancouver", "BC", "V6B %dA4"}, {"Halifax", "NS", "B3J %dP2"},
		},
		streets: []string{"Bay Street", "Lakeshore Road", "King Street West", "Spruce Crescent"}, phone: "+1 416 555 01", digits: 2,
	},
	{
		country: "SE", currency: "SEK", language: "sv", form: "AB", zone: zone{275, "Europe/Stockholm"},
		first: []string{
			"Agneta", "Björn", "Cecilia", "David", "Ebba", "Fredrik", "Gunilla", "Håkan", "Ingrid", "Johan", "Karl", "Linnéa",
			"Mats", "Olof", "Sara", "Åsa",
		},
		last: []string{
			"Ahlgren", "Bergström", "Dahlin", "Ekman", "Forsberg", "Granlund", "Hedström", "Isaksson", "Kjellberg", "Lindqvist",
			"Nyberg", "Öberg", "Rosén", "Sjögren", "Wallin", "Åkesson",
		},
		cities: []city{
			{"Stockholm", "AB", "111 %02d"}, {"Göteborg", "O", "411 %02d"}, {"Malmö", "M", "211 %02d"}, {"Uppsala", "C", "753 %02d"},
		},
		streets: []string{"Storgatan", "Kungsvägen", "Hamngatan", "Björkallén"}, number: true, phone: "+46 8 465 004 ", digits: 2,
	},
	{
		country: "AU", currency: "AUD", language: "en", form: "Pty Ltd", zone: zone{310, "Australia/Sydney"}, first: english,
		last: []string{
			"Barlow", "Cooper", "Drummond", "Everett", "Fitzroy", "Gallagher", "Henley", "Irwin", "Kelso", "Lawson", "Moreton",
			"Nolan", "Paterson", "Quinlan", "Stirling", "Wentworth",
		},
		cities: []city{
			{"Sydney", "NSW", "20%02d"}, {"Melbourne", "VIC", "30%02d"}, {"Brisbane", "QLD", "40%02d"}, {"Perth", "WA", "60%02d"},
		},
		streets: []string{"Collins Street", "Banksia Avenue", "Wattle Grove", "Esplanade"}, phone: "+61 2 5550 ", digits: 4,
	},
	{
		country: "IE", currency: "EUR", language: "en", form: "Limited", zone: zone{251, "Europe/Dublin"},
		first: []string{
			"Aoife", "Brendan", "Ciara", "Declan", "Eoin", "Fiona", "Gráinne", "Kieran", "Maeve", "Niamh", "Orla", "Pádraig",
			"Róisín", "Seán", "Tadhg", "Una",
		},
		last: []string{
			"Brennan", "Corrigan", "Doherty", "Flanagan", "Geraghty", "Hennessy", "Keane", "Lonergan", "McGrath", "O'Driscoll",
			"O'Shea", "Rafferty", "Tierney", "Whelan",
		},
		cities:  []city{{"Dublin", "", "D02 X2%02d"}, {"Cork", "", "T12 Y4%02d"}, {"Galway", "", "H91 A3%02d"}},
		streets: []string{"Main Street", "Abbey Road", "Quay Street", "Parnell Place"}, phone: "+353 20 91", digits: 5,
	},
}

// Words that company names are made of.
var (
	companyFirst = []string{
		"Amber", "Anchor", "Aspen", "Beacon", "Birch", "Blue", "Bright", "Cedar", "Clear", "Copper", "Coral", "Crescent", "Delta",
		"Eagle", "Ember", "Falcon", "Golden", "Granite", "Green", "Harbour", "Hazel", "Iron", "Ivory", "Juniper", "Lakeside", "Maple",
		"Meridian", "Northern", "Oak", "Orchard", "Pioneer", "Prime", "Quartz", "River", "Silver", "Summit", "Timber", "Union", "Vista", "Willow",
	}
	companySecond = []string{
		"Advisors", "Architects", "Bakery", "Bikes", "Books", "Brewing", "Catering", "Clinic", "Coffee", "Construction", "Consulting",
		"Dental", "Design", "Energy", "Events", "Fitness", "Foods", "Freight", "Furniture", "Garden", "Hotels", "Insurance", "Interiors",
		"Labs", "Legal", "Logistics", "Media", "Motors", "Optics", "Pharmacy", "Print", "Properties", "Robotics", "Security", "Software",
		"Solar", "Sports", "Textiles", "Travel", "Workshop",
	}
	resellerSecond = []string{"Telecom", "Networks", "Voice", "Connect", "Link", "Talk", "Lines"}
	mailDomains    = []string{"example.com", "example.net", "example.org"}
)

// fictitiousPhone returns a number of the country's range for fiction.
func (l *locale) fictitiousPhone(n uint64) string {
	size := uint64(1)
	for range l.digits {
		size *= 10
	}
	return fmt.Sprintf("%s%0*d", l.phone, l.digits, n%size)
}

func (l *locale) address(n uint64) string {
	street, house := l.streets[n%uint64(len(l.streets))], 1+n/16%180
	if l.number {
		return fmt.Sprintf("%s %d", street, house)
	}
	return fmt.Sprintf("%d %s", house, street)
}

func (l *locale) city(n uint64) city { return l.cities[n%uint64(len(l.cities))] }

// zipCode fills the free digits of the city's code: two, or one in British and Canadian ones.
func (c city) zipCode(n uint64) string {
	if strings.Contains(c.zip, "%02d") {
		return fmt.Sprintf(c.zip, n%90+1)
	}
	return fmt.Sprintf(c.zip, n%9+1)
}

var latin = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "å", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "ï", "i", "ó", "o", "á", "a",
	"í", "i", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "Å", "A", "É", "E", "'", "", " ", ".", ",", "", "..", ".")

// slug writes a name as it stands in logins and mail addresses.
func slug(name string) string { return strings.Trim(strings.ToLower(latin.Replace(name)), ".") }
