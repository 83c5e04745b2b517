package access

import (
	"context"
	"errors"
	"slices"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// codesShown is how long new recovery codes may be read by who made them.
const codesShown = 10 * time.Minute

// Code lets in who typed their password and now a code: of their application, or a
// recovery code. It returns ErrWrong, *Slowed, or ErrNotFound when the password was
// changed meanwhile or no code is asked for any more.
func (d *Door) Code(ctx context.Context, call Call, pending Pending, typed string, from From) (entry Entry, err error) {
	wrong := false
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		f, err := factorOf(tx, pending.Person)
		if err != nil {
			return err
		}
		held, err := holdings(tx, "id", pending.Person, call.At.Today())
		if err != nil {
			return err
		}
		chosen, err := passwordChosen(tx, pending.Person)
		if err != nil {
			return orNotFound(err)
		}
		if len(held) == 0 || !f.on() || chosen != pending.Since {
			return ErrNotFound
		}
		person := held[0].person()
		taken, left, err := d.take(tx, call, f, typed, from)
		if errors.Is(err, ErrWrong) { // what was counted stays
			wrong = true
			return call.Write(tx, ActRefused, person.Subject(), nil)
		} else if err != nil {
			return err
		}
		act := ActEnter
		if taken == byRecovery {
			act = ActRecover
			if err := tellRecovered(tx, call.At, person, left); err != nil {
				return err
			}
		}
		entry, err = d.open(tx, call, held, byPassword, from, act)
		return err
	})
	if err == nil && wrong {
		err = ErrWrong
	}
	return entry, err
}

// taking is what a code was.
type taking int

const (
	byApplication taking = iota
	byRecovery
)

// take takes a code, once. It returns ErrWrong, having counted it, or *Slowed; left
// is how many recovery codes are left after one of them.
func (d *Door) take(tx *db.Tx, call Call, f factor, typed string, from From) (taken taking, left int, err error) {
	now := call.At.Recorded
	codes := "code " + accountSubject(d.links, Person{ID: f.Person}, "")
	address := networkSubject(from.Address)
	if err := attempt(tx, now, brake{Subject: codes, pace: accountPace}, brake{Subject: address, pace: addressPace}); err != nil {
		return 0, 0, err
	}
	if step, ok := f.step(d.links, typed, now); ok {
		f.LastStep = step
		if err := saveFactor(tx, f); err != nil {
			return 0, 0, err
		}
	} else if left, err = d.recover(tx, f, typed, now); err != nil {
		return 0, 0, err
	} else {
		taken = byRecovery
	}
	if err := forgetFailures(tx, codes); err != nil {
		return 0, 0, err
	}
	return taken, left, succeed(tx, address, now)
}

// recover takes a recovery code, and tells how many are left.
func (d *Door) recover(tx *db.Tx, f factor, typed string, now civil.Instant) (left int, err error) {
	rank, ok := f.rank(d.links, typed)
	if !ok {
		return 0, ErrWrong
	}
	if ok, err = useRecovery(tx, f, rank, now); err != nil {
		return 0, err
	} else if !ok {
		return 0, ErrWrong
	}
	used, err := recoveriesUsed(tx, f)
	return recoveryCodes - len(used), err
}

// A Factor is a person's second factor as they see it.
type Factor struct {
	On       bool
	Since    civil.Instant
	Left     int      // recovery codes
	Codes    []string // while they are shown
	Proposal Proposal // of one to set up, when none is on
}

// FactorOf is the second factor of the person of a call, seen from one of their
// sign-ins. The one that is proposed is of that sign-in alone: nobody reads
// beforehand the key that another will be set up with.
func (d *Door) FactorOf(tx *db.Tx, call Call, device db.ID) (Factor, error) {
	f, err := readFactor(tx, call.By.Person.ID)
	if err != nil {
		return Factor{}, err
	}
	if !f.on() {
		return Factor{Proposal: proposal(f.proposed(device), d.links, call.By.Person)}, nil
	}
	used, err := recoveriesUsed(tx, f)
	view := Factor{On: true, Since: f.Since, Left: recoveryCodes - len(used)}
	if f.CodesDevice == device && call.At.Recorded.Before(f.CodesUntil) {
		for rank := range int64(recoveryCodes) {
			if !slices.Contains(used, rank) {
				view.Codes = append(view.Codes, f.recovery(d.links, rank))
			}
		}
	}
	return view, err
}

// TurnOn turns on the second factor that was proposed to a sign-in, once a code
// shows that the application holds it, and makes its recovery codes. Twice at once
// is once. It returns ErrWrong, or a refusal.
func (d *Door) TurnOn(ctx context.Context, call Call, device db.ID, typed string) error {
	if !call.By.May(ActFactor) {
		return ErrNotFound
	}
	return d.withFactor(ctx, call, func(tx *db.Tx, f factor) error {
		if f.on() {
			if f.Device == device { // the second of two clicks
				return nil
			}
			return workflow.Refuse(ActFactor, "", "La double authentification est déjà active.", "")
		}
		f = f.proposed(device)
		step, ok := f.step(d.links, typed, call.At.Recorded)
		if !ok {
			return ErrWrong
		}
		f.Since, f.LastStep = call.At.Recorded, step
		if err := saveFactor(tx, f.withCodes(call.At.Recorded, device)); err != nil {
			return err
		}
		if err := tell(tx, call.At, call.By.Person, "Double authentification activée", "Bonjour "+call.By.Person.Name+
			",\n\nLa double authentification a été activée pour votre compte Préau. Un code vous sera demandé à chaque connexion."+notYou); err != nil {
			return err
		}
		return call.Write(tx, ActFactor, call.By.Person.Subject(), nil)
	})
}

// withFactor does an act on the second factor of the person of a call, once. A code
// that was wrong is counted, and the act returns ErrWrong.
func (d *Door) withFactor(ctx context.Context, call Call, do func(*db.Tx, factor) error) error {
	const wrong = "wrong" // of the form, whenever it is sent
	result := ""
	err := d.db.Write(ctx, func(tx *db.Tx) (err error) {
		result, err = once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			f, err := factorOf(tx, call.By.Person.ID)
			if err != nil {
				return "", err
			}
			if err = do(tx, f); errors.Is(err, ErrWrong) {
				return wrong, call.Write(tx, ActRefused, call.By.Person.Subject(), nil)
			}
			return "", err
		})
		return err
	})
	if err == nil && result == wrong {
		return ErrWrong
	}
	return err
}

// TurnOff takes the second factor off, with a code. It refuses it to whoever holds
// a role that asks for one.
func (d *Door) TurnOff(ctx context.Context, call Call, roles []Role, typed string, from From) error {
	if !call.By.May(ActUnfactor) {
		return ErrNotFound
	}
	if NeedsFactor(roles) {
		return workflow.Refuse(ActUnfactor, "", "L’un de vos rôles demande la double authentification\u202f: elle reste active.", "")
	}
	return d.withFactor(ctx, call, func(tx *db.Tx, f factor) error {
		if !f.on() {
			return nil
		}
		if _, _, err := d.take(tx, call, f, typed, from); err != nil {
			return err
		}
		return turnOff(tx, call, call.By.Person, f)
	})
}

func turnOff(tx *db.Tx, call Call, person Person, f factor) error {
	f.Device, f.Since, f.CodesDevice, f.CodesUntil = 0, civil.Instant{}, 0, civil.Instant{}
	if err := saveFactor(tx, f); err != nil {
		return err
	}
	if err := tell(tx, call.At, person, "Double authentification désactivée", "Bonjour "+person.Name+
		",\n\nLa double authentification de votre compte Préau a été désactivée."+notYou); err != nil {
		return err
	}
	return call.Write(tx, ActUnfactor, person.Subject(), nil)
}

// LoseFactorTx takes a second factor off somebody who has lost both their telephone
// and their recovery codes. Who calls has made sure of who they are, and may; they
// set up another when they sign in next. It returns ErrNotFound when none is on.
func LoseFactorTx(tx *db.Tx, call Call, person Person) error {
	f, err := factorOf(tx, person.ID)
	if err != nil {
		return err
	}
	if !f.on() {
		return ErrNotFound
	}
	return turnOff(tx, call, person, f)
}

// MakeCodes makes new recovery codes, with a code; those made before serve no more.
func (d *Door) MakeCodes(ctx context.Context, call Call, device db.ID, typed string, from From) error {
	if !call.By.May(ActCodes) {
		return ErrNotFound
	}
	return d.withFactor(ctx, call, func(tx *db.Tx, f factor) error {
		if !f.on() {
			return workflow.Refuse(ActCodes, "", "Activez d’abord la double authentification.", "")
		}
		if _, _, err := d.take(tx, call, f, typed, from); err != nil {
			return err
		}
		f, err := readFactor(tx, f.Person) // whose last code was just kept
		if err != nil {
			return err
		}
		if err := saveFactor(tx, f.withCodes(call.At.Recorded, device)); err != nil {
			return err
		}
		return call.Write(tx, ActCodes, call.By.Person.Subject(), nil)
	})
}

func tellRecovered(tx *db.Tx, at civil.Moment, person Person, left int) error {
	return tell(tx, at, person, "Un code de secours a servi", "Bonjour "+person.Name+",\n\nUn code de secours a servi à ouvrir votre compte Préau. Il vous en reste "+
		civil.FrenchCount(int64(left))+"."+notYou)
}

// Devices lists the sign-ins of the person of a call, the latest first.
func (c *Chapter) Devices(tx *db.Tx, by Actor) ([]Device, error) {
	if !by.May(ActDevices) {
		return nil, ErrNotFound
	}
	return devicesOf(tx, by.Person.ID)
}

// EndDevice ends one of the sign-ins of the person of a call, from the next request
// on, on any node. It returns ErrNotFound for another's, or one that has ended.
func (c *Chapter) EndDevice(ctx context.Context, call Call, device db.ID) error {
	return c.ending(ctx, call, func(tx *db.Tx) (int64, error) { return 1, endDevice(tx, call.By.Person.ID, device, call.At.Recorded) })
}

// EndOtherDevices ends all of them but the present one.
func (c *Chapter) EndOtherDevices(ctx context.Context, call Call, device db.ID) error {
	return c.ending(ctx, call, func(tx *db.Tx) (int64, error) { return endOthers(tx, call.By.Person.ID, device, call.At.Recorded) })
}

func (c *Chapter) ending(ctx context.Context, call Call, end func(*db.Tx) (int64, error)) error {
	if !call.By.May(ActDevices) {
		return ErrNotFound
	}
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			ended, err := end(tx)
			if err != nil || ended == 0 {
				return "", err
			}
			return "", call.Write(tx, ActDevices, call.By.Person.Subject(), sessionsEnded{ended})
		})
		return err
	})
}
