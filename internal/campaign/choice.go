package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// Chosen is a school that the region means to invite.
type Chosen struct {
	School     territory.UAI
	Name       string
	Town       string
	Department string
	Renewed    bool // it sent a file the year before: « reconduite »
}

// Choice is the schools that a region means to invite, by department and name.
type Choice []Chosen

// Seal is the digest of the UAIs of a list: what leaves is what was read. An empty one
// has none.
func (c Choice) Seal() string {
	if len(c) == 0 {
		return ""
	}
	sum := sha256.New()
	for _, s := range c {
		fmt.Fprintln(sum, s.School)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// In counts those of a department, and of them those whose project is renewed.
func (c Choice) In(department string) (all, renewed int64) {
	for _, s := range c {
		if s.Department == department {
			all++
			if s.Renewed {
				renewed++
			}
		}
	}
	return all, renewed
}

// columnOf is the first cell of a line that was pasted from a spreadsheet or a CSV file.
func columnOf(line string) string {
	cell, _, _ := strings.Cut(strings.NewReplacer(";", "\t", ",", "\t").Replace(line), "\t")
	return strings.Trim(civil.CleanLine(cell), `"' `)
}

// titled tells whether the first line of a list is the title of its column.
func titled(cell string) bool {
	folded := civil.Fold(cell)
	return strings.Contains(folded, "uai") || strings.Contains(folded, "etablissement") || folded == "rne"
}

// Renewable are the schools of a region that sent a file the year before, are open, and
// neither invited nor chosen: they are proposed.
func (c *Chapter) Renewable(tx *db.Tx, cfp CallForProjects, today civil.Date) (map[territory.UAI]bool, error) {
	previous, _, err := c.Previous(tx, cfp.Rules.Code)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	rows, err := renewable(tx, cfp, previous.Code, today)
	all := map[territory.UAI]bool{}
	for _, s := range rows {
		if cfp.Rules.Opens(s.Department) {
			all[s.School] = true
		}
	}
	return all, err
}

// Choosing adds schools to those that a region means to invite: some that were ticked,
// a list that was pasted, those of the year before, or all that a search finds.
type Choosing struct {
	Ticked  []string
	Pasted  string // a UAI a line, or the first column of a table
	Renewed bool
	Search  *territory.Query
}

// Chose is what came of it.
type Chose struct{ Added, Already, Invited int64 }

// Choose adds schools to the list of a region. It refuses the whole, line by line, as
// soon as one is unknown, elsewhere, closed, or in a department that is not open; one
// that is there already, or invited, is counted and left.
func (c *Chapter) Choose(ctx context.Context, call access.Call, region string, in Choosing) (Chose, error) {
	return onceOf(ctx, c, call, func(tx *db.Tx) (Chose, error) { return c.ChooseTx(tx, call, region, in) })
}

// ChooseTx is Choose in a transaction already begun.
func (c *Chapter) ChooseTx(tx *db.Tx, call access.Call, region string, in Choosing) (done Chose, err error) {
	cfp, err := c.launching(tx, call, region)
	if err != nil {
		return done, err
	}
	today := call.At.Today()
	if cfp.Over(today) {
		return done, workflow.Refuse(ActLaunch, "", cfp.Overdue(), "§6")
	}
	renewable, err := c.Renewable(tx, cfp, today)
	if err != nil {
		return done, err
	}
	named, err := in.named(tx, call, cfp, renewable)
	if err != nil {
		return done, err
	}
	invited, chosen, err := StandingIn(tx, cfp)
	if err != nil {
		return done, err
	}
	var added []territory.UAI
	for _, uai := range named {
		switch {
		case invited[uai]:
			done.Invited++
		case chosen[uai]:
			done.Already++
		default:
			added, chosen[uai] = append(added, uai), true
		}
	}
	done.Added = int64(len(added))
	return done, putChoices(tx, cfp, added, renewable)
}

// named are the schools that are named, or the refusal that tells what is wrong with
// the lines.
func (in Choosing) named(tx *db.Tx, call access.Call, cfp CallForProjects, renewable map[territory.UAI]bool) (all []territory.UAI, err error) {
	today := call.At.Today()
	if in.Renewed {
		all = slices.Collect(maps.Keys(renewable))
	}
	if in.Search != nil {
		found, err := territory.Matching(tx, call.By, *in.Search, today)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			if s.Region == cfp.Region && cfp.unfit(s, s.UAI, today) == "" {
				all = append(all, s.UAI)
			}
		}
	}
	if len(in.Ticked) > 0 || civil.CleanText(in.Pasted) != "" {
		schools, err := territory.InRegion(tx, cfp.Region)
		if err != nil {
			return nil, err
		}
		lines := lines{cfp: cfp, today: today, schools: schools}
		lines.read(in)
		if err := lines.refusal(); err != nil {
			return nil, err
		}
		all = append(all, lines.fit...)
	}
	if len(all) == 0 {
		return nil, workflow.Refuse(ActLaunch, "liste", "Choisissez au moins une école ou un établissement.", "")
	}
	return all, nil
}

// lines are the schools that were ticked or pasted, as they are read.
type lines struct {
	cfp     CallForProjects
	today   civil.Date
	schools map[territory.UAI]territory.School // of the region

	fit    []territory.UAI
	faults []workflow.Missing
	more   int64 // faults that are not told
}

// maxFaults bounds what is told of a list that was pasted.
const maxFaults = 30

func (l *lines) read(in Choosing) {
	for _, ticked := range in.Ticked {
		l.take(ticked, "")
	}
	for i, line := range strings.Split(in.Pasted, "\n") {
		cell := columnOf(line)
		if cell == "" || i == 0 && titled(cell) {
			continue
		}
		l.take(cell, fmt.Sprintf("Ligne %d", i+1))
	}
}

// take reads one school; where says where its line is, blank when it was ticked.
func (l *lines) take(cell, where string) {
	uai, err := territory.ReadUAI(cell)
	sentence := ""
	if err != nil {
		sentence = err.Error()
	} else {
		sentence = l.cfp.unfit(l.schools[uai], uai, l.today)
	}
	switch {
	case sentence == "":
		l.fit = append(l.fit, uai)
	case len(l.faults) < maxFaults:
		l.faults = append(l.faults, workflow.Missing{Field: "liste", Sentence: located(where, sentence)})
	default:
		l.more++
	}
}

// located is a sentence after where it holds: « Ligne 3 : un numéro… ».
func located(where, sentence string) string {
	if where == "" {
		return sentence
	}
	return where + "\u202f: " + strings.ToLower(sentence[:1]) + sentence[1:]
}

// refusal tells the faults; nil: there is none.
func (l *lines) refusal() error {
	if len(l.faults) == 0 {
		return nil
	}
	if l.more > 0 {
		l.faults = append(l.faults, workflow.Missing{Field: "liste", Sentence: "Et " + civil.Plural(l.more, "autre ligne", "autres lignes") + "."})
	}
	return &workflow.Refusal{Act: ActLaunch, Reasons: l.faults}
}

// Unchoose takes a school, or all when it is blank, off the list of a region.
func (c *Chapter) Unchoose(ctx context.Context, call access.Call, region string, school territory.UAI) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		cfp, err := c.launching(tx, call, region)
		if err != nil {
			return err
		}
		return dropChoices(tx, cfp.Rules.Code, cfp.Region, school)
	})
}
