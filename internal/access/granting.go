package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// A GivenBy says which roles give a role. Each gives it within the place it is
// itself held over, never beyond, and for no longer than it is held.
type GivenBy struct {
	Role Role
	By   []Role
}

// Grantable is who gives which role, « qui donne quel rôle » (spec §1;
// docs/decisions/0023). A role is given by those who hold more. Nobody is above
// the national pilots and the administrators: they give their own. Who
// administers gives nothing that decides on a file, certifies or pays.
var Grantable = []GivenBy{
	{SchoolLead, []Role{RegionalPilot, Administrator}},
	{SchoolContributor, []Role{SchoolLead, Administrator}},
	{ServiceCertifier, []Role{SchoolLead, AcademieManager}},
	{Trainer, []Role{SchoolLead, Administrator}},
	{DepartmentReader, []Role{RegionalPilot, Administrator}},
	{AcademieManager, []Role{RegionalPilot, Administrator}},
	{AcademieCoordinator, []Role{RegionalPilot, Administrator}},
	{PoolingManager, []Role{AcademieManager}},
	{RegionalPilot, []Role{NationalPilot}},
	{NationalPilot, []Role{NationalPilot}},
	{NationalPayer, []Role{NationalPilot}},
	{OFIIAgent, []Role{Administrator}},
	{Administrator, []Role{Administrator}},
}

// apart are roles that one person never holds together: who decides neither
// pays nor administers (§3.2).
var apart = [][2]Role{{NationalPilot, NationalPayer}, {RegionalPilot, NationalPayer}, {NationalPilot, Administrator},
	{RegionalPilot, Administrator}, {NationalPayer, Administrator}}

// Apart tells whether two roles are never held by one person.
func Apart(a, b Role) bool {
	return slices.Contains(apart, [2]Role{a, b}) || slices.Contains(apart, [2]Role{b, a})
}

// Gives lists the roles that the actor gives somewhere. The command line, which
// makes the first accounts, gives them all.
func (a Actor) Gives() (all []Role) {
	for _, given := range Grantable {
		if a.Role == Program || slices.Contains(given.By, a.Role) && len(a.Places) > 0 {
			all = append(all, given.Role)
		}
	}
	return all
}

// MayGive tells whether the actor gives a role over a place, and so ends it.
func (a Actor) MayGive(role Role, at Place) bool {
	if !slices.Contains(a.Gives(), role) {
		return false
	}
	return a.Role == Program || slices.ContainsFunc(a.Places, func(p Place) bool { return p.Contains(at) })
}

// Allowed lists, in French, what a role lets do, but for what everybody does for
// themselves: shown where it is given.
func (r *Rights) Allowed(role Role) (sentences []string) {
	for _, grant := range r.grants {
		if _, public := grant.Roles[Anyone]; !public && grant.Roles[role] != Nowhere && !maps.Equal(grant.Roles, Everyone(Own)) {
			sentences = append(sentences, grant.Sentence)
		}
	}
	return sentences
}

// Granted is a role as somebody holds it, held it or will, « attribution ».
type Granted struct {
	ID        db.ID
	Person    db.ID
	Login     string
	Name      string
	Email     string
	Suspended bool
	Role      Role
	Place
	PlaceName string
	FromDay   civil.Date
	UntilDay  civil.Date // its last day; zero: no end
	Withdrawn bool
	// DelegationOf is the grant that is lent, and Delegator who lends it; zero
	// when the role is held in one's own right.
	DelegationOf   db.ID
	Delegator      db.ID
	DelegatorLogin string
	DelegatorName  string
}

// Holder is who holds the role.
func (g Granted) Holder() Person { return Person{g.Person, g.Login, g.Name, g.Email} }

// Over tells whether the role is no more held on a day, nor will be.
func (g Granted) Over(day civil.Date) bool {
	return g.Withdrawn || !g.UntilDay.IsZero() && g.UntilDay.Before(day)
}

// ToCome tells whether the role is not held yet.
func (g Granted) ToCome(day civil.Date) bool { return !g.Over(day) && g.FromDay.After(day) }

// Held tells whether the role is held on a day, the account's suspension aside.
func (g Granted) Held(day civil.Date) bool { return !g.Over(day) && !g.FromDay.After(day) }

// Meets tells whether the role is held on some day of a time; zero: no end.
func (g Granted) Meets(from, until civil.Date) bool {
	return !g.Withdrawn && (until.IsZero() || !g.FromDay.After(until)) && (g.UntilDay.IsZero() || !g.UntilDay.Before(from))
}

// Days says from when until when.
func (g Granted) Days() string { return days(g.FromDay, g.UntilDay) }

func days(from, until civil.Date) string {
	if until.IsZero() {
		return "à partir du " + from.French() + ", sans date de fin"
	}
	return "du " + from.French() + " au " + until.French() + " inclus"
}

// later is the later of two ends; zero: no end.
func later(a, b civil.Date) civil.Date {
	if a.IsZero() || b.IsZero() {
		return civil.Date{}
	}
	if a.After(b) {
		return a
	}
	return b
}

// beyond tells whether an end comes after another.
func beyond(end, limit civil.Date) bool {
	return !limit.IsZero() && (end.IsZero() || end.After(limit))
}

// faults gathers what is wrong in a form, by field.
type faults []workflow.Missing

func (f *faults) add(field, sentence string) {
	*f = append(*f, workflow.Missing{Field: field, Sentence: sentence})
}

func (f faults) refusal(act Act) error {
	if len(f) == 0 {
		return nil
	}
	return &workflow.Refusal{Act: act, Reasons: f}
}

// longest are, in characters, the longest name, address and reason kept.
const (
	longestName   = 100
	longestEmail  = 200
	longestReason = 1000
)

func (f *faults) name(typed string) string {
	name := civil.CleanLine(typed)
	switch {
	case name == "":
		f.add("nom", "Indiquez le prénom et le nom de la personne.")
	case utf8.RuneCountInString(name) > longestName:
		f.add("nom", fmt.Sprintf("Ce nom est trop long\u202f: %d caractères au plus.", longestName))
	}
	return name
}

// Email is an address as accounts keep it: capitals and spaces around it make
// no other person.
func Email(typed string) string { return strings.ToLower(civil.CleanLine(typed)) }

func (f *faults) email(typed string) string {
	address, err := civil.ReadEmail(Email(typed))
	switch {
	case err != nil:
		f.add("courriel", err.Error())
	case address == "":
		f.add("courriel", "Indiquez l’adresse électronique de la personne.")
	case utf8.RuneCountInString(address) > longestEmail:
		f.add("courriel", fmt.Sprintf("Cette adresse est trop longue\u202f: %d caractères au plus.", longestEmail))
	}
	return address
}

// day reads a day that may be blank.
func (f *faults) day(field, typed string) civil.Date {
	if civil.CleanLine(typed) == "" {
		return civil.Date{}
	}
	day, err := civil.ReadDate(typed)
	if err != nil {
		f.add(field, err.Error())
	}
	return day
}

func (f *faults) reason(typed string) string {
	reason, err := civil.ReadReason(typed)
	if err != nil {
		f.add("motif", err.Error())
	}
	return reason
}

// span reads the days of a role: blank, it begins today. limit is the last day
// that may be given; zero: none.
func (f *faults) span(typedFrom, typedUntil string, today, limit civil.Date) (from, until civil.Date) {
	good := len(*f)
	from = f.day("depuis", typedFrom)
	switch {
	case len(*f) > good:
	case from.IsZero():
		from = today
	case from.Before(today):
		f.add("depuis", "Ce jour est passé\u202f: un rôle commence aujourd’hui, ou plus tard.")
	}
	until = f.day("jusque", typedUntil)
	switch {
	case !until.IsZero() && until.Before(today):
		f.add("jusque", "Ce jour est passé.")
	case len(*f) > good:
	case !until.IsZero() && until.Before(from):
		f.add("jusque", "Le dernier jour ne peut pas précéder le premier.")
	case beyond(until, limit):
		f.add("jusque", beyondOwn(limit))
	}
	return from, until
}

func beyondOwn(limit civil.Date) string {
	return "Votre propre rôle finit le " + limit.French() + "\u202f: donnez un dernier jour qui ne le dépasse pas."
}
