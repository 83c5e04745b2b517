package access

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
)

// Slowed says that too much was tried in vain: nothing more is, until then.
type Slowed struct{ Wait time.Duration }

func (s *Slowed) Error() string { return fmt.Sprintf("access: slowed for %s", s.Wait) }

// French is when to try again.
func (s *Slowed) French() string {
	if s.Wait < time.Minute {
		return fmt.Sprintf("Réessayez dans %s.", civil.Plural(max(1, int64((s.Wait+time.Second-1)/time.Second)), "seconde", "secondes"))
	}
	return fmt.Sprintf("Réessayez dans %s.", civil.Plural(int64((s.Wait+time.Minute-1)/time.Minute), "minute", "minutes"))
}

// A pace is how often something may fail, and how long one then waits: twice as
// long each time, from first to longest.
type pace struct {
	free           int64
	first, longest time.Duration
}

var (
	accountPace   = pace{5, 30 * time.Second, 15 * time.Minute}
	addressPace   = pace{50, 30 * time.Second, 15 * time.Minute} // a whole school may come from one
	forgottenPace = pace{3, 10 * time.Minute, time.Hour}
	crowdPace     = pace{20, 10 * time.Minute, time.Hour} // forgotten passwords of one address
)

// forgiven is after how long without a failure one begins anew.
const forgiven = time.Hour

// delay is how long one waits after so many failures.
func (p pace) delay(failures int64) time.Duration {
	if failures < p.free {
		return 0
	}
	return min(p.first<<min(failures-p.free, 20), p.longest)
}

// A brake is what slows one subject: an account, an address.
type brake struct {
	Subject  string
	Failures int64
	NextAt   civil.Instant
	LastAt   civil.Instant
	pace     pace
}

// wait is how long the brake holds: not at all before it has failed often enough,
// whatever the clocks of two nodes, nor when that is longer than any wait: the
// clock was set back.
func (b brake) wait(now civil.Instant) time.Duration {
	wait := b.NextAt.Sub(now)
	if b.pace.delay(b.Failures) == 0 || wait > b.pace.longest {
		return 0
	}
	return wait
}

// failed is the brake after one more failure.
func (b brake) failed(now civil.Instant) brake {
	if now.Sub(b.LastAt) > forgiven {
		b.Failures = 0
	}
	b.Failures++
	b.NextAt, b.LastAt = now.Add(b.pace.delay(b.Failures)), now
	return b
}

// attempt counts a failure on each subject before it is known to be one, so that
// a thousand at once are no cheaper than one after another. It returns *Slowed,
// and counts nothing, when one of them is held. Subjects are always given in the
// same order.
func attempt(tx *db.Tx, now civil.Instant, subjects ...brake) error {
	if err := sweepSlowdown(tx, now); err != nil {
		return err
	}
	for i := range subjects {
		if err := loadBrake(tx, &subjects[i], now); err != nil {
			return err
		}
		if wait := subjects[i].wait(now); wait > 0 {
			return &Slowed{wait}
		}
	}
	for _, b := range subjects {
		if err := saveBrake(tx, b.failed(now)); err != nil {
			return err
		}
	}
	return nil
}

// succeed takes back the failure that was counted on an address: others may be
// behind it. What an account failed before is forgotten whole (forgetFailures).
func succeed(tx *db.Tx, address string, now civil.Instant) error {
	return uncount(tx, address, now.Add(-forgiven))
}

// accountSubject is that of whoever a name typed is, or is not.
func accountSubject(links *Links, person Person, typed string) string {
	if person.ID != 0 {
		return fmt.Sprintf("person:%d", person.ID)
	}
	return "typed:" + fmt.Sprintf("%x", links.mac("typed name", typed))
}

// networkSubject is that of an address: of a whole household, where it has a
// prefix of its own (IPv6, /64).
func networkSubject(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "address:?"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return "address:" + ip.String()
	}
	prefix, _ := ip.Prefix(64) // fails beyond 128
	return "address:" + prefix.String()
}

// typedName is a login or an address as it is looked for: people type capitals
// and spaces, and paste what cannot be seen.
func typedName(text string) string {
	const longest = 320 // of an address, in bytes; nobody has a longer one
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	return strings.ToLower(civil.CleanLine(normal(text)))
}

// isSlowed tells whether an error is a Slowed.
func isSlowed(err error) bool {
	var slowed *Slowed
	return errors.As(err, &slowed)
}
