package sandbox

import (
	"cmp"
	"maps"
	"slices"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// ownRules are the methods that do more than the general rules.
func ownRules() map[string]rule {
	all := make(map[string]rule)
	for _, own := range []map[string]rule{
		installationRules, accountRules, customerRules, aliasRules, numberRules, productRules, subscriptionRules,
		customFieldRules, callRules, transactionRules, mailboxRules, accessRules,
	} {
		maps.Copy(all, own)
	}
	return all
}

// alwaysThere are the methods that a document need not have.
var alwaysThere = map[string]bool{"Generic/get_version": true, "Generic/get_session_data": true, "Session/login_to_realm": true}

// makeRules fills the table of methods with what the catalogue has: for each method the rule that only its description makes, over
// these for every record type the general rule of each operation, over these the methods with rules of their own. Session
// methods are those that the sandbox has: others would open and end sessions that are none.
func (s *Server) makeRules(own map[string]rule) {
	s.rules = make(map[string]rule)
	for _, service := range s.catalog.Services {
		for _, m := range service.Methods {
			if m.Service != "Session" {
				s.rules[m.Path()] = customRule(m)
			}
		}
	}
	for _, r := range slices.Concat(s.general, s.recordTypes()) {
		for _, kind := range catalog.OperationKinds() {
			if op := r.kind.Operation(kind); op != nil {
				s.setRule(op.Method.Path(), r.rule(op))
			}
		}
	}
	for path, r := range own {
		s.setRule(path, r)
	}
}

// setRule leaves out what the catalogue does not have: the sandbox obeys the document that it serves.
func (s *Server) setRule(path string, r rule) {
	if s.catalog.Method(path) != nil || alwaysThere[path] {
		s.rules[path] = r
	}
}

func (r *records) rule(op *catalog.Operation) rule {
	switch op.Kind {
	case catalog.List:
		return reading(r.list(op))
	case catalog.Get:
		return reading(r.get(op))
	case catalog.Create:
		return rule{run: r.create(op), changes: true, creates: true}
	case catalog.Update:
		return changing(r.update(op))
	}
	return changing(r.end(op))
}

func reading(run func(*call) (reply, error)) rule { return rule{run: run} }

func changing(run func(*call) (reply, error)) rule { return rule{run: run, changes: true} }

// installationRules are the methods about the installation and the session itself.
var installationRules = map[string]rule{
	"Generic/get_version":      reading((*call).version),
	"Generic/get_session_data": reading((*call).sessionData),
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
