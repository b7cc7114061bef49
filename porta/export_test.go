package porta

import (
	"context"
	"net"
	"time"
)

// Doors for the tests outside the package.

// SetPause replaces the wait before a repeat.
func (d *Directory) SetPause(f func(context.Context, time.Duration) error) { d.pause = f }

// SetDial replaces the TCP dialler. Addresses have been checked before it is asked.
func (d *Directory) SetDial(f func(ctx context.Context, network, address string) (net.Conn, error)) {
	d.dial = f
}

// Pause is the wait before a repeat.
var Pause = pause

// SignedOut says that the client has begun to forget its session.
func (c *Client) SignedOut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over != nil
}
