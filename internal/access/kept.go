package access

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"preau/internal/civil"
	"preau/internal/db"
)

// A Key is the secret of an installation, the same on all its nodes. It lives
// beside the database and never in it, nor in its backups.
type Key [32]byte

// MaxForm is how many bytes of a form are kept, its names and values encoded;
// maxForms how many forms of one person, the latest ones.
const (
	MaxForm  = 64 << 10
	maxForms = 20
	maxPage  = 500
)

// ErrTooLarge says that a form is too long to be kept.
var ErrTooLarge = errors.New("access: the form is too large to be kept")

// KeptForms holds for an hour, sealed, what a person typed in a form sent under
// a sign-in that had ended: for that person and that page alone. Nothing is
// done with it, but to show it again.
type KeptForms struct {
	db   *db.DB
	seal cipher.AEAD
	now  func() civil.Instant
}

// NewKeptForms keeps forms in d, sealed with a key drawn from the
// installation's; now is the machine's clock.
func NewKeptForms(d *db.DB, key Key, now func() civil.Instant) (*KeptForms, error) {
	own, err := hkdf.Key(sha256.New, key[:], nil, "preau kept forms", len(key))
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return &KeptForms{d, seal, now}, err
}

// Keep seals a form for a person and a page, in the place of the one before. It
// returns ErrTooLarge, and keeps nothing, beyond MaxForm.
func (k *KeptForms) Keep(ctx context.Context, person db.ID, page, form string) error {
	if len(form) > MaxForm || len(page) > maxPage {
		return ErrTooLarge
	}
	sealed, now := k.seal.Seal(nil, nil, []byte(form), bound(person, page)), k.now()
	return k.db.Write(ctx, func(tx *db.Tx) error {
		if err := forgetForms(tx, now); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO kept_form (person, page, sealed, kept_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person, page) DO UPDATE SET sealed = excluded.sealed, kept_at = excluded.kept_at`, person, page, sealed, now); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM kept_form WHERE person = $1 AND page NOT IN
			(SELECT page FROM kept_form WHERE person = $1 ORDER BY kept_at DESC, page LIMIT $2)`, person, maxForms)
		return err
	})
}

// Find returns the form kept for a person and a page; blank when there is none,
// or when it was sealed with another key.
func (k *KeptForms) Find(ctx context.Context, person db.ID, page string) (form string, err error) {
	err = k.db.Read(ctx, func(tx *db.Tx) error {
		form, err = k.find(tx, person, page)
		return err
	})
	return form, err
}

func (k *KeptForms) find(tx *db.Tx, person db.ID, page string) (string, error) {
	var sealed []byte
	err := tx.Get(&sealed, "SELECT sealed FROM kept_form WHERE person = $1 AND page = $2 AND kept_at > $3", person, page, k.now().Add(-Grace))
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	form, err := k.seal.Open(nil, nil, sealed, bound(person, page))
	if err != nil {
		return "", nil
	}
	return string(form), nil
}

// Any tells whether something is kept for a person.
func (k *KeptForms) Any(ctx context.Context, person db.ID) (bool, error) {
	var forms int64
	err := k.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Get(&forms, "SELECT count(*) FROM kept_form WHERE person = $1 AND kept_at > $2", person, k.now().Add(-Grace))
	})
	return forms > 0, err
}

// Reduce leaves of the form kept for a person and a page what keep makes of it;
// blank takes it away. Two tabs that save at once each take away their own.
func (k *KeptForms) Reduce(ctx context.Context, person db.ID, page string, keep func(form string) string) error {
	return k.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock("person", "id", person); err != nil {
			return err
		}
		form, err := k.find(tx, person, page)
		if err != nil || form == "" {
			return err
		}
		if form = keep(form); form == "" {
			_, err = tx.Exec("DELETE FROM kept_form WHERE person = $1 AND page = $2", person, page)
			return err
		}
		_, err = tx.Exec("UPDATE kept_form SET sealed = $1 WHERE person = $2 AND page = $3", k.seal.Seal(nil, nil, []byte(form), bound(person, page)), person, page)
		return err
	})
}

// bound ties a sealed form to its person and page: moved to another row, it
// does not open.
func bound(person db.ID, page string) []byte { return fmt.Appendf(nil, "%d %s", person, page) }

func forgetForms(tx *db.Tx, now civil.Instant) error {
	_, err := tx.Exec("DELETE FROM kept_form WHERE kept_at <= $1", now.Add(-Grace))
	return err
}
