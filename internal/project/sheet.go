package project

import (
	"context"
	"maps"
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/workflow"
)

// Answer is one field of a sheet as it is kept.
type Answer struct {
	Sheet      string
	Key        string
	Value      string // canonical: see package form
	Version    int64  // goes up at each change
	PersonName string
	HappenedAt civil.Instant
}

// Saving is what one page of a sheet sends: what was typed in which field, and
// which version of each was on the screen (zero: none yet). Before is what the same
// page had sent just before, and had no answer to: found in the field, it is not
// somebody else's.
type Saving struct {
	Sheet  string
	Typed  map[string]string
	Seen   map[string]int64
	Before map[string]string
}

// Saved is what came of it. All that was typed is kept, but for Conflicts: the
// fields that somebody else has changed meanwhile, as they now are, and which were
// left so, and Unkept: those of a row too many, or beyond any measure. Faults says
// by field what is to be mended before submission, of these why they are not kept.
type Saved struct {
	At        civil.Instant
	Faults    map[string]string
	Conflicts map[string]Answer
	Unkept    []string
}

// Good tells whether everything that was typed is kept and holds.
func (s Saved) Good() bool { return len(s.Faults) == 0 && len(s.Conflicts) == 0 }

// Save keeps what was typed in a page of a sheet. It returns ErrNotFound out of
// reach and a refusal when the sheet is not open to writing.
func (c *Chapter) Save(ctx context.Context, call access.Call, number string, in Saving) (saved Saved, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		saved, err = c.SaveTx(tx, call, number, in)
		return err
	})
	return saved, err
}

// SaveTx is Save in a transaction already begun. Autosave stays out of the
// journal, which gets the sheet's digest at submission.
func (c *Chapter) SaveTx(tx *db.Tx, call access.Call, number string, in Saving) (Saved, error) {
	d, err := c.dossier(tx, call, ActEdit, number)
	if err != nil {
		return Saved{}, err
	}
	if _, err := Moves.Apply(ActEdit, d.State, d, d.late(call.At.Happened)); err != nil {
		return Saved{}, err
	}
	sheet, known := d.Rules.Sheet(in.Sheet)
	if !known {
		return Saved{}, ErrNotFound
	}
	kept, err := fieldsOf(tx, d.ID, in.Sheet)
	if err != nil {
		return Saved{}, err
	}
	typed, faults := sheet.Read(in.Typed)
	before, _ := sheet.Read(in.Before)
	saved := Saved{At: call.At.Happened, Faults: faults, Conflicts: conflicts(typed, kept, in.Seen, before)}
	standing(sheet, typed, kept)
	changed := false
	for _, key := range slices.Sorted(maps.Keys(typed)) {
		value := typed[key]
		if _, conflict := saved.Conflicts[key]; conflict || kept[key].Value == value {
			continue
		}
		if fault := tooMany(sheet, key, d.Answers[in.Sheet], value); fault != "" {
			saved.Faults[key], saved.Unkept = fault, append(saved.Unkept, key)
			continue
		}
		if len(value) > longestKept { // its fault is said: it is too long for any question
			saved.Faults[key] += " Il n’est pas enregistré\u202f: gardez-en une copie."
			saved.Unkept = append(saved.Unkept, key)
			continue
		}
		if err := putAnswer(tx, d.ID, Answer{Sheet: in.Sheet, Key: key, Value: value, Version: kept[key].Version + 1}, call); err != nil {
			return Saved{}, err
		}
		d.answer(in.Sheet, key, value)
		changed = true
	}
	if !changed {
		return saved, nil // what has been read over is still what stands
	}
	after := d.Project
	after.Revision++
	after.SavedAt = call.At.Happened
	after.asks(asked(d.Rules, d.Answers))
	return saved, updateProject(tx, after)
}

// conflicts are the fields that changed since they were shown, to something
// else than what is now typed or was just before.
func conflicts(typed form.Values, kept map[string]Answer, seen map[string]int64, before form.Values) map[string]Answer {
	found := map[string]Answer{}
	for key, value := range typed {
		now := kept[key]
		if own, sent := before[key]; sent && now.Version == seen[key]+1 && now.Value == own {
			continue
		}
		if now.Version > seen[key] && now.Value != value {
			found[key] = now
		}
	}
	return found
}

// standing makes stand the rows in whose cells something is typed: those of a
// new row, and those that somebody else has removed meanwhile. Nothing typed
// disappears with its row.
func standing(sheet *form.Sheet, typed form.Values, kept map[string]Answer) {
	for key, value := range typed {
		field, _ := sheet.Field(key)
		if field.Row == "" || value == "" || kept[key].Value == value {
			continue
		}
		row := form.RowKey(field.Of.Key, field.Row)
		if _, said := typed[row]; !said && kept[row].Value == "" {
			typed[row] = "1"
		}
	}
}

// longestKept is the size in bytes of the longest answer that a draft keeps while
// it is to be mended: several times what a question takes.
const longestKept = 256 << 10

// tooMany refuses a row beyond those that its table takes, and its cells.
func tooMany(sheet *form.Sheet, key string, answers form.Values, value string) string {
	field, _ := sheet.Field(key)
	if field.Row == "" || value == "" {
		return ""
	}
	rows := answers.Rows(field.Of.Key)
	if len(rows) < field.Of.MostRows || slices.Contains(rows, field.Row) {
		return ""
	}
	return field.Of.TooMany()
}

func (d *Dossier) answer(sheet, key, value string) {
	if d.Answers[sheet] == nil {
		d.Answers[sheet] = form.Values{}
	}
	d.Answers[sheet][key] = value
}

// asked is what the budget lines add up to (§4).
func asked(rules *campaign.Campaign, answers Answers) civil.Cents {
	var total int64
	for _, sheet := range rules.Sheets {
		cents, _ := sheet.Sum("amount_asked", answers[sheet.Key], "")
		total += cents
	}
	return civil.Cents(total)
}

// Filled is a file with its sheets, to be read or written on the screen. Its
// AskedCents, Revision and SubmittedAt are those of what is read.
type Filled struct {
	Project
	Version int64              // which is read; 0: the sheet as it is now
	Sent    Version            // that version
	Rules   *campaign.Campaign // that it is read and checked with
	Limits  campaign.Limits
	Answers Answers
	School  string
	Town    string
	KeptOut string             // why a declared interest keeps the reader out of it: they do not decide; blank: none does
	read    map[string]filling // the sheets, each gone through once

	readings *readings // where what comes of the sheets is kept; nil: it is not
}

func (f Filled) filling(sheet *form.Sheet) filling {
	read, done := f.read[sheet.Key]
	if !done {
		read = fillingOf(f.Project, f.Rules, sheet, f.Answers)
	}
	if f.read != nil { // nil in a file that was not read from the database
		f.read[sheet.Key] = read
	}
	return read
}

// Values are the answers of a sheet with its computed figures.
func (f Filled) Values(sheet *form.Sheet) form.Values {
	return f.filling(sheet).values
}

// Findings are what a sheet still lacks, and what does not hold (R6).
func (f Filled) Findings(sheet *form.Sheet) []form.Finding {
	return f.filling(sheet).findings()
}

// Read returns a file with its sheets, as far as the reader may know them: what the
// school writes is the school's own until it is sent. It returns ErrNotFound out of
// reach.
func (c *Chapter) Read(tx *db.Tx, by access.Actor, number string) (Filled, error) {
	f, err := c.head(tx, by, ActRead, number)
	if err == nil {
		f, err = c.filled(tx, f, f.reads(by.Role.Level()))
	}
	if err == nil {
		f.KeptOut, err = keptOut(tx, by, f.Project)
	}
	return f, err
}

// Head is Read without the answers, nor what keeps the reader from deciding, for a page
// that shows none of them.
func (c *Chapter) Head(tx *db.Tx, by access.Actor, number string) (Filled, error) {
	f, err := c.head(tx, by, ActRead, number)
	if f.Version = f.reads(by.Role.Level()); f.Version == 0 {
		f.AskedCents = f.DraftCents
	}
	return f, err
}

// head is a file that the actor may do the act to, without its answers, with the rules
// of today, or ErrNotFound.
func (c *Chapter) head(tx *db.Tx, by access.Actor, act workflow.Act, number string) (Filled, error) {
	row, err := namedByNumber(tx, number)
	if err = row.reached(by, act, err); err != nil {
		return Filled{}, err
	}
	f := Filled{Project: row.Project, School: row.SchoolName, Town: row.Town, read: map[string]filling{}}
	if f.Rules, _, err = c.rules(tx, f.Project, f.Seen(by.Role.Level())); err != nil {
		return Filled{}, err
	}
	f.Limits, err = campaign.LimitsAt(tx, f.Rules, f.Place)
	return f, err
}

// filled is a file with its sheets as they were in a version; 0: as they are now.
func (c *Chapter) filled(tx *db.Tx, head Filled, version int64) (f Filled, err error) {
	f = head
	f.Version, f.read = version, map[string]filling{}
	if version > 0 {
		err = c.asSent(tx, &f)
		return f, err
	}
	f.AskedCents = f.DraftCents
	f.Answers, err = answersOf(tx, f.ID)
	return f, err
}

// Fields is what a sheet holds, field by field, with who wrote it.
func (c *Chapter) Fields(tx *db.Tx, p Project, sheet string) (map[string]Answer, error) {
	return fieldsOf(tx, p.ID, sheet)
}

// Possible lists the moves that an actor may try on a file now, in the table's
// order: those that the state, their rights and the deadlines allow.
func (f Filled) Possible(by access.Actor, at civil.Moment) []workflow.Move[*Dossier] {
	d := &Dossier{Project: f.Project, Rules: f.Rules, Limits: f.Limits, Answers: f.Answers, Today: at.Today()}
	d.State = f.Seen(by.Role.Level())
	var moves []workflow.Move[*Dossier]
	for _, move := range Moves.Possible(d.State) {
		if f.KeptOut != "" && Decides(move.Act) {
			continue
		}
		if by.Can(move.Act, f.Place) && d.late(at.Happened)(move.Until) == "" {
			moves = append(moves, move)
		}
	}
	return moves
}

// Barred says why a reader decides nothing of a file of which they else could: an
// interest that they declared; blank: nothing bars them.
func (f Filled) Barred(by access.Actor, at civil.Moment) (why string) {
	why, f.KeptOut = f.KeptOut, ""
	if why != "" && slices.ContainsFunc(f.Possible(by, at), func(m workflow.Move[*Dossier]) bool { return Decides(m.Act) }) {
		return why
	}
	return ""
}
