package credit_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/ledger"
)

const total = 4_500_000_00

// §4: what is adopted becomes ceilings and envelopes, is told to préfet, recteurs and
// rectorats, and is due by each académie.
func TestAdopting(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.simulate(credit.Simulating{Name: "Essai", Total: total, Floor: 60_000_00})
		if s.Sum() != total || len(s.Portions) != 31 || s.Number != 1 {
			t.Fatalf("simulation %d: got %d for %d departments, want %d for 31", s.Number, s.Sum(), len(s.Portions), total)
		}
		w.must(w.adopt(s))
		ceilings := w.ceilings()
		if got, want := *ceilings["93"].AmountCents, s.Portions[28].Cents(); s.Portions[28].Department != "93" || got != want {
			t.Errorf("ceiling of 93: got %d, want %d", got, want)
		}
		var region civil.Cents
		for _, c := range ceilings {
			if c.Region == "11" {
				region += *c.AmountCents
			}
		}
		w.read(func(tx *db.Tx) error {
			envelopes, err := credit.Envelopes(tx, w.people[access.RegionalPilot], w.rules.Code)
			if len(envelopes) != 1 || *envelopes[0].AmountCents != region {
				t.Errorf("envelopes of Île-de-France: got %+v, want %d", envelopes, region)
			}
			if balance, err := ledger.Balance(tx, "nation:2009-2010"); err != nil || balance != -total {
				t.Errorf("balance of the nation: got %d, %v, want %d", balance, err, -total)
			}
			return err
		})
		for role, want := range map[access.Role]string{access.RegionalPilot: "Enveloppe régionale\u202f: " + region.French(), access.AcademieManager: "Il vous revient d’en informer"} {
			if got := w.letters(role); !strings.Contains(got, want) || !strings.Contains(got, ceilings["93"].AmountCents.French()) || strings.Contains(got, "Bouches") {
				t.Errorf("letters to %s: got %q, want %q", role, got, want)
			}
		}
		w.verified()
		w.read(func(tx *db.Tx) error {
			due, err := credit.ToInform(tx, w.people[access.AcademieManager], w.rules.Code)
			if len(due) != 1 || due[0] != (credit.Informing{Academie: "24", DueOn: civil.MustDate("2009-09-21")}) {
				t.Errorf("due by the académie: got %+v", due)
			}
			return err
		})
		if got := w.reasons(w.credits.Inform(context.Background(), w.as(access.AcademieManager), "24")); got != "Désignez d’abord l’établissement mutualisateur de l’académie." {
			t.Errorf("Inform before a school is named: got %q", got)
		}
		w.must(w.name(good))
		w.must(w.credits.Inform(context.Background(), w.as(access.AcademieManager), "24"))
		if got := w.letters(access.PoolingManager); !strings.Contains(got, "Ensemble") || !strings.Contains(got, ceilings["93"].AmountCents.French()) {
			t.Errorf("letters to the pooling school: got %q", got)
		}
		w.read(func(tx *db.Tx) error {
			due, err := credit.ToInform(tx, w.people[access.AcademieManager], w.rules.Code)
			if len(due) > 0 {
				t.Errorf("due by the académie once it has informed: got %+v, want nothing", due)
			}
			return err
		})
		if err := w.adopt(s); w.reasons(err) != "Cette simulation est déjà adoptée." {
			t.Errorf("adopted again: got %v", err)
		}
	})
}

// A later adoption may lower a ceiling, not under what is committed: the page and the
// database both refuse.
func TestAdoptingAgain(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.must(w.adopt(w.simulate(credit.Simulating{Name: "Première", Total: total})))
		w.must(w.commit("project:1", 10_000_00))
		low := w.change(w.simulate(credit.Simulating{Name: "Trop bas", Total: total}), "93", 9_000_00)
		want := "Seine-Saint-Denis (93)\u202f: 10\u202f000,00\u00a0€ sont déjà engagés, 1\u202f000,00\u00a0€ de plus que le plafond de 9\u202f000,00\u00a0€."
		if got := w.reasons(w.adopt(low)); got != want {
			t.Errorf("a ceiling under what is committed: got %q, want %q", got, want)
		}
		if err := w.db.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE ceiling SET amount_cents = 900000 WHERE department = '93'")
			return err
		}); db.Broken(err) != "ceiling_is_not_passed" {
			t.Errorf("the database: got %v, want ceiling_is_not_passed", err)
		}
		w.must(w.adopt(w.change(low, "93", 10_000_00)))
		if got := w.ceilings()["93"]; *got.AmountCents != 10_000_00 || got.Left() != 0 {
			t.Errorf("lowered to what is committed: got %+v", got)
		}
		w.verified()
	})
}

// Changes by hand move nothing else; more than the national amount is not adopted, less is.
func TestChangingByHand(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		s := w.simulate(credit.Simulating{Name: "Essai", Total: total})
		before, _ := s.Portion("75")
		over := w.change(s, "93", 2_000_000_00)
		if after, _ := over.Portion("75"); after.Cents() != before.Cents() || over.Left() >= 0 {
			t.Errorf("after a change by hand: Paris gets %d, left %d", after.Cents(), over.Left())
		}
		want := "La somme des plafonds dépasse le montant national de " + (-over.Left()).French() + ". Diminuez un ou plusieurs départements."
		if got := w.reasons(w.adopt(over)); got != want {
			t.Errorf("too much: got %q, want %q", got, want)
		}
		if got := w.reasons(w.adopt(s)); !strings.Contains(got, "a changé depuis que vous l’avez relue") {
			t.Errorf("read over before the change: got %q", got)
		}
		under := w.change(s, "93", 1_00)
		w.must(w.adopt(under))
		w.verified()
		cents, call := civil.Cents(2_00), w.as(access.NationalPilot)
		tests := []struct {
			in   credit.Changing
			want string
		}{
			{credit.Changing{Simulation: 1, Department: "93", Cents: &cents, Reason: "x"}, "Cette simulation est adoptée\u202f: elle ne change plus. Faites-en une autre."},
			{credit.Changing{Simulation: w.simulate(credit.Simulating{Name: "B", Total: total}).Number, Department: "93", Cents: new(civil.Cents)}, "Écrivez le motif."},
		}
		for _, test := range tests {
			if got := w.reasons(w.credits.Change(t.Context(), call, test.in)); got != test.want {
				t.Errorf("Change(%+v): got %q, want %q", test.in, got, test.want)
			}
		}
		if err := w.credits.Change(t.Context(), call, credit.Changing{Simulation: 2, Department: "01", Cents: &cents, Reason: "x"}); !errors.Is(err, credit.ErrNotFound) {
			t.Errorf("Change of a department that is not in it: got %v, want ErrNotFound", err)
		}
		two := w.simulation(2)
		w.must(w.credits.Change(t.Context(), call, credit.Changing{Simulation: 2, Department: "93", Cents: &cents, Reason: "x"}))
		w.must(w.credits.Change(t.Context(), call, credit.Changing{Simulation: 2, Department: "93"}))
		if got := w.simulation(2); got.Digest() != two.Digest() {
			t.Error("back to what was computed: got another amount")
		}
	})
}

// Moselle in the place of Meurthe-et-Moselle (annexe 1): simulated, then adopted once the
// campaign opens it.
func TestSwapping(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.must(w.adopt(w.simulate(credit.Simulating{Name: "Le texte", Total: total})))
		s := w.simulate(credit.Simulating{Name: "La Moselle", Total: total, Swap: "57"})
		if _, has := s.Portion("57"); !has || len(s.Portions) != 31 {
			t.Fatalf("with Moselle: got %+v", s.Portions)
		}
		got := w.reasons(w.adopt(s))
		for _, want := range []string{"que la campagne n’ouvre pas\u202f: Moselle (57)", "La simulation oublie un département ouvert dans la campagne\u202f: Meurthe-et-Moselle (54)."} {
			if !strings.Contains(got, want) {
				t.Errorf("adopted before the territory changes: got %q, want %q", got, want)
			}
		}
		items := w.rules.Departments.Value
		for i, code := range items {
			if code == "54" {
				items[i] = "57"
			}
		}
		_, err := w.campaigns.Change(t.Context(), w.as(access.NationalPilot), campaign.Changing{Code: w.rules.Code, Seen: 1, Reason: "Essai.",
			Edits: []campaign.Edit{{Path: "departments.value", Items: items}}})
		w.must(err)
		w.must(w.adopt(s))
		if got := w.ceilings(); *got["54"].AmountCents != 0 || *got["57"].AmountCents == 0 {
			t.Errorf("after the swap: got %d and %d", *got["54"].AmountCents, *got["57"].AmountCents)
		}
		w.verified()
		if _, err := w.credits.Simulate(t.Context(), w.as(access.NationalPilot), credit.Simulating{Name: "x", Total: total, Swap: "13"}); w.reasons(err) == "" {
			t.Error("a swap that no remark names: got no refusal")
		}
	})
}

func TestSimulatingIsRefused(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		for _, role := range []access.Role{access.RegionalPilot, access.AcademieManager, access.NationalPayer, access.SchoolLead} {
			if _, err := w.credits.Simulate(t.Context(), w.as(role), credit.Simulating{Name: "x", Total: total}); !errors.Is(err, credit.ErrNotFound) {
				t.Errorf("Simulate by %s: got %v, want ErrNotFound", role, err)
			}
		}
		_, err := w.credits.Simulate(t.Context(), w.as(access.NationalPilot), credit.Simulating{Total: total, Floor: 200_000_00})
		want := "Donnez un nom à la simulation\u202f: il sert à la retrouver.\nCe plancher demande plus que le montant national pour 31 départements\u202f: 145\u202f161,00\u00a0€ au plus."
		if got := w.reasons(err); got != want {
			t.Errorf("Simulate: got %q, want %q", got, want)
		}
		if got := w.reasons(w.credits.Inform(t.Context(), w.as(access.AcademieManager), "24")); !strings.Contains(got, "Aucun plafond n’est encore notifié") {
			t.Errorf("Inform before anything is notified: got %q", got)
		}
		for _, code := range []string{"25", "99", ""} {
			if err := w.credits.Inform(t.Context(), w.as(access.AcademieManager), code); !errors.Is(err, credit.ErrNotFound) {
				t.Errorf("Inform for académie %q: got %v, want ErrNotFound", code, err)
			}
		}
	})
}

// The last euros asked from two transactions at once go to one.
func TestTheLastEuros(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.must(w.adopt(w.change(w.simulate(credit.Simulating{Name: "x", Total: total}), "93", 8_000_00)))
		errs := make([]error, 2)
		var group sync.WaitGroup
		for i, subject := range []string{"project:1", "project:2"} {
			group.Go(func() { errs[i] = w.commit(subject, 5_000_00) })
		}
		group.Wait()
		refused := w.reasons(errors.Join(errs...))
		if want := "il reste 3\u202f000,00\u00a0€\u202f: 5\u202f000,00\u00a0€ ne peuvent pas être accordés."; (errs[0] == nil) == (errs[1] == nil) || !strings.Contains(refused, want) {
			t.Errorf("two at once for 8 000 €: got %v, want one refused with %q", errs, want)
		}
		for _, subject := range []string{"project:1", "project:2", "project:3"} {
			w.write(func(tx *db.Tx) error { return credit.ReleaseTx(tx, at, use(subject)) })
		}
		if got := w.ceilings()["93"]; got.CommittedCents != 0 {
			t.Errorf("once released: got %d committed, want 0", got.CommittedCents)
		}
		w.must(w.commit("project:1", 8_000_00))
		w.verified()
	})
}

func TestWhoSeesCeilings(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.must(w.adopt(w.simulate(credit.Simulating{Name: "x", Total: total})))
		want := map[access.Role][2]int{access.NationalPilot: {31, 22}, access.NationalPayer: {31, 22}, access.RegionalPilot: {8, 1}, access.AcademieManager: {3, 0}, access.DepartmentReader: {1, 0}}
		for _, role := range access.Roles() {
			w.read(func(tx *db.Tx) error {
				ceilings, err := credit.Ceilings(tx, w.people[role], w.rules.Code)
				if err != nil {
					return err
				}
				envelopes, err := credit.Envelopes(tx, w.people[role], w.rules.Code)
				if got := [2]int{len(ceilings), len(envelopes)}; got != want[role] {
					t.Errorf("%s sees %v ceilings and envelopes, want %v", role, got, want[role])
				}
				return err
			})
		}
	})
}
