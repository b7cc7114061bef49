package handlers_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what the process has computed so far. It says how much work something is, however busy the machine is, as long as no other
// test runs beside.
func cpuTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
