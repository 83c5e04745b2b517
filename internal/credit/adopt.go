package credit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/ledger"
	"preau/internal/mail"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// A Shift is what adopting a simulation does to the ceiling of a department.
type Shift struct {
	Ceiling             // as it is now
	After   civil.Cents // the amount notified
}

// Short is how much of what is committed would be above the ceiling; 0: nothing.
func (s Shift) Short() civil.Cents { return max(s.CommittedCents-s.After, 0) }

// Changed tells whether the amount becomes another.
func (s Shift) Changed() bool { return s.AmountCents == nil || *s.AmountCents != s.After }

// Shifts are what adopting a simulation does to the ceilings of its campaign, by
// department. One that has a ceiling and is left out gets nothing.
func Shifts(s Simulation, ceilings []Ceiling) []Shift {
	known := map[string]Ceiling{}
	for _, c := range ceilings {
		known[c.Department] = c
	}
	var all []Shift
	for _, p := range s.Portions {
		c, has := known[p.Department]
		if !has {
			c = Ceiling{Campaign: s.Campaign, Department: p.Department, Academie: p.Academie, Region: p.Region}
		}
		all = append(all, Shift{c, p.Cents()})
		delete(known, p.Department)
	}
	for _, c := range ceilings {
		if _, leftOut := known[c.Department]; leftOut && c.AmountCents != nil {
			all = append(all, Shift{c, 0})
		}
	}
	slices.SortFunc(all, func(a, b Shift) int { return strings.Compare(a.Department, b.Department) })
	return all
}

// Adopting adopts a simulation, as it was read over.
type Adopting struct {
	Simulation int64 // its number
	Digest     string
}

// Adopt makes of a simulation the ceilings of its campaign, and of their sums the
// envelopes of the regions (§4): they are notified by letter to préfet and recteurs,
// and each académie has to inform its « établissement mutualisateur ». It refuses,
// with every reason, one that gives more than the national amount, that shares among
// other departments than the campaign, or that puts a ceiling under what is committed.
func (c *Chapter) Adopt(ctx context.Context, call access.Call, in Adopting) error {
	return c.act(ctx, call, func(tx *db.Tx) error { return c.AdoptTx(tx, call, in) })
}

// AdoptTx is Adopt in a transaction already begun.
func (c *Chapter) AdoptTx(tx *db.Tx, call access.Call, in Adopting) error {
	if !call.By.May(ActAdopt) {
		return ErrNotFound
	}
	s, err := c.take(tx, call.By, in.Simulation)
	if err != nil {
		return err
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return err
	}
	ceilings, err := takeCeilings(tx, s.Campaign)
	if err != nil {
		return err
	}
	shifts := Shifts(s, ceilings)
	missing := s.Unadoptable(rules, shifts)
	if in.Digest != s.Digest() {
		missing = append(missing, workflow.Missing{Sentence: "La simulation a changé depuis que vous l’avez relue. Relisez-la, puis adoptez-la."})
	}
	if len(missing) > 0 {
		return &workflow.Refusal{Act: ActAdopt, Reasons: missing}
	}
	if err := notify(tx, call, s, shifts); err != nil {
		return err
	}
	return call.Write(tx, ActAdopt, s.Subject(), adopted{s.Campaign, s.Sum(), s.Digest()})
}

// adopted is what the journal keeps of it.
type adopted struct {
	Campaign string      `json:"campaign"`
	Sum      civil.Cents `json:"sum_cents"`
	Digest   string      `json:"digest"`
}

// Unadoptable is everything that stands in the way of adopting a simulation; nothing
// when nothing does.
func (s Simulation) Unadoptable(rules *campaign.Campaign, shifts []Shift) (all []workflow.Missing) {
	add := func(sentence, law string) { all = append(all, workflow.Missing{Sentence: sentence, Law: law}) }
	if s.Adopted() {
		add("Cette simulation est déjà adoptée.", "")
	}
	if s.Campaign != rules.Code {
		add("Cette simulation est celle d’une autre campagne.", "")
		return all
	}
	if over := -s.Left(); over > 0 {
		add(fmt.Sprintf("La somme des plafonds dépasse le montant national de %s. Diminuez un ou plusieurs départements.", over.French()), "§4")
	}
	closed, without := s.Differs(rules)
	if len(closed) > 0 {
		add("La simulation donne des crédits à un département que la campagne n’ouvre pas\u202f: "+strings.Join(closed, ", ")+". Changez d’abord le territoire de la campagne.", "annexe 1")
	}
	if len(without) > 0 {
		add("La simulation oublie un département ouvert dans la campagne\u202f: "+strings.Join(without, ", ")+".", "annexe 1")
	}
	for _, shift := range shifts {
		if short := shift.Short(); short > 0 {
			add(fmt.Sprintf("%s\u202f: %s sont déjà engagés, %s de plus que le plafond de %s.", territory.DepartmentName(shift.Department),
				shift.CommittedCents.French(), short.French(), shift.After.French()), "§4")
		}
	}
	return all
}

// notify keeps the ceilings, posts what changes, tells who is concerned and opens what
// each académie then owes.
func notify(tx *db.Tx, call access.Call, s Simulation, shifts []Shift) error {
	if err := setAdopted(tx, s.ID, call.At.Happened); err != nil {
		return err
	}
	var entries []ledger.Entry
	var changes []Shift
	for _, shift := range shifts {
		if !shift.Changed() {
			continue
		}
		changes = append(changes, shift)
		entries = append(entries, shift.entries(s.Subject())...)
		shift.AmountCents = &shift.After
		if err := putCeiling(tx, shift.Ceiling); err != nil {
			return err
		}
	}
	if err := sumEnvelopes(tx, s.Campaign); err != nil {
		return err
	}
	if len(entries) > 0 {
		if _, err := ledger.Post(tx, call.At, entries...); err != nil {
			return err
		}
	}
	if err := tellRegions(tx, call.At, s.Campaign, changes); err != nil {
		return err
	}
	return tellAcademies(tx, call.At, s.Campaign, changes)
}

// entries are what changes in the ledger: from the nation to the ceiling, or back.
func (s Shift) entries(subject string) []ledger.Entry {
	var before civil.Cents
	if s.AmountCents != nil {
		before = *s.AmountCents
	}
	nation, ceiling := nationAccount(s.Campaign), ceilingAccount(s.Campaign, s.Department)
	switch more := s.After - before; {
	case more > 0:
		return []ledger.Entry{{Debit: ceiling, Credit: nation, Cents: more, Subject: subject}}
	case more < 0:
		return []ledger.Entry{{Debit: nation, Credit: ceiling, Cents: -more, Subject: subject}}
	}
	return nil
}

// Subject is what letters on the credits of a campaign are about.
func Subject(campaign string) string { return "credits:" + campaign }

// tellRegions writes to préfet and recteurs what their departments and their region
// have (§4).
func tellRegions(tx *db.Tx, at civil.Moment, campaign string, changes []Shift) error {
	for _, region := range places(changes, func(s Shift) access.Place { return access.Place{Region: s.Region} }) {
		envelope, err := findEnvelope(tx, campaign, region.Region)
		if err != nil {
			return err
		}
		body := amounts(changes, region) + "Enveloppe régionale\u202f: " + envelope.AmountCents.French() + ".\n"
		if err := write(tx, at, access.RegionalPilot, region, Subject(campaign), "plafonds notifiés", body); err != nil {
			return err
		}
	}
	return nil
}

// tellAcademies writes to each académie what its departments have, and opens what it
// then owes: to inform the « établissement mutualisateur » (§4).
func tellAcademies(tx *db.Tx, at civil.Moment, code string, changes []Shift) error {
	for _, academie := range places(changes, func(s Shift) access.Place { return access.Place{Academie: s.Academie, Region: s.Region} }) {
		body := amounts(changes, academie) + "Il vous revient d’en informer l’établissement mutualisateur (§4).\n"
		if err := write(tx, at, access.AcademieManager, academie, Subject(code), "plafonds notifiés", body); err != nil {
			return err
		}
		if err := expectInforming(tx, at, code, academie); err != nil {
			return err
		}
	}
	return nil
}

// daysToInform is how long an académie has: the circular sets no day (docs/ecarts.md).
const daysToInform = 14

// informing names what an académie owes once its ceilings are notified.
func informing(campaign string, academie access.Place) string {
	return Subject(campaign) + "/" + academie.Academie
}

// places are where changes lie, each once, in the order of the departments.
func places(changes []Shift, of func(Shift) access.Place) (all []access.Place) {
	for _, s := range changes {
		if p := of(s); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// amounts are the lines of a letter: what the departments of a place have.
func amounts(changes []Shift, within access.Place) string {
	text := "Le montant maximum de crédits de chaque département est fixé (§4)\u202f:\n"
	for _, s := range changes {
		if within.Contains(s.Place()) {
			text += territory.DepartmentName(s.Department) + "\u202f: " + s.After.French() + "\n"
		}
	}
	return text
}

// write posts a letter to all who hold a role at a place.
func write(tx *db.Tx, at civil.Moment, role access.Role, place access.Place, about, title, body string) error {
	return access.PostHolders(tx, at, role, place, mail.Letter{Title: "Crédits, " + territory.PlaceName(place) + "\u202f: " + title,
		Body: "Bonjour,\n\n" + body + "\nFait le " + at.Happened.French() + ".\nPréau\n", About: about})
}
