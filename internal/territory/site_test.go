package territory

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
)

var creteil = access.Place{Academie: "24", Region: "11"}

// two has an open école and a collège in 94, and a collège in 93.
var two = "uai;nom;nature;commune\n0940442V;École Louise-Michel;École;Vitry\n0931420J;Collège Courbet;Collège;Saint-Denis\n"

func (w *world) site(name string) db.ID {
	w.t.Helper()
	id, err := w.CreateSite(w.t.Context(), w.as(access.AcademieCoordinator, creteil), "94", name)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestSites(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		courbet := UAI("0931420" + string(CheckLetter(931420)))
		ain := UAI("0010001" + string(CheckLetter(10001))) // in another académie
		w.imports(strings.Replace(two, "0931420J", string(courbet), 1) + string(ain) + ";Collège du Lac;Collège;Bourg\n")
		by, ctx := w.as(access.AcademieCoordinator, creteil), t.Context()
		first, second := w.site(" Vitry  centre "), w.site("Vitry sud")
		if err := w.Join(ctx, by, first, "0940442V", today); err != nil {
			t.Fatal(err)
		}
		before := w.journalled()
		for _, test := range []struct {
			site   db.ID
			school UAI
			want   string
		}{
			{first, "0940442V", "ecole: École Louise-Michel fait déjà partie de ce site."},
			{second, "0940442V", "ecole: École Louise-Michel fait déjà partie d’un autre site à cette date, ou après\u202f: il faut d’abord l’en retirer."},
			{first, courbet, "ecole: Collège Courbet est dans le département Seine-Saint-Denis (93)\u202f: un site réunit des écoles d’un même département, ici Val-de-Marne (94)."},
			{first, "0940198E", "ecole: École Wallon est fermée à cette date."},
			{first, ain, "ecole: Aucune école ni aucun établissement ne porte ce numéro."},
			{first, "0940574N", "ecole: Aucune école ni aucun établissement ne porte ce numéro."},
		} {
			if got := reasons(t, w.Join(ctx, by, test.site, test.school, today)); got != test.want {
				t.Errorf("Join(%s): got %q, want %q", test.school, got, test.want)
			}
		}
		if got := w.journalled(); got != before {
			t.Errorf("refusals wrote %d lines in the journal", got-before)
		}
		w.leaves(first, second)
	})
}

// leaves moves a school from one site to another, and looks back.
func (w *world) leaves(first, second db.ID) {
	w.t.Helper()
	by, ctx := w.as(access.AcademieCoordinator, creteil), w.t.Context()
	if got := reasons(w.t, w.Leave(ctx, by, first, "0940442V", today.Add(-1))); !strings.Contains(got, "ne peut pas précéder l’entrée") {
		w.t.Errorf("Leave before entering: got %q", got)
	}
	for range 2 { // a second click changes nothing
		if err := w.Leave(ctx, by, first, "0940442V", today.Add(9)); err != nil {
			w.t.Fatal(err)
		}
	}
	if got := reasons(w.t, w.Join(ctx, by, second, "0940442V", today.Add(9))); !strings.Contains(got, "d’un autre site") {
		w.t.Errorf("Join on the last day in another site: got %q", got)
	}
	if err := w.Join(ctx, by, second, "0940442V", today.Add(10)); err != nil {
		w.t.Fatal(err)
	}
	w.read(func(tx *db.Tx) error {
		for day, want := range map[civil.Date]string{today.Add(-1): "", today: "Vitry centre", today.Add(9): "Vitry centre", today.Add(10): "Vitry sud"} {
			site, err := SiteOf(tx, "0940442V", day)
			if site.Name != want || (want == "") != errors.Is(err, db.ErrNotFound) {
				w.t.Errorf("SiteOf on %s = %q, %v, want %q", day, site.Name, err, want)
			}
		}
		return nil
	})
}

func TestWhoMayChangeASite(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		site := w.site("Vitry")
		school := access.Place{School: "0940176F", Department: "94", Academie: "24", Region: "11"}
		for _, by := range []access.Call{w.as(access.SchoolLead, school), w.as(access.DepartmentReader, access.Place{Department: "94", Academie: "24", Region: "11"}),
			w.as(access.RegionalPilot, access.Place{Region: "93"}), w.as(access.NationalPilot, access.France)} {
			_, created := w.CreateSite(t.Context(), by, "94", "A")
			for what, err := range map[string]error{"CreateSite": created, "RenameSite": w.RenameSite(t.Context(), by, site, "B"),
				"Join": w.Join(t.Context(), by, site, "0940176F", today), "Leave": w.Leave(t.Context(), by, site, "0940176F", today)} {
				if !errors.Is(err, ErrNotFound) {
					t.Errorf("%s by %s over %+v: got %v, want ErrNotFound", what, by.By.Role, by.By.Places, err)
				}
			}
		}
		if err := w.RenameSite(t.Context(), w.as(access.RegionalPilot, access.Place{Region: "11"}), site, "Vitry nord"); err != nil {
			t.Error(err)
		}
		w.read(func(tx *db.Tx) error {
			for _, test := range []struct {
				by   access.Actor
				want int
			}{{w.as(access.SchoolLead, school).By, 1}, {w.as(access.RegionalPilot, access.Place{Region: "93"}).By, 0}, {w.as(access.NationalPilot, access.France).By, 1}} {
				if sites, err := Sites(tx, test.by, "", today); len(sites) != test.want || err != nil || test.want == 1 && sites[0].Name != "Vitry nord" {
					t.Errorf("Sites(%s) = %+v, %v, want %d", test.by.Role, sites, err, test.want)
				}
			}
			return nil
		})
	})
}

// Two who put one school in two sites at once: one of them is refused.
func TestASchoolInTwoSitesAtOnce(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		var group sync.WaitGroup
		faults := make([]error, 2)
		for i, site := range []db.ID{w.site("A"), w.site("B")} {
			group.Go(func() {
				faults[i] = w.Join(t.Context(), w.as(access.AcademieCoordinator, creteil), site, "0940176F", today)
			})
		}
		group.Wait()
		if got := reasons(t, errors.Join(faults[0], faults[1])); (faults[0] == nil) == (faults[1] == nil) || !strings.Contains(got, "d’un autre site") {
			t.Errorf("Join in two sites at once: got %v", faults)
		}
		if n := w.count("site_member"); n != 1 {
			t.Errorf("memberships: got %d, want 1", n)
		}
	})
}

func TestASiteNeedsAName(t *testing.T) {
	w := newWorld(t, migrated.SQLite(t))
	by := w.as(access.AcademieCoordinator, creteil)
	for typed, want := range map[string]string{" \u202e ": "nom: Donnez un nom au site.", strings.Repeat("a", 151): "nom: Ce nom est trop long\u202f: 150 caractères au plus."} {
		_, err := w.CreateSite(t.Context(), by, "94", typed)
		if got := reasons(t, err); got != want {
			t.Errorf("CreateSite(%q): got %q, want %q", typed, got, want)
		}
	}
	_, err := w.CreateSite(t.Context(), by, "999", "A")
	if got := reasons(t, err); got != "departement: Choisissez un département." {
		t.Errorf("CreateSite in no department: got %q", got)
	}
	by.Key = "once"
	for range 2 {
		if _, err := w.CreateSite(t.Context(), by, "94", "A"); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.count("site"); n != 1 {
		t.Errorf("sites after a double click: got %d, want 1", n)
	}
}

var typedREAAP = TypedResource{Department: "94", Kind: "reaap", Name: "REAAP", Offer: "Groupes de parole", Organisation: "CAF", Phone: "01", From: "01/09/2009"}

func TestResources(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		reader := w.as(access.DepartmentReader, access.Place{Department: "94", Academie: "24", Region: "11"})
		id, err := w.AddResource(t.Context(), reader, typedREAAP)
		if err != nil {
			t.Fatal(err)
		}
		ended := typedREAAP
		ended.Until, ended.Name = "30/09/2009", "REAAP du 94"
		if err := w.CorrectResource(t.Context(), reader, id, ended, 1); err != nil {
			t.Fatal(err)
		}
		before := w.journalled()
		if err := w.CorrectResource(t.Context(), reader, id, ended, 1); err != nil || w.journalled() != before {
			t.Errorf("CorrectResource twice: got %v, %d lines of the journal, want nothing", err, w.journalled()-before)
		}
		if got := reasons(t, w.CorrectResource(t.Context(), reader, id, typedREAAP, 1)); !strings.Contains(got, "quelqu’un d’autre") {
			t.Errorf("CorrectResource over another's: got %q", got)
		}
		w.read(func(tx *db.Tx) error {
			for day, want := range map[string]int{"2009-08-31": 0, "2009-09-01": 1, "2009-09-30": 1, "2009-10-01": 0} {
				all, err := ResourcesOn(tx, "94", civil.MustDate(day))
				if len(all) != want || err != nil {
					t.Errorf("ResourcesOn(94, %s) = %+v, %v, want %d", day, all, err, want)
				}
			}
			for past, want := range map[bool]int{false: 0, true: 1} {
				all, err := Resources(tx, reader.By, ResourceQuery{Past: past, Kind: KindREAAP, Department: "94"}, civil.MustDate("2009-10-01"))
				if len(all) != want || err != nil {
					t.Errorf("Resources(past: %v) = %+v, %v, want %d", past, all, err, want)
				}
			}
			return nil
		})
	})
}

func TestWhoKeepsTheRegister(t *testing.T) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		id, err := w.AddResource(t.Context(), w.as(access.RegionalPilot, access.Place{Region: "11"}), typedREAAP)
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []access.Call{w.as(access.DepartmentReader, access.Place{Department: "93", Academie: "24", Region: "11"}),
			w.as(access.SchoolLead, access.Place{School: "0940176F", Department: "94", Academie: "24", Region: "11"}), w.as(access.AcademieManager, creteil)} {
			_, added := w.AddResource(t.Context(), by, typedREAAP)
			if corrected := w.CorrectResource(t.Context(), by, id, typedREAAP, 1); !errors.Is(added, ErrNotFound) || !errors.Is(corrected, ErrNotFound) {
				t.Errorf("AddResource, CorrectResource by %s: got %v, %v, want ErrNotFound", by.By.Role, added, corrected)
			}
		}
		_, err = w.AddResource(t.Context(), w.as(access.RegionalPilot, access.Place{Region: "11"}), TypedResource{Email: "a", Until: "31/02/2009"})
		want := "nom: Donnez un nom au dispositif ou à la ressource. | organisme: Indiquez l’organisme à contacter. | departement: Choisissez un département. | " +
			"nature: Choisissez une nature. | offre: Dites en quelques mots ce qui est proposé. | email: Écrivez l’adresse sous la forme «\u202fnom@exemple.fr\u202f». | " +
			"depuis: Indiquez depuis quel jour. | jusque: Cette date n’existe pas\u202f: vérifiez le jour et le mois."
		if got := reasons(t, err); got != want {
			t.Errorf("AddResource of nothing: got %q, want %q", got, want)
		}
	})
}
