package sandbox

import "portaconsole/porta/attr"

// newEnvs makes the environment in which the installation works. There is one, and who asks for none in particular means it.
func (s *Server) newEnvs() *records {
	seed := seedRows{n: 1}
	add := seed.adder()
	add("name", func(int) attr.Value { return text("sandbox") })
	add("companyname", func(int) attr.Value { return text("Sandbox Telecom") })
	add("email", func(int) attr.Value { return text("noreply@example.com") })
	add("iso_4217", func(int) attr.Value { return text("EUR") })
	add("i_time_zone", func(int) attr.Value { return number(268) })
	return &records{
		kind: s.ownKind("Env", "env"),
		rows: newTable("i_env", 1, seed),
		self: func(*call) int64 { return 1 },
	}
}
