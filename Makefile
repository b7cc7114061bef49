.PHONY: run test check deps generate lint fuzz bench bench-forms screenshots

GO ?= go
FUZZTIME ?= 5000x
RUNS ?= 5
SIZES ?= 100,500,1000

# The console with demo data, on http://127.0.0.1:8080
run:
	$(GO) run ./cmd/portaconsole

# Everything that must hold. Installs what it needs where that is missing.
# The time limit is of a slow machine: Go's own of ten minutes is for each package.
test: deps check
	$(GO) test -race -shuffle=on -timeout=40m ./...
	$(MAKE) --no-print-directory fuzz

# What the tests need beside Go: a C compiler for -race, Chromium and axe-core for the browser journeys.
deps:
	.ci/deps

# Generated code is committed, so that go build works at once; here it must be what the sources give.
check: lint
	$(GO) tool templ generate
	@changed=$$(git status --porcelain -- '*_templ.go') || exit 1; if [ -n "$$changed" ]; then \
		echo 'generated code differs from what is committed; run make generate:'; git status --short -- '*_templ.go'; exit 1; fi

generate:
	$(GO) tool templ fmt views
	$(GO) tool templ generate

lint:
	@files=$$(git ls-files '*.go') || exit 1; unformatted=$$(echo "$$files" | grep -v '_templ\.go$$' | xargs gofmt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# A short run of every fuzz target, by count: by time it can end with "context deadline exceeded" when the time is up while
# an input is made smaller.
fuzz:
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		grep -o '^func Fuzz[A-Za-z0-9]*' "$$file" | sed 's/func //' | while read -r target; do \
			echo "$$file $$target"; \
			$(GO) test -run='^$$' -fuzz="^$$target\$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=10x "$$(dirname "$$file")" || exit 1; \
		done || exit 1; \
	done

bench:
	$(GO) test -run='^$$' -bench=. -benchmem ./...

# The attribute builder beside other forms made of a schema, in Chromium with its processor slowed 4 times: the table of the README. It takes
# some minutes; make bench-forms RUNS=1 SIZES=100 is a quick look.
bench-forms: deps
	.ci/peers/build
	PORTACONSOLE_FORMS=$(RUNS) PORTACONSOLE_FORMS_SIZES=$(SIZES) $(GO) test -v -count=1 -timeout=1h -run=TestFormsBesideOthers ./cmd/portaconsole

# The pictures of the README, made anew.
screenshots: deps
	PORTACONSOLE_SCREENSHOTS=$(CURDIR)/docs/screenshots $(GO) test -count=1 -run=TestScreenshots ./cmd/portaconsole
