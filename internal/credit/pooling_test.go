package credit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/territory"
)

func uai(number int) string { return fmt.Sprintf("%07d%c", number, territory.CheckLetter(number)) }

// good names the collège of Seine-Saint-Denis.
var good = credit.Naming{Academie: "24", School: uai(930001), Contact: "Agence comptable", Phone: "01 00 00 00 00"}

// schools puts in the directory a collège, an école and a private lycée of Créteil, a
// closed collège, and a collège of Marseille.
func (w *world) schools() {
	w.Helper()
	var all []territory.School
	for i, s := range []territory.School{{Kind: territory.College}, {Kind: territory.Ecole}, {Kind: territory.Lycee, Sector: territory.Private}, {Kind: territory.College, ClosedOn: civil.MustDate("2009-07-04")}, {Kind: territory.Lycee}} {
		s.UAI, s.Name, s.Town, s.Open = territory.UAI(uai(930001+i)), fmt.Sprint("Établissement ", i+1), "Ville", true
		located, _ := s.Located()
		all = append(all, located)
	}
	far, _ := territory.School{UAI: territory.UAI(uai(130001)), Kind: territory.College, Name: "Loin", Town: "Marseille", Open: true}.Located()
	w.write(func(tx *db.Tx) error {
		_, err := territory.New(w.db).ImportTx(tx, w.as(access.Administrator), territory.Directory{Schools: append(all, far)})
		return err
	})
}

func (w *world) name(in credit.Naming) error {
	return w.credits.Name(context.Background(), w.as(access.AcademieManager), in)
}

func (w *world) receive(on string) error {
	call := w.as(access.NationalPayer)
	call.At.Happened = civil.Paris(2009, time.September, 21, 9, 0, 0)
	return w.credits.Receive(context.Background(), call, credit.Receiving{Academie: "24", On: civil.MustDate(on)})
}

// owed is what the calendar waits for from Créteil.
func (w *world) owed() (found campaign.Owed) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		rows, _, err := campaign.OwedOf(tx, w.people[access.NationalPilot], campaign.OwedQuery{Campaign: w.rules.Code, Milestone: "pooling_school", In: creteil, Max: 5}, at.Today())
		if len(rows) != 1 {
			w.Errorf("owed by Créteil: got %+v, want one", rows)
			return err
		}
		found = rows[0]
		return err
	})
	return found
}

func (w *world) pooling(role access.Role) (all []credit.PoolingSchool) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		all, err = credit.PoolingSchools(tx, w.people[role], w.rules.Code)
		return err
	})
	return all
}

// §4: only an EPLE of the académie, with somebody who can be reached.
func TestNamingIsRefused(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		with := func(change func(*credit.Naming)) credit.Naming {
			in := good
			change(&in)
			return in
		}
		tests := []struct {
			in   credit.Naming
			want string
		}{
			{with(func(in *credit.Naming) { in.School = uai(930002) }), "Une école n’a pas de personnalité juridique"},
			{with(func(in *credit.Naming) { in.School = uai(930003) }), "Un établissement privé n’est pas"},
			{with(func(in *credit.Naming) { in.School = uai(930004) }), "cet établissement est fermé"},
			{with(func(in *credit.Naming) { in.School = uai(130001) }), "Aucun collège ni aucun lycée de votre académie"},
			{with(func(in *credit.Naming) { in.School = uai(930099) }), "Aucun collège ni aucun lycée de votre académie"},
			{with(func(in *credit.Naming) { in.School = "" }), "UAI"},
			{with(func(in *credit.Naming) { in.Contact = " " }), "Indiquez qui répond"},
			{with(func(in *credit.Naming) { in.Phone = "" }), "Indiquez un téléphone ou un courriel"},
			{with(func(in *credit.Naming) { in.Email = "agence" }), "nom@exemple.fr"},
			{with(func(in *credit.Naming) { in.Contact = strings.Repeat("a", 201) }), "trop long"},
		}
		for _, test := range tests {
			if got := w.reasons(w.name(test.in)); !strings.Contains(got, test.want) {
				t.Errorf("Name(%+v): got %q, want %q", test.in, got, test.want)
			}
		}
		for _, code := range []string{"01", "99"} {
			if err := w.name(with(func(in *credit.Naming) { in.Academie = code })); !errors.Is(err, credit.ErrNotFound) {
				t.Errorf("Name for académie %s: got %v, want ErrNotFound", code, err)
			}
		}
		for _, role := range []access.Role{access.RegionalPilot, access.NationalPayer, access.NationalPilot, access.SchoolLead} {
			if err := w.credits.Name(t.Context(), w.as(role), good); !errors.Is(err, credit.ErrNotFound) {
				t.Errorf("Name by %s: got %v, want ErrNotFound", role, err)
			}
		}
		if got := w.reasons(w.receive("2009-09-14")); !strings.Contains(got, "n’a pas encore désigné") {
			t.Errorf("Receive before a school is named: got %q", got)
		}
		if all := w.pooling(access.NationalPayer); len(all) > 0 {
			t.Errorf("named after refusals: got %+v", all)
		}
	})
}

// §4, §6: named, received on a day, replaced with a reason and received again; the
// calendar keeps the day of the first.
func TestThePayerReceives(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.must(w.name(good))
		if got := w.letters(access.NationalPayer); !strings.Contains(got, "Établissement 1, Ville ("+good.School+")") || !strings.Contains(got, "01 00 00 00 00") {
			t.Errorf("letters to the payer: got %q", got)
		}
		for day, want := range map[string]string{"2009-09-22": "n’est pas encore venu", "2009-07-01": "avant la circulaire"} {
			if got := w.reasons(w.receive(day)); !strings.Contains(got, want) {
				t.Errorf("Receive on %s: got %q, want %q", day, got, want)
			}
		}
		w.must(w.receive("2009-09-17"))
		w.must(w.receive("2009-09-18")) // already: it stays as it is
		if got := w.owed(); got.Outcome != campaign.Done || got.SettledOn != civil.MustDate("2009-09-17") || !got.SettledOn.After(got.DueOn) {
			t.Errorf("the calendar: got %+v, want it received late on the 17th", got)
		}
		if got := w.letters(access.AcademieManager); !strings.Contains(got, "L’Acsé a reçu le jeudi 17 septembre 2009") {
			t.Errorf("letters to the académie: got %q", got)
		}
		other := good
		other.School = uai(930005)
		if got := w.reasons(w.name(other)); got != "Écrivez le motif." {
			t.Errorf("replaced without a reason: got %q", got)
		}
		other.Reason = "L’agence comptable ferme."
		w.must(w.name(other))
		all := w.pooling(access.AcademieManager)
		if len(all) != 2 || all[0].School != other.School || !all[0].ReceivedOn.IsZero() || all[1].Reason != other.Reason || all[1].Current() {
			t.Errorf("after the replacement: got %+v", all)
		}
		due := func() (n int) {
			w.read(func(tx *db.Tx) error {
				pending, err := campaign.PendingFor(tx, w.people[access.NationalPayer])
				for _, p := range pending {
					if p.Act == credit.ActReceive {
						n++
					}
				}
				return err
			})
			return n
		}
		if due() != 1 {
			t.Error("the payer has nothing to receive after a replacement")
		}
		w.must(w.receive("2009-09-20"))
		if got := w.owed(); due() != 0 || got.SettledOn != civil.MustDate("2009-09-17") {
			t.Errorf("received again: got %d due, %+v", due(), got)
		}
	})
}

// §4: a school that takes the place of another is to be told too; once told, whoever tells
// it again is refused, and no letter is written twice.
func TestInformingOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		due := func(by access.Actor) (codes []string) {
			w.read(func(tx *db.Tx) error {
				all, err := credit.ToInform(tx, by, w.rules.Code)
				for _, one := range all {
					codes = append(codes, fmt.Sprint(one.Academie, " ", one.Named))
				}
				return err
			})
			return codes
		}
		manager := w.people[access.AcademieManager]
		w.must(w.name(good))
		other := good
		other.School, other.Reason = uai(930005), "L’agence comptable ferme."
		w.must(w.name(other))
		if got := due(manager); got != nil {
			t.Errorf("to inform while nothing is notified: got %q", got)
		}
		w.must(w.adopt(w.simulate(credit.Simulating{Name: "Essai", Total: total})))
		both := manager
		both.Places = append(both.Places, access.Place{Academie: "25", Region: "11"})
		if got, want := fmt.Sprint(due(both)), "[24 true 25 false]"; got != want {
			t.Errorf("to inform by who manages two académies: got %s, want %s", got, want)
		}
		inform := func() error { return w.credits.Inform(t.Context(), w.as(access.AcademieManager), "24") }
		errs := make([]error, 4)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() { errs[i] = inform() })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if got := w.reasons(err); got != "L’établissement mutualisateur est déjà informé de ces montants." {
				t.Errorf("Inform beside others: got %q", got)
			}
		}
		if letters := strings.Count(w.letters(access.PoolingManager), "Ensemble"); done != 1 || letters != 1 {
			t.Errorf("informed at once: got %d done, %d letters, want 1", done, letters)
		}
		if err := w.credits.Inform(t.Context(), w.as(access.AcademieManager), "25"); !errors.Is(err, credit.ErrNotFound) {
			t.Errorf("Inform for another académie: got %v, want ErrNotFound", err)
		}
		again := good
		again.Reason = "Retour."
		w.must(w.name(again))
		if got := fmt.Sprint(due(manager)); got != "[24 true]" {
			t.Errorf("to inform after a replacement: got %s, want it again", got)
		}
		w.must(inform())
		if letters := strings.Count(w.letters(access.PoolingManager), "Ensemble"); letters != 2 || due(manager) != nil {
			t.Errorf("informed again: got %d letters, %q due", letters, due(manager))
		}
	})
}

// Two that name at once: one is in place, whoever was first.
func TestTwoThatNameAtOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		errs := make([]error, 6)
		var group sync.WaitGroup
		for i := range errs {
			in := good
			if i%2 == 1 {
				in.School = uai(930005)
			}
			group.Go(func() { errs[i] = w.name(in) })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if got := w.reasons(err); got != "Écrivez le motif." {
				t.Errorf("Name beside others: got %q, want a reason asked for", got)
			}
		}
		if all := w.pooling(access.NationalPilot); done != 1 || len(all) != 1 {
			t.Errorf("named at once: got %d, %+v, want one", done, all)
		}
	})
}
