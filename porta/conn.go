package porta

import (
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// conn counts what goes over a connection, above TLS. Only this tells "not sent" from "no answer": the hooks of
// httptrace fire when the request enters a buffer, not when it leaves.
type conn struct {
	net.Conn
	writes atomic.Int64 // writes of which something may have left
	reads  atomic.Int64 // reads that brought something
}

// Write counts itself before it begins, since it may be cut short at any moment; it takes that back when nothing
// left. With TLS nothing left means no whole record, and half a record is nothing to the other side.
func (c *conn) Write(b []byte) (int, error) {
	c.writes.Add(1)
	n, err := c.Conn.Write(b)
	if n == 0 && err != nil {
		c.writes.Add(-1)
	}
	return n, err
}

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.reads.Add(1)
	}
	return n, err
}

// connUse watches one request on its connection. A connection carries one request at a time (HTTP/1.1), so all
// that moves on it after GotConn belongs to that request.
type connUse struct {
	conn          *conn // nil as long as the request has none
	reused        bool
	writes, reads int64 // counts when the request got the connection
}

func (u *connUse) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		c := info.Conn.(*conn)
		*u = connUse{conn: c, reused: info.Reused, writes: c.writes.Load(), reads: c.reads.Load()}
	}}
}

// delivery says whether anything of the request may have left.
func (u *connUse) delivery() Delivery {
	if u.conn == nil || u.conn.writes.Load() == u.writes {
		return NotSent
	}
	return NoAnswer
}

// stale says that a connection kept from earlier had died before anything of this request left.
func (u *connUse) stale() bool { return u.reused && u.delivery() == NotSent }

// heard says that the other side sent something.
func (u *connUse) heard() bool { return u.conn != nil && u.conn.reads.Load() > u.reads }
