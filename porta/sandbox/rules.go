package sandbox

import (
	"cmp"
	"maps"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// makeRules fills the table of methods: for every record type the general rule of each operation that the catalogue names (there is
// none for ending a record), then the methods with rules of their own, which go before.
func (s *Server) makeRules() {
	s.rules = make(map[string]rule)
	for _, r := range s.recordTypes() {
		for _, kind := range catalog.OperationKinds() {
			if op := r.kind.Operation(kind); op != nil && kind != catalog.Delete {
				s.rules[op.Method.Path()] = r.rule(op)
			}
		}
	}
	for _, own := range []map[string]rule{
		installationRules, accountRules, customerRules, aliasRules, extensionRules, numberRules, productRules, subscriptionRules,
		customFieldRules, callRules, transactionRules, mailboxRules, accessRules,
	} {
		maps.Copy(s.rules, own)
	}
}

func (r *records) rule(op *catalog.Operation) rule {
	switch op.Kind {
	case catalog.List:
		return reading(r.list(op))
	case catalog.Get:
		return reading(r.get(op))
	case catalog.Create:
		return changing(r.create(op))
	}
	return changing(r.update(op))
}

func reading(run func(*call) (reply, error)) rule { return rule{run: run} }

func changing(run func(*call) (reply, error)) rule { return rule{run: run, changes: true} }

// installationRules are the methods about the installation and the session itself.
var installationRules = map[string]rule{
	"Generic/get_version":      reading((*call).version),
	"Generic/get_session_data": reading((*call).sessionData),
	"Env/get_env_info":         reading((*call).envInfo),
	"Session/login_to_realm":   reading((*call).loginToRealm),
}

func (c *call) version() (reply, error) {
	return done(attr.M("version", text(cmp.Or(c.opt.Release, defaultRelease)))), nil
}

// sessionData tells in which mode the installation works; the other attributes are our choice.
func (c *call) sessionData() (reply, error) {
	mode := c.opt.Mode
	if mode == "" {
		mode = "normal"
	}
	return done(
		attr.M("operating_mode", text(mode)),
		attr.M("login", text(c.who.login)),
		attr.M("i_env", number(1)),
		attr.M("is_super_user", attr.SwitchValue(c.who.super)),
	), nil
}

func (c *call) envInfo() (reply, error) {
	return done(attr.M("env_info", attr.ObjectValue(
		attr.M("i_env", number(1)),
		attr.M("name", text("sandbox")),
		attr.M("companyname", text("Sandbox Telecom")),
		attr.M("email", text("noreply@example.com")),
		attr.M("iso_4217", text("EUR")),
		attr.M("i_time_zone", number(268)),
	))), nil
}

// loginToRealm opens a session of somebody else for an administrator. The session's own token is among what
// the reply holds; it does not say whose it is (seen), a client has to ask with Session/ping.
func (c *call) loginToRealm() (reply, error) {
	if !c.who.super {
		return reply{}, c.denied(true)
	}
	login, err := c.secretText(c.params, "login")
	if err != nil {
		return reply{}, err
	}
	name, err := c.secretText(c.params, "realm")
	if err != nil {
		return reply{}, err
	}
	for _, realm := range Realms()[1:] {
		if realmClaims[realm] != name && string(realm) != name {
			continue
		}
		u := c.findUser(realm, login)
		if u == nil || u.blocked {
			return reply{}, errLogin
		}
		u.user.actedFor = true
		s := c.sessions.open(u.user)
		return done(append([]attr.Member{attr.M("session_id", text(s.id))}, c.sessions.issue(s)...)...), nil
	}
	return reply{}, errOutOfRange(c.service, "realm", "must be one of accounts, customers, resellers")
}
