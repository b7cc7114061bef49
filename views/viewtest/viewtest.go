// Package viewtest holds views against golden files: testdata/<test>/<sample>.html, one tag a line, so that a diff reads
// like a change of the page. "go test ./views/... -update" writes them anew.
package viewtest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden renders a view and compares it with the golden file of the running test.
func Golden(t *testing.T, view templ.Component) {
	t.Helper()
	var b bytes.Buffer
	if err := view.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(b.String(), "><", ">\n<") + "\n"
	if strings.Contains(got, "<script>") {
		t.Error("a script came through")
	}
	file := filepath.Join("testdata", filepath.FromSlash(t.Name())+".html")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range gotLines {
		if i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s differs in line %d\n got: %s\nwant: %s\n(-update writes it anew)", file, i+1, gotLines[i], line(wantLines, i))
		}
	}
	t.Fatalf("%s has %d lines more", file, len(wantLines)-len(gotLines))
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}
