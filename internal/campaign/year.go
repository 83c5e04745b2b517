package campaign

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// Standing is where a campaign is in its life.
type Standing string

const (
	Preparing Standing = "preparing" // known to those who prepare it
	Running   Standing = "running"   // the current one
	Ended     Standing = "ended"     // was the current one
)

// Label is the standing on the screen.
func (s Standing) Label() string {
	return map[Standing]string{Preparing: "En préparation", Running: "En cours", Ended: "Close"}[s]
}

func (r campaignRow) standing() Standing {
	switch {
	case r.Current:
		return Running
	case r.OpenedAt.IsZero():
		return Preparing
	}
	return Ended
}

// A Year is a campaign as it stands, in its latest version.
type Year struct {
	*Campaign
	Version  int64
	Standing Standing
}

// List is the campaigns, the latest school year first.
func (c *Chapter) List(tx *db.Tx) ([]Year, error) {
	rows, err := allCampaigns(tx)
	if err != nil {
		return nil, err
	}
	var years []Year
	for _, row := range rows {
		year, err := c.year(tx, row)
		if err != nil {
			return nil, err
		}
		years = append(years, year)
	}
	slices.SortStableFunc(years, func(a, b Year) int { return b.SchoolYear.From.Compare(a.SchoolYear.From) })
	return years, nil
}

// Readable is List for a reader: a campaign in preparation is known to those who
// may prepare one, and to nobody else.
func (c *Chapter) Readable(tx *db.Tx, by access.Actor) ([]Year, error) {
	years, err := c.List(tx)
	return slices.DeleteFunc(years, func(y Year) bool { return !y.readableBy(by) }), err
}

func (y Year) readableBy(by access.Actor) bool {
	return y.Standing != Preparing || allowed(by, ActPrepare)
}

// allowed tells whether an actor may do an act: whoever types on the command
// line holds the database itself.
func allowed(by access.Actor, act access.Act) bool { return by.Role == access.Program || by.May(act) }

// Read is a campaign for a reader, or ErrNotFound.
func (c *Chapter) Read(tx *db.Tx, by access.Actor, code string) (Year, error) {
	row, err := campaignOf(tx, code)
	if errors.Is(err, db.ErrNotFound) {
		return Year{}, ErrNotFound
	} else if err != nil {
		return Year{}, err
	}
	year, err := c.year(tx, row)
	if err == nil && !year.readableBy(by) {
		return Year{}, ErrNotFound
	}
	return year, err
}

func (c *Chapter) year(tx *db.Tx, row campaignRow) (Year, error) {
	campaign, err := c.version(tx, row.Code, row.Version)
	return Year{campaign, row.Version, row.standing()}, err
}

// Previous is the campaign of the school year before that of a code, among those
// that have been opened, or db.ErrNotFound.
func (c *Chapter) Previous(tx *db.Tx, code string) (*Campaign, int64, error) {
	years, err := c.List(tx)
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(years, func(y Year) bool { return y.Code == code })
	if at < 0 {
		return nil, 0, db.ErrNotFound
	}
	for _, y := range years[at+1:] {
		if y.Standing != Preparing && y.SchoolYear.From.Before(years[at].SchoolYear.From) {
			return y.Campaign, y.Version, nil
		}
	}
	return nil, 0, db.ErrNotFound
}

// act runs do once for the call's key, and returns the code that it gave or that
// the first use of the key gave.
func (c *Chapter) act(ctx context.Context, call access.Call, act access.Act, do func(*db.Tx) (string, error)) (result string, err error) {
	if !allowed(call.By, act) {
		return "", ErrNotFound
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		result, err = once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return do(tx) })
		return err
	})
	return result, err
}

// Prepare brings in a campaign from a folder; it is in preparation until Begin.
// It refuses a code that is taken, and returns the code.
func (c *Chapter) Prepare(ctx context.Context, call access.Call, campaign *Campaign) (string, error) {
	return c.act(ctx, call, ActPrepare, func(tx *db.Tx) (string, error) {
		return c.prepareTx(tx, call, campaign, "Dossier déposé.")
	})
}

func (c *Chapter) prepareTx(tx *db.Tx, call access.Call, campaign *Campaign, reason string) (string, error) {
	row, err := takeCampaign(tx, campaign.Code)
	if err != nil {
		return "", err
	}
	if row.Version > 0 {
		return "", workflow.Refuse(ActPrepare, "annee", fmt.Sprintf("Il y a déjà une campagne %s.", campaign.Code), "")
	}
	return campaign.Code, c.keep(tx, call, row, campaign, reason, false)
}

// Copying is a campaign to make from another.
type Copying struct {
	From  string // code
	Year  int64  // in which the school year begins
	Label string
}

// Copy makes a campaign from another, with its days moved by whole years; it is
// in preparation until Begin. It returns its code.
func (c *Chapter) Copy(ctx context.Context, call access.Call, in Copying) (string, error) {
	return c.act(ctx, call, ActPrepare, func(tx *db.Tx) (string, error) { return c.CopyTx(tx, call, in) })
}

// CopyTx is Copy in a transaction already begun.
func (c *Chapter) CopyTx(tx *db.Tx, call access.Call, in Copying) (string, error) {
	from, err := c.Read(tx, call.By, in.From)
	if err != nil {
		return "", err
	}
	label := civil.CleanLine(in.Label)
	switch {
	case in.Year < 1990 || in.Year > 2098:
		return "", workflow.Refuse(ActPrepare, "annee", "Indiquez une année de 1990 à 2098, par exemple 2010.", "")
	case label == "":
		return "", workflow.Refuse(ActPrepare, "nom", "Donnez un nom à la campagne, par exemple « année scolaire 2010-2011 ».", "")
	case len([]rune(label)) > longest:
		return "", workflow.Refuse(ActPrepare, "nom", "Ce nom est trop long : 1 000 caractères au plus.", "")
	}
	code := fmt.Sprintf("%d-%d", in.Year, in.Year+1)
	content, err := from.copied(code, label, int(in.Year)-from.SchoolYear.From.Year)
	if err != nil {
		return "", err
	}
	campaign, faults := from.reread(content)
	if len(faults) > 0 {
		return "", &workflow.Refusal{Act: ActPrepare, Reasons: placed(faults, nil)}
	}
	return c.prepareTx(tx, call, campaign, fmt.Sprintf("Copie de la campagne %s, version %d.", from.Code, from.Version))
}

// Begin makes a campaign the current one, « ouvrir l’année »: the one before is
// closed. It returns the code.
func (c *Chapter) Begin(ctx context.Context, call access.Call, code string) (string, error) {
	return c.act(ctx, call, ActOpen, func(tx *db.Tx) (string, error) { return code, c.BeginTx(tx, call, code) })
}

// BeginTx is Begin in a transaction already begun.
func (c *Chapter) BeginTx(tx *db.Tx, call access.Call, code string) error {
	if err := tx.Lock("installation", "one", 1); err != nil { // two at once: the second is the last
		return err
	}
	year, err := c.Read(tx, call.By, code)
	if err != nil {
		return err
	}
	if year.Standing == Running {
		return workflow.Refuse(ActOpen, "", "Cette campagne est déjà la campagne en cours.", "")
	}
	if year.Standing == Ended {
		return workflow.Refuse(ActOpen, "", "Cette campagne est close : elle ne s’ouvre plus. Copiez-la pour en préparer une autre.", "")
	}
	if err := dropOwed(tx, call.At, code); err != nil { // the campaign before is closed
		return err
	}
	if err := makeCurrent(tx, code, call.At.Happened); err != nil {
		return err
	}
	if err := openOwed(tx, call.At, year.Campaign); err != nil {
		return err
	}
	return call.Write(tx, ActOpen, year.Subject(), opening{year.Version, year.Digest, ""})
}
