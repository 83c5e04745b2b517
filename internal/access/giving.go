package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
)

// The steps of a grant's life.
const (
	stepGiven     = "given"
	stepDelegated = "delegated"
	stepProlonged = "prolonged"
	stepEnded     = "ended"
	stepWithdrawn = "withdrawn"
)

// grantChange is what the journal keeps of it.
type grantChange struct {
	Did        string `json:"did"`
	Grant      db.ID  `json:"grant"`
	Role       Role   `json:"role"`
	School     string `json:"school,omitempty"`
	Department string `json:"department,omitempty"`
	Academie   string `json:"academie,omitempty"`
	Region     string `json:"region,omitempty"`
	From       string `json:"from"`
	Until      string `json:"until,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

func (g Granted) write(tx *db.Tx, call Call, act Act, did string, until civil.Date, reason string) error {
	return call.Write(tx, act, g.Holder().Subject(), grantChange{did, g.ID, g.Role, g.School, g.Department, g.Academie, g.Region,
		g.FromDay.String(), until.String(), reason})
}

// TypedGrant is a role to give, as it was typed in a form.
type TypedGrant struct {
	Role  Role
	Place string // UAI, or the code of a department, an académie or a region; blank above
	Email string
	Name  string
	From  string // blank: today
	Until string // blank: no end
	// Login of the account to make; blank: made from the name. One that is given
	// asks for an account that does not exist yet.
	Login string
}

// Give gives a role over a place and for a time. To an address that no account
// has, it makes the account; to one that has, it adds the role and changes
// nothing else of it. It returns ErrNotFound to who gives no such role, and the
// login of the person.
//
// It refuses a place out of the giver's own, a time beyond theirs, oneself, an
// account that is suspended, a role that the person has there already, and one
// that is never held with another of theirs.
func (c *Chapter) Give(ctx context.Context, call Call, typed TypedGrant) (login string, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		login, err = c.GiveTx(tx, call, typed)
		return err
	})
	return login, err
}

// GiveTx is Give in a transaction already begun.
func (c *Chapter) GiveTx(tx *db.Tx, call Call, typed TypedGrant) (login string, err error) {
	return once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return c.give(tx, call, typed) })
}

func (c *Chapter) give(tx *db.Tx, call Call, typed TypedGrant) (login string, err error) {
	if !slices.Contains(call.By.Gives(), typed.Role) {
		return "", ErrNotFound
	}
	if err := lockAccounts(tx); err != nil {
		return "", err
	}
	given, who, wrong, err := c.readGrant(tx, call, typed)
	if err == nil {
		err = wrong.refusal(ActGrant)
	}
	if err != nil {
		return "", err
	}
	given.ID = db.NewID(call.At.Recorded.Time())
	fresh := who.ID == 0
	if fresh {
		who.ID = db.NewID(call.At.Recorded.Time())
		if err := insertPerson(tx, who.person(), call.At.Recorded); err != nil {
			return "", err
		}
	}
	given.Person, given.Login, given.Name, given.Email = who.ID, who.Login, who.Name, who.Email
	if err := insertGrant(tx, given.ID, RoleGrant{given.Person, given.Role, given.Place, given.FromDay, given.UntilDay}); err != nil {
		return "", err
	}
	if err := insertGrantStep(tx, call, given.ID, stepGiven, given.UntilDay, ""); err != nil {
		return "", err
	}
	if err := post(tx, call, given.Holder(), "Un rôle vous est donné", fmt.Sprintf("Un rôle vous est donné dans Préau\u202f: %s.\nLieu\u202f: %s.\nIl vaut %s.",
		given.Role.Label(), given.PlaceName, given.Days())); err != nil {
		return "", err
	}
	if fresh {
		if err := InviteTx(tx, call, given.Holder()); err != nil {
			return "", err
		}
		if err := call.Write(tx, ActAdd, given.Holder().Subject(), nil); err != nil {
			return "", err
		}
	}
	return given.Login, given.write(tx, call, ActGrant, stepGiven, given.UntilDay, "")
}

// readGrant is the role that was typed and whom it is for, with what is wrong.
// An account without an id is to be made.
func (c *Chapter) readGrant(tx *db.Tx, call Call, typed TypedGrant) (g Granted, who holder, wrong faults, err error) {
	g.Role = typed.Role
	if g.Place, g.PlaceName, err = placeOf(tx, g.Role.Level(), strings.ToUpper(civil.CleanLine(typed.Place))); errors.Is(err, ErrNotFound) {
		err = nil
		wrong.add("lieu", noPlace(g.Role.Level(), typed.Place))
	} else if err == nil && !call.By.MayGive(g.Role, g.Place) {
		wrong.add("lieu", noPlace(g.Role.Level(), typed.Place)) // as if there were none: who may not see it does not learn of it
	}
	if err != nil {
		return g, who, nil, err
	}
	limit := civil.Date{}
	if len(wrong) == 0 {
		if limit, err = termOf(tx, call, g.Place); err != nil {
			return g, who, nil, err
		}
	}
	who.Name, who.Email = wrong.name(typed.Name), wrong.email(typed.Email)
	g.FromDay, g.UntilDay = wrong.span(typed.From, typed.Until, call.At.Today(), limit)
	if len(wrong) > 0 {
		return g, who, wrong, nil
	}
	known, err := accountBy(tx, "lower(email)", who.Email)
	switch {
	case errors.Is(err, ErrNotFound):
		who.Login, err = newLogin(tx, typed, &wrong)
	case err == nil && typed.Login != "":
		wrong.add("courriel", "Un compte a déjà cette adresse.")
	case err == nil:
		who = known
		err = mayHold(tx, call, g, known, &wrong)
	}
	return g, who, wrong, err
}

// noPlace says what is wrong with a place that is none, or that is out of reach.
func noPlace(level Level, typed string) string {
	switch {
	case level == School && civil.CleanLine(typed) == "":
		return "Indiquez l’école ou l’établissement."
	case level == School:
		return "Aucune école ni aucun établissement de votre périmètre n’a ce numéro UAI. S’il manque à l’annuaire, demandez à l’administration de Préau de l’ajouter."
	}
	return "Choisissez un lieu de votre périmètre."
}

// termOf is the last day of the role by which an actor gives over a place; zero:
// no end. It is read again in the transaction: it returns ErrNotFound to who holds
// it no more.
func termOf(tx *db.Tx, call Call, at Place) (limit civil.Date, err error) {
	if call.By.Role == Program {
		return civil.Date{}, nil
	}
	held, err := holdings(tx, "id", call.By.Person.ID, call.At.Today())
	found := false
	for _, h := range held {
		if h.Role == call.By.Role && h.Place.Contains(at) {
			if !found {
				limit = h.UntilDay
			}
			limit, found = later(limit, h.UntilDay), true
		}
	}
	if err == nil && !found {
		err = ErrNotFound
	}
	return limit, err
}

// mayHold adds why a person who has an account is not given a role.
func mayHold(tx *db.Tx, call Call, g Granted, who holder, wrong *faults) error {
	has, err := grantsWhere(tx, "g.person = $1", who.ID)
	if err != nil {
		return err
	}
	switch conflict := conflictOf(has, g); {
	case who.ID == call.By.Person.ID:
		wrong.add("courriel", "Cette adresse est la vôtre\u202f: personne ne se donne un rôle à soi-même.")
	case call.By.speaksFor(who.ID):
		wrong.add("courriel", "Cette adresse est celle de la personne dont vous exercez le rôle par délégation\u202f: vous ne lui donnez pas de rôle.")
	case who.Suspended:
		wrong.add("courriel", "Aucun rôle ne peut être donné à cette adresse pour le moment. Adressez-vous à l’administration de Préau.")
	case conflict != "":
		wrong.add("courriel", conflict)
	}
	return nil
}

// conflictOf says why a role does not go with those that a person has; blank: it does.
func conflictOf(has []Granted, g Granted) string {
	for _, other := range has {
		switch meets := other.ID != g.ID && other.Meets(g.FromDay, g.UntilDay); {
		case !meets:
		case other.Role == g.Role && other.Place == g.Place && other.DelegationOf == 0 && g.DelegationOf == 0:
			return "Cette personne a déjà ce rôle à cet endroit, " + other.Days() + ". Vous pouvez le prolonger, ou y mettre fin."
		case other.Role == g.Role && (other.DelegationOf != 0 || g.DelegationOf != 0):
			return "Cette personne exerce déjà ce rôle, " + other.Days() + ". Un rôle ne s’exerce pas en même temps pour soi et par délégation."
		case Apart(other.Role, g.Role):
			return "Cette personne a un rôle qui ne se cumule pas avec celui-ci\u202f: qui décide des projets ne paie pas et n’administre pas la plateforme (§3.2)."
		}
	}
	return ""
}

// longestLogin is in characters.
const longestLogin = 60

// newLogin is the login of an account to be made: the one that was asked for,
// or the name in small letters.
func newLogin(tx *db.Tx, typed TypedGrant, wrong *faults) (string, error) {
	login := typed.Login
	if login == "" {
		login = strings.Join(strings.FieldsFunc(civil.Fold(typed.Name), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }), "-")
		login = strings.Trim(login[:min(len(login), longestLogin-5)], "-")
		if login == "" {
			login = "personne"
		}
	} else if len(login) > longestLogin || strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
		wrong.add("login", fmt.Sprintf("Un identifiant est fait de lettres minuscules sans accent, de chiffres, de tirets et de points\u202f: %d caractères au plus.", longestLogin))
	}
	taken, err := loginsLike(tx, login)
	if err != nil {
		return "", err
	}
	if typed.Login != "" && slices.Contains(taken, login) {
		wrong.add("login", "Un compte a déjà cet identifiant.")
	}
	free := login
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s-%d", login, n)
	}
	return free, nil
}

// post writes to a person what an act changes for them, and who did it.
func post(tx *db.Tx, call Call, to Person, title, body string) error {
	who := call.By.Acting()
	if call.By.Person.Name != "" {
		who = call.By.Person.Name + ", " + who
	}
	text := fmt.Sprintf("Bonjour,\n\n%s\n\nPar\u202f: %s.\n\nFait le %s.\nPréau\n", body, who, call.At.Happened.French())
	return mail.Post(tx, call.At, mail.Letter{Person: to.ID, Address: to.Email, Title: title, Body: text, About: to.Subject()})
}
