package access_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// ground is a database with two regions, each down to one school, and somebody
// in every role over the first.
type ground struct {
	t      *testing.T
	d      *db.DB
	c      *access.Chapter
	day    string
	people map[access.Role]access.Person
}

var (
	here  = access.Place{School: "0931420N", Department: "93", Academie: "24", Region: "11"}
	there = access.Place{School: "0133310A", Department: "13", Academie: "02", Region: "93"}
)

func newGround(t *testing.T, url string) *ground {
	t.Helper()
	g := &ground{t: t, d: migrated.Open(t, url), day: "2009-09-21", people: map[access.Role]access.Person{}}
	g.c = access.New(g.d, table(t))
	if err := g.d.Write(t.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec("INSERT INTO installation (one, example) VALUES (1, FALSE)"); err != nil {
			return err
		}
		for _, p := range []access.Place{here, there} {
			for _, statement := range []struct {
				sql  string
				args []any
			}{
				{"INSERT INTO region (code, name) VALUES ($1, $2)", []any{p.Region, "R" + p.Region}},
				{"INSERT INTO academie (code, name, region) VALUES ($1, $2, $3)", []any{p.Academie, "A" + p.Academie, p.Region}},
				{"INSERT INTO department (code, name, academie, region, uai_prefix, holiday_zone) VALUES ($1, $2, $3, $4, $5, 'C')",
					[]any{p.Department, "D" + p.Department, p.Academie, p.Region, "0" + p.Department}},
				{`INSERT INTO school (uai, name, kind, address, postcode, town, phone, email, department, academie, region, open, search_text, sort_key, recorded_at)
					VALUES ($1, 'Collège', 'college', '', '', $2, '', '', $3, $4, $5, TRUE, '', '', '')`, []any{p.School, "V" + p.Department, p.Department, p.Academie, p.Region}},
			} {
				if _, err := tx.Exec(statement.sql, statement.args...); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles() {
		g.people[role] = g.person(string(role), grant(role, at(role, here), "2009-07-28", ""))
	}
	return g
}

// at is the place of a role's level around a school.
func at(role access.Role, p access.Place) access.Place {
	switch role.Level() {
	case access.School:
		return p
	case access.Department:
		return p.Reached(access.InDepartment)
	case access.Academie:
		return p.Reached(access.InAcademie)
	case access.Region:
		return p.Reached(access.InRegion)
	}
	return access.France
}

// code is what is typed to name a place.
func code(p access.Place) string {
	for _, code := range []string{p.School, p.Department, p.Academie, p.Region} {
		if code != "" {
			return code
		}
	}
	return ""
}

func (g *ground) person(login string, grants ...access.RoleGrant) access.Person {
	g.t.Helper()
	return added(g.t, g.d, g.c, access.Person{Login: login, Name: "Personne " + login, Email: login + "@exemple.fr"}, grants...)
}

// as is a call by a person in a role, as a page makes it; the zero call when they
// hold none.
func (g *ground) as(who access.Person, role access.Role) access.Call {
	g.t.Helper()
	call := access.Call{At: moment(g.day)}
	if err := g.d.Read(g.t.Context(), func(tx *db.Tx) (err error) {
		call.By, _, err = g.c.Actor(tx, who.ID, role, call.At.Today())
		return err
	}); err != nil && !errors.Is(err, access.ErrNotFound) {
		g.t.Fatal(err)
	}
	return call
}

func (g *ground) by(role access.Role) access.Call { return g.as(g.people[role], role) }

// give is one grant that is well typed.
func give(role access.Role, place access.Place, email string) access.TypedGrant {
	return access.TypedGrant{Role: role, Place: code(place), Email: email, Name: "Alice Martin"}
}

func (g *ground) mustGive(call access.Call, typed access.TypedGrant) access.Granted {
	g.t.Helper()
	login, err := g.c.Give(g.t.Context(), call, typed)
	if err != nil {
		g.t.Fatal(err)
	}
	all := g.roles(login)
	return all[len(all)-1]
}

// roles are all grants of who has a login.
func (g *ground) roles(login string) (all []access.Granted) {
	g.t.Helper()
	if err := g.d.Read(g.t.Context(), func(tx *db.Tx) error {
		dossier, err := g.c.Who(tx, g.by(access.Administrator).By, login)
		all = dossier.Roles
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return all
}

// told checks that an act was refused beside a field, with these words; a blank
// field wants it done, and a field "404" not found.
func told(t *testing.T, name string, err error, field, words string) {
	t.Helper()
	var refusal *workflow.Refusal
	switch {
	case field == "" && words == "":
		if err != nil {
			t.Errorf("%s: got %v, want it done", name, err)
		}
	case field == "404":
		if !errors.Is(err, access.ErrNotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	case !errors.As(err, &refusal):
		t.Errorf("%s: got %v, want it refused: %s", name, err, words)
	case !slices.ContainsFunc(refusal.Reasons, func(m workflow.Missing) bool { return m.Field == field && strings.Contains(m.Sentence, words) }):
		t.Errorf("%s: got %+v, want %q beside %q", name, refusal.Reasons, words, field)
	}
}

// Every role gives every role, within its place and out of it: what is done is
// what the table says (docs/rights.md, « Qui donne quel rôle »).
func TestWhoGivesWhichRole(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		for _, given := range access.Grantable {
			for _, by := range access.Roles() {
				for name, place := range map[string]access.Place{"here": at(given.Role, here), "there": at(given.Role, there)} {
					typed := give(given.Role, place, name+string(by)+string(given.Role)+"@exemple.fr")
					_, err := g.c.Give(t.Context(), g.by(by), typed)
					field, words := "", ""
					switch may := slices.Contains(given.By, by); {
					case !may:
						field = "404"
					case place != at(given.Role, here) && !at(by, here).Contains(place):
						field, words = "lieu", "votre périmètre"
					}
					told(t, string(by)+" gives "+string(given.Role)+" "+name, err, field, words)
				}
			}
		}
	})
}

// Each role is in the table once; those who give one hold more, but where nobody does.
func TestTheTableOfWhoGivesIsWhole(t *testing.T) {
	alone := []access.Role{access.NationalPilot, access.NationalPayer, access.Administrator, access.OFIIAgent}
	var seen []access.Role
	for _, given := range access.Grantable {
		seen = append(seen, given.Role)
		for _, by := range given.By {
			if slices.Contains(alone, given.Role) || by == access.Administrator {
				continue
			}
			if !given.Role.Level().Under(by.Level()) || given.Role == by {
				t.Errorf("%s is given by %s, which does not hold more", given.Role, by)
			}
		}
		decides := []access.Role{access.NationalPilot, access.NationalPayer, access.RegionalPilot, access.ServiceCertifier, access.PoolingManager}
		if slices.Contains(decides, given.Role) && slices.Contains(given.By, access.Administrator) {
			t.Errorf("who administers gives %s, which decides, certifies or pays", given.Role)
		}
	}
	slices.Sort(seen)
	all := access.Roles()
	slices.Sort(all)
	if !slices.Equal(seen, all) {
		t.Errorf("roles of the table: got %v, want each once: %v", seen, all)
	}
}

func TestWhatIsTypedToGiveARole(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		short := g.person("short", grant(access.SchoolLead, here, "2009-07-28", "2009-12-31"))
		g.person("known", grant(access.Trainer, here, "2009-09-01", "2009-10-31"), grant(access.Trainer, here, "2010-01-01", ""))
		closed := g.person("closed", grant(access.Trainer, here, "2009-09-01", ""))
		if err := g.c.Suspend(t.Context(), g.by(access.Administrator), access.Suspending{Login: closed.Login, Reason: "Essai"}); err != nil {
			t.Fatal(err)
		}
		lead, pilot := g.by(access.SchoolLead), g.by(access.NationalPilot)
		contributor := func(change func(*access.TypedGrant)) access.TypedGrant {
			typed := give(access.SchoolContributor, here, "nouveau@exemple.fr")
			change(&typed)
			return typed
		}
		tests := []struct {
			name         string
			by           access.Call
			typed        access.TypedGrant
			field, words string
		}{
			{"no place", lead, contributor(func(g *access.TypedGrant) { g.Place = " " }), "lieu", "Indiquez l’école"},
			{"a place that is none", lead, contributor(func(g *access.TypedGrant) { g.Place = "0000000A" }), "lieu", "de votre périmètre"},
			{"no name", lead, contributor(func(g *access.TypedGrant) { g.Name = " " }), "nom", "Indiquez le prénom"},
			{"a long name", lead, contributor(func(g *access.TypedGrant) { g.Name = strings.Repeat("é", 101) }), "nom", "trop long"},
			{"no address", lead, contributor(func(g *access.TypedGrant) { g.Email = "" }), "courriel", "Indiquez l’adresse"},
			{"no sign in it", lead, contributor(func(g *access.TypedGrant) { g.Email = "alice.exemple.fr" }), "courriel", "sous la forme"},
			{"two addresses", lead, contributor(func(g *access.TypedGrant) { g.Email = "a@exemple.fr,b@exemple.fr" }), "courriel", "sous la forme"},
			{"a line in it", lead, contributor(func(g *access.TypedGrant) { g.Email = "a@exemple.fr\nBcc: b@exemple.fr" }), "courriel", "sous la forme"},
			{"a long address", lead, contributor(func(g *access.TypedGrant) { g.Email = strings.Repeat("a", 200) + "@exemple.fr" }), "courriel", "trop longue"},
			{"oneself", lead, contributor(func(g *access.TypedGrant) { g.Email = " School_Lead@EXEMPLE.fr " }), "courriel", "à soi-même"},
			{"a suspended person", lead, contributor(func(g *access.TypedGrant) { g.Email = closed.Email }), "courriel", "pour le moment"},
			{"no day", lead, contributor(func(g *access.TypedGrant) { g.From = "bientôt" }), "depuis", ""},
			{"a first day that is over", lead, contributor(func(g *access.TypedGrant) { g.From = "20/09/2009" }), "depuis", "Ce jour est passé"},
			{"a last day that is over", lead, contributor(func(g *access.TypedGrant) { g.Until = "20/09/2009" }), "jusque", "Ce jour est passé"},
			{"a last day before the first", lead, contributor(func(g *access.TypedGrant) { g.From, g.Until = "01/10/2009", "30/09/2009" }), "jusque", "précéder"},
			{"no end, by one who has one", g.as(short, access.SchoolLead), contributor(func(*access.TypedGrant) {}), "jusque", "finit le 31 décembre 2009"},
			{"an end beyond one's own", g.as(short, access.SchoolLead), contributor(func(g *access.TypedGrant) { g.Until = "01/01/2010" }), "jusque", "finit le 31 décembre 2009"},
			{"the same role twice", lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "known@exemple.fr", Name: "K", Until: "31/10/2009"}, "courriel", "a déjà ce rôle à cet endroit"},
			{"the same, later", lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "known@exemple.fr", Name: "K", From: "01/11/2009"}, "courriel", "a déjà ce rôle à cet endroit"},
			{"between both", lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "Known@exemple.fr", Name: "K", From: "01/11/2009", Until: "31/12/2009"}, "", ""},
			{"who pays does not decide", pilot, give(access.RegionalPilot, access.Place{Region: "11"}, "national_payer@exemple.fr"), "courriel", "ne se cumule pas"},
			{"nor does who administers", pilot, give(access.NationalPilot, access.France, "administrator@exemple.fr"), "courriel", "ne se cumule pas"},
			{"a role that is none", pilot, give("king", access.France, "roi@exemple.fr"), "404", ""},
			{"until one's own end", g.as(short, access.SchoolLead), contributor(func(g *access.TypedGrant) { g.Until, g.Place = "31/12/2009", " 0931420n " }), "", ""},
		}
		for _, test := range tests {
			_, err := g.c.Give(t.Context(), test.by, test.typed)
			told(t, test.name, err, test.field, test.words)
		}
	})
}

// An account is made once for an address, however it is typed, and one that is
// there keeps its name; logins are made from names.
func TestAnAddressIsOnePerson(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		lead := g.by(access.SchoolLead)
		first := g.mustGive(lead, give(access.Trainer, here, "Élise.Noël@Exemple.FR "))
		second := g.mustGive(lead, access.TypedGrant{Role: access.SchoolContributor, Place: here.School, Email: "élise.noël@exemple.fr", Name: "Autre Nom"})
		if second.Person != first.Person || second.Name != "Alice Martin" || first.Login != "alice-martin" || first.Email != "élise.noël@exemple.fr" {
			t.Errorf("the second role: got %+v, want it given to %+v", second, first)
		}
		if other := g.mustGive(lead, give(access.Trainer, here, "alice2@exemple.fr")); other.Login != "alice-martin-2" {
			t.Errorf("login of a namesake: got %q, want alice-martin-2", other.Login)
		}
		if other := g.mustGive(lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "x@exemple.fr", Name: "李明"}); other.Login != "personne" {
			t.Errorf("login of a name without a letter of ours: got %q, want personne", other.Login)
		}
		if titles := g.letters(first.Person); strings.Join(titles, ", ") != "Un rôle vous est donné, Votre compte Préau est ouvert, Un rôle vous est donné" {
			t.Errorf("letters of the person: got %q", titles)
		}
	})
}

func (g *ground) letters(person db.ID) (titles []string) {
	g.t.Helper()
	if err := g.d.Read(g.t.Context(), func(tx *db.Tx) error {
		letters, _, err := mail.To(tx, person, 0, 100)
		for _, l := range letters {
			titles = append(titles, l.Title)
		}
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return titles
}

// Two who make the same account at once make one; a double click gives once.
func TestGivingAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		var group sync.WaitGroup
		for _, role := range []access.Role{access.Trainer, access.SchoolContributor, access.ServiceCertifier} {
			for range 2 {
				call := g.by(access.SchoolLead)
				call.Key = string(role)
				group.Go(func() {
					if _, err := g.c.Give(t.Context(), call, give(role, here, "nouveau@exemple.fr")); err != nil {
						t.Errorf("Give(%s) beside others: %v", role, err)
					}
				})
			}
		}
		group.Wait()
		if all := g.roles("alice-martin"); len(all) != 3 {
			t.Errorf("roles of the person: got %d, want 3: %+v", len(all), all)
		}
	})
}

func TestEndingAndProlonging(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		short := g.person("short", grant(access.SchoolLead, here, "2009-07-28", "2009-12-31"))
		lead, region, far := g.by(access.SchoolLead), g.by(access.RegionalPilot), g.person("far", grant(access.SchoolLead, there, "2009-07-28", ""))
		trainer := g.mustGive(lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "a@exemple.fr", Name: "A", Until: "30/11/2009"})
		coming := g.mustGive(lead, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "b@exemple.fr", Name: "B", From: "01/10/2009"})
		own := g.roles("school_lead")[0]
		prolong := func(call access.Call, grant access.Granted, until string) func() error {
			return func() error {
				return g.c.Prolong(t.Context(), call, access.Prolonging{Grant: grant.ID, Until: until})
			}
		}
		end := func(call access.Call, grant access.Granted, last, reason string) func() error {
			return func() error {
				return g.c.End(t.Context(), call, access.Ending{Grant: grant.ID, Last: last, Reason: reason})
			}
		}
		tests := []struct {
			name         string
			do           func() error
			field, words string
		}{
			{"prolong by who is elsewhere", prolong(g.as(far, access.SchoolLead), trainer, ""), "404", ""},
			{"prolong by who gives no such role", prolong(region, trainer, ""), "404", ""},
			{"prolong one's own", prolong(lead, own, ""), "404", ""},
			{"prolong nothing", prolong(lead, access.Granted{}, ""), "404", ""},
			{"prolong to the same day", prolong(lead, trainer, "30/11/2009"), "nouveau", "après le 30 novembre 2009"},
			{"prolong to no day", prolong(lead, trainer, "demain"), "nouveau", ""},
			{"prolong beyond one's own", prolong(g.as(short, access.SchoolLead), trainer, "01/01/2010"), "nouveau", "finit le 31 décembre 2009"},
			{"prolong what has no end", prolong(lead, coming, ""), "nouveau", "n’a pas de date de fin"},
			{"prolong", prolong(lead, trainer, "31/01/2010"), "", ""},
			{"prolong without an end", prolong(lead, trainer, ""), "", ""},
			{"end by who is elsewhere", end(g.as(far, access.SchoolLead), trainer, "", "Motif"), "404", ""},
			{"end one's own", end(lead, own, "", "Motif"), "404", ""},
			{"end without a reason", end(lead, trainer, "", " "), "motif", "Écrivez le motif"},
			{"end with a long reason", end(lead, trainer, "", strings.Repeat("é", 1001)), "motif", "trop long"},
			{"end on a day that is over", end(lead, trainer, "20/09/2009", "Motif"), "jusque", "Ce jour est passé"},
			{"end what is to come before it begins", end(lead, coming, "30/09/2009", "Motif"), "jusque", "ne commence que"},
			{"end after a day", end(lead, trainer, "30/09/2009", "Départ."), "", ""},
			{"end later than it ends", end(lead, trainer, "01/10/2009", "Motif"), "jusque", "servez-vous de l’autre"},
			{"end at once", end(lead, trainer, "", "Départ avancé."), "", ""},
			{"end once more: it stays as it is", end(lead, trainer, "", "Encore."), "", ""},
			{"prolong what is over", prolong(lead, trainer, ""), "nouveau", "donnez-le de nouveau"},
			{"call off what is to come", end(lead, coming, "", "Annulé."), "", ""},
		}
		for _, test := range tests {
			told(t, test.name, test.do(), test.field, test.words)
		}
		var steps []string
		if err := g.d.Read(t.Context(), func(tx *db.Tx) error {
			dossier, err := g.c.Who(tx, lead.By, trainer.Login)
			for _, step := range dossier.Steps {
				steps = append(steps, step.Step+" "+step.UntilDay.String()+" "+step.Reason)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want := "withdrawn 2009-09-30 Départ avancé., ended 2009-09-30 Départ., prolonged  , prolonged 2010-01-31 , given 2009-11-30 "
		if got := strings.Join(steps, ", "); got != want {
			t.Errorf("history: got %q, want %q", got, want)
		}
		if got := g.as(trainer.Holder(), access.Trainer).By.Role; got != "" {
			t.Errorf("role after its end: got %s, want none", got)
		}
	})
}

// Two who end the same role at once: one does it, and the person is told once.
func TestEndingAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		second := g.person("second", grant(access.SchoolLead, here, "2009-07-28", ""))
		trainer := g.mustGive(g.by(access.SchoolLead), give(access.Trainer, here, "a@exemple.fr"))
		var group sync.WaitGroup
		for _, call := range []access.Call{g.by(access.SchoolLead), g.as(second, access.SchoolLead)} {
			group.Go(func() {
				if err := g.c.End(t.Context(), call, access.Ending{Grant: trainer.ID, Reason: "Départ."}); err != nil {
					t.Errorf("End beside another: %v", err)
				}
			})
		}
		group.Wait()
		if titles := g.letters(trainer.Person); len(titles) != 3 || titles[0] != "Fin d’un rôle" || titles[1] == titles[0] {
			t.Errorf("letters: got %q, want one of the end", titles)
		}
	})
}

// Who takes each other's role away: the second has none any more.
func TestTwoAdministratorsEndEachOther(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		other := g.person("other", grant(access.Administrator, access.France, "2009-07-28", ""))
		first, second := g.by(access.Administrator), g.as(other, access.Administrator)
		if err := g.c.End(t.Context(), first, access.Ending{Grant: g.roles("other")[0].ID, Reason: "Départ."}); err != nil {
			t.Fatal(err)
		}
		told(t, "the second ends the first", g.c.End(t.Context(), second, access.Ending{Grant: g.roles("administrator")[0].ID, Reason: "Départ."}), "404", "")
		told(t, "the second suspends the first", g.c.Suspend(t.Context(), second, access.Suspending{Login: "administrator", Reason: "Départ."}), "404", "")
		if _, err := g.c.Give(t.Context(), second, give(access.Administrator, access.France, "x@exemple.fr")); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("the second gives a role: got %v, want not found", err)
		}
	})
}

// No day that an administrator would have had is left without one.
func TestEveryDayStaysAdministered(t *testing.T) {
	undone := errors.New("undone")
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		by, own := g.by(access.Administrator), g.roles("administrator")[0].ID
		by.By.Role, by.By.Person = access.Program, access.Person{}
		tomorrow := grant(access.Administrator, access.France, "2009-07-28", "2009-09-22")
		for name, c := range map[string]struct {
			others   []access.RoleGrant // of other administrators
			last     string             // of the one who has no end; blank: at once
			sentence string
		}{
			"the other ends tomorrow":         {[]access.RoleGrant{tomorrow}, "", "Le 23 septembre 2009, plus personne n’administrerait Préau"},
			"the other ends before":           {[]access.RoleGrant{tomorrow}, "30/09/2009", "C’est le dernier compte d’administration"},
			"the next begins too late":        {[]access.RoleGrant{tomorrow, grant(access.Administrator, access.France, "2009-09-24", "")}, "", "Le 23 septembre 2009, plus personne"},
			"the next begins the day after":   {[]access.RoleGrant{tomorrow, grant(access.Administrator, access.France, "2009-09-23", "")}, "", ""},
			"the next begins after the last":  {[]access.RoleGrant{grant(access.Administrator, access.France, "2009-10-01", "")}, "30/09/2009", ""},
			"the next does not begin at once": {[]access.RoleGrant{grant(access.Administrator, access.France, "2009-10-01", "")}, "", "C’est le dernier compte d’administration"},
			"the other has no end":            {[]access.RoleGrant{grant(access.Administrator, access.France, "2009-07-28", "")}, "", ""},
		} {
			var got error
			if err := g.d.Write(t.Context(), func(tx *db.Tx) error {
				for i, other := range c.others {
					login := "other" + strconv.Itoa(i)
					if _, err := g.c.AddTx(tx, call(g.c.Rights()), access.Person{Login: login, Name: login, Email: login + "@exemple.fr"}, []access.RoleGrant{other}); err != nil {
						return err
					}
				}
				got = g.c.EndTx(tx, by, access.Ending{Grant: own, Last: c.last, Reason: "Départ."})
				return undone
			}); !errors.Is(err, undone) {
				t.Fatal(err)
			}
			told(t, name, got, "", c.sentence)
		}
		g.person("other", tomorrow)
		told(t, "suspend, beside who ends tomorrow", g.c.Suspend(t.Context(), by, access.Suspending{Login: "administrator", Reason: "Départ."}), "", "Le 23 septembre 2009")
	})
}

// Two administrators who suspend each other at once: one stays.
func TestSuspendingEachOtherAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		other := g.person("other", grant(access.Administrator, access.France, "2009-07-28", ""))
		calls := map[string]access.Call{"other": g.by(access.Administrator), "administrator": g.as(other, access.Administrator)}
		var group sync.WaitGroup
		for login, call := range calls {
			group.Go(func() {
				if err := g.c.Suspend(t.Context(), call, access.Suspending{Login: login, Reason: "Essai."}); err != nil && !errors.Is(err, access.ErrNotFound) {
					t.Errorf("Suspend(%s) beside the other: %v", login, err)
				}
			})
		}
		group.Wait()
		var left int64
		if err := g.d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Get(&left, "SELECT count(*) FROM person WHERE login IN ('other', 'administrator') AND NOT suspended")
		}); err != nil || left != 1 {
			t.Errorf("administrators left: got %d, %v, want 1", left, err)
		}
	})
}

func TestDelegating(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		lead := g.by(access.SchoolLead)
		own := g.roles("school_lead")[0]
		away := g.person("away", grant(access.SchoolContributor, there, "2009-07-28", ""))
		gone := g.person("gone", grant(access.SchoolContributor, here, "2009-07-28", "2009-09-20"))
		short := g.person("short", grant(access.SchoolLead, here, "2009-07-28", "2009-10-15"), grant(access.Trainer, here, "2009-07-28", "2009-09-20"))
		lend := func(call access.Call, grant db.ID, email, from, until string) func() error {
			return func() error {
				return g.c.Delegate(t.Context(), call, access.TypedDelegation{Grant: grant, Email: email, From: from, Until: until})
			}
		}
		const contributor = "School_Contributor@exemple.fr"
		tests := []struct {
			name         string
			do           func() error
			field, words string
		}{
			{"nothing", lend(lead, 0, contributor, "", "30/09/2009"), "404", ""},
			{"another's", lend(lead, g.roles("trainer")[0].ID, contributor, "", "30/09/2009"), "404", ""},
			{"to nobody", lend(lead, own.ID, "", "", "30/09/2009"), "courriel", "Indiquez l’adresse"},
			{"to who is unknown", lend(lead, own.ID, "inconnu@exemple.fr", "", "30/09/2009"), "courriel", "à qui ce rôle peut être délégué"},
			{"to who is elsewhere", lend(lead, own.ID, away.Email, "", "30/09/2009"), "courriel", "à qui ce rôle peut être délégué"},
			{"to who is gone", lend(lead, own.ID, gone.Email, "", "30/09/2009"), "courriel", "à qui ce rôle peut être délégué"},
			{"to oneself", lend(lead, own.ID, "school_lead@exemple.fr", "", "30/09/2009"), "courriel", "est la vôtre"},
			{"to who holds it", lend(lead, own.ID, short.Email, "", "30/09/2009"), "courriel", "exerce déjà ce rôle"},
			{"without an end", lend(lead, own.ID, contributor, "", ""), "jusque", "a une fin"},
			{"for 61 days", lend(lead, own.ID, contributor, "", "20/11/2009"), "jusque", "60 jours au plus"},
			{"since yesterday", lend(lead, own.ID, contributor, "20/09/2009", "30/09/2009"), "depuis", "Ce jour est passé"},
			{"beyond one's own", lend(g.as(short, access.SchoolLead), g.roles("short")[0].ID, contributor, "", "16/10/2009"), "jusque", "finit le 15 octobre 2009"},
			{"a role no longer held", lend(g.as(short, access.SchoolLead), g.roles("short")[1].ID, contributor, "", "30/09/2009"), "role", "n’exercez pas ce rôle"},
			{"a role of the platform", lend(g.by(access.Administrator), g.roles("administrator")[0].ID, contributor, "", "30/09/2009"), "404", ""},
			{"who asks is lent no role that decides", lend(g.by(access.RegionalPilot), g.roles("regional_pilot")[0].ID, contributor, "", "30/09/2009"), "courriel", "à qui ce rôle peut être délégué"},
			{"who pays neither", lend(g.by(access.NationalPilot), g.roles("national_pilot")[0].ID, "national_payer@exemple.fr", "", "30/09/2009"), "courriel", "ne se cumule pas"},
			{"the académie stands in for the region", lend(g.by(access.RegionalPilot), g.roles("regional_pilot")[0].ID, "academie_manager@exemple.fr", "", "30/09/2009"), "", ""},
			{"for 60 days", lend(lead, own.ID, contributor, "", "19/11/2009"), "", ""},
			{"twice at once", lend(lead, own.ID, "trainer@exemple.fr", "01/11/2009", "30/11/2009"), "depuis", "déjà délégué à Personne school_contributor"},
			{"and then to another", lend(lead, own.ID, "trainer@exemple.fr", "20/11/2009", "30/11/2009"), "", ""},
		}
		for _, test := range tests {
			told(t, test.name, test.do(), test.field, test.words)
		}
		stands := g.as(g.people[access.SchoolContributor], access.SchoolLead)
		if stands.By.Role != access.SchoolLead || stands.By.For.Login != "school_lead" || !stands.By.Can(actOf(access.Own), here) {
			t.Errorf("who stands in: got %+v, want the lead for school_lead", stands.By)
		}
		lent := g.roles("school_contributor")[1]
		told(t, "a delegation of a delegation", lend(stands, lent.ID, "trainer@exemple.fr", "", "30/09/2009")(), "role", "ne se délègue pas une seconde fois")
		told(t, "a role given for longer than the delegation", g.give(stands, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "n@exemple.fr", Name: "N", Until: "20/11/2009"}), "jusque", "finit le 19 novembre 2009")
		told(t, "a role, to whom one stands in for", g.give(stands, access.TypedGrant{Role: access.Trainer, Place: here.School, Email: "school_lead@exemple.fr", Name: "N", Until: "19/11/2009"}), "courriel", "par délégation")
		told(t, "the nation is stood in for", lend(g.by(access.NationalPilot), g.roles("national_pilot")[0].ID, "regional_pilot@exemple.fr", "", "30/09/2009")(), "", "")
		nation := g.as(g.people[access.RegionalPilot], access.NationalPilot)
		told(t, "the role of whom one stands in for, ended", g.c.End(t.Context(), nation, access.Ending{Grant: g.roles("national_pilot")[0].ID, Reason: "Essai."}), "404", "")
		told(t, "another's, ended", g.c.End(t.Context(), nation, access.Ending{Grant: g.roles("national_payer")[0].ID, Last: "30/09/2009", Reason: "Essai."}), "", "")
		told(t, "one's own role, to who stands in for it", g.give(g.by(access.RegionalPilot), give(access.SchoolLead, here, contributor)), "courriel", "par délégation")
		told(t, "prolonging what is lent", g.c.Prolong(t.Context(), g.by(access.RegionalPilot), access.Prolonging{Grant: lent.ID}), "404", "")
		told(t, "ended by who received it", g.c.End(t.Context(), g.by(access.SchoolContributor), access.Ending{Grant: lent.ID, Reason: "Essai"}), "404", "")
		told(t, "ended by who lent it", g.c.End(t.Context(), lead, access.Ending{Grant: lent.ID, Reason: "Retour."}), "", "")
		if got := g.as(g.people[access.SchoolContributor], access.SchoolLead).By.Role; got != access.SchoolContributor {
			t.Errorf("role after the delegation: got %s, want school_contributor", got)
		}
		told(t, "the lent role ends", g.c.End(t.Context(), g.by(access.RegionalPilot), access.Ending{Grant: own.ID, Last: "22/11/2009", Reason: "Mutation."}), "", "")
		if last := g.roles("trainer")[1]; last.UntilDay != civil.MustDate("2009-11-22") || last.Withdrawn {
			t.Errorf("what was lent of it: got until %s, want 2009-11-22", last.UntilDay)
		}
		told(t, "at once", g.c.End(t.Context(), g.by(access.RegionalPilot), access.Ending{Grant: own.ID, Reason: "Mutation."}), "", "")
		if last := g.roles("trainer")[1]; !last.Withdrawn {
			t.Errorf("what was lent of a role taken away: got %+v, want it taken away", last)
		}
	})
}

func (g *ground) give(call access.Call, typed access.TypedGrant) error {
	_, err := g.c.Give(g.t.Context(), call, typed)
	return err
}

func TestSuspending(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		admin, lead := g.by(access.Administrator), g.by(access.SchoolLead)
		own := g.roles("school_lead")[0]
		if err := g.c.Delegate(t.Context(), lead, access.TypedDelegation{Grant: own.ID, Email: "school_contributor@exemple.fr", Until: "30/09/2009"}); err != nil {
			t.Fatal(err)
		}
		suspend := func(call access.Call, login, reason string) func() error {
			return func() error {
				return g.c.Suspend(t.Context(), call, access.Suspending{Login: login, Reason: reason})
			}
		}
		for _, test := range []struct {
			name         string
			do           func() error
			field, words string
		}{
			{"by the nation", suspend(g.by(access.NationalPilot), "school_lead", "Motif"), "404", ""},
			{"nobody", suspend(admin, "inconnu", "Motif"), "404", ""},
			{"without a reason", suspend(admin, "school_lead", ""), "motif", "Écrivez le motif"},
			{"oneself", suspend(admin, "administrator", "Motif"), "", "personne ne suspend son propre compte"},
			{"the last administrator, by the program", suspend(call(g.c.Rights()), "administrator", "Motif"), "", "dernier compte d’administration"},
			{"the lead", suspend(admin, "school_lead", "Adresse perdue."), "", ""},
			{"the lead again", suspend(admin, "school_lead", "Encore."), "", ""},
		} {
			told(t, test.name, test.do(), test.field, test.words)
		}
		if got := g.by(access.SchoolLead).By.Role; got != "" {
			t.Errorf("the suspended lead acts as %s, want as nobody", got)
		}
		if got := g.as(g.people[access.SchoolContributor], access.SchoolLead).By.Role; got != access.SchoolContributor {
			t.Errorf("what the suspended lead lent: got %s, want it ended", got)
		}
		if err := g.d.Read(t.Context(), func(tx *db.Tx) error {
			people, err := access.Holders(tx, access.SchoolLead, here, civil.MustDate(g.day))
			if len(people) != 0 {
				t.Errorf("Holders of the role: got %v, want none", people)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := g.c.Give(t.Context(), lead, give(access.Trainer, here, "x@exemple.fr")); !errors.Is(err, access.ErrNotFound) {
			t.Errorf("a request on its way when the account was suspended: got %v, want not found", err)
		}
		told(t, "restored", g.c.Restore(t.Context(), admin, access.Suspending{Login: "school_lead", Reason: "Adresse retrouvée."}), "", "")
		if got := g.by(access.SchoolLead).By.Role; got != access.SchoolLead {
			t.Errorf("the restored lead acts as %q, want as school_lead", got)
		}
		if titles := g.letters(own.Person); strings.Join(titles, ", ") != "Votre accès à Préau est rétabli, Votre accès à Préau est fermé" {
			t.Errorf("letters: got %q", titles)
		}
	})
}

// The list shows who is within reach, found without accents nor capitals, and
// nothing else of a person who has roles elsewhere too.
func TestPeopleAreWithinReach(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		both := added(t, g.d, g.c, access.Person{Login: "both", Name: "Hélène Œuvrard_100%", Email: "both@exemple.fr"},
			grant(access.Trainer, here, "2009-09-01", ""), grant(access.Trainer, there, "2009-09-01", ""), grant(access.SchoolContributor, here, "2009-07-28", "2009-09-01"))
		far := g.person("far", grant(access.SchoolLead, there, "2009-07-28", ""))
		tests := []struct {
			name string
			by   access.Call
			q    access.PeopleQuery
			want string
		}{
			{"the school's", g.by(access.SchoolLead), access.PeopleQuery{}, "both school_contributor school_lead service_certifier trainer"},
			{"by words", g.by(access.SchoolLead), access.PeopleQuery{Words: "HELENE œuvr"}, "both"},
			{"by an address", g.by(access.SchoolLead), access.PeopleQuery{Words: "Trainer@exemple"}, "trainer"},
			{"signs of the search are text", g.by(access.SchoolLead), access.PeopleQuery{Words: "_100%"}, "both"},
			{"nobody", g.by(access.SchoolLead), access.PeopleQuery{Words: "a z"}, ""},
			{"what is over", g.by(access.SchoolLead), access.PeopleQuery{Past: true}, "both"},
			{"by role", g.by(access.RegionalPilot), access.PeopleQuery{Role: access.AcademieManager}, "academie_manager"},
			{"by place", g.by(access.NationalPilot), access.PeopleQuery{In: access.Place{Department: "13"}}, "both far"},
			{"elsewhere", g.as(far, access.SchoolLead), access.PeopleQuery{}, "both far"},
			{"who sees none", g.by(access.Trainer), access.PeopleQuery{}, ""},
			{"beyond the last page", g.by(access.SchoolLead), access.PeopleQuery{Skip: 5}, ""},
		}
		if err := g.d.Read(t.Context(), func(tx *db.Tx) error {
			for _, test := range tests {
				test.q.Size = 20
				page, _, err := access.People(tx, test.by.By, test.q, civil.MustDate(g.day))
				var got []string
				for _, one := range page {
					got = append(got, one.Login)
				}
				slices.Sort(got)
				if strings.Join(got, " ") != test.want || err != nil {
					t.Errorf("People(%s) = %q, %v, want %q", test.name, got, err, test.want)
				}
			}
			if page, total, err := access.People(tx, g.by(access.SchoolLead).By, access.PeopleQuery{Skip: 1, Size: 2}, civil.MustDate(g.day)); len(page) != 2 || total != 5 || err != nil {
				t.Errorf("People, two after one: got %d of %d, %v, want 2 of 5", len(page), total, err)
			}
			dossier, err := g.c.Who(tx, g.as(far, access.SchoolLead).By, both.Login)
			if len(dossier.Roles) != 1 || dossier.Roles[0].Place != there || err != nil {
				t.Errorf("Who(both) from elsewhere: got %+v, %v, want the role there", dossier.Roles, err)
			}
			if _, err := g.c.Who(tx, g.as(far, access.SchoolLead).By, "trainer"); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("Who(trainer) from elsewhere: got %v, want not found", err)
			}
			if _, err := g.c.FindGrant(tx, g.as(far, access.SchoolLead).By, dossier.Roles[0].ID+1); !errors.Is(err, access.ErrNotFound) {
				t.Errorf("FindGrant of another school: got %v, want not found", err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Who has not chosen a password is invited again, by who gives their role.
func TestInvitingAgain(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		alice := g.mustGive(g.by(access.SchoolLead), give(access.Trainer, here, "alice@exemple.fr"))
		told(t, "by the region, which does not give the role", g.c.Invite(t.Context(), g.by(access.RegionalPilot), alice.Login), "404", "")
		told(t, "by the lead", g.c.Invite(t.Context(), g.by(access.SchoolLead), alice.Login), "", "")
		if err := g.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO password (person, hash, changed_at) VALUES ($1, $2, $3)", alice.Person, "$argon2id$", moment(g.day).Recorded)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		told(t, "who has a password", g.c.Invite(t.Context(), g.by(access.SchoolLead), alice.Login), "", "a déjà choisi son mot de passe")
	})
}

// The journal tells for whom one acts.
func TestTheJournalTellsWhoIsStoodInFor(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		call := g.by(access.SchoolLead)
		call.By.For = access.Person{ID: 12, Login: "absente"}
		details := map[string]string{"none": `{"delegated_by":"absente"}`, "some": `{"delegated_by":"absente","day":"2009-09-21"}`, "empty": `{"delegated_by":"absente"}`}
		for subject, detail := range map[string]any{"none": nil, "empty": struct{}{}, "some": struct {
			Day string `json:"day"`
		}{"2009-09-21"}} {
			var got string
			if err := g.d.Write(t.Context(), func(tx *db.Tx) error {
				if err := call.Write(tx, access.ActHome, subject, detail); err != nil {
					return err
				}
				return tx.Get(&got, "SELECT detail FROM journal WHERE subject = $1", subject)
			}); err != nil {
				t.Fatal(err)
			}
			if got != details[subject] {
				t.Errorf("detail of %s: got %s, want %s", subject, got, details[subject])
			}
		}
	})
}

// What was changed behind the acts shows.
func TestVerifyTellsWhatTheHistoryDoesNot(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		verify := func() (faults []string) {
			t.Helper()
			if err := g.d.Read(t.Context(), func(tx *db.Tx) (err error) {
				faults, err = access.Verify(tx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return faults
		}
		trainer := g.mustGive(g.by(access.SchoolLead), give(access.Trainer, here, "a@exemple.fr"))
		told(t, "end", g.c.End(t.Context(), g.by(access.SchoolLead), access.Ending{Grant: trainer.ID, Reason: "Départ."}), "", "")
		told(t, "suspend", g.c.Suspend(t.Context(), g.by(access.Administrator), access.Suspending{Login: "trainer", Reason: "Essai."}), "", "")
		if faults := verify(); len(faults) > 0 {
			t.Errorf("Verify() after acts: got %q, want none", faults)
		}
		if err := g.d.Write(t.Context(), func(tx *db.Tx) error {
			for _, statement := range []string{"UPDATE role_grant SET withdrawn = FALSE WHERE withdrawn", "UPDATE person SET suspended = FALSE WHERE suspended"} {
				if err := tx.Change(statement); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if faults := verify(); len(faults) != 2 || !strings.Contains(faults[0], trainer.Login) || !strings.Contains(faults[1], "trainer") {
			t.Errorf("Verify() of what was changed by hand: got %q, want both told", faults)
		}
	})
}

// A role says where it is held, in the words of a sentence.
func TestPlacesOfRolesAreNamed(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		g := newGround(t, url)
		for role, want := range map[access.Role]string{access.Trainer: "Collège, V93", access.DepartmentReader: "D93", access.AcademieManager: "académie d’A24",
			access.RegionalPilot: "région R11", access.NationalPilot: "France", access.Administrator: "France"} {
			if got := g.roles(string(role))[0].PlaceName; got != want {
				t.Errorf("place of %s: got %q, want %q", role, got, want)
			}
		}
	})
}
