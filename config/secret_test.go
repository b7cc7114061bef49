package config_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"portaconsole/config"
)

func TestSecretNeverPrints(t *testing.T) {
	const secret = config.Secret("hunter2")
	type holder struct{ Key config.Secret }
	asJSON, err := json.Marshal(holder{secret})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", secret, "all", holder{secret})
	for _, text := range []string{fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v %s %q %x", secret, secret, secret, secret, secret, secret), fmt.Sprintf("%+v %#v", holder{secret}, holder{secret}), string(asJSON), log.String()} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, hex.EncodeToString([]byte("hunter2"))) || text == "" {
			t.Errorf("it prints: %s", text)
		}
	}
	if secret.Reveal() != "hunter2" {
		t.Error("it is lost")
	}
}

func TestSecretKeys(t *testing.T) {
	a, b := strings.Repeat("a", 32), strings.Repeat("b", 32)
	inBase64, inHex := base64.StdEncoding.EncodeToString([]byte(a)), hex.EncodeToString([]byte(b))
	for _, tt := range []struct {
		value string
		want  []config.Secret // nil: a mistake, when the value is not empty
	}{
		{"", nil},
		{inBase64, []config.Secret{config.Secret(a)}},
		{inHex + ", " + inBase64 + ",", []config.Secret{config.Secret(b), config.Secret(a)}},
		{inBase64 + ",short", nil},
		{inBase64[:40], nil},
		{a, nil},
	} {
		c, err := config.Load(nil, []string{"PORTACONSOLE_SECRET_KEY=" + tt.value}, io.Discard)
		if (err != nil) != (tt.want == nil && tt.value != "") || !slices.Equal(c.SecretKeys, tt.want) {
			t.Errorf("%q: %d keys, %v", tt.value, len(c.SecretKeys), err)
		}
		if err != nil && (!strings.Contains(err.Error(), "PORTACONSOLE_SECRET_KEY: want 32 random bytes") || strings.Contains(err.Error(), tt.value)) {
			t.Errorf("%q: the error says %v", tt.value, err)
		}
	}
}

func TestSessionTimes(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string // of the mistake
	}{
		{[]string{"--session-idle", "30m", "--session-max", "8h"}, ""},
		{[]string{"--session-idle", "0"}, "session_idle: want a time from 1m to 168h"},
		{[]string{"--session-max", "200h"}, "session_max: want a time from 1m to 168h"},
		{[]string{"--session-max", "soon"}, "session_max: want"},
		{[]string{"--session-idle", "-5m"}, "session_idle: want"},
	} {
		c, err := config.Load(tt.args, nil, io.Discard)
		switch {
		case tt.want == "" && (err != nil || c.SessionIdle.String() != "30m0s" || c.SessionMax.String() != "8h0m0s"):
			t.Errorf("%v: %v and %v, %v", tt.args, c.SessionIdle, c.SessionMax, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%v: %v", tt.args, err)
		}
	}
}

func TestJournalKeep(t *testing.T) {
	for _, tt := range []struct {
		value string
		days  int // 0: a mistake
	}{{"400d", 400}, {"1d", 1}, {"36500d", 36500}, {"0d", 0}, {"-1d", 0}, {"36501d", 0}, {"400", 0}, {"24h", 0}, {"d", 0}} {
		c, err := config.Load([]string{"--journal-keep", tt.value}, nil, io.Discard)
		switch {
		case tt.days > 0 && (err != nil || c.JournalKeep.Hours() != float64(24*tt.days)):
			t.Errorf("%s: %v, %v", tt.value, c.JournalKeep, err)
		case tt.days == 0 && (err == nil || !strings.Contains(err.Error(), "journal_keep: want a number of days")):
			t.Errorf("%s: %v", tt.value, err)
		}
	}
}
