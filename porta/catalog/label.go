package catalog

import "strings"

// labels are the words for attributes whose names do not tell.
var labels = map[string]string{
	"iso_4217": "Currency", "iso_639_1": "Language", "baddr1": "Address line 1", "address_line_2": "Address line 2", "baddr2": "Address line 2",
	"baddr3": "Address line 3", "baddr4": "Address line 4", "baddr5": "Address line 5", "cont1": "Contact", "cont2": "Other contact",
	"companyname": "Company name", "firstname": "First name", "lastname": "Last name", "midinit": "Middle initials", "faxnum": "Fax",
	"phone1": "Phone", "phone2": "Other phone", "h323_password": "Service password", "refnum": "Reference number", "zip": "Postal code",
	"i_parent": "Reseller", "i_rep": "Representative", "i_vd_plan": "Discount plan", "i_lang": "Language", "i_c_ext": "Extension", "i_c_group": "Hunt group",
	"i_do_batch": "Owner batch", "i_dv_batch": "Vendor batch", "i_ab_dialing": "Abbreviated number", "i_env": "Environment",
}

// capitals are words that are written in their own way.
var capitals = map[string]string{
	"id": "ID", "did": "DID", "sip": "SIP", "ip": "IP", "api": "API", "cli": "CLI", "cld": "CLD", "ui": "UI", "url": "URL", "mac": "MAC", "imsi": "IMSI",
	"iccid": "ICCID", "msisdn": "MSISDN", "pin": "PIN", "puk": "PUK", "sim": "SIM", "sms": "SMS", "xdr": "xDR", "xdrs": "xDRs", "cdr": "CDR", "ivr": "IVR",
	"acl": "ACL", "otp": "OTP", "pdf": "PDF", "vpn": "VPN", "ua": "UA", "bcc": "BCC", "cpe": "CPE", "moh": "Music on hold", "xdrid": "xDR ID", "email": "E-mail",
	"info": "details", "addon": "add-on", "addons": "add-ons", "huntgroup": "hunt group", "huntgroups": "hunt groups",
}

// Label returns a name of the API in words for people: "Billing model" of billing_model, "Customer" of i_customer,
// "SIM card" of sim_card. It is a help, the name itself is what counts.
func Label(name string) string {
	if label := labels[name]; label != "" {
		return label
	}
	words := strings.FieldsFunc(strings.TrimPrefix(name, "i_"), func(c rune) bool { return c == '_' || c == '-' })
	for i, w := range words {
		if known := capitals[strings.ToLower(w)]; known != "" {
			words[i] = known
		}
	}
	label := strings.Join(words, " ")
	if label == "" {
		return name
	}
	if first, _, _ := strings.Cut(label, " "); first == strings.ToLower(first) {
		return strings.ToUpper(label[:1]) + label[1:]
	}
	return label
}
