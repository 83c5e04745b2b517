package access

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// Purpose is what a private link of a letter is for.
type Purpose string

const (
	ForInvitation Purpose = "invitation" // the first password, « invitation »
	ForPassword   Purpose = "password"   // a forgotten one
)

// lasts is how long a link opens, by the machine's clock.
var lasts = map[Purpose]time.Duration{ForInvitation: 72 * time.Hour, ForPassword: time.Hour}

// InviteTx writes to a person a letter whose link lets them choose a password,
// within 72 hours and once. It ends the link of an invitation made before. The
// caller has seen that the person of the call may.
//
// Nothing of the link is kept but its serial: it is signed when the letter leaves
// (LeavingToken).
func InviteTx(tx *db.Tx, call Call, person Person) error {
	link, err := makeLink(tx, person.ID, ForInvitation, call.At.Recorded)
	if err != nil {
		return err
	}
	if err := mail.Post(tx, call.At, mail.Letter{Person: person.ID, Address: person.Email, About: link.about(),
		Title: "Votre compte Préau est ouvert",
		Body: "Bonjour " + person.Name + ",\n\nUn compte vous est ouvert sur Préau, où se prépare et se suit l’opération " +
			"« Ouvrir l’École aux parents pour réussir l’intégration ».\n\n" +
			"Votre identifiant\u202f: " + person.Login + "\n\n" +
			"Pour commencer, choisissez votre mot de passe avec le lien ci-dessous. Il sert une seule fois, pendant 72 heures, et pour vous seul\u202f: ne le transmettez pas.\n\n" +
			"Passé ce délai, ou si le lien ne s’ouvre pas, demandez-en un autre à la personne qui vous a invité.\n\nPréau\n"}); err != nil {
		return err
	}
	return call.Write(tx, ActInvite, person.Subject(), nil)
}

// InvitationToken is the last part of the address that an invitation leads to,
// for whoever hands it over where no letter leaves. It is not to be kept. It
// returns ErrNotFound for a person who has none open.
func InvitationToken(tx *db.Tx, links *Links, person db.ID, now civil.Instant) (string, error) {
	link, err := linkOf(tx, person, ForInvitation)
	if err == nil && !link.open(now) {
		err = ErrNotFound
	}
	return link.token(links), err
}

// HandOverTx makes a link by which a person chooses a password, for whoever runs the
// machine to hand over where no letter leaves: an invitation, or the link of a
// forgotten password for one who has chosen a first one. It ends the one made
// before, and takes no second factor off. The account is named by its login or its
// address. It returns ErrNotFound for nobody, and refuses one that is suspended.
func HandOverTx(tx *db.Tx, links *Links, call Call, named string) (purpose Purpose, token string, err error) {
	who, err := accountBy(tx, "login", named)
	if errors.Is(err, ErrNotFound) {
		who, err = accountBy(tx, "lower(email)", Email(named))
	}
	if err != nil {
		return "", "", err
	}
	if who.Suspended {
		return "", "", workflow.Refuse(ActInvite, "", "Ce compte est suspendu\u202f: rétablissez-le d’abord.", "")
	}
	known, err := secretOf(tx, who.ID)
	if err != nil {
		return "", "", err
	}
	if purpose = ForInvitation; known.Hash != "" {
		purpose = ForPassword
	}
	if purpose == ForInvitation {
		err = InviteTx(tx, call, who.person())
	} else if _, err = makeLink(tx, who.ID, purpose, call.At.Recorded); err == nil {
		err = call.Write(tx, ActForgotten, who.person().Subject(), nil)
	}
	if err != nil {
		return "", "", err
	}
	link, err := linkOf(tx, who.ID, purpose)
	return purpose, link.token(links), err
}

// A privateLink is the latest link made for a person, and a purpose.
type privateLink struct {
	Person  db.ID
	Purpose Purpose
	Serial  int64
	MadeAt  civil.Instant
	EndsAt  civil.Instant // zero: it was used, or another way was taken
}

// open tells whether the link may still be used.
func (l privateLink) open(now civil.Instant) bool { return now.Before(l.EndsAt) }

func (l privateLink) subject() string { return fmt.Sprintf("%d-%d", l.Person, l.Serial) }

// about is what the letter of the link is about: it names the link, and does not open it.
func (l privateLink) about() string { return linkAbout + string(l.Purpose) + ":" + l.subject() }

func (l privateLink) token(links *Links) string {
	return links.Token(string(l.Purpose), l.subject())
}

const linkAbout = "link:"

// LinkOf is the purpose of the private link that a letter is about; ok is false
// for any other letter.
func LinkOf(about string) (purpose Purpose, ok bool) {
	rest, ok := strings.CutPrefix(about, linkAbout)
	name, _, _ := strings.Cut(rest, ":")
	return Purpose(name), ok && lasts[Purpose(name)] != 0
}

// LeavingToken is the last part of the address of the private link that a letter
// is about. It opens it: it is for the letter that leaves, and for no page.
func LeavingToken(links *Links, about string) string {
	purpose, ok := LinkOf(about)
	if !ok {
		return ""
	}
	return links.Token(string(purpose), about[len(linkAbout)+len(purpose)+1:])
}

// linkIn finds the link that a token opens, or ErrNotFound: it is made up, another
// took its place, it was used, its time is over, or the account is suspended.
func linkIn(tx *db.Tx, links *Links, purpose Purpose, token string, now civil.Instant) (privateLink, error) {
	subject, signed := links.Open(string(purpose), token)
	person, serial, _ := strings.Cut(subject, "-")
	id, err := strconv.ParseInt(person, 10, 64)
	if !signed || err != nil {
		return privateLink{}, ErrNotFound
	}
	who, err := accountBy(tx, "id", id)
	if err != nil || who.Suspended { // no password is chosen before the account is restored
		return privateLink{}, errors.Join(err, ErrNotFound)
	}
	link, err := linkOf(tx, who.ID, purpose)
	if err == nil && (strconv.FormatInt(link.Serial, 10) != serial || !link.open(now)) {
		return privateLink{}, ErrNotFound
	}
	return link, err
}
