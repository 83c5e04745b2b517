package campaign

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
)

// Chapter is the campaigns kept in a database, and what is due in them.
type Chapter struct {
	db    *db.DB
	mu    sync.Mutex
	known map[versionKey]*Campaign // a version never changes: read once
}

type versionKey struct {
	code    string
	version int64
}

// New builds the chapter.
func New(d *db.DB) *Chapter { return &Chapter{db: d, known: map[versionKey]*Campaign{}} }

// ErrNotFound says that there is no such campaign for this person, or no such
// version of it.
var ErrNotFound = errors.New("campaign: not found")

// Ship puts in the campaign that ships with the program, when no campaign of its
// code is there: what was changed on the screen since stays. It becomes the
// current one when there is none.
func (c *Chapter) Ship(ctx context.Context, call access.Call, campaign *Campaign) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		row, err := takeCampaign(tx, campaign.Code)
		if err != nil {
			return err
		}
		if row.Version > 0 {
			return c.openCurrent(tx, call.At)
		}
		_, err = currentCampaign(tx)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		return c.keep(tx, call, row, campaign, shippedReason, errors.Is(err, db.ErrNotFound))
	})
}

// openCurrent opens what the current campaign asks of each actor and is not open
// yet: an earlier version of Préau did not.
func (c *Chapter) openCurrent(tx *db.Tx, at civil.Moment) error {
	rules, _, err := c.Current(tx)
	if errors.Is(err, db.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	return openOwed(tx, at, rules)
}

const shippedReason = "Dossier livré avec Préau."

// Open keeps a campaign in the database and makes it the current one. When its
// files are those of the version kept last, nothing changes; when they differ,
// they are a new version: what was submitted keeps the one it was checked with.
func (c *Chapter) Open(ctx context.Context, call access.Call, campaign *Campaign) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		row, err := takeCampaign(tx, campaign.Code)
		if err != nil {
			return err
		}
		if row.Version > 0 {
			kept, err := c.version(tx, row.Code, row.Version)
			if err != nil || kept.Digest == campaign.Digest {
				return err
			}
		}
		return c.keep(tx, call, row, campaign, shippedReason, true)
	})
}

// keep makes a campaign the next version of its row.
func (c *Chapter) keep(tx *db.Tx, call access.Call, row campaignRow, campaign *Campaign, reason string, current bool) error {
	row.Label, row.Version = campaign.Label, row.Version+1
	if err := saveCampaign(tx, row, campaign.Files, call, reason); err != nil {
		return err
	}
	act := ActPrepare
	if current {
		act = ActOpen
		if err := makeCurrent(tx, row.Code, call.At.Happened); err != nil {
			return err
		}
		if err := openOwed(tx, call.At, campaign); err != nil {
			return err
		}
	}
	return call.Write(tx, act, campaign.Subject(), opening{row.Version, campaign.Digest, ""})
}

// Subject names the campaign in the journal.
func (c *Campaign) Subject() string { return "campaign:" + c.Code }

// opening is what the journal keeps of a campaign opened, or changed.
type opening struct {
	Version int64  `json:"version"`
	Digest  string `json:"digest"`
	Reason  string `json:"reason,omitempty"`
}

// Current is the campaign under way, in its latest version, or db.ErrNotFound.
func (c *Chapter) Current(tx *db.Tx) (*Campaign, int64, error) {
	row, err := currentCampaign(tx)
	if err != nil {
		return nil, 0, err
	}
	campaign, err := c.version(tx, row.Code, row.Version)
	return campaign, row.Version, err
}

// Version is a campaign as it was in a version, or ErrNotFound.
func (c *Chapter) Version(tx *db.Tx, code string, version int64) (*Campaign, error) {
	return c.version(tx, code, version)
}

func (c *Chapter) version(tx *db.Tx, code string, version int64) (*Campaign, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := versionKey{code, version}
	if campaign, found := c.known[key]; found {
		return campaign, nil
	}
	files, err := campaignFiles(tx, code, version)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, ErrNotFound
	}
	kept := map[string][]byte{}
	for _, file := range files {
		kept[file.Name] = file.Content
	}
	campaign, faults := Load(folderOf(kept))
	if len(faults) > 0 {
		return nil, fmt.Errorf("campaign: %s version %d: %w", code, version, faults)
	}
	c.known[key] = campaign
	return campaign, nil
}
