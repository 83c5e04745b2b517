package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"
)

// Cost is what one hash of a password costs.
type Cost struct {
	Memory  uint32 // in KiB
	Passes  uint32
	Threads uint8
}

// UsualCost is 46 MiB, and some thirty milliseconds on a core of 2026.
var UsualCost = Cost{Memory: 46 << 10, Passes: 1, Threads: 1}

func (c Cost) params() *argon2id.Params {
	return &argon2id.Params{Memory: c.Memory, Iterations: c.Passes, Parallelism: c.Threads, SaltLength: 16, KeyLength: 32}
}

// ErrBusy says that too many hashes were waited for: the same may be asked again.
var ErrBusy = errors.New("access: too many passwords at once")

// hasher computes hashes, so many at once: each takes a core and its memory.
type hasher struct {
	cost     Cost
	slots    chan struct{}
	patience time.Duration
	nobodys  string // a hash of the same cost, that no password gives
}

func newHasher(cost Cost) *hasher {
	var secret [48]byte
	_, _ = rand.Read(secret[:]) // never fails: see crypto/rand
	text := base64.RawStdEncoding.EncodeToString
	return &hasher{cost: cost, slots: make(chan struct{}, runtime.NumCPU()), patience: 5 * time.Second,
		nobodys: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", cost.Memory, cost.Passes, cost.Threads, text(secret[:16]), text(secret[16:]))}
}

// matches tells whether a password gives a hash; a blank hash is nobody's, and
// costs as much.
func (h *hasher) matches(ctx context.Context, password, hash string) (is bool, err error) {
	if hash == "" {
		hash = h.nobodys
	}
	if len(password) > maxPasswordBytes {
		password, hash = "", h.nobodys
	}
	err = h.inTurn(ctx, func() error {
		is, err = argon2id.ComparePasswordAndHash(normal(password), hash)
		return err
	})
	return is, err
}

// hash is that of a password that was found good.
func (h *hasher) hash(ctx context.Context, password string) (hash string, err error) {
	err = h.inTurn(ctx, func() error {
		hash, err = argon2id.CreateHash(normal(password), h.cost.params())
		return err
	})
	return hash, err
}

// isOld tells whether a hash was made at another cost.
func (h *hasher) isOld(hash string) bool {
	params, _, _, err := argon2id.DecodeHash(hash)
	return err == nil && *params != *h.cost.params()
}

// inTurn runs do when fewer than the bound are running. It returns ErrBusy when
// its turn does not come.
func (h *hasher) inTurn(ctx context.Context, do func() error) error {
	waiting, cancel := context.WithTimeout(ctx, h.patience)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return do()
	case <-waiting.Done():
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ErrBusy
	}
}
