package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"strings"
	"testing"
)

// mayImport says what each package may import of this module, as patterns; the first pattern that a package fits
// decides. Code that is no test is meant: tests may use the sandbox.
var mayImport = []struct {
	pkg  string
	may  []string
	echo bool
}{
	{pkg: "config"},
	{pkg: "static"},
	{pkg: "porta/attr"},
	{pkg: "porta", may: []string{"porta/attr"}},
	{pkg: "porta/catalog", may: []string{"porta/attr"}},
	{pkg: "porta/catalog/internal/*", may: []string{"porta/attr"}},
	{pkg: "porta/curl", may: []string{"porta/attr"}},
	{pkg: "porta/journal", may: []string{"porta", "porta/attr"}},
	{pkg: "porta/record", may: []string{"porta", "porta/attr", "porta/catalog"}},
	{pkg: "porta/sandbox", may: []string{"porta/attr", "porta/catalog"}}, // never porta: the fake must not share the client's mistakes
	{pkg: "views/*", may: []string{"views/*", "static"}},
	{pkg: "handlers/session", may: []string{"porta"}},
	{pkg: "handlers/drafts", may: []string{"porta"}},
	{pkg: "handlers/places", may: []string{"porta"}},
	{pkg: "handlers/seal", may: []string{"porta"}},
	{pkg: "handlers/store", may: []string{"handlers/session", "handlers/drafts", "handlers/places", "porta", "porta/journal"}},
	{pkg: "handlers/words"},
	{pkg: "handlers/seal", may: []string{"porta"}},
	{pkg: "handlers/builder", may: []string{"handlers/seal", "porta/attr", "porta/catalog"}},
	{pkg: "handlers/names", may: []string{"porta", "porta/attr", "porta/catalog", "porta/record"}},
	{pkg: "handlers/discovery", may: []string{"porta", "porta/attr", "porta/catalog"}},
	{pkg: "handlers", may: []string{"handlers/session", "handlers/builder", "handlers/discovery", "handlers/drafts", "handlers/names", "handlers/places", "handlers/seal", "handlers/words", "porta", "porta/attr", "porta/catalog", "porta/curl", "porta/journal", "porta/record", "views/*", "static"}, echo: true},
	{pkg: "cmd/*", may: []string{"*", "*/*"}, echo: true},
}

const echoPath = "github.com/labstack/echo/"

func TestImportsPointDown(t *testing.T) {
	list, err := exec.Command("go", "list", "-json=ImportPath,Imports", "portaconsole/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for decoder := json.NewDecoder(strings.NewReader(string(list))); ; seen++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		checkImports(t, strings.TrimPrefix(p.ImportPath, "portaconsole/"), p.Imports)
	}
	if seen < len(mayImport) {
		t.Errorf("only %d packages were seen", seen)
	}
}

func checkImports(t *testing.T, pkg string, imports []string) {
	for _, rule := range mayImport {
		if !matches([]string{rule.pkg}, pkg) {
			continue
		}
		for _, imported := range imports {
			own, isOwn := strings.CutPrefix(imported, "portaconsole/")
			if isOwn && !matches(rule.may, own) {
				t.Errorf("%s imports %s", pkg, own)
			}
			if strings.HasPrefix(imported, echoPath) && !rule.echo {
				t.Errorf("%s imports %s", pkg, imported)
			}
		}
		return
	}
	t.Errorf("no rule says what %s may import", pkg)
}

func matches(patterns []string, pkg string) bool {
	for _, pattern := range patterns {
		if ok, _ := path.Match(pattern, pkg); ok {
			return true
		}
	}
	return false
}
