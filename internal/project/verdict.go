package project

import (
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/workflow"
)

// committeeOf holds an act of the nation to its committee: a decision is told once the
// minutes are approved, and one made after they were is to be approved again.
func (c *Chapter) committeeOf(tx *db.Tx, call access.Call, act workflow.Act, d *Dossier) error {
	if act == ActRelease && !d.Input.together { // together: it was asked of all of them at once
		return c.approved(tx, call.At.Today(), d.Campaign, []string{d.Number})
	}
	if !verdicts[act] {
		return nil
	}
	return committee.Decided(tx, call.At, d.Rules)
}

// approved refuses to tell decisions whose minutes are not approved.
func (c *Chapter) approved(tx *db.Tx, today civil.Date, campaign string, numbers []string) error {
	if c.Approved == nil {
		return nil
	}
	missing, err := c.Approved(tx, campaign, numbers, today)
	if err == nil && len(missing) > 0 {
		return &workflow.Refusal{Act: ActRelease, Reasons: missing}
	}
	return err
}

// A Verdict is what the committee of the nation decided of a file at a meeting.
type Verdict struct {
	Number       string
	School       string
	Town         string
	Region       string
	Department   string
	AskedCents   civil.Cents  // of what the school had sent last
	GrantedCents *civil.Cents // of a file that is validated
	Act          workflow.Act // blank: nothing is decided
	Reason       string
	At           civil.Instant
}

// Lowered tells whether the file was given less than it asks.
func (v Verdict) Lowered() bool { return v.GrantedCents != nil && *v.GrantedCents < v.AskedCents }

// Verdicts are the steps, in order, of the files of a campaign that the regions have sent to
// the nation: what each meeting decided is read in them.
type Verdicts struct{ steps []verdictStep }

type verdictStep struct {
	Number, School, Town, Region, Department string
	AskedCents                               civil.Cents
	SentCents                                civil.Cents // of the version that the step made
	Act                                      workflow.Act
	Reason                                   string
	GrantedCents                             *civil.Cents
	HappenedAt                               civil.Instant
}

// VerdictsOf reads those of a campaign, by number. Who asks has a right to the committee of
// the nation.
func VerdictsOf(tx *db.Tx, campaign string) (v Verdicts, err error) {
	err = tx.Select(&v.steps, `SELECT p.number, h.name AS school, h.town, p.region, p.department, p.asked_cents, COALESCE(w.asked_cents, p.asked_cents) AS sent_cents,
			s.act, s.reason, s.granted_cents, s.happened_at
		FROM project p JOIN school h ON h.uai = p.school JOIN project_step s ON s.project = p.id LEFT JOIN project_version w ON w.step = s.id
		WHERE p.campaign = $1 AND EXISTS (SELECT 1 FROM project_step t WHERE t.project = p.id AND t.act = 'project.transmit')
			AND s.act IN ('project.submit', 'project.transmit', 'project.send_back', 'project.validate', 'project.refuse', 'project.withdraw')
		ORDER BY p.number, s.id`, campaign)
	return v, err
}

// At is what a meeting had before it, by number: the files decided from its day to that
// of the next (zero: up to now), and those that waited for it. The first meeting (from
// is zero) has what was decided before it too. What the regions and the schools did counts
// as long as the meeting was not closed.
func (v Verdicts) At(from, until civil.Date, closed civil.Instant) (all []Verdict) {
	for steps := range v.byFile() {
		if one, had := verdictOf(steps, from, until, closed); had {
			all = append(all, one)
		}
	}
	return all
}

// byFile goes through the steps of each file.
func (v Verdicts) byFile() func(func([]verdictStep) bool) {
	return func(yield func([]verdictStep) bool) {
		for start := 0; start < len(v.steps); {
			end := start + 1
			for end < len(v.steps) && v.steps[end].Number == v.steps[start].Number {
				end++
			}
			if !yield(v.steps[start:end]) {
				return
			}
			start = end
		}
	}
}

// verdictOf follows a file through its steps; had is false when it was not before the
// meeting.
func verdictOf(steps []verdictStep, from, until civil.Date, closed civil.Instant) (one Verdict, had bool) {
	first := steps[0]
	one = Verdict{Number: first.Number, School: first.School, Town: first.Town, Region: first.Region, Department: first.Department, AskedCents: first.AskedCents}
	for _, s := range steps {
		day := s.HappenedAt.Date()
		if !until.IsZero() && !day.Before(until) {
			break // of a later meeting
		}
		decides := verdicts[s.Act]
		if !decides && !closed.IsZero() && s.HappenedAt.Time().After(closed.Time()) {
			continue
		}
		switch {
		case s.Act == ActSubmit && one.Act == "":
			one.AskedCents = s.SentCents
		case s.Act == ActTransmit:
			one.decide(verdictStep{})
			had = true
		case decides && day.Before(from): // of an earlier meeting
			had = false
		case decides, s.Act == ActWithdraw && had:
			one.decide(s)
			had = true
		}
	}
	return one, had
}

// decide gives the verdict what a step decided; the zero step leaves it undecided.
func (v *Verdict) decide(s verdictStep) {
	v.Act, v.Reason, v.At, v.GrantedCents = s.Act, s.Reason, s.HappenedAt, nil
	if s.Act == ActValidate {
		v.GrantedCents = s.GrantedCents
	}
}

// DecidedOn are the days when the decisions of some files, as they are now, were made.
func (v Verdicts) DecidedOn(numbers []string) (days []civil.Date) {
	last := map[string]civil.Date{}
	for _, s := range v.steps {
		if verdicts[s.Act] {
			last[s.Number] = s.HappenedAt.Date()
		}
	}
	for _, number := range numbers {
		if day := last[number]; !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

// AskedByRegion is what all the files that the schools have sent ask for, by region, but
// for those that are withdrawn, and how many they are.
func AskedByRegion(tx *db.Tx, campaign string) (all []Tally, err error) {
	err = tx.Select(&all, `SELECT region, count(*) AS files, CAST(SUM(asked_cents) AS BIGINT) AS asked FROM project
		WHERE campaign = $1 AND sent_version > 0 AND state <> 'withdrawn' GROUP BY region ORDER BY region`, campaign)
	return all, err
}

// Before tells whether a file is before the committee of the nation.
func Before(tx *db.Tx, campaign, number string) (is bool, err error) {
	err = tx.Get(&is, "SELECT EXISTS (SELECT 1 FROM project p WHERE p.campaign = $1 AND p.number = $2 AND "+beforeNation+")", campaign, number)
	return is, err
}
