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
	"preau/internal/workflow"
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
	known, err := accountBy(tx, "email", who.Email)
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
		return "Aucune école ni aucun établissement de votre périmètre n’a ce numéro UAI."
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
	who := call.By.Role.Label()
	if call.By.Person.Name != "" {
		who = call.By.Person.Name + ", " + who
	}
	if call.By.For.Name != "" {
		who += ", par délégation de " + call.By.For.Name
	}
	text := fmt.Sprintf("Bonjour,\n\n%s\n\nPar\u202f: %s.\n\nFait le %s.\nPréau\n", body, who, call.At.Happened.French())
	return mail.Post(tx, call.At, mail.Letter{Person: to.ID, Address: to.Email, Title: title, Body: text, About: to.Subject()})
}

// An Ending takes a role away.
type Ending struct {
	Grant  db.ID
	Last   string // its last day; blank: at once
	Reason string
}

// MayEnd tells whether an actor ends a grant: who may give it there, or who lent
// it; never one's own.
func (a Actor) MayEnd(g Granted) bool {
	lent := g.DelegationOf != 0 && g.Delegator == a.Person.ID && a.Person.ID != 0
	return lent || a.MayGive(g.Role, g.Place) && !a.isHolder(g)
}

func (a Actor) isHolder(g Granted) bool { return a.Person.ID != 0 && a.Person.ID == g.Person }

// End takes a role away, at once or after a day, with a reason; what was lent of
// it ends with it. It returns ErrNotFound to who may not. A role that is over
// stays as it is: of two who end it at once, the first has done it.
func (c *Chapter) End(ctx context.Context, call Call, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.EndTx(tx, call, in) })
}

// once does an act that looks by itself at who may, and makes twice once.
func (c *Chapter) once(ctx context.Context, call Call, do func(*db.Tx) error) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) { return "", do(tx) })
		return err
	})
}

// EndTx is End in a transaction already begun.
func (c *Chapter) EndTx(tx *db.Tx, call Call, in Ending) error {
	if err := lockAccounts(tx); err != nil {
		return err
	}
	g, err := findGrant(tx, in.Grant)
	if err != nil || !call.By.MayEnd(g) {
		return errors.Join(err, ErrNotFound)
	}
	if g.Delegator != call.By.Person.ID || call.By.Role == Program {
		if _, err := termOf(tx, call, g.Place); err != nil { // two who take each other's role away: the second has lost theirs
			return err
		}
	}
	today := call.At.Today()
	if g.Over(today) {
		return nil
	}
	var wrong faults
	last, reason := wrong.lastDay(g, in.Last, today), wrong.reason(in.Reason)
	if len(wrong) > 0 {
		return wrong.refusal(ActGrant)
	}
	if !last.IsZero() && last == g.UntilDay {
		return nil
	}
	if g.Role == Administrator {
		if err := staysAdministered(tx, g.Person, today, ActGrant); err != nil {
			return err
		}
	}
	return endAll(tx, call, g, last, reason)
}

// lastDay reads the last day of a role that is taken away; zero: at once.
func (f *faults) lastDay(g Granted, typed string, today civil.Date) civil.Date {
	last := f.day("jusque", typed)
	switch {
	case last.IsZero():
	case last.Before(today):
		f.add("jusque", "Ce jour est passé. Laissez vide pour mettre fin au rôle tout de suite.")
	case last.Before(g.FromDay):
		f.add("jusque", "Ce rôle ne commence que le "+g.FromDay.French()+". Laissez vide pour l’annuler.")
	case beyond(last, g.UntilDay):
		f.add("jusque", "Ce rôle finit le "+g.UntilDay.French()+". Pour le prolonger, servez-vous de l’autre formulaire.")
	}
	return last
}

// endAll ends a grant and what was lent of it; zero: at once.
func endAll(tx *db.Tx, call Call, g Granted, last civil.Date, reason string) error {
	lent, err := grantsWhere(tx, "g.delegation_of = $1", g.ID)
	if err != nil {
		return err
	}
	ended := []Granted{g}
	for _, d := range lent {
		if !d.Over(call.At.Today()) && (last.IsZero() || beyond(d.UntilDay, last)) {
			ended = append(ended, d)
		}
	}
	for _, one := range ended {
		if err := end(tx, call, one, last, reason); err != nil {
			return err
		}
	}
	for _, one := range ended {
		act := ActGrant
		if one.DelegationOf != 0 {
			act = ActDelegate
		}
		did, until := ending(one, last)
		if err := one.write(tx, call, act, did, until, reason); err != nil {
			return err
		}
	}
	return nil
}

// ending is how a grant ends when its last day is set: one that would not have
// begun is taken away.
func ending(g Granted, last civil.Date) (step string, until civil.Date) {
	if last.IsZero() || last.Before(g.FromDay) {
		return stepWithdrawn, g.UntilDay
	}
	return stepEnded, last
}

func end(tx *db.Tx, call Call, g Granted, last civil.Date, reason string) error {
	step, until := ending(g, last)
	if err := setEnd(tx, g.ID, until, step == stepWithdrawn); err != nil {
		return err
	}
	if err := insertGrantStep(tx, call, g.ID, step, until, reason); err != nil {
		return err
	}
	when := "Il prend fin tout de suite."
	if step == stepEnded {
		when = "Son dernier jour est le " + last.FrenchLong() + "."
	}
	what := "Votre rôle prend fin dans Préau"
	if g.DelegationOf != 0 {
		what = "La délégation que vous avez reçue de " + g.DelegatorName + " prend fin dans Préau"
	}
	return post(tx, call, g.Holder(), "Fin d’un rôle", fmt.Sprintf("%s\u202f: %s.\nLieu\u202f: %s.\n%s\n\nMotif\u202f: %s", what, g.Role.Label(), g.PlaceName, when, reason))
}

// A Prolonging gives a role a later last day.
type Prolonging struct {
	Grant db.ID
	Until string // blank: no end
}

// Prolong gives a role that is not over a later last day, or none, within the
// giver's own time. It returns ErrNotFound to who may not give it there, and to
// who holds it: nobody prolongs their own role. What is lent is not prolonged.
func (c *Chapter) Prolong(ctx context.Context, call Call, in Prolonging) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.ProlongTx(tx, call, in) })
}

// ProlongTx is Prolong in a transaction already begun.
func (c *Chapter) ProlongTx(tx *db.Tx, call Call, in Prolonging) error {
	if err := lockAccounts(tx); err != nil {
		return err
	}
	g, err := findGrant(tx, in.Grant)
	if err != nil || g.DelegationOf != 0 || !call.By.MayGive(g.Role, g.Place) || call.By.isHolder(g) {
		return errors.Join(err, ErrNotFound)
	}
	limit, err := termOf(tx, call, g.Place)
	if err != nil {
		return err
	}
	var wrong faults
	until := wrong.day("nouveau", in.Until)
	switch {
	case len(wrong) > 0:
	case g.Over(call.At.Today()):
		wrong.add("nouveau", "Ce rôle est terminé\u202f: donnez-le de nouveau.")
	case g.UntilDay.IsZero():
		wrong.add("nouveau", "Ce rôle n’a pas de date de fin\u202f: il n’y a rien à prolonger.")
	case !beyond(until, g.UntilDay):
		wrong.add("nouveau", "Donnez un jour après le "+g.UntilDay.French()+", dernier jour actuel.")
	case beyond(until, limit):
		wrong.add("nouveau", beyondOwn(limit))
	}
	if len(wrong) > 0 {
		return wrong.refusal(ActGrant)
	}
	g.UntilDay = until
	who, err := accountBy(tx, "id", g.Person)
	if err == nil {
		err = mayHoldLonger(tx, g, who)
	}
	if err != nil {
		return err
	}
	if err := setEnd(tx, g.ID, until, false); err != nil {
		return err
	}
	if err := insertGrantStep(tx, call, g.ID, stepProlonged, until, ""); err != nil {
		return err
	}
	if err := post(tx, call, g.Holder(), "Votre rôle est prolongé", fmt.Sprintf("Votre rôle est prolongé dans Préau\u202f: %s.\nLieu\u202f: %s.\nIl vaut %s.", g.Role.Label(), g.PlaceName, g.Days())); err != nil {
		return err
	}
	return g.write(tx, call, ActGrant, stepProlonged, until, "")
}

func mayHoldLonger(tx *db.Tx, g Granted, who holder) error {
	has, err := grantsWhere(tx, "g.person = $1", g.Person)
	conflict := conflictOf(has, g)
	switch {
	case err != nil:
		return err
	case who.Suspended:
		return workflow.Refuse(ActGrant, "nouveau", "Ce compte est suspendu\u202f: ses rôles ne se prolongent pas.", "")
	case conflict != "":
		return workflow.Refuse(ActGrant, "nouveau", conflict, "")
	}
	return nil
}

// FindGrant is a grant that an actor may see, or ErrNotFound.
func (c *Chapter) FindGrant(tx *db.Tx, by Actor, id db.ID) (Granted, error) {
	g, err := findGrant(tx, id)
	if err == nil && !by.Can(ActPeople, g.Place) {
		err = ErrNotFound
	}
	return g, err
}

// A Dossier is what an actor may know of a person.
type Dossier struct {
	Person    Person
	Suspended bool
	Expected  bool      // has not chosen a password yet
	Roles     []Granted // those within the actor's reach, over or not
	Steps     []GrantStep
}

// Who is what an actor may know of the person with this login. It returns
// ErrNotFound when nothing of theirs is within the actor's reach.
func (c *Chapter) Who(tx *db.Tx, by Actor, login string) (Dossier, error) {
	who, err := accountBy(tx, "login", login)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{Person: who.person(), Suspended: who.Suspended}
	if d.Roles, err = grantsSeen(tx, by, who.ID); err != nil {
		return Dossier{}, err
	}
	if len(d.Roles) == 0 && !by.Can(ActSuspend, France) {
		return Dossier{}, ErrNotFound
	}
	secret, err := secretOf(tx, who.ID)
	if err != nil {
		return Dossier{}, err
	}
	d.Expected = secret.Hash == ""
	if d.Steps, err = stepsOf(tx, d.Roles); err != nil || !by.Can(ActSuspend, France) {
		return d, err
	}
	suspensions, err := suspensionsOf(tx, who.ID)
	d.Steps = append(d.Steps, suspensions...)
	slices.SortStableFunc(d.Steps, func(a, b GrantStep) int { return int(min(max(b.ID-a.ID, -1), 1)) })
	return d, err
}

// MayInvite tells whether an actor invites a person again: who gives one of the
// roles that the person has, or will have.
func (d Dossier) MayInvite(by Actor, today civil.Date) bool {
	return by.May(ActInvite) && d.Expected && !d.Suspended && slices.ContainsFunc(d.Roles, func(g Granted) bool {
		return g.DelegationOf == 0 && !g.Over(today) && by.MayGive(g.Role, g.Place) && !by.isHolder(g)
	})
}

// Invite writes once more to a person who has not chosen a password yet. The
// link sent before opens nothing any more.
func (c *Chapter) Invite(ctx context.Context, call Call, login string) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		d, err := c.Who(tx, call.By, login)
		switch {
		case err != nil:
			return err
		case !d.Expected:
			return workflow.Refuse(ActInvite, "", "Cette personne a déjà choisi son mot de passe\u202f: si elle l’a oublié, la page de connexion lui en fait choisir un autre.", "")
		case !d.MayInvite(call.By, call.At.Today()):
			return ErrNotFound
		}
		return InviteTx(tx, call, d.Person)
	})
}
