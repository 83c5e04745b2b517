package campaign

import (
	"context"
	"errors"
	"strconv"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// An Edition is one version of the rules: who made it, when, why.
type Edition struct {
	Version    int64
	Reason     string
	PersonName string // blank: the program
	Role       access.Role
	HappenedAt civil.Instant
}

// Editions lists the versions of a campaign, the latest first.
func (c *Chapter) Editions(tx *db.Tx, code string) ([]Edition, error) { return versionsOf(tx, code) }

// Changing is values to change in the rules of a campaign.
type Changing struct {
	Code     string
	Seen     int64 // the version that the form showed
	Edits    []Edit
	Calendar *Calendar // of an académie, instead of edits
	Reason   string
}

// Calendar is the school holidays of an académie that keeps its own; none gives
// it back the calendar of its zone.
type Calendar struct {
	Academie string
	Holidays []Holiday
}

// Change makes a new version of the rules, and returns it. It refuses, with all
// that is wrong by the path of the value: a reason that is missing, a value that
// cannot be read or that does not hold with the others, a version that is no
// longer the last (see ErrStale).
func (c *Chapter) Change(ctx context.Context, call access.Call, in Changing) (int64, error) {
	result, err := c.act(ctx, call, ActChange, func(tx *db.Tx) (string, error) {
		version, err := c.ChangeTx(tx, call, in)
		return strconv.FormatInt(version, 10), err
	})
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(result, 10, 64)
}

// ErrStale says that somebody has changed the rules since the form was shown.
var ErrStale = errors.New("campaign: the rules have changed since")

// ChangeTx is Change in a transaction already begun.
func (c *Chapter) ChangeTx(tx *db.Tx, call access.Call, in Changing) (int64, error) {
	row, err := lockCampaign(tx, in.Code)
	if errors.Is(err, db.ErrNotFound) {
		return 0, ErrNotFound
	} else if err != nil {
		return 0, err
	}
	now, err := c.year(tx, row)
	if err != nil {
		return 0, err
	}
	switch {
	case now.Standing == Ended:
		return 0, workflow.Refuse(ActChange, "", "Cette campagne est close : ses règles ne changent plus.", "")
	case in.Seen != now.Version:
		return 0, ErrStale
	}
	after, changed, missing := now.changed(in)
	reason := civil.CleanText(in.Reason)
	switch {
	case reason == "":
		missing = append(missing, workflow.Missing{Field: "motif", Sentence: "Écrivez le motif : pourquoi cette règle change-t-elle ?"})
	case len([]rune(reason)) > longest:
		missing = append(missing, workflow.Missing{Field: "motif", Sentence: "Ce motif est trop long : 1 000 caractères au plus."})
	case len(missing) == 0 && changed == 0:
		missing = append(missing, workflow.Missing{Sentence: "Rien n’a changé : ces valeurs sont déjà celles des règles."})
	}
	if len(missing) > 0 {
		return 0, &workflow.Refusal{Act: ActChange, Reasons: missing}
	}
	row.Label, row.Version = after.Label, row.Version+1
	if err := saveCampaign(tx, row, after.Files, call, reason); err != nil {
		return 0, err
	}
	if err := followDays(tx, now.Campaign, after); err != nil {
		return 0, err
	}
	if now.Standing == Running {
		if err := openOwed(tx, call.At, after); err != nil {
			return 0, err
		}
	}
	return row.Version, call.Write(tx, ActChange, now.Subject(), opening{row.Version, after.Digest, reason})
}

// followDays moves what is due of each milestone whose day has changed.
func followDays(tx *db.Tx, before, after *Campaign) error {
	for _, m := range after.Milestones {
		was, known := before.Milestone(m.Key)
		if !known || m.Date.IsZero() || was.Date == m.Date {
			continue
		}
		if err := moveDues(tx, after, m, ""); err != nil {
			return err
		}
	}
	return nil
}

func (c *Campaign) changed(in Changing) (*Campaign, int, []workflow.Missing) {
	if in.Calendar != nil {
		return c.withCalendar(*in.Calendar)
	}
	return c.With(in.Edits)
}
