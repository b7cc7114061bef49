package sandbox

import (
	"crypto/subtle"
	"time"

	"portaconsole/porta/attr"
)

// Realm is a kind of user with a port of its own.
type Realm string

// The realms: the operator's staff, resellers, retail customers, accounts.
const (
	AdminRealm    Realm = "admin"
	ResellerRealm Realm = "reseller"
	CustomerRealm Realm = "customer"
	AccountRealm  Realm = "account"
)

// Realms lists them in the order of their usual ports.
func Realms() []Realm { return []Realm{AdminRealm, ResellerRealm, CustomerRealm, AccountRealm} }

// claim is how access tokens write a realm. "admin" and "accounts" are seen, the others follow them.
var realmClaims = map[Realm]string{AdminRealm: "admin", ResellerRealm: "resellers", CustomerRealm: "customers", AccountRealm: "accounts"}

// The logins that always work. Login, password and token of the demo user do so in every realm: as the operator's
// super-user, the first reseller, the first retail customer and that one's first account.
const (
	DemoLogin    = "demo"
	DemoPassword = "demo-Passw0rd"
	DemoToken    = "demo-api-token"

	// ExpiredLogin is an administrator whose password must be changed at the first login.
	ExpiredLogin    = "expired"
	ExpiredPassword = "expired-Passw0rd"

	// RestrictedLogin is an administrator who may read but not change customers and accounts, and may not list products.
	RestrictedLogin    = "restricted"
	RestrictedPassword = "restricted-Passw0rd"
	RestrictedToken    = "restricted-api-token"
)

// user is somebody who is logged in.
type user struct {
	realm      Realm
	id         int64 // i_user, i_customer or i_account
	login      string
	super      bool
	restricted bool
	actedFor   bool // by an administrator, through Session/login_to_realm
}

// operator is a user of the administrator realm.
type operator struct {
	user
	password, token string
	mustChange      bool
}

func newOperators() map[string]*operator {
	admin := func(id int64, login string) user { return user{realm: AdminRealm, id: id, login: login} }
	demo, restricted := admin(1, DemoLogin), admin(3, RestrictedLogin)
	demo.super, restricted.restricted = true, true
	return map[string]*operator{
		DemoLogin:       {user: demo, password: DemoPassword, token: DemoToken},
		ExpiredLogin:    {user: admin(2, ExpiredLogin), password: ExpiredPassword, mustChange: true},
		RestrictedLogin: {user: restricted, password: RestrictedPassword, token: RestrictedToken},
	}
}

// secrets are what a login is checked against; set stores a new password.
type secrets struct {
	user
	password, token string
	mustChange      bool
	blocked         bool
	set             func(password string)
}

// find returns the user that a login names in a realm; nil when there is none. The server's lock is held.
func (s *Server) findUser(realm Realm, login string) *secrets {
	switch realm {
	case AdminRealm:
		o := s.operators[login]
		if o == nil {
			return nil
		}
		return &secrets{
			user: o.user, password: o.password, token: o.token, mustChange: o.mustChange,
			set: func(p string) { o.password, o.mustChange = p, false },
		}
	case AccountRealm:
		return s.tableUser(realm, s.accounts.rows, login, func(int64) bool { return true })
	}
	reseller := realm == ResellerRealm
	return s.tableUser(realm, s.customers.rows, login, func(key int64) bool {
		kind, _ := s.customers.rows.cell(key, "i_customer_type").Int()
		return (kind == customerTypeReseller) == reseller
	})
}

func (s *Server) tableUser(realm Realm, rows *table, login string, fits func(int64) bool) *secrets {
	for _, key := range rows.lookup("login", login) {
		if !fits(key) {
			continue
		}
		status := rows.cell(key, "bill_status").Text()
		return &secrets{
			user:     user{realm: realm, id: key, login: rows.cell(key, "login").Text()},
			password: rows.cell(key, "password").Text(),
			token:    rows.cell(key, "api_token").Text(),
			blocked:  status == statusClosed || rows.cell(key, "blocked").Text() == "Y",
			set: func(p string) {
				rows.update(key, attr.ObjectValue(attr.M("password", text(p)), attr.M("password_timestamp", dateTime(s.now().UTC()))))
			},
		}
	}
	return nil
}

// same compares secrets; an empty one fits nothing.
func same(secret, given string) bool {
	return secret != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(given)) == 1
}

// claims are those that tokens of real servers were seen to hold; the owner's claim is known for administrators
// and accounts only.
func (u user) claims(jti string, issued, expires time.Time) attr.Value {
	owner := map[Realm]string{AdminRealm: "i_user", ResellerRealm: "i_customer", CustomerRealm: "i_customer", AccountRealm: "i_account"}[u.realm]
	claims := attr.ObjectValue(
		attr.M("login", text(u.login)),
		attr.M("realm", text(realmClaims[u.realm])),
		attr.M("aud", attr.ArrayValue(text("portabilling-api"), text("portasip-api"), text("espf-api"))),
		attr.M("scopes", text("portabilling-api portasip-api espf-api")),
		attr.M("iat", number(issued.Unix())),
		attr.M("exp", number(expires.Unix())),
		attr.M("jti", text(jti)),
		attr.M("i_env", number(1)),
		attr.M("is_super_user", attr.SwitchValue(u.super)),
		attr.M(owner, number(u.id)),
	)
	if u.actedFor {
		return claims.Without(attr.Path{owner})
	}
	return claims
}
