package handlers_test

import (
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers"
	"portaconsole/porta/sandbox"
)

const callRecording = "/methods/CDR/get_call_recording"

// recordedCalls is the list of the calls that were recorded, as JSON.
func recordedCalls(c *console) string {
	c.t.Helper()
	a := c.post("/methods/Customer/get_customer_xdrs", anotherForm("send", "i_customer:integer=1002", "from_date:datetime=0001-01-01 00:00:00", "to_date:datetime=9999-01-01 00:00:00", "call_recording:boolean=yes"))
	return a.is(http.StatusOK).text("#answered pre")
}

// recordedCall is the number of one of them.
func recordedCall(c *console) string {
	c.t.Helper()
	_, rest, ok := strings.Cut(recordedCalls(c), `"i_xdr": `)
	id, _, _ := strings.Cut(rest, ",")
	if !ok || id == "" {
		c.t.Fatal("no call was recorded")
	}
	return id
}

func TestCallWithAFile(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	id := recordedCall(c)
	c.get(callRecording).is(http.StatusOK).has(".marks", "answers with a file").has("button.main-action[data-file]", "Send").hasNo("[data-send]")
	body := form("send", "i_xdr:integer="+id)
	a := c.post(callRecording, body).is(http.StatusOK)
	if !strings.HasPrefix(a.body, "RIFF") || len(a.body) < 1000 || a.header.Get("Content-Length") != strconv.Itoa(len(a.body)) {
		t.Errorf("%d bytes: %.20q, %v", len(a.body), a.body, a.header)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=recording-" + id + ".wav",
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	// By htmx nothing can be saved: the page offers it.
	c.postPart(callRecording, body).is(http.StatusOK).has(".notice.good", "Press Download").has("button[data-file]", "Download")
	// No such file, and none at all.
	c.post(callRecording, anotherForm("send", "i_xdr:integer=1")).is(http.StatusUnprocessableEntity).has("#problem details", "xdr_not_found")
	c.get("/").has("main", "CDR/get_call_recording")
}

// What the description says of files may be wrong: then it is asked the other way.
func TestCallWithAnUnexpectedFile(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	for part := range strings.SplitSeq(recordedCalls(c), `"h323_conf_id": "`) {
		id, _, _ := strings.Cut(part, `"`)
		r, _ := http.NewRequest(http.MethodPost, c.server.URL+"/methods/CDR/get_transcription", strings.NewReader(c.sealed("/methods/CDR/get_transcription", anotherForm("send", "call_recording_id:text="+id, "format:text=text"))))
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		res, err := c.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err == nil && res.StatusCode == http.StatusOK && res.Header.Get("Content-Type") == "application/octet-stream" {
			if len(data) == 0 || res.Header.Get("Content-Security-Policy") != "sandbox" {
				t.Errorf("%q, %v", data, res.Header)
			}
			return
		}
	}
	t.Error("no call was transcribed")
}

// A file that breaks off must not look like a whole one.
func TestAFileThatBreaksOff(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	id := recordedCall(c)
	c.box.Inject(sandbox.Rule{Method: "CDR/get_call_recording", Kind: sandbox.Cut})
	r, err := http.NewRequest(http.MethodPost, c.server.URL+callRecording, strings.NewReader(c.sealed(callRecording, form("send", "i_xdr:integer="+id))))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := c.client.Do(r)
	if err == nil { // else it broke off before anything left
		defer res.Body.Close()
		if data, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("status %d: %d bytes came as a whole", res.StatusCode, len(data))
		}
	}
	if !strings.Contains(c.log.String(), "a file broke off") {
		t.Error("nobody is told")
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                        "get_call_recording",
		"report.csv":              "report.csv",
		`a"; filename="evil.exe`:  "a_; filename=_evil.exe",
		"C:\\x\\y.pdf":            "C__x_y.pdf",
		"<script>|*?.html":        "_script____.html",
		"Übersicht – März.pdf":    "Übersicht – März.pdf",
		"100%41.txt":              "100_41.txt",
		strings.Repeat("x", 1000): strings.Repeat("x", 1000),
	} {
		kind, params, err := mime.ParseMediaType(handlers.Disposition(name))
		if err != nil || kind != "attachment" || params["filename"] != want || len(params) != 1 {
			t.Errorf("%q becomes %s %v, %v", name, kind, params, err)
		}
	}
}

// A file may take longer than the server gives other requests and answers.
func TestASlowFile(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	list := c.post("/methods/Customer/get_custom_xdr_report_list", form("send", "i_customer:integer=1002")).is(http.StatusOK).text("#answered pre")
	_, rest, _ := strings.Cut(list, `"file_name": "`)
	name, _, _ := strings.Cut(rest, `"`)
	c.box.Inject(sandbox.Rule{Method: "Customer/get_custom_xdr_report", Kind: sandbox.Drip, Delay: 10 * time.Millisecond})
	c.server = httptest.NewUnstartedServer(handlers.New(c.options))
	c.server.Config.ReadTimeout, c.server.Config.WriteTimeout = time.Second, time.Second
	c.server.StartTLS()
	t.Cleanup(c.server.Close)
	start := time.Now()
	a := c.post("/methods/Customer/get_custom_xdr_report", anotherForm("send", "i_customer:integer=1002", "file_name:text="+name)).is(http.StatusOK)
	if took := time.Since(start); took < 2*time.Second {
		t.Fatalf("it took %s only, which tells nothing", took)
	}
	if a.header.Get("Content-Length") != strconv.Itoa(len(a.body)) {
		t.Errorf("%d bytes, %v", len(a.body), a.header)
	}
}
