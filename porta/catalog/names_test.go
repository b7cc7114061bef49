package catalog

import "testing"

func TestSnake(t *testing.T) {
	for in, want := range map[string]string{
		"Account": "account", "SIMCard": "sim_card", "DID": "did", "CustomFields": "custom_fields", "IVRApplications": "ivr_applications",
		"UA": "ua", "ServicePolicy": "service_policy", "WebLog": "web_log", "CDR": "cdr", "A_B": "a_b", "x": "x", "": "",
	} {
		if got := snake(in); got != want {
			t.Errorf("snake(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSingular(t *testing.T) {
	for in, want := range map[string]string{
		"extensions": "extension", "countries": "country", "aliases": "alias", "alias": "alias", "status": "status", "statuses": "status", "access": "access",
		"addresses": "address", "boxes": "box", "switches": "switch", "xdr": "xdr", "xdrs": "xdr", "sms": "sms", "analysis": "analysis", "s": "s", "": "",
		"service_features": "service_feature", "series": "series",
	} {
		if got := singular(in); got != want {
			t.Errorf("singular(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLabel(t *testing.T) {
	for in, want := range map[string]string{
		"bill_status": "Bill status", "i_customer": "Customer", "sim_card": "SIM card", "id": "ID", "iso_4217": "Currency", "i_parent": "Reseller",
		"xdr": "xDR", "email": "E-mail", "i_": "i_", "": "", "CLI": "CLI", "get-it": "Get it", "h323_password": "Service password", "i_c_ext": "Extension",
	} {
		if got := Label(in); got != want {
			t.Errorf("Label(%q) = %q, want %q", in, got, want)
		}
	}
}
