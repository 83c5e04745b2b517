package access

import (
	"net/netip"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
)

// SignInLasts is how long a sign-in lasts, by the machine's clock.
const SignInLasts = 12 * time.Hour

const (
	// seenEvery is how often the last moment of a sign-in is written at most.
	seenEvery = 5 * time.Minute
	// remembered is how long a sign-in that has ended is shown to its person.
	remembered = 90 * 24 * time.Hour
)

// doorway is how a sign-in was opened.
type doorway string

const (
	byPassword doorway = "password"
	byExample  doorway = "example" // « Entrer comme… »
)

// From is where a request comes from.
type From struct {
	Browser string // in French: « Firefox sur Windows »
	Address string // of the network
}

// A Device is a sign-in as its person sees it, « appareil ».
type Device struct {
	ID      db.ID
	Person  db.ID
	Door    doorway
	Browser string
	Address string
	FirstAt civil.Instant
	LastAt  civil.Instant
	UntilAt civil.Instant
	EndedAt civil.Instant
}

// Open tells whether the sign-in still opens anything.
func (d Device) Open(now civil.Instant) bool { return d.EndedAt.IsZero() && now.Before(d.UntilAt) }

// An Entry is who has come in, and by which sign-in.
type Entry struct {
	Actor  Actor
	Device db.ID
}

// neighbourhood is the part of an address that hardly changes from a day to the
// next: that of the operator.
func neighbourhood(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 32
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = 16
	}
	prefix, _ := ip.Prefix(bits)
	return prefix.String()
}

// isNew tells whether a sign-in looks like none before: another browser, or
// another operator. The first one of all is not: the person has just been invited.
func (d Device) isNew(before []Device) bool {
	for _, b := range before {
		if b.Browser == d.Browser && neighbourhood(b.Address) == neighbourhood(d.Address) {
			return false
		}
	}
	return len(before) > 0
}

// Signed is a sign-in that is open, with what is asked of each request under it.
type Signed struct {
	Device    db.ID
	Door      doorway
	LastAt    civil.Instant
	HasFactor bool
}

// MustSetUp tells whether nothing is open to the person yet but the page of the
// second factor: a role that they hold asks for one.
func (s Signed) MustSetUp(roles []Role) bool {
	return s.Door == byPassword && !s.HasFactor && NeedsFactor(roles)
}

// IsLate tells whether the last moment of the sign-in is to be written again.
func (s Signed) IsLate(now civil.Instant) bool { return now.Sub(s.LastAt) >= seenEvery }
