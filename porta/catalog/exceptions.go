package catalog

// exception is a method whose role its name and schema do not tell.
type exception struct {
	kind   OperationKind
	record string // "": of no record type, a custom operation
}

// methodExceptions is the whole table, by path.
var methodExceptions = map[string]exception{
	"Account/get_account_followme":                  {Get, "followme"},
	"Account/update_account_followme":               {Update, "followme"},
	"Account/get_custom_fields_values":              {List, "custom_fields"},
	"Customer/get_custom_fields_values":             {List, "custom_fields"},
	"Account/get_service_features":                  {List, "service_features"},
	"Customer/get_service_features":                 {List, "service_features"},
	"Account/get_service_features_list":             {},
	"Account/get_status_history":                    {List, "status_history"},
	"Account/get_services_consuming":                {List, "service_usage"},
	"Customer/get_services_consuming":               {List, "service_usage"},
	"Customer/get_customer_invoices":                {List, "invoice"},
	"Customer/get_credit_limit_history":             {List, "credit_limit_history"},
	"Customer/get_customer_billing_periods_history": {List, "billing_period"},
	"Account/get_phonebook_record":                  {Get, "phonebook"},
	"Account/add_phonebook_record":                  {Create, "phonebook"},
	"Account/update_phonebook_record":               {Update, "phonebook"},
	"Account/get_mailbox_message_details":           {Get, "mailbox_message"},
	"Customer/get_custom_xdr_report_list":           {List, "xdr_report"},
	"DID/get_customer_numbers":                      {List, "customer_number"},
	"Payment/get_payment_transaction_by_id":         {Get, "payment_transaction"},
	"Product/get_allowed_addons":                    {List, "addon"}, // answers product_list
	"UA/get_phone_directory_info":                   {Get, "phone_directory"},
	"DiscountPlan/get_full_vd_counter_info":         {Get, "vd_counter"},
}

// recordNames gives record types the name that the rest of the API has for them, by service and the name found.
var recordNames = map[string]string{
	"Customer/site":                  "customer_site", // i_customer_site
	"Account/phonebook_record":       "phonebook",
	"Account/account_huntgroup":      "huntgroup",
	"Account/netaccess_usage_record": "netaccess_usage",
	"Product/group":                  "product_group", // i_product_group
	"Product/priority":               "addon_priority",
}

// recordExceptions says of record types what no rule finds. Title and columns are habits of the people who use them.
var recordExceptions = map[string]struct {
	id, title string
	columns   []string
}{
	"Account/account":                     {"i_account", "id", []string{"i_account", "id", "bill_status", "billing_model", "balance", "i_customer", "product_name", "activation_date"}},
	"Account/alias":                       {"i_account", "id", []string{"i_account", "id", "i_master_account", "blocked"}}, // an alias is itself an account
	"Account/subscription":                {"i_account_subscription", "name", []string{"i_account_subscription", "name", "i_account", "int_status", "start_date", "monthly_fee"}},
	"Account/xdr":                         {"i_xdr", "CLD", []string{"i_xdr", "CLI", "CLD", "connect_time", "charged_quantity", "charged_amount", "disconnect_reason"}},
	"Customer/customer":                   {"i_customer", "name", []string{"i_customer", "name", "bill_status", "balance", "iso_4217", "companyname", "email"}},
	"Customer/extension":                  {"i_c_ext", "id", []string{"i_c_ext", "id", "name", "type", "i_customer", "account_id"}},
	"Customer/huntgroup":                  {"i_c_group", "name", []string{"i_c_group", "id", "name", "i_customer", "hunt_sequence"}},
	"Customer/subscription":               {"i_account_subscription", "name", []string{"i_account_subscription", "name", "i_account", "int_status", "start_date", "monthly_fee"}},
	"Customer/xdr":                        {"i_xdr", "CLD", []string{"i_xdr", "account_id", "CLI", "CLD", "connect_time", "charged_quantity", "charged_amount"}},
	"Customer/abbreviated_dialing_number": {"i_ab_dialing", "abbreviated_number", nil},
	"CustomFields/custom_field":           {"i_custom_field", "name", []string{"i_custom_field", "name", "object", "type", "mandatory"}},
	"DID/number":                          {"i_did_number", "number", []string{"i_did_number", "number", "country_iso", "i_customer", "i_master_account", "periodic_fee"}},
	"DID/customer_number":                 {"i_did_number", "did_number", nil},
	"DID/vendor_batch":                    {"i_dv_batch", "name", nil},
	"DID/owner_batch":                     {"i_do_batch", "name", nil},
	"Product/product":                     {"i_product", "name", []string{"i_product", "name", "iso_4217", "addon_priority", "end_user_name"}},
	"Product/addon":                       {"", "name", []string{"i_product", "name", "iso_4217", "addon_priority", "end_user_name"}},
	"SIMCard/sim_card":                    {"i_sim_card", "imsi", []string{"i_sim_card", "imsi", "iccid", "msisdn", "status", "i_account"}},
	"Subscription/subscription":           {"i_subscription", "name", []string{"i_subscription", "name", "iso_4217", "activation_fee", "charge_model"}},
}

// referenceExceptions are attributes that hold the key of a record whose own key has another name.
var referenceExceptions = map[string]string{
	"i_parent":                "i_customer", // the reseller above
	"i_reseller":              "i_customer",
	"i_sub_reseller":          "i_customer",
	"i_main_office":           "i_customer",
	"i_main_customer":         "i_customer",
	"i_customer_of_account":   "i_customer",
	"available_to_customer":   "i_customer",
	"i_distributor":           "i_customer", // distributors are customers of i_customer_type 3
	"i_master_account":        "i_account",
	"i_parent_account":        "i_account",
	"i_addon":                 "i_product",
	"i_reseller_subscription": "i_subscription",
	"i_tariff_incoming":       "i_tariff",
	"i_tariff_wrong":          "i_tariff",
	"i_tariff_correct":        "i_tariff",
	"default_i_acl":           "i_acl",
	"ot_i_template":           "i_template",
	"primary_i_c_group":       "i_c_group",
	"i_ui_time_zone":          "i_time_zone",
}
