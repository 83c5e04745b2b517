package project

import (
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/workflow"
)

// Project is a school's file in a campaign, « projet ».
type Project struct {
	ID       db.ID
	Number   string // what people read out: 2009-93-0042
	Campaign string
	access.Place
	State        workflow.State
	Released     workflow.State // what the levels below the deciding one may know
	Revision     int64          // goes up at each save that changes the sheet
	RulesVersion int64          // of the campaign, at submission
	SentVersion  int64          // the last version that was sent; 0: none is kept
	AskedCents   civil.Cents    // of that version; before the first, of the draft
	DraftCents   civil.Cents    // of the sheet as the school writes it
	GrantedCents *civil.Cents   // nil until validated
	Opinion      string         // of the regional committee (annexe 3)
	SavedAt      civil.Instant
	SubmittedAt  civil.Instant // zero: never
	ReturnUntil  civil.Date    // a returned file's own deadline
	OpenedAt     civil.Instant
}

// Subject names the file in the journal, in letters and in what is due.
func (p Project) Subject() string { return "project:" + p.Number }

// Seen is the state that a level may know:
//
//	                     school, department, académie   region        nation
//	nothing held         state                          state         state
//	held by the region   released                       state         state
//	held by the nation   released                       transmitted   state
func (p Project) Seen(by access.Level) workflow.State {
	switch {
	case by == access.Nation || by == access.Platform:
		return p.State
	case by == access.Region && !heldByNation(p.State, p.Released):
		return p.State
	}
	return p.Released
}

func heldByNation(state, released workflow.State) bool {
	return (state == Validated || state == Refused) && released != state
}

// Granted is the amount that a level may know; nil when there is none.
func (p Project) Granted(by access.Level) *civil.Cents {
	if p.Seen(by) != p.State {
		return nil
	}
	return p.GrantedCents
}

// OpinionFor is the regional committee's opinion, as far as a level may know it:
// those below the region learn of it with a decision that is released.
func (p Project) OpinionFor(by access.Level) string {
	switch by {
	case access.Region, access.Nation, access.Platform:
		return p.Opinion
	}
	switch p.Released {
	case Draft, Submitted, Returned, Withdrawn:
		return ""
	}
	return p.Opinion
}

// Drafting tells whether a level reads the sheet as it is being written: the
// school does, for as long as it knows that the file is with it. All others, and
// the school once the file has left, read the last version that was sent.
func (p Project) Drafting(by access.Level) bool {
	seen := p.Seen(by)
	return by == access.School && (seen == Draft || seen == Returned)
}

// reads is the number of the version that a level reads; 0: the sheet as it is
// now, for want of a version too (see Unkept).
func (p Project) reads(by access.Level) int64 {
	if p.Drafting(by) {
		return 0
	}
	return p.SentVersion
}

// Unkept tells whether what was sent is not kept: it was before versions were. All
// then read the sheet as it is now.
func (p Project) Unkept() bool { return p.SentVersion == 0 && !p.SubmittedAt.IsZero() }

// asks is what the sheet comes to as it is written. What was sent asks what it did.
func (p *Project) asks(cents civil.Cents) {
	p.DraftCents = cents
	if p.SentVersion == 0 {
		p.AskedCents = cents
	}
}

// Pending tells whether a decision waits to be released.
func (p Project) Pending() bool { return p.State != p.Released }

// Editable tells whether the school may still change the sheet, deadlines aside.
func (p Project) Editable() bool { return p.State == Draft || p.State == Returned }

// visibleTo tells whether a level may know the file at all: one that was never
// sent is the school's own.
func (p Project) visibleTo(by access.Level) bool {
	return by == access.School || !p.SubmittedAt.IsZero()
}

// Input is what a person gives with a move; each move asks for its part.
type Input struct {
	Reason   string
	Opinion  string
	Granted  civil.Cents // to validate: the amount
	Until    civil.Date  // to return: the file's own deadline
	Revision int64       // to submit: the revision that was read over
	together bool        // moved with others (see MoveAll)
}

// Dossier is what a guard looks at: the file, its campaign, its answers, what
// the person gives, and the day.
type Dossier struct {
	Project
	Rules   *campaign.Campaign
	Version int64           // of Rules
	Limits  campaign.Limits // the days of Rules, as they are for this school and its region
	Answers Answers
	Input   Input
	Today   civil.Date

	KeptOut    string            // why a declared interest keeps the actor out of it; blank: none does
	Unapproved committee.Pending // to transmit, or to tell: the meeting whose decisions are only proposed
	Opined     bool              // to transmit again: since the nation sent it back

	Uncalled string // of a draft to be sent: why its region takes none yet; blank: its call is launched
}

// Answers are the canonical values of a file's sheets: by sheet, then by key.
type Answers map[string]form.Values

// Step is one move of a file, « étape »: who, when, why.
type Step struct {
	ID           db.ID
	Act          workflow.Act
	FromState    workflow.State
	ToState      workflow.State
	Level        access.Level
	Held         bool
	Reason       string
	GrantedCents *civil.Cents
	Until        civil.Date // of a return: the file's own deadline
	Version      int64      // of a submission: the version that it made; 0: none is kept
	PersonName   string
	Role         access.Role
	// DelegatorName is who lent the role to the person; blank: nobody.
	DelegatorName string
	HappenedAt    civil.Instant
}
