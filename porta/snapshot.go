package porta

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// snapshot is a session as it is written down. Its names are stored, so they must stay.
type snapshot struct {
	Domain  string        `json:"domain"`
	Port    int           `json:"port"`
	Place   string        `json:"place,omitempty"` // the realm that the rule names for the port
	Login   string        `json:"login"`
	Access  string        `json:"access"`
	Refresh string        `json:"refresh,omitempty"`
	Realm   string        `json:"realm,omitempty"`
	Expires time.Time     `json:"expires,omitzero"`
	Margin  time.Duration `json:"margin,omitempty"`
	Kept    *Credentials  `json:"kept,omitempty"`
}

// Snapshot returns the session in a form that [Directory.Restore] reads, in another process too; nil when it is
// over. The tokens are in it in clear, and the credentials when they were kept: it must be sealed wherever it is put.
func (c *Client) Snapshot() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != nil {
		return nil
	}
	s, server := c.session, c.server
	data, err := json.Marshal(snapshot{
		Domain: server.Domain(), Port: server.Port(), Place: server.Realm(), Login: c.login,
		Access: s.access, Refresh: s.refresh, Realm: s.realm, Expires: s.expires, Margin: s.margin, Kept: c.kept,
	})
	if err != nil {
		panic(err) // nothing in it can fail
	}
	return data
}

// OnRenew has renewed called after each renewal of the session, before the calls that wait for it go on. A server may
// take a refresh token only once, so a snapshot from before is of no use any more: take the next one there.
func (c *Client) OnRenew(renewed func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renewed = renewed
}

// Restore returns the client of a snapshot. It touches no network, so the session may turn out to be over at the
// first call. A rule that has moved the realm to another port since is followed. The error is [ErrNotAllowed] when
// no rule allows the server any more.
func (d *Directory) Restore(data []byte) (*Client, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("porta: not a snapshot of a session: %w", err)
	}
	if s.Login == "" || s.Access == "" {
		return nil, errors.New("porta: not a snapshot of a session")
	}
	server, err := d.Server(s.Domain, s.Port)
	if err != nil {
		return nil, err
	}
	if port := server.Rule().Realms[s.Place]; port != 0 && port != s.Port {
		if server, err = d.Server(s.Domain, port); err != nil {
			return nil, err
		}
	}
	opened := session{access: s.Access, refresh: s.Refresh, realm: s.Realm, super: readClaims(s.Access).super, expires: s.Expires, margin: s.Margin}
	return newClient(server, s.Login, opened, s.Kept), nil
}
