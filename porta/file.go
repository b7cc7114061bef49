package porta

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"

	"portaconsole/porta/attr"
)

// File is a download under way. Body must be closed; until then it counts as one of the calls at once. A failed Read
// gives an *[Error].
type File struct {
	Name string // as the server says, without directories and control characters; "" when it says none
	Type string // media type without parameters; "" when the server says none
	Size int64  // in bytes; -1 when unknown
	Body io.ReadCloser
}

var errNoFile = errors.New("the answer is no file")

// Download calls a method that answers with a file, and returns as soon as the file begins. A file is an attachment,
// or a body that is neither JSON nor a web page. An answer without content means that there is no such file: kind
// [NotFound]. An answer that is JSON is an error of kind [Unavailable] with trouble [Malformed], as a file answer is
// for [Client.Call]. Otherwise as Call.
func (c *Client) Download(ctx context.Context, method string, params attr.Value) (*File, error) {
	if e := checkRequest(method, params); e != nil {
		return nil, e
	}
	seen := c.observe(ctx, method, params)
	f, e := c.download(ctx, request{method: method, params: params, reads: ReadOnly(method), seen: seen})
	seen.ended(c.server.options().Now, e)
	if e != nil {
		return nil, e
	}
	return f, nil
}

func (c *Client) download(ctx context.Context, r request) (*File, *Error) {
	if e := c.slots.take(ctx); e != nil {
		return nil, e.as(r.method)
	}
	f, e := inSession(ctx, c, r, func(bearer string) (*File, *Error) {
		r.bearer = bearer
		return c.server.fetch(ctx, r, c.slots.give)
	})
	if e != nil {
		c.slots.give()
	}
	return f, e
}

// fetch sends a request once and returns the file it begins to answer with. done is called when that file is closed,
// and not when there is an error.
func (s *Server) fetch(ctx context.Context, r request, done func()) (*File, *Error) {
	if e := s.site.slots.take(ctx); e != nil {
		e.Method = r.method
		return nil, e
	}
	r.seen.left()
	start := time.Now()
	attempt, cancel := context.WithCancelCause(ctx)
	b := &fileBody{caller: ctx, attempt: attempt, method: r.method, limit: s.options().ReadTimeout}
	b.timer = time.AfterFunc(s.options().ConnectTimeout+b.limit, func() { cancel(errSlow) })
	b.release = sync.OnceFunc(func() {
		b.timer.Stop()
		cancel(nil)
		s.site.slots.give()
	})
	f, e := s.openFile(b, r)
	s.logCall(ctx, r, e, start)
	if e != nil {
		b.release()
		return nil, e
	}
	release := b.release
	b.release = sync.OnceFunc(func() { release(); done() })
	return f, nil
}

// openFile sends the request and decides what the answer is. The timer runs until then.
func (s *Server) openFile(b *fileBody, r request) (*File, *Error) {
	res, e := s.send(b.caller, b.attempt, r)
	if e != nil {
		return nil, e
	}
	isFile, e := b.look(res, r, s.options().MaxAnswer)
	if e == nil && !isFile {
		e = r.answered(&Error{Kind: NotFound, Message: "There is no such file."}, res.StatusCode)
	}
	if e != nil {
		_ = b.body.Close()
		return nil, e
	}
	b.timer.Stop()
	return &File{Name: fileName(res.Header), Type: mediaType(res.Header), Size: res.ContentLength, Body: b}, nil
}

// look tells a file from everything else. What is no file is read to its end and decoded.
func (b *fileBody) look(res *http.Response, r request, limit int64) (isFile bool, e *Error) {
	b.body, b.rest, b.status = res.Body, res.Body, res.StatusCode
	if good := res.StatusCode >= 200 && res.StatusCode <= 299; good && (isAttachment(res.Header) || b.sniff(res)) {
		return true, nil
	}
	body, e := readBody(b.caller, b.attempt, res, limit)
	if e != nil {
		e.Method, e.Status = r.method, res.StatusCode
		return false, e
	}
	v, e := decode(r, res.StatusCode, res.Header, body)
	if e == nil && v.Len() > 0 {
		e = r.foreign(res.StatusCode, res.Header, body, errNoFile)
	}
	return false, e
}

// maxSniff is the size up to which a body is read to see whether it is JSON.
const maxSniff = 64 << 10

// sniff says that a body which is no attachment is a file nevertheless: its type is neither JSON nor a web page, and
// it is no JSON under a wrong type, which would be an answer. It leaves the whole body to be read.
func (b *fileBody) sniff(res *http.Response) bool {
	if kind := mediaType(res.Header); kind == "" || kind == "text/html" || strings.Contains(kind, "json") {
		return false
	}
	buffered := bufio.NewReaderSize(res.Body, maxSniff)
	b.rest = buffered
	res.Body = struct {
		io.Reader
		io.Closer
	}{buffered, res.Body}
	if first, err := buffered.Peek(1); err != nil || !strings.ContainsRune("{[ \t\r\n", rune(first[0])) {
		return err == nil
	}
	head, err := buffered.Peek(maxSniff)
	if err == io.EOF {
		_, err = attr.Parse(head, answerLimits)
		return err != nil
	}
	return err == nil // too long for a stray answer; a broken one is reported by whoever reads on
}

// fileBody hands a file on. The time limit is on each wait for the server; a slow reader may take as long as it
// likes. An end that comes after we hung up does not count as the end of the file: a server that notices the hang-up
// may still close its answer in good order.
type fileBody struct {
	caller, attempt context.Context
	method          string
	status          int
	limit           time.Duration
	timer           *time.Timer
	body            io.Closer // of the response
	rest            io.Reader // what is still to be read
	release         func()
}

func (b *fileBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.limit)
	n, err := b.rest.Read(p)
	b.timer.Stop()
	if err == nil || err == io.EOF && b.attempt.Err() == nil {
		return n, err
	}
	if err == io.EOF {
		err = context.Cause(b.attempt)
	}
	e := unavailable(bodyTrouble(b.caller, b.attempt, err), NoAnswer, err)
	e.Method, e.Status = b.method, b.status
	return n, e
}

func (b *fileBody) Close() error {
	err := b.body.Close()
	b.release()
	return err
}

const maxFileName = 150

// fileName reads the name out of Content-Disposition.
func fileName(h http.Header) string {
	_, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	name := params["filename"]
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name)
	return shorten(strings.Trim(name, ". "), maxFileName)
}
