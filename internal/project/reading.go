package project

import (
	"sync"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
)

// A Reading is what a file comes to, and all that the checks say of it (R6).
type Reading struct {
	Groups, Parents int64
	Hours           civil.Minutes
	Findings        []form.Finding
}

// Reading goes through the sheets of a file. What was sent never changes, nor the
// version of the rules it is checked with: it is gone through once.
func (f Filled) Reading() Reading {
	if f.readings == nil {
		return f.goThrough()
	}
	return f.readings.of(sentVersion{f.ID, f.Version, f.RulesVersion}, f.goThrough)
}

func (f Filled) goThrough() (r Reading) {
	for _, sheet := range f.Rules.Sheets {
		read := f.filling(sheet)
		parents, _ := sheet.Sum("parents_expected", read.values, "")
		hours, _ := sheet.Sum("hours_planned", read.values, "")
		r.Groups, r.Parents, r.Hours = r.Groups+read.groups(), r.Parents+parents, r.Hours+civil.Minutes(hours)
		r.Findings = append(r.Findings, read.findings()...)
	}
	return r
}

// sentVersion is a version of a file that was sent, checked with a version of the rules.
type sentVersion struct {
	project        db.ID
	version, rules int64
}

// readings keeps what was gone through, in memory: it is the same on every node.
// Several goroutines may use it. Its zero value is empty.
type readings struct {
	mu    sync.Mutex
	known map[sentVersion]Reading
}

// mostReadings bounds it to a few megabytes: more than the files of a campaign.
const mostReadings = 4096

func (r *readings) of(key sentVersion, read func() Reading) Reading {
	r.mu.Lock()
	kept, known := r.known[key]
	r.mu.Unlock()
	if known {
		return kept
	}
	kept = read()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= mostReadings {
		r.known = map[sentVersion]Reading{}
	}
	r.known[key] = kept
	return kept
}
