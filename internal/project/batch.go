package project

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/workflow"
)

// BatchActs are the acts that are done to many files at once: a region sends what it
// has preselected, and says what it has not kept; the nation says what it has
// decided, to all regions on one day (§3.1, §6).
var BatchActs = []workflow.Act{ActTransmit, ActAnnounce, ActRelease}

// A Batch is the files that an actor may move by one act, all at once.
type Batch struct {
	Act  workflow.Act
	Rows []BatchRow // by number
}

// BatchRow is a file of a batch.
type BatchRow struct {
	Project
	SchoolName string
	Town       string
}

// BatchOf lists the files of a campaign that wait for an act, for who may do it:
// those with a decision that their school does not know.
func BatchOf(tx *db.Tx, by access.Actor, campaign string, act workflow.Act) (Batch, error) {
	b := Batch{Act: act}
	if !slices.Contains(BatchActs, act) || !by.May(act) {
		return b, ErrNotFound
	}
	var err error
	b.Rows, err = batchRows(tx, by, campaign, act)
	return b, err
}

// BatchStates are the states that an act of BatchActs starts from, with a decision to release.
func BatchStates(act workflow.Act) (from []workflow.State) {
	for _, move := range Moves {
		if move.Act != act {
			continue
		}
		for _, state := range move.From {
			if heldStates[state] {
				from = append(from, state)
			}
		}
	}
	return from
}

// heldStates are those that a move leads to without telling the levels below.
var heldStates = func() map[workflow.State]bool {
	held := map[workflow.State]bool{}
	for _, move := range Moves {
		if move.Held && move.To != "" {
			held[move.To] = true
		}
	}
	return held
}()

// Seal is the list as it was read: another list, or one in which a file has moved, has another.
func (b Batch) Seal() string {
	sum := sha256.New()
	for _, row := range b.Rows {
		granted := ""
		if row.GrantedCents != nil {
			granted = strconv.FormatInt(int64(*row.GrantedCents), 10)
		}
		fmt.Fprintln(sum, row.Number, row.State, row.Revision, row.AskedCents, granted, row.Opinion)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Asked and Granted are what the files of a batch come to.
func (b Batch) Asked() (sum civil.Cents) {
	for _, row := range b.Rows {
		sum += row.AskedCents
	}
	return sum
}

func (b Batch) Granted() (sum civil.Cents) {
	for _, row := range b.Rows {
		if row.GrantedCents != nil {
			sum += *row.GrantedCents
		}
	}
	return sum
}

// Numbers are those of the files of a batch.
func (b Batch) Numbers() (all []string) {
	for _, row := range b.Rows {
		all = append(all, row.Number)
	}
	return all
}

// In counts the files of a batch in a state.
func (b Batch) In(state workflow.State) (n int64) {
	for _, row := range b.Rows {
		if row.State == state {
			n++
		}
	}
	return n
}

// MoveAll does an act to every file of a batch, in one transaction: all, or none.
// It refuses a list that is no longer the one that was read, an empty one, and
// says of each file what stands in the way. It returns how many files moved.
func (c *Chapter) MoveAll(ctx context.Context, call access.Call, act workflow.Act, seal string) (moved int64, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		count, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			n, err := c.MoveAllTx(tx, call, act, seal)
			return strconv.Itoa(n), err
		})
		if err == nil {
			moved, err = strconv.ParseInt(count, 10, 64)
		}
		return err
	})
	return moved, err
}

// MoveAllTx is MoveAll in a transaction already begun.
func (c *Chapter) MoveAllTx(tx *db.Tx, call access.Call, act workflow.Act, seal string) (int, error) {
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return 0, err
	}
	batch, err := BatchOf(tx, call.By, rules.Code, act)
	if err != nil {
		return 0, err
	}
	if act == ActRelease {
		if err := c.approved(tx, call.At.Today(), rules.Code, batch.Numbers()); err != nil {
			return 0, err
		}
	}
	if err := batch.asRead(seal); err != nil {
		return 0, err
	}
	moved, err := c.moveEach(tx, call, batch, func(BatchRow) Input { return Input{together: true} })
	if err != nil {
		return 0, err
	}
	return len(moved), postTogether(tx, call.At, act, moved)
}

// asRead refuses a batch that is empty, or no longer the one that was read.
func (b Batch) asRead(seal string) error {
	switch {
	case len(b.Rows) == 0:
		return workflow.Refuse(b.Act, "", "Il n’y a aucun projet dans cette liste.", "")
	case b.Seal() != seal:
		return workflow.Refuse(b.Act, "", "La liste a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.", "")
	}
	return nil
}

// moveEach moves every file of a batch, with what is given for each. It refuses the
// whole as soon as one is refused, and says of each file what stands in the way.
func (c *Chapter) moveEach(tx *db.Tx, call access.Call, batch Batch, given func(BatchRow) Input) (moved []Project, err error) {
	var reasons []workflow.Missing
	for _, row := range batch.Rows {
		p, err := c.MoveTx(tx, call, batch.Act, row.Number, given(row))
		var refusal *workflow.Refusal
		if errors.As(err, &refusal) {
			for _, m := range refusal.Reasons {
				reasons = append(reasons, workflow.Missing{Sentence: "Projet n° " + row.Number + "\u202f: " + m.Sentence, Law: m.Law})
			}
		} else if err != nil {
			return nil, err
		}
		moved = append(moved, p)
	}
	if len(reasons) > 0 {
		return nil, &workflow.Refusal{Act: batch.Act, Reasons: reasons}
	}
	return moved, nil
}

// postTogether writes, to those above the schools, one letter for all their files.
func postTogether(tx *db.Tx, at civil.Moment, act workflow.Act, moved []Project) error {
	regions := map[access.Place][]Project{}
	for _, p := range moved {
		place := access.Place{Region: p.Region}
		regions[place] = append(regions[place], p)
	}
	for _, n := range notices {
		if n.act != act || n.to.Level() == access.School {
			continue
		}
		for place, files := range regions {
			if err := access.PostHolders(tx, at, n.to, place, n.letterOfAll(files, at)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n notice) letterOfAll(files []Project, at civil.Moment) mail.Letter {
	level := n.to.Level()
	var b strings.Builder
	fmt.Fprintf(&b, "Bonjour,\n\n%s\n\n", n.all)
	for _, p := range files {
		fmt.Fprintf(&b, "Projet n° %s\u202f: %s", p.Number, Label(p.Seen(level), level))
		if granted := p.Granted(level); granted != nil {
			b.WriteString(", " + granted.French())
		}
		b.WriteString(".\n")
	}
	fmt.Fprintf(&b, "\nChaque école et chaque établissement reçoit sa décision.\n\nFait le %s.\nPréau\n", at.Happened.French())
	title := fmt.Sprintf("%s\u202f: %s", civil.Plural(int64(len(files)), "projet", "projets"), n.title)
	return mail.Letter{Title: title, Body: b.String()}
}
