package access

import (
	"context"
	"errors"
	"fmt"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/workflow"
)

// Door is how one comes in: passwords, second factors, private links, sign-ins
// and the slowdown of those who try too often.
type Door struct {
	*Chapter
	links  *Links
	hasher *hasher
}

// NewDoor is the door of the chapter; key is the installation's, cost that of a
// hash: UsualCost when zero.
func NewDoor(c *Chapter, key Key, cost Cost) *Door {
	if cost == (Cost{}) {
		cost = UsualCost
	}
	return &Door{c, NewLinks(key), newHasher(cost)}
}

// ErrWrong says that a person and a password, or a code, do not go together. It
// is the same for a person who does not exist, has no password yet, or no role.
var ErrWrong = errors.New("access: wrong")

// visiting is a call by somebody who has not come in yet.
func (c *Chapter) visiting(at civil.Moment) Call { return Call{By: c.rights.Visitor(), At: at} }

// of is the call as its person's own, before they have a role in hand.
func (c Call) of(person Person) Call {
	c.By.Person = person
	return c
}

// Typed is what somebody types to come in.
type Typed struct{ Name, Password string }

// Passed is who typed their password: they are in, or a code is asked for.
type Passed struct {
	Entry   // when no code is
	Pending Pending
}

// Pending is somebody who has typed their password and not their code yet.
type Pending struct {
	Person db.ID
	Since  civil.Instant // when the password was chosen: another ends this
}

// Password opens the door to who types the right password, by their login or
// their address. It returns ErrWrong, *Slowed when too much was tried, or
// ErrBusy. Every case asks as much of the database and of the processor.
func (d *Door) Password(ctx context.Context, call Call, typed Typed, from From) (Passed, error) {
	name := typedName(typed.Name)
	var of secret
	var held []holding
	var tried [2]brake
	err := d.db.Write(ctx, func(tx *db.Tx) (err error) {
		if of, err = secretNamed(tx, name); err != nil {
			return err
		}
		if held, err = holdings(tx, "id", of.ID, call.At.Today()); err != nil {
			return err
		}
		tried = d.tried(of, name, from)
		return attempt(tx, call.At.Recorded, tried[:]...)
	})
	if err != nil {
		return Passed{}, err
	}
	right, err := d.hasher.matches(ctx, typed.Password, of.Hash)
	if err != nil {
		return Passed{}, errors.Join(err, d.untried(ctx, call.At.Recorded, tried[:]))
	}
	if !right || of.Hash == "" || len(held) == 0 {
		return Passed{}, d.refuse(ctx, call, of.person())
	}
	if err := d.renew(ctx, of, typed.Password); err != nil {
		return Passed{}, err
	}
	return d.pass(ctx, call, of, held, tried, from)
}

func (d *Door) tried(of secret, name string, from From) [2]brake {
	return [2]brake{{Subject: accountSubject(d.links, of.person(), name), pace: accountPace}, {Subject: networkSubject(from.Address), pace: addressPace}}
}

// untried takes back a failure that was none: nothing was compared.
func (d *Door) untried(ctx context.Context, now civil.Instant, tried []brake) error {
	return d.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		for _, b := range tried {
			if err := succeed(tx, b.Subject, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuse writes down that somebody was refused: a person, or nobody known.
func (d *Door) refuse(ctx context.Context, call Call, person Person) error {
	subject := "person:?" // what was typed is not told: it may be a password
	if person.ID != 0 {
		subject = person.Subject()
	}
	if err := d.db.Write(ctx, func(tx *db.Tx) error { return call.Write(tx, ActRefused, subject, nil) }); err != nil {
		return err
	}
	return ErrWrong
}

// renew hashes again a password whose hash was made at another cost.
func (d *Door) renew(ctx context.Context, of secret, password string) error {
	if !d.hasher.isOld(of.Hash) {
		return nil
	}
	hash, err := d.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error { return setHash(tx, of.ID, of.Hash, hash) })
}

// pass lets in who typed the right password, or asks for their code. The
// password may have been changed while it was compared.
func (d *Door) pass(ctx context.Context, call Call, of secret, held []holding, tried [2]brake, from From) (passed Passed, err error) {
	gone := false
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock("person", "id", of.ID); err != nil { // a change of password ends the sign-ins that it finds
			return err
		}
		chosen, err := passwordChosen(tx, of.ID)
		if err != nil {
			return err
		}
		if gone = chosen != of.ChosenAt; gone {
			return call.Write(tx, ActRefused, of.person().Subject(), nil)
		}
		if err := forgetFailures(tx, tried[0].Subject); err != nil {
			return err
		}
		if err := succeed(tx, tried[1].Subject, call.At.Recorded); err != nil {
			return err
		}
		if of.HasFactor {
			passed = Passed{Pending: Pending{Person: of.ID, Since: chosen}}
			return nil
		}
		passed.Entry, err = d.open(tx, call, held, byPassword, from, ActEnter)
		return err
	})
	if err == nil && gone {
		err = ErrWrong
	}
	return passed, err
}

// open opens a sign-in to a person; the same form sent twice opens one.
func (c *Chapter) open(tx *db.Tx, call Call, held []holding, door doorway, from From, act Act) (Entry, error) {
	actor, err := c.actor(held, "")
	if err != nil {
		return Entry{}, err
	}
	now := call.At.Recorded
	device := Device{ID: db.NewID(now.Time()), Person: actor.Person.ID, Door: door, Browser: from.Browser, Address: from.Address,
		FirstAt: now, LastAt: now, UntilAt: now.Add(SignInLasts)}
	key := call.Key
	if key != "" {
		key = fmt.Sprintf("%s %d", key, actor.Person.ID)
	}
	text, err := once.Do(tx, key, now, func() (string, error) {
		before, err := devicesOf(tx, device.Person)
		if err != nil {
			return "", err
		}
		if err := insertDevice(tx, device); err != nil {
			return "", err
		}
		if door == byPassword && device.isNew(before) {
			if err := tellNewDevice(tx, call.At, actor.Person, device); err != nil {
				return "", err
			}
		}
		return fmt.Sprint(int64(device.ID)), Call{By: actor, At: call.At}.Write(tx, act, actor.Person.Subject(), nil)
	})
	if err != nil {
		return Entry{}, err
	}
	_, err = fmt.Sscan(text, (*int64)(&device.ID))
	return Entry{actor, device.ID}, err
}

// Enter opens an example database's door to one of its cast, by login, without
// a password, and says in which role they begin. It returns ErrNotFound when
// there is no such person or when they hold no role on that day.
func (c *Chapter) Enter(ctx context.Context, at civil.Moment, login string, from From) (entry Entry, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		held, err := holdings(tx, "login", login, at.Today())
		if err != nil {
			return err
		}
		entry, err = c.open(tx, c.visiting(at), held, byExample, from, ActEnter)
		return err
	})
	return entry, err
}

// SignedIn reads a sign-in that is open, its person in the role they have chosen,
// and every role they could choose: none, when they hold none any more. It
// returns ErrNotFound when the sign-in is not open.
func (c *Chapter) SignedIn(tx *db.Tx, device db.ID, role Role, day civil.Date, now civil.Instant) (Signed, Actor, []Role, error) {
	signed, held, err := signedIn(tx, device, day, now)
	if err != nil || len(held) == 0 {
		return signed, Actor{}, nil, err
	}
	actor, err := c.actor(held, role)
	return signed, actor, rolesOf(held), err
}

// Seen writes down that a sign-in was just used.
func (c *Chapter) Seen(ctx context.Context, device db.ID, now civil.Instant) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return seen(tx, device, now) })
}

// Left ends the sign-in that a person leaves.
func (c *Chapter) Left(ctx context.Context, person, device db.ID, now civil.Instant) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		err := endDevice(tx, person, device, now)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
}

// Invited is whom a private link is for, or ErrNotFound when it opens nothing any
// more. Reading it changes nothing: mail servers follow links.
func (d *Door) Invited(tx *db.Tx, purpose Purpose, token string, now civil.Instant) (Person, error) {
	link, err := linkIn(tx, d.links, purpose, token, now)
	if err != nil {
		return Person{}, err
	}
	of, err := secretOf(tx, link.Person)
	return of.person(), err
}

// Choose sets the password of whom a private link is for, ends the link and every
// sign-in of theirs; it returns the login of that person. It returns ErrNotFound when the
// link opens nothing any more, or is another's than who is signed in; a refusal for a
// password that is guessed.
func (d *Door) Choose(ctx context.Context, call Call, purpose Purpose, token, password string) (login string, err error) {
	now := call.At.Recorded
	var person Person
	err = d.db.Read(ctx, func(tx *db.Tx) (err error) {
		person, err = d.Invited(tx, purpose, token, now)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return d.done(ctx, call)
	} else if err != nil {
		return "", err
	}
	if call.By.Person.ID != 0 && call.By.Person.ID != person.ID {
		return "", ErrNotFound
	}
	hash, err := d.good(ctx, person, "mot-de-passe", password)
	if err != nil {
		return "", err
	}
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		login, err = once.Do(tx, call.Key, now, func() (string, error) {
			if err := tx.Lock("person", "id", person.ID); err != nil { // two at once: the link serves the first
				return "", err
			}
			if _, err := linkIn(tx, d.links, purpose, token, now); err != nil {
				return "", err
			}
			return person.Login, d.change(tx, call.of(person), person, hash, 0)
		})
		return err
	})
	return login, err
}

// done is what Choose returned when the form of the call was received before, its link
// opening nothing any more; ErrNotFound when it was not.
func (d *Door) done(ctx context.Context, call Call) (login string, err error) {
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		login, err = once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return "", ErrNotFound })
		return err
	})
	return login, err
}

// good is the hash of a password, or a refusal that says why it is not to be chosen.
func (d *Door) good(ctx context.Context, person Person, field, password string) (string, error) {
	if wrong := WeakPassword(password, person.Login, person.Name, person.Email); wrong != "" {
		return "", &workflow.Refusal{Act: ActPassword, Reasons: []workflow.Missing{{Field: field, Sentence: wrong}}}
	}
	return d.hasher.hash(ctx, password)
}

// change keeps a new password and ends all that the former one had opened, but the
// sign-in that it is changed in.
func (d *Door) change(tx *db.Tx, call Call, person Person, hash string, but db.ID) error {
	now := call.At.Recorded
	before, err := secretOf(tx, person.ID)
	if err != nil {
		return err
	}
	if err := setPassword(tx, person.ID, hash, now); err != nil {
		return err
	}
	if err := endLinks(tx, person.ID); err != nil {
		return err
	}
	if err := forgetFailures(tx, accountSubject(d.links, person, "")); err != nil {
		return err
	}
	ended, err := endOthers(tx, person.ID, but, now)
	if err != nil {
		return err
	}
	if before.Hash != "" { // the first one is no news
		if err := tellChanged(tx, call.At, person, ended); err != nil {
			return err
		}
	}
	return call.Write(tx, ActPassword, person.Subject(), sessionsEnded{ended})
}

type sessionsEnded struct {
	Ended int64 `json:"ended"`
}

// Change changes the password of who is signed in, and ends their other sign-ins.
// It returns ErrWrong when the present one is not right, *Slowed, or a refusal.
func (d *Door) Change(ctx context.Context, call Call, device db.ID, present, password string, from From) error {
	person := call.By.Person
	if !call.By.May(ActPassword) {
		return ErrNotFound
	}
	if wrong := WeakPassword(password, person.Login, person.Name, person.Email); wrong != "" {
		return &workflow.Refusal{Act: ActPassword, Reasons: []workflow.Missing{{Field: "nouveau", Sentence: wrong}}}
	}
	var of secret
	var tried [2]brake
	if err := d.db.Write(ctx, func(tx *db.Tx) (err error) {
		if of, err = secretOf(tx, person.ID); err != nil {
			return err
		}
		tried = d.tried(of, "", from)
		return attempt(tx, call.At.Recorded, tried[:]...)
	}); err != nil {
		return err
	}
	right, err := d.hasher.matches(ctx, present, of.Hash)
	if err != nil {
		return errors.Join(err, d.untried(ctx, call.At.Recorded, tried[:]))
	}
	if !right || of.Hash == "" {
		if _, err := d.done(ctx, call); err == nil { // the second of two clicks: the first has changed it
			return d.untried(ctx, call.At.Recorded, tried[:])
		}
		return d.refuse(ctx, call, person)
	}
	hash, err := d.hasher.hash(ctx, password)
	if err != nil {
		return errors.Join(err, d.untried(ctx, call.At.Recorded, tried[:]))
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			if err := succeed(tx, tried[1].Subject, call.At.Recorded); err != nil {
				return "", err
			}
			return "", d.change(tx, call, person, hash, device)
		})
		return err
	})
}

// Forgotten asks for a link for whoever a name typed is. It says nothing of
// whether there is anybody, and does as much for nobody: the letter is written
// later (WriteForgotten). Beyond a few times nothing more is done.
func (d *Door) Forgotten(ctx context.Context, at civil.Moment, typed string, from From) error {
	name := typedName(typed)
	err := d.db.Write(ctx, func(tx *db.Tx) error {
		of, err := secretNamed(tx, name)
		if err != nil {
			return err
		}
		if err := attempt(tx, at.Recorded, brake{Subject: "forgotten " + accountSubject(d.links, of.person(), name), pace: forgottenPace},
			brake{Subject: "forgotten " + networkSubject(from.Address), pace: crowdPace}); err != nil {
			return err
		}
		return insertForgotten(tx, of.ID, at)
	})
	if isSlowed(err) {
		return nil
	}
	return err
}

// WriteForgotten writes the letters that were asked for by those who forgot their
// password. Several nodes may do it at once.
func (d *Door) WriteForgotten(ctx context.Context) error {
	some := false
	if err := d.db.Read(ctx, func(tx *db.Tx) (err error) {
		some, err = anyForgotten(tx)
		return err
	}); err != nil || !some {
		return err
	}
	return d.db.Write(ctx, func(tx *db.Tx) error {
		all, err := allForgotten(tx)
		if err != nil {
			return err
		}
		for _, f := range all {
			if err := d.writeForgotten(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Door) writeForgotten(tx *db.Tx, f forgotten) error {
	taken, err := takeForgotten(tx, f.ID)
	if err != nil || !taken || f.Person == 0 {
		return err
	}
	call := d.visiting(civil.Moment{Happened: f.HappenedAt, Recorded: f.RecordedAt})
	held, err := holdings(tx, "id", f.Person, call.At.Today())
	if err != nil || len(held) == 0 {
		return err
	}
	person := held[0].person()
	link, err := makeLink(tx, person.ID, ForPassword, call.At.Recorded)
	if err != nil {
		return err
	}
	if err := mail.Post(tx, call.At, mail.Letter{Person: person.ID, Address: person.Email, About: link.about(), Title: "Choisir un nouveau mot de passe",
		Body: "Bonjour " + person.Name + ",\n\nUn nouveau mot de passe a été demandé pour votre compte Préau, dont l’identifiant est " + person.Login + ".\n\n" +
			"Pour le choisir, suivez le lien ci-dessous. Il sert une seule fois, pendant une heure.\n\n" +
			"Si vous n’avez rien demandé, ne faites rien\u202f: votre mot de passe reste le même.\n\nPréau\n"}); err != nil {
		return err
	}
	return call.Write(tx, ActForgotten, person.Subject(), nil)
}

func tellChanged(tx *db.Tx, at civil.Moment, person Person, ended int64) error {
	body := "Bonjour " + person.Name + ",\n\nLe mot de passe de votre compte Préau a été changé le " + at.Recorded.French() + "."
	if ended > 0 {
		body += " Vos autres connexions ont été fermées."
	}
	return tell(tx, at, person, "Votre mot de passe a été changé", body+notYou)
}

func tellNewDevice(tx *db.Tx, at civil.Moment, person Person, d Device) error {
	return tell(tx, at, person, "Nouvelle connexion à votre compte", "Bonjour "+person.Name+",\n\nUne connexion à votre compte Préau a été ouverte le "+
		d.FirstAt.French()+", avec "+d.Browser+", depuis l’adresse "+d.Address+"."+notYou)
}

// notYou ends the letters that tell of something done to an account.
const notYou = "\n\nSi c’est vous, il n’y a rien à faire. Sinon, choisissez aussitôt un nouveau mot de passe, avec « Mot de passe oublié » " +
	"sur la page de connexion, et prévenez l’administration de Préau.\n\nPréau\n"

// AboutAccount is what the letters about one's own account are about.
const AboutAccount = "account"

func tell(tx *db.Tx, at civil.Moment, person Person, title, body string) error {
	return mail.Post(tx, at, mail.Letter{Person: person.ID, Address: person.Email, Title: title, Body: body, About: AboutAccount})
}
