package campaign

import (
	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/rulefile"
)

// Campaign is a school year of the operation, « campagne », and what the
// circular decides for it, each value with its paragraph.
type Campaign struct {
	Code         string                     `toml:"code"` // 2009-2010
	Label        string                     `toml:"label"`
	Text         Text                       `toml:"text"`
	SchoolYear   Period                     `toml:"school_year"`
	Departments  rulefile.Value[[]string]   `toml:"departments"`
	Remarks      []Remark                   `toml:"remark,optional"`
	Hours        rulefile.Value[int64]      `toml:"hours" domain:"1..1000"`
	GroupSizeMin rulefile.Value[int64]      `toml:"group_size_min" domain:"1..100"`
	GroupSizeMax rulefile.Value[int64]      `toml:"group_size_max" domain:"1..100"`
	LatestStart  rulefile.Value[civil.Date] `toml:"latest_start"`
	Assiduity    rulefile.Value[int64]      `toml:"assiduity_percent" domain:"1..100"`
	Threshold    rulefile.Value[int64]      `toml:"publication_threshold" domain:"1..100"`
	NamesKept    rulefile.Value[int64]      `toml:"names_kept_months" domain:"0..120"` // after the school year
	PayKept      rulefile.Value[int64]      `toml:"pay_kept_years" domain:"1..100"`
	Eligibility  []Named                    `toml:"eligibility"`
	Criteria     []Named                    `toml:"criterion"`
	Levels       []Named                    `toml:"level"`
	Payer        rulefile.Value[string]     `toml:"payer"`
	Instalments  []Instalment               `toml:"instalment"`
	BudgetLines  []Named                    `toml:"budget_line"`
	HourlyRate   Fraction                   `toml:"hourly_rate"`
	Rates        []Rate                     `toml:"rate"`
	AgeBands     []Band                     `toml:"age_band"`
	StayBands    []Band                     `toml:"stay_band"`
	Motives      []Named                    `toml:"motive"`
	TrainerKinds []TrainerKind              `toml:"trainer_kind"`
	Certifiers   []Named                    `toml:"certifier"`
	SheetFiles   rulefile.Value[[]string]   `toml:"sheets"`
	Milestones   []Milestone                `toml:"milestone"`
	Holidays     []Holiday                  `toml:"holiday,optional"`

	PublicHolidays []PublicHoliday `toml:"public_holiday,optional"`

	Sheets []*form.Sheet     // annexes 2 and 3, in order
	Files  map[string][]byte // as they were read
	Digest string            // SHA-256 of the files, in hexadecimal
}

// Text is the legal text that a campaign follows.
type Text struct {
	Title     string     `toml:"title"`
	Reference string     `toml:"reference"`
	Date      civil.Date `toml:"date"`
}

// Period is from one day to another, both included.
type Period struct {
	From civil.Date   `toml:"from"`
	To   civil.Date   `toml:"to"`
	Law  rulefile.Law `toml:"law"`
	Line int          `toml:"-line"`
}

// Named is something that the circular lists.
type Named struct {
	Key   string       `toml:"key"`
	Label string       `toml:"label"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// Remark is what a reader of a rule should know. Swap, of a remark on the open
// departments, names two of which one is meant to be open.
type Remark struct {
	About string       `toml:"about"`
	Text  string       `toml:"text"`
	Swap  []string     `toml:"swap,optional"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// Instalment is one payment, « versement »: a part of the credits of the
// school year. Zero parts: the rest.
type Instalment struct {
	Key   string       `toml:"key"`
	Label string       `toml:"label"`
	Part  int64        `toml:"part" domain:"0..1000"`
	Of    int64        `toml:"of" domain:"1..1000"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// Fraction is a part of a whole: the hour of « vacation » is one of the yearly pay
// in Rates.
type Fraction struct {
	Part int64        `toml:"part" domain:"1..1000000"`
	Of   int64        `toml:"of" domain:"1..1000000"`
	Law  rulefile.Law `toml:"law"`
	Line int          `toml:"-line"`
}

// Rate is the yearly gross pay of indice majoré 100 from a day on.
type Rate struct {
	From  civil.Date   `toml:"from"`
	Index civil.Cents  `toml:"index_100"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// Band is a range of years: from From to under Under; zero: without end.
type Band struct {
	Label string       `toml:"label"`
	From  int64        `toml:"from" domain:"0..150"`
	Under int64        `toml:"under" domain:"0..150"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// TrainerKind is a kind of « intervenant », with its order of priority.
type TrainerKind struct {
	Key   string       `toml:"key"`
	Label string       `toml:"label"`
	Rank  int64        `toml:"rank" domain:"1..9"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// MilestoneKind says what a milestone's day is.
type MilestoneKind string

const (
	Sending MilestoneKind = "sending" // sent by that day
	Receipt MilestoneKind = "receipt" // received by that day
	Latest  MilestoneKind = "latest"  // done by that day
	Event   MilestoneKind = "event"   // takes place on that day
)

// Milestone is a day of the calendar, « échéance »: who owes what to whom.
type Milestone struct {
	Key   string        `toml:"key"`
	Label string        `toml:"label"`
	Date  civil.Date    `toml:"date,optional"` // none: When says it
	When  string        `toml:"when,optional"` // "dans le mois suivant la réception"
	Kind  MilestoneKind `toml:"kind" domain:"sending|receipt|latest|event"`
	From  string        `toml:"from" domain:"school|academie|region|nation|payer"`
	To    string        `toml:"to" domain:"school|academie|region|nation|payer|pooling_school|parent"`
	Task  string        `toml:"task,optional"`        // what is to be done, an infinitive
	Ack   string        `toml:"acknowledge,optional"` // what there is to do for who receives it, an infinitive
	Law   rulefile.Law  `toml:"law"`
	Line  int           `toml:"-line"`
}

// Opens tells whether a campaign is open in a department (annexe 1).
func (c *Campaign) Opens(department string) bool {
	for _, code := range c.Departments.Value {
		if code == department {
			return true
		}
	}
	return false
}

// Deadline is the last instant of a milestone's day in Paris. ok is false when
// there is no such milestone or it has no day.
func (c *Campaign) Deadline(key string) (at civil.Instant, ok bool) {
	for _, m := range c.Milestones {
		if m.Key == key && !m.Date.IsZero() {
			return m.Date.End(), true
		}
	}
	return civil.Instant{}, false
}

// PayOf is what hours of « vacation » are paid at the rate of a day, charges
// aside, to the nearest cent; 0 before the first rate (§4, decree 2005-909).
func (c *Campaign) PayOf(hours civil.Minutes, day civil.Date) civil.Cents {
	var index int64
	for _, rate := range c.Rates {
		if !rate.From.After(day) {
			index = int64(rate.Index)
		}
	}
	whole := 60 * c.HourlyRate.Of
	return civil.Cents((2*int64(hours)*index*c.HourlyRate.Part + whole) / (2 * whole))
}

// Sheet finds a sheet by its key.
func (c *Campaign) Sheet(key string) (*form.Sheet, bool) {
	for _, sheet := range c.Sheets {
		if sheet.Key == key {
			return sheet, true
		}
	}
	return nil, false
}
