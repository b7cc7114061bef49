package porta

import "strings"

// knownCodes are faults seen in public clients, without their Client. or Server., since a reason
// can come under either. The bare words come without a service.
var knownCodes = map[string]Kind{
	"Session.auth_failed":                               BadLogin,
	"Session.alert_You_must_change_password":            PasswordExpired,
	"Session.cannot_login_brute_force_activity":         Throttled,
	"Session.check_auth.auth_failed":                    Auth, // unknown, expired, logged out, or of another site
	"Session.check_auth.failed_to_process_access_token": Auth,
	"Session.check_auth.failed_to_process_jwt":          Auth, // older releases
	"check_auth.envelope_missed":                        Auth, // no credentials in the request
	"Session.refresh_access_token.refresh_failed":       Auth,
	"Session.ping.failed_to_process_access_token":       Auth,
	"Session.logout.failed_to_process_access_token":     Auth,
	"Customer.Ext_HG_number_already_in_use":             Duplicate,
	"CDR.forbidden_account_access":                      Denied,
	"CDR.xdr_not_found":                                 NotFound,
	"CDR.transcription_not_found":                       NotFound,
	"CDR.invalid_call_recording_id":                     NotFound,
	"AccessControl.empty_rec_and_bcc":                   Invalid, // the record has no e-mail address
	"Account.unified_messaging_disabled":                Denied,  // the feature is off for this account
	"standalone_mode":                                   ReadOnlyMode,
	"secondary_site":                                    ReadOnlyMode,
	"read_only_mode":                                    ReadOnlyMode,
	"pb_delta.connection_failed":                        Unavailable, // the backup store is away
}

// checks are the reasons after which the rest of a code is the path of an attribute. Only too_short was seen;
// the others are our choice in its style.
var checks = map[string]bool{
	"too_short": true, "too_long": true, "missing": true, "mandatory": true, "required": true, "wrong_type": true,
	"wrong_format": true, "wrong_value": true, "unknown": true, "out_of_range": true, "invalid": true, "not_allowed": true,
}

// kindOfCode goes from the most to the least certain: a known code, a word that tells, the prefix. A code
// under Client. means that the request was wrong; under Server. it can be anything.
func kindOfCode(code string) Kind {
	bare, client := splitCode(code)
	if k, ok := knownCodes[bare]; ok {
		return k
	}
	for word := range strings.SplitSeq(bare, ".") {
		if k := kindOfWord(word); k != Unknown {
			return k
		}
	}
	if client {
		return Invalid
	}
	return Unknown
}

func kindOfWord(word string) Kind {
	switch {
	case word == "check_auth":
		return Auth // the check comes before any work, whatever it found
	case checks[word]:
		return Invalid
	case strings.HasPrefix(word, "duplicate_"),
		strings.HasSuffix(word, "_already_in_use"), strings.HasSuffix(word, "_already_exists"):
		return Duplicate
	case strings.HasSuffix(word, "_not_found"):
		return NotFound
	case strings.HasPrefix(word, "forbidden"), word == "access_denied", word == "permission_denied":
		return Denied
	case word == "standalone_mode", word == "secondary_site", word == "read_only_mode":
		return ReadOnlyMode
	}
	return Unknown
}

func splitCode(code string) (bare string, client bool) {
	if rest, ok := strings.CutPrefix(code, "Client."); ok {
		return rest, true
	}
	return strings.TrimPrefix(code, "Server."), false
}
