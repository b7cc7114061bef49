package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// makeRules fills the table of methods: for every record type the general rule of each operation that the catalogue names,
// then the methods with rules of their own, which go before.
func (s *Server) makeRules() {
	s.rules = make(map[string]rule)
	for _, r := range s.recordTypes() {
		for _, kind := range catalog.OperationKinds() {
			op := r.kind.Operation(kind)
			if op == nil {
				continue
			}
			make := map[catalog.OperationKind]func(*catalog.Operation) func(*call) (reply, error){
				catalog.List: r.list, catalog.Get: r.get, catalog.Create: r.create, catalog.Update: r.update,
			}[kind]
			s.rules[op.Method.Path()] = rule{run: make(op), changes: op.Method.Changes}
		}
	}
	for path, r := range genericRules {
		s.rules[path] = r
	}
}

func (s *Server) recordTypes() []*records { return []*records{s.customers, s.accounts} }

// genericRules are the methods about the installation itself.
var genericRules = map[string]rule{
	"Generic/get_version": {run: (*call).version},
}

// version is what clients take as a test of the connection; they look for the digits after "MR".
func (c *call) version() (reply, error) { return done(attr.M("version", text("MR120-3"))), nil }

// permit refuses what the caller's role does not allow.
func (c *call) permit(r rule) error {
	if c.who.restricted && r.changes {
		return errDenied(c.service, "Write", c.service+"s")
	}
	return nil
}
