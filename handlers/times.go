package handlers

import "time"

// Times for people, each with its zone: of today, to the minute, to the second.

func clock(t time.Time) string        { return t.UTC().Format("15:04 MST") }
func clockSeconds(t time.Time) string { return t.UTC().Format("15:04:05 MST") }
func minuteText(t time.Time) string   { return t.UTC().Format("2006-01-02 15:04 MST") }
func secondText(t time.Time) string   { return t.UTC().Format("2006-01-02 15:04:05 MST") }
