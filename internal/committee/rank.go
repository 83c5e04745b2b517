package committee

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// maxRank bounds a rank: no agenda is longer.
const maxRank = 999

// TypedRanking is the order of an agenda as typed: by subject, its rank, blank for
// one that has none. A subject of which nothing is said keeps its own. Revision is
// that of the order that was on the screen. Fields of a refusal are the subjects.
type TypedRanking struct {
	Ranks    map[string]string
	Revision int64
}

// Rank gives a meeting its order, all at once. It refuses an order that was given
// by another meanwhile, unless it is the same: both are then to be seen. What an interest
// keeps the actor out of keeps its rank, whatever they say of it.
func (c *Chapter) Rank(ctx context.Context, call access.Call, region string, on civil.Date, typed TypedRanking) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.RankTx(tx, call, region, on, typed) })
}

// RankTx is Rank in a transaction already begun.
func (c *Chapter) RankTx(tx *db.Tx, call access.Call, region string, on civil.Date, typed TypedRanking) error {
	return c.held(tx, call, region, on, func(g Gathering) error {
		typed.Ranks = maps.Clone(typed.Ranks)
		maps.DeleteFunc(typed.Ranks, func(subject, _ string) bool { return g.Bars(call.By.Person.ID, subject) })
		items, missing := typed.read(g.Items)
		if len(missing) > 0 {
			return &workflow.Refusal{Act: g.managing(), Reasons: missing}
		}
		if slices.Equal(items, g.Items) {
			return nil
		}
		if typed.Revision != g.Meeting.Revision {
			return workflow.Refuse(g.managing(), "", g.Meeting.moved(), "")
		}
		if err := putRanks(tx, g.Meeting, items, call); err != nil {
			return err
		}
		what := change{Did: "rank", Day: on.String()}
		for _, item := range items {
			if item.Rank > 0 {
				what.Ranks = append(what.Ranks, ranked{item.Subject, item.Rank})
			}
		}
		return g.write(tx, call, g.managing(), what)
	})
}

// moved says who has given another order, and when.
func (m Meeting) moved() string {
	who := ""
	if m.RankedBy != "" {
		who = ", par " + m.RankedBy + " (" + m.RankedAt.Clock() + ")"
	}
	return "Le classement a changé pendant que vous l’écriviez" + who + ". Le vôtre n’est pas enregistré\u202f: le nouveau rang est écrit sous chaque ligne qui diffère. Choisissez, puis enregistrez."
}

// read is the agenda in the order typed, in its own order of lines.
func (t TypedRanking) read(items []Item) (after []Item, missing []workflow.Missing) {
	held := map[int64]string{}
	for _, item := range items {
		if typed, said := t.Ranks[item.Subject]; said {
			rank, fault := readRank(typed)
			if fault != "" {
				missing = append(missing, wrong(item.Subject, fault)...)
			}
			item.Rank = rank
		}
		if other, twice := held[item.Rank]; twice && item.Rank > 0 {
			sentence := fmt.Sprintf("Le rang %d est donné à deux dossiers.", item.Rank)
			missing = append(missing, slices.Concat(wrong(other, sentence), wrong(item.Subject, sentence))...)
		}
		held[item.Rank] = item.Subject
		after = append(after, item)
	}
	return after, missing
}

func readRank(typed string) (rank int64, fault string) {
	text := civil.CleanLine(typed)
	if text == "" {
		return 0, ""
	}
	rank, err := civil.ReadCount(text)
	switch {
	case err != nil:
		return 0, "Écrivez un rang en chiffres, ou rien."
	case rank < 1 || rank > maxRank:
		return 0, fmt.Sprintf("Un rang va de 1 à %d.", maxRank)
	}
	return rank, ""
}

// During runs do within a meeting that has not ended, about a subject of its
// agenda, once for the call's key: what is decided there is the subject's own act,
// written and journalled by it. It returns ErrNotFound for what is not on the
// agenda; the committee of the nation has none, and decides on what the regions
// have sent (§3.2). It refuses a region before the day of the meeting, and a member whom
// a declared interest keeps out of the subject.
func (c *Chapter) During(ctx context.Context, call access.Call, region string, on civil.Date, subject string, do func(*db.Tx) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		return c.held(tx, call, region, on, func(g Gathering) error {
			if err := g.decides(call, subject); err != nil {
				return err
			}
			return do(tx)
		})
	})
}

// DuringAll is During for several subjects, one after the other: all, or none. Its
// refusal says what stands in the way of each, in fields that begin with the subject:
// "project:2009-93-0042.motif"; what is about no field, in "….geste".
func (c *Chapter) DuringAll(ctx context.Context, call access.Call, region string, on civil.Date, subjects []string, do func(*db.Tx, string) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		return c.held(tx, call, region, on, func(g Gathering) error {
			var reasons []workflow.Missing
			for _, subject := range subjects {
				err := g.decides(call, subject)
				if err == nil {
					err = do(tx, subject)
				}
				var refusal *workflow.Refusal
				if err != nil && !errors.As(err, &refusal) {
					return err
				} else if err == nil {
					continue
				}
				for _, m := range refusal.Reasons {
					m.Field = subject + "." + cmp.Or(m.Field, "geste")
					reasons = append(reasons, m)
				}
			}
			if len(reasons) > 0 {
				return &workflow.Refusal{Act: g.managing(), Reasons: reasons}
			}
			return nil
		})
	})
}

// decides refuses what is decided of a subject by who may not, or too early.
func (g Gathering) decides(call access.Call, subject string) error {
	if g.National() {
		return g.notOut(call, subject)
	}
	if !g.Has(subject) {
		return ErrNotFound
	}
	if g.Early(call.At.Today()) {
		return workflow.Refuse(g.managing(), "geste", "La réunion n’a pas encore eu lieu\u202f: ses décisions s’enregistrent à partir du "+g.Meeting.HeldOn.French()+".", "")
	}
	return g.notOut(call, subject)
}

// notOut refuses a member whom a declared interest keeps out of a subject.
func (g Gathering) notOut(call access.Call, subject string) error {
	if g.Bars(call.By.Person.ID, subject) {
		return workflow.Refuse(g.managing(), "geste", KeptOutWords, "")
	}
	return nil
}

// Early tells whether the day of the meeting is still to come: nothing is decided yet.
func (g Gathering) Early(today civil.Date) bool { return g.Meeting.HeldOn.After(today) }

// Close ends a meeting: nothing of it changes any more. It refuses one whose day
// has not come.
func (c *Chapter) Close(ctx context.Context, call access.Call, region string, on civil.Date) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.CloseTx(tx, call, region, on) })
}

// CloseTx is Close in a transaction already begun.
func (c *Chapter) CloseTx(tx *db.Tx, call access.Call, region string, on civil.Date) error {
	return c.held(tx, call, region, on, func(g Gathering) error {
		if on.After(call.At.Today()) {
			return workflow.Refuse(g.managing(), "", "La réunion n’a pas encore eu lieu\u202f: elle se clôt à partir du "+on.French()+".", "")
		}
		if err := closeMeeting(tx, g.Meeting.ID, call.At); err != nil {
			return err
		}
		if err := g.expectApproval(tx, call.At); err != nil {
			return err
		}
		if g.Meeting.Milestone != "" {
			if err := g.Rules.SettleOf(tx, call.At, g.Meeting.Milestone, g.Place()); err != nil {
				return err
			}
		}
		return g.write(tx, call, g.managing(), change{Did: "close", Day: on.String()})
	})
}
