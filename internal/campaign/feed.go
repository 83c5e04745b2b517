package campaign

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/db"
)

// Feed is the private address of a person's calendar.
type Feed struct {
	Person db.ID
	Serial int64 // changes with the address
	Open   bool
}

// feedPurpose is what the address is signed for.
const feedPurpose = "calendar"

// Token is the part of the address that only its person knows.
func (f Feed) Token(links *access.Links) string {
	return links.Token(feedPurpose, fmt.Sprintf("%d-%d", f.Person, f.Serial))
}

// FeedOf reads the feed of a person; one who never asked for it has none open.
func FeedOf(tx *db.Tx, person db.ID) (Feed, error) {
	feed := Feed{Person: person}
	err := tx.Get(&feed, "SELECT person, serial, open FROM calendar_feed WHERE person = $1", person)
	if errors.Is(err, db.ErrNotFound) {
		return feed, nil
	}
	return feed, err
}

// FeedAt finds whose feed an address is. It returns ErrNotFound for an address
// that was changed, closed or made up.
func FeedAt(tx *db.Tx, links *access.Links, token string) (Feed, error) {
	subject, signed := links.Open(feedPurpose, token)
	person, serial, _ := strings.Cut(subject, "-")
	id, err := strconv.ParseInt(person, 10, 64)
	if !signed || err != nil {
		return Feed{}, ErrNotFound
	}
	feed, err := FeedOf(tx, db.ID(id))
	if err == nil && (!feed.Open || strconv.FormatInt(feed.Serial, 10) != serial) {
		return Feed{}, ErrNotFound
	}
	return feed, err
}

// SetFeed gives the person of the call a new address, or closes the one they have:
// either way the one before opens nothing any more.
func (c *Chapter) SetFeed(ctx context.Context, call access.Call, open bool) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		if !call.By.May(ActFeed) {
			return ErrNotFound
		}
		if _, err := tx.Exec(`INSERT INTO calendar_feed (person, serial, open) VALUES ($1, 1, $2)
			ON CONFLICT (person) DO UPDATE SET serial = calendar_feed.serial + 1, open = excluded.open`, call.By.Person.ID, open); err != nil {
			return err
		}
		return call.Write(tx, ActFeed, call.By.Person.Subject(), feedSet{open})
	})
}

type feedSet struct {
	Open bool `json:"open"`
}
