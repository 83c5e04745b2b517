package campaign_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/journal"
	"preau/internal/rights"
	"preau/internal/workflow"
)

// world is a database with the campaign that ships.
type world struct {
	t *testing.T
	d *db.DB
	c *campaign.Chapter
}

func eachWorld(t *testing.T, do func(t *testing.T, w *world)) {
	migrated.Engines(t, func(t *testing.T, url string) {
		w := &world{t, migrated.Open(t, url), nil}
		w.c = campaign.New(w.d)
		w.must(w.c.Install(t.Context(), campaign.Installation{}))
		w.must(w.c.Ship(t.Context(), call(access.Program), rules(t, same)))
		do(t, w)
	})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

var pilot = call(access.NationalPilot)

func (w *world) change(seen int64, reason string, edits ...campaign.Edit) (int64, error) {
	return w.c.Change(w.t.Context(), pilot, campaign.Changing{Code: "2009-2010", Seen: seen, Reason: reason, Edits: edits})
}

// refusal is what a refusal says, by field.
func (w *world) refusal(err error) map[string]string {
	w.t.Helper()
	var refused *workflow.Refusal
	if !errors.As(err, &refused) {
		w.t.Fatalf("got %v, want a refusal", err)
	}
	said := map[string]string{}
	for _, m := range refused.Reasons {
		said[m.Field] += strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(m.Sentence)
	}
	return said
}

func (w *world) current() (rules *campaign.Campaign, version int64) {
	w.t.Helper()
	read(w.t, w.d, func(tx *db.Tx) (err error) {
		rules, version, err = campaign.New(w.d).Current(tx) // with nothing in memory
		return err
	})
	return rules, version
}

func TestAChangeIsAVersionAndKeepsTheFile(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		version, err := w.change(1, " Circulaire modificative. ", campaign.Edit{Path: "hours.value", Typed: " 100 "}, campaign.Edit{Path: "hours.law", Typed: "§2.2"})
		if err != nil || version != 2 {
			t.Fatalf("Change: version %d, %v, want 2", version, err)
		}
		before := string(rules(t, same).Files["campaign.toml"])
		after, now := w.current()
		if want := strings.Replace(before, "hours = { value = 120", "hours = { value = 100", 1); now != 2 || string(after.Files["campaign.toml"]) != want {
			t.Errorf("version %d: %s", now, cmp.Diff(want, string(after.Files["campaign.toml"])))
		}
		read(t, w.d, func(tx *db.Tx) error {
			editions, err := w.c.Editions(tx, "2009-2010")
			if len(editions) != 2 || editions[0].Reason != "Circulaire modificative." || editions[0].Role != access.NationalPilot || editions[0].HappenedAt != noon {
				t.Errorf("Editions() = %+v", editions)
			}
			first, err2 := w.c.Version(tx, "2009-2010", 1)
			if err2 == nil && first.Hours.Value != 120 {
				t.Errorf("version 1 has %d hours, want it as it was", first.Hours.Value)
			}
			different := campaign.Differ(campaign.CompareRules(first, after))
			want := []campaign.Difference{{Group: "Les heures et les groupes", Rule: "Heures de formation par groupe", Before: "120 heures", After: "100 heures", Status: campaign.Changed}}
			for i := range different {
				different[i].Before, different[i].After = strings.ReplaceAll(different[i].Before, "\u00a0", " "), strings.ReplaceAll(different[i].After, "\u00a0", " ")
			}
			if diff := cmp.Diff(want, different); diff != "" {
				t.Errorf("CompareRules: -want +got\n%s", diff)
			}
			head, err3 := journal.Last(tx)
			if head.Seq != 2 {
				t.Errorf("%d rows in the journal, want 2", head.Seq)
			}
			return errors.Join(err, err2, err3)
		})
	})
}

func TestWrongChangesAreRefusedWithEveryReason(t *testing.T) {
	edit := func(path, typed string) campaign.Edit { return campaign.Edit{Path: path, Typed: typed} }
	tests := []struct {
		name   string
		reason string
		edits  []campaign.Edit
		want   map[string]string
	}{
		{"no reason", "  ", []campaign.Edit{edit("hours.value", "100")}, map[string]string{"motif": "Écrivez le motif : pourquoi cette règle change-t-elle ?"}},
		{"invisible reason", "\u200b\u200f", []campaign.Edit{edit("hours.value", "100")}, map[string]string{"motif": "Écrivez le motif : pourquoi cette règle change-t-elle ?"}},
		{"nothing", "Motif", []campaign.Edit{edit("hours.value", "120")}, map[string]string{"": "Rien n’a changé : ces valeurs sont déjà celles des règles."}},
		{"the same departments in another order", "Motif", []campaign.Edit{{Path: "departments.value", Items: []string{"95", "13", "14", "21", "25", "31", "33", "34", "35",
			"44", "45", "51", "54", "59", "60", "63", "67", "69", "75", "76", "77", "78", "80", "83", "86", "87", "91", "92", "93", "94", "2A", "95"}}},
			map[string]string{"": "Rien n’a changé : ces valeurs sont déjà celles des règles."}},
		{"no department", "Motif", []campaign.Edit{{Path: "departments.value"}}, map[string]string{"departments.value": "Aucun département n’est ouvert."}},
		{"no number", "", []campaign.Edit{edit("hours.value", "10^9"), edit("group_size_min.value", "-3")}, map[string]string{
			"hours.value": "Écrivez ce nombre en entier, sans puissance ni opération, par exemple « 1 000 000 ».", "group_size_min.value": "Ce nombre ne peut pas être négatif.",
			"motif": "Écrivez le motif : pourquoi cette règle change-t-elle ?"}},
		{"out of bounds", "Motif", []campaign.Edit{edit("hours.value", "1001")}, map[string]string{"hours.value": "Nombre hors limites : 1001. Il doit aller de 1 à 1000."}},
		{"lower above upper", "Motif", []campaign.Edit{edit("group_size_min.value", "16"), edit("group_size_max.value", "15")}, map[string]string{"group_size_max.value": "Le maximum (15) est sous le minimum (16)."}},
		{"no such day", "Motif", []campaign.Edit{edit("latest_start.value", "31/11/2009")}, map[string]string{"latest_start.value": "Cette date n’existe pas : vérifiez le jour et le mois."}},
		{"ends before it starts", "Motif", []campaign.Edit{edit("school_year.to", "01/08/2009")}, map[string]string{"school_year.to": "L’année scolaire finit avant de commencer."}},
		{"unknown department", "Motif", []campaign.Edit{{Path: "departments.value", Items: []string{"13", "20"}}}, map[string]string{"departments.value": "Aucun département n’a le code « 20 »."}},
		{"blank label", "Motif", []campaign.Edit{edit("criterion[1].label", "\u202e \u200b")}, map[string]string{"criterion[1].label": "Écrivez ce texte : il ne peut pas être vide."}},
		{"no law", "Motif", []campaign.Edit{edit("hours.law", "mon idée")}, map[string]string{"hours.law": "Fondement attendu (« §3.3 », « annexe 6 », « décret n° 2005-909 » ou « choix ») ; trouvé : « mon idée »."}},
		{"not on the screen", "Motif", []campaign.Edit{edit("code", "2011-2012"), edit("milestone[1].key", "x"), edit("nowhere", "x")}, map[string]string{
			"code": "Cette valeur ne se change pas à l’écran.", "milestone[1].key": "Cette valeur ne se change pas à l’écran.", "nowhere": "Cette valeur ne se change pas à l’écran."}},
		{"amount", "Motif", []campaign.Edit{edit("rate[1].index_100", "1.234")}, map[string]string{"rate[1].index_100": "Le point peut se lire de deux façons : écrivez « 1 234 » ou « 1,23 »."}},
	}
	eachWorld(t, func(t *testing.T, w *world) {
		for _, test := range tests {
			_, err := w.change(1, test.reason, test.edits...)
			got := w.refusal(err)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s: -want +got\n%s", test.name, diff)
			}
		}
		if _, version := w.current(); version != 1 {
			t.Errorf("version %d after refusals, want 1", version)
		}
	})
}

// What one types in a label is a label: it opens no table and ends no text.
func TestATextInjectsNothing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		typed := "Qualité\" ]\n[[criterion]]\nkey = \"x\" # 🎒 \u202eé"
		if _, err := w.change(1, "Essai", campaign.Edit{Path: "criterion[4].label", Typed: typed}); err != nil {
			t.Fatal(err)
		}
		after, _ := w.current()
		if got, want := after.Criteria[3].Label, `Qualité" ] [[criterion]] key = "x" # 🎒 é`; got != want || len(after.Criteria) != 5 {
			t.Errorf("criterion 4 of %d is %q, want %q", len(after.Criteria), got, want)
		}
	})
}

func TestTheSecondOfTwoIsTold(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		hours := campaign.Edit{Path: "hours.value", Typed: "100"}
		if _, err := w.change(1, "Premier", hours); err != nil {
			t.Fatal(err)
		}
		if _, err := w.change(1, "Second", campaign.Edit{Path: "hours.value", Typed: "90"}); !errors.Is(err, campaign.ErrStale) {
			t.Errorf("Change on version 1 of 2: %v, want ErrStale", err)
		}
		var group sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			group.Go(func() { _, results[i] = w.change(2, "Ensemble", campaign.Edit{Path: "hours.value", Typed: "80"}) })
		}
		group.Wait()
		done := 0
		for _, err := range results {
			if err == nil {
				done++
			} else if !errors.Is(err, campaign.ErrStale) {
				t.Errorf("Change beside others: %v, want ErrStale", err)
			}
		}
		if _, version := w.current(); done != 1 || version != 3 {
			t.Errorf("%d of four changes at once, version %d, want one and 3", done, version)
		}
	})
}

func TestTwiceIsOnce(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		keyed := pilot
		keyed.Key = "k1"
		for range 2 {
			version, err := w.c.Change(t.Context(), keyed, campaign.Changing{Code: "2009-2010", Seen: 1, Reason: "Motif", Edits: []campaign.Edit{{Path: "hours.value", Typed: "100"}}})
			if version != 2 || err != nil {
				t.Errorf("Change with one key: %d, %v, want 2", version, err)
			}
		}
		keyed.Key = "k2"
		for range 2 {
			code, err := w.c.Copy(t.Context(), keyed, campaign.Copying{From: "2009-2010", Year: 2010, Label: "année 2010-2011"})
			if code != "2010-2011" || err != nil {
				t.Errorf("Copy with one key: %q, %v", code, err)
			}
		}
		keyed.Key = "k3"
		for range 2 {
			if _, err := w.c.Begin(t.Context(), keyed, "2010-2011"); err != nil {
				t.Errorf("Begin with one key: %v", err)
			}
		}
	})
}

func TestWhoMayNotFindsNothing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		_, err := w.c.Copy(t.Context(), pilot, campaign.Copying{From: "2009-2010", Year: 2010, Label: "année 2010-2011"})
		w.must(err)
		for _, role := range access.Roles() {
			if role == access.NationalPilot {
				continue
			}
			by := call(role)
			_, prepare := w.c.Prepare(t.Context(), by, rules(t, same))
			_, copied := w.c.Copy(t.Context(), by, campaign.Copying{From: "2009-2010", Year: 2011, Label: "x"})
			_, begun := w.c.Begin(t.Context(), by, "2010-2011")
			_, changed := w.c.Change(t.Context(), by, campaign.Changing{Code: "2009-2010", Seen: 1, Reason: "x", Edits: []campaign.Edit{{Path: "hours.value", Typed: "1"}}})
			for act, err := range map[string]error{"Prepare": prepare, "Copy": copied, "Begin": begun, "Change": changed} {
				if !errors.Is(err, campaign.ErrNotFound) {
					t.Errorf("%s as %s: %v, want ErrNotFound", act, role, err)
				}
			}
			read(t, w.d, func(tx *db.Tx) error {
				if _, err := w.c.Read(tx, by.By, "2010-2011"); !errors.Is(err, campaign.ErrNotFound) {
					t.Errorf("Read of a campaign in preparation as %s: %v, want ErrNotFound", role, err)
				}
				years, err := w.c.Readable(tx, by.By)
				if len(years) != 1 {
					t.Errorf("Readable as %s: %d campaigns, want 1", role, len(years))
				}
				return err
			})
		}
		for _, code := range []string{"", "2012-2013", "'"} {
			_, err := w.c.Begin(t.Context(), pilot, code)
			if !errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("Begin(%q): %v, want ErrNotFound", code, err)
			}
		}
	})
}

func TestAYearIsPreparedOpenedAndFollowed(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		standings := func() string {
			var all []string
			read(t, w.d, func(tx *db.Tx) error {
				years, err := campaign.New(w.d).List(tx)
				for _, y := range years {
					all = append(all, y.Code+" "+string(y.Standing))
				}
				return err
			})
			return strings.Join(all, ", ")
		}
		steps := []struct {
			do   func() (string, error)
			want string
		}{
			{func() (string, error) {
				return w.c.Copy(t.Context(), pilot, campaign.Copying{From: "2009-2010", Year: 2010, Label: "année 2010-2011"})
			}, "2010-2011 preparing, 2009-2010 running"},
			{func() (string, error) {
				return w.c.Copy(t.Context(), pilot, campaign.Copying{From: "2009-2010", Year: 2008, Label: "année 2008-2009"})
			}, "2010-2011 preparing, 2009-2010 running, 2008-2009 preparing"},
			{func() (string, error) { return w.c.Begin(t.Context(), pilot, "2010-2011") }, "2010-2011 running, 2009-2010 ended, 2008-2009 preparing"},
			{func() (string, error) { return "", w.c.Ship(t.Context(), call(access.Program), rules(t, longer)) }, "2010-2011 running, 2009-2010 ended, 2008-2009 preparing"}, // the next start
		}
		for i, step := range steps {
			if _, err := step.do(); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
			if got := standings(); got != step.want {
				t.Errorf("after step %d: %s, want %s", i, got, step.want)
			}
		}
		read(t, w.d, func(tx *db.Tx) error {
			before, version, err := w.c.Previous(tx, "2010-2011")
			if err != nil || before.Code != "2009-2010" || version != 1 {
				t.Errorf("Previous(2010-2011) = %v, %d, %v", before, version, err)
			}
			for _, code := range []string{"2009-2010", "2008-2009", "1999-2000"} { // the year before is in preparation, or is not
				if _, _, err := w.c.Previous(tx, code); !errors.Is(err, db.ErrNotFound) {
					t.Errorf("Previous(%s): %v, want db.ErrNotFound", code, err)
				}
			}
			return nil
		})
		_, err := w.change(1, "Trop tard", campaign.Edit{Path: "hours.value", Typed: "100"})
		if got := w.refusal(err)[""]; got != "Cette campagne est close : ses règles ne changent plus." {
			t.Errorf("Change of a closed campaign: %q", got)
		}
		_, err = w.c.Begin(t.Context(), pilot, "2010-2011")
		w.refusal(err)
	})
}

// What was changed on the screen survives the next start of the program.
func TestAStartKeepsWhatWasChanged(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		if _, err := w.change(1, "Motif", campaign.Edit{Path: "hours.value", Typed: "100"}); err != nil {
			t.Fatal(err)
		}
		for _, shipped := range []*campaign.Campaign{rules(t, same), rules(t, longer)} {
			w.must(campaign.New(w.d).Ship(t.Context(), call(access.Program), shipped))
			if now, version := w.current(); version != 2 || now.Hours.Value != 100 {
				t.Errorf("after a start: version %d of %d hours, want 2 of 100", version, now.Hours.Value)
			}
		}
	})
}

func TestWrongCopiesAreRefused(t *testing.T) {
	tests := []struct {
		copying     campaign.Copying
		field, want string
	}{
		{campaign.Copying{From: "2009-2010", Year: 2009, Label: "x"}, "annee", "Il y a déjà une campagne 2009-2010."},
		{campaign.Copying{From: "2009-2010", Year: 0, Label: "x"}, "annee", "Indiquez une année de 1990 à 2098, par exemple 2010."},
		{campaign.Copying{From: "2009-2010", Year: 3000, Label: "x"}, "annee", "Indiquez une année de 1990 à 2098, par exemple 2010."},
		{campaign.Copying{From: "2009-2010", Year: 2010, Label: "\u200b"}, "nom", "Donnez un nom à la campagne, par exemple « année scolaire 2010-2011 »."},
		{campaign.Copying{From: "2009-2010", Year: 2010, Label: strings.Repeat("x", 1001)}, "nom", "Ce nom est trop long : 1 000 caractères au plus."},
	}
	eachWorld(t, func(t *testing.T, w *world) {
		for _, test := range tests {
			_, err := w.c.Copy(t.Context(), pilot, test.copying)
			if got := w.refusal(err)[test.field]; got != test.want {
				t.Errorf("Copy(%+v): %q, want %q", test.copying, got, test.want)
			}
		}
		if _, err := w.c.Copy(t.Context(), pilot, campaign.Copying{From: "1999-2000", Year: 2010, Label: "x"}); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("Copy of none: %v, want ErrNotFound", err)
		}
		_, err := w.c.Prepare(t.Context(), pilot, rules(t, same))
		if got := w.refusal(err)["annee"]; got != "Il y a déjà une campagne 2009-2010." {
			t.Errorf("Prepare of a code that is taken: %q", got)
		}
	})
}

func TestAnAcademieKeepsItsCalendar(t *testing.T) {
	winter := campaign.Holiday{Label: "Vacances d’hiver", From: civil.MustDate("2010-02-08"), To: civil.MustDate("2010-02-14")}
	eachWorld(t, func(t *testing.T, w *world) {
		set := func(seen int64, own campaign.Calendar) error {
			_, err := w.c.Change(t.Context(), pilot, campaign.Changing{Code: "2009-2010", Seen: seen, Reason: "Arrêté du recteur", Calendar: &own})
			return err
		}
		count := func() (corsica, all int) {
			now, _ := w.current()
			for _, h := range now.Holidays {
				if h.Zone == "27" {
					corsica++
				}
			}
			return corsica, len(now.Holidays)
		}
		w.must(set(1, campaign.Calendar{Academie: "27", Holidays: []campaign.Holiday{winter}}))
		if corsica, all := count(); corsica != 1 || all != 16 {
			t.Errorf("%d holidays of Corsica of %d, want 1 of 16", corsica, all)
		}
		twice := winter
		twice.To = civil.MustDate("2010-02-20")
		w.refusal(set(2, campaign.Calendar{Academie: "27", Holidays: []campaign.Holiday{winter, twice}})) // overlap
		w.refusal(set(2, campaign.Calendar{Academie: "27", Holidays: []campaign.Holiday{winter}}))        // nothing new
		w.refusal(set(2, campaign.Calendar{Academie: "A", Holidays: []campaign.Holiday{winter}}))         // a zone is no académie
		w.must(set(2, campaign.Calendar{Academie: "27", Holidays: []campaign.Holiday{twice}}))            // replaced
		w.must(set(3, campaign.Calendar{Academie: "27"}))                                                 // taken away
		if corsica, all := count(); corsica != 0 || all != 15 {
			t.Errorf("%d holidays of Corsica of %d, want none of 15", corsica, all)
		}
		now, _ := w.current()
		if !strings.Contains(string(now.Files["campaign.toml"]), "# Jours fériés") {
			t.Error("a comment of the file is lost")
		}
	})
}

func TestEditionsNameWhoChanged(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		people := access.New(w.d, rights.Table())
		var who access.Person
		w.must(w.d.Write(t.Context(), func(tx *db.Tx) (err error) {
			who, err = people.AddTx(tx, call(access.Program), access.Person{Login: "p", Name: "Martine Duval", Email: "p@exemple.invalid"}, nil)
			return err
		}))
		by := access.Call{By: rights.Table().In(who, access.NationalPilot, access.France), At: pilot.At}
		_, err := w.c.Change(t.Context(), by, campaign.Changing{Code: "2009-2010", Seen: 1, Reason: "Motif", Edits: []campaign.Edit{{Path: "payer.value", Typed: "ACSÉ"}}})
		w.must(err)
		read(t, w.d, func(tx *db.Tx) error {
			editions, err := w.c.Editions(tx, "2009-2010")
			if len(editions) != 2 || editions[0].PersonName != "Martine Duval" || editions[1].PersonName != "" {
				t.Errorf("Editions() = %+v", editions)
			}
			return err
		})
	})
}

// What is due of a milestone follows its day; what is settled does not.
func TestDuesFollowTheirMilestone(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		region := access.Place{Region: "11"}
		w.must(w.d.Write(t.Context(), func(tx *db.Tx) error {
			for subject, day := range map[string]string{"p:1": "2009-09-30", "p:2": "2009-09-30"} {
				due := campaign.Due{Campaign: "2009-2010", Milestone: "project_sending", Task: "Transmettre", Role: access.RegionalPilot,
					Place: region, Subject: subject, DueOn: civil.MustDate(day)}
				if err := campaign.Expect(tx, pilot.At, due); err != nil {
					return err
				}
			}
			return campaign.Settle(tx, pilot.At, "p:2")
		}))
		_, err := w.change(1, "Un délai de plus", campaign.Edit{Path: "milestone[3].date", Typed: "7 octobre 2009"})
		w.must(err)
		read(t, w.d, func(tx *db.Tx) error {
			got, err := campaign.PendingFor(tx, rights.Table().In(access.Person{}, access.RegionalPilot, region))
			want := []campaign.Pending{{Milestone: "project_sending", Task: "Transmettre", DueOn: civil.MustDate("2009-10-07"), Files: 1, Subject: "p:1"}}
			if diff := cmp.Diff(want, onFiles(got)); diff != "" {
				t.Errorf("PendingFor: -want +got\n%s", diff)
			}
			return err
		})
	})
}
