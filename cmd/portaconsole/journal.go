package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"portaconsole/config"
	"portaconsole/handlers/store"
	"portaconsole/porta/journal"
)

// export is what "journal export" was asked for.
type export struct {
	filter journal.Filter
	format journal.Format
	cfg    config.Config
}

// runJournal carries out "journal export": it writes the entries of all servers and people to out. The console may be at work on the same
// data directory meanwhile.
func runJournal(ctx context.Context, args, environ []string, out, errOut io.Writer) error {
	if len(args) == 0 || args[0] != "export" {
		return errors.New("journal: the one command is: portaconsole journal export [flags]; --help lists them")
	}
	e, err := readExport(args[1:], environ, errOut)
	if err != nil {
		return err
	}
	kept, err := store.OpenToRead(ctx, e.cfg.DataDir, store.Options{Keys: keysOf(e.cfg.SecretKeys)})
	if err != nil {
		return err
	}
	entries := journal.All(ctx, kept, journal.Reader{Reach: journal.Everywhere}, e.filter)
	return errors.Join(journal.Export(out, e.format, entries), kept.Close())
}

func readExport(args, environ []string, errOut io.Writer) (e export, err error) {
	fs := flag.NewFlagSet("portaconsole journal export", flag.ContinueOnError)
	fs.SetOutput(errOut)
	from := fs.String("from", "", "first `day`, like 2026-12-31 (UTC)")
	to := fs.String("to", "", "last `day`, inclusive")
	fs.StringVar(&e.filter.Server, "server", "", "entries of one server alone, by its `name` on the sign-in page")
	format := fs.String("format", string(journal.JSONLines), "`jsonl` or csv")
	data := fs.String("data", "", "data `directory`")
	file := fs.String("config", "", "settings `file` (TOML)")
	if err := fs.Parse(args); err != nil {
		return e, err
	}
	if fs.NArg() > 0 {
		return e, fmt.Errorf("unknown argument %q", fs.Arg(0))
	}
	e.format = journal.Format(*format)
	if e.format != journal.JSONLines && e.format != journal.CSV {
		return e, fmt.Errorf("format: want jsonl or csv, not %q", *format)
	}
	if e.filter.From, err = day("from", *from); err != nil {
		return e, err
	}
	if e.filter.To, err = day("to", *to); err != nil {
		return e, err
	}
	if !e.filter.To.IsZero() {
		e.filter.To = e.filter.To.AddDate(0, 0, 1)
	}
	var settings []string
	for name, value := range map[string]string{"--data": *data, "--config": *file} {
		if value != "" {
			settings = append(settings, name, value)
		}
	}
	if e.cfg, err = config.Load(settings, environ, errOut); err == nil && e.cfg.DataDir == "" {
		err = errors.New("data: name the console's data directory with --data")
	}
	return e, err
}

// day reads a date; "" is no time.
func day(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fmt.Errorf("%s: want a day like 2026-12-31, not %q", flag, text)
	}
	return t, nil
}
