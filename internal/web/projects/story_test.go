package projects

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/project"
)

func TestSince(t *testing.T) {
	today := civil.MustDate("2009-09-21")
	for day, want := range map[string][2]string{
		"2009-09-22": {"depuis aujourd’hui", "depuis aujourd’hui"}, // recorded under another date of the example
		"2009-09-21": {"depuis aujourd’hui", "depuis aujourd’hui"},
		"2009-09-20": {"depuis hier", "depuis hier"},
		"2009-09-19": {"depuis le 19 septembre 2009 (2 jours)", "depuis 2 jours"},
		"2009-07-28": {"depuis le 28 juillet 2009 (55 jours)", "depuis 55 jours"},
	} {
		from := civil.MustDate(day)
		if got := [2]string{since(from, today), sinceShort(from, today)}; got != want {
			t.Errorf("since %s, on %s: got %q, want %q", day, today, got, want)
		}
	}
}

func TestTurnOf(t *testing.T) {
	today := civil.MustDate("2009-09-21")
	for _, test := range []struct {
		turn, by access.Role
		want     string
	}{
		{access.RegionalPilot, access.SchoolLead, "de la région"},
		{access.RegionalPilot, access.RegionalPilot, "de vous"},
		{access.SchoolLead, access.SchoolContributor, "de l’école"},
		{access.NationalPilot, access.NationalPayer, "du comité national"},
		{"", access.RegionalPilot, ""},
	} {
		turn := project.Turn{Role: test.turn, Since: today.Start()}
		if got, _ := turnOf(turn, test.by, today); got != test.want {
			t.Errorf("turn of %q, told to %s: got %q, want %q", test.turn, test.by, got, test.want)
		}
	}
}

// Every act of the table has its words; what somebody did reads after their name.
func TestWhatSomebodyDid(t *testing.T) {
	for _, move := range project.Moves {
		if move.Act != project.ActEdit && pastOf(move.Act) == "" { // filling the sheet is no step
			t.Errorf("%s has no words for the history", move.Act)
		}
	}
	amount := civil.Cents(5_000_00)
	for _, test := range []struct {
		step  project.Step
		again bool
		want  string
	}{
		{project.Step{Act: project.ActOpen}, false, "a ouvert la fiche"},
		{project.Step{Act: project.ActSubmit, FromState: project.Draft, Version: 1}, false, "a transmis la fiche au comité de pilotage régional (version 1)"},
		{project.Step{Act: project.ActSubmit, FromState: project.Returned, Version: 2}, false, "a transmis de nouveau la fiche au comité de pilotage régional (version 2)"},
		{project.Step{Act: project.ActSubmit, FromState: project.Draft}, false, "a transmis la fiche au comité de pilotage régional"}, // before versions were kept
		{project.Step{Act: project.ActReturn, Until: civil.MustDate("2009-10-05")}, false, "a retourné la fiche à l’école, pour complément, à transmettre de nouveau au plus tard le 5 octobre 2009"},
		{project.Step{Act: project.ActReturn}, false, "a retourné la fiche à l’école, pour complément"},
		{project.Step{Act: project.ActTransmit}, true, "a transmis de nouveau le projet au comité de pilotage national"},
		{project.Step{Act: project.ActAnnounce, ToState: project.Reserve}, false, "a communiqué à l’école la décision du comité régional\u202f: en liste complémentaire"},
		{project.Step{Act: project.ActRelease, ToState: project.Validated, GrantedCents: &amount}, false, "a communiqué la décision nationale\u202f: validé, pour 5\u202f000,00\u00a0€"},
		{project.Step{Act: project.ActClose, GrantedCents: &amount}, false, "a clos le dossier"},
	} {
		if got := did(test.step, test.again); got != test.want {
			t.Errorf("did(%s): got %q, want %q", test.step.Act, got, test.want)
		}
	}
}

func TestPiecesOfAVersion(t *testing.T) {
	pieces := []project.Attachment{{Label: "Avis", FirstSent: 1, LastSent: 1}, {Label: "Plan", FirstSent: 1, LastSent: 2}, {Label: "Devis", FirstSent: 2, LastSent: 2},
		{Label: "Jamais transmise"}}
	for version, want := range map[int64][]string{
		1: {"Pièces jointes\u202f: «\u202fAvis\u202f», «\u202fPlan\u202f»."},
		2: {"Pièces jointes\u202f: «\u202fDevis\u202f».", "Pièces retirées\u202f: «\u202fAvis\u202f»."},
		3: {"Pièces retirées\u202f: «\u202fPlan\u202f», «\u202fDevis\u202f»."},
		4: nil,
	} {
		if diff := cmp.Diff(want, sentPieces(pieces, version)); diff != "" {
			t.Errorf("pieces of version %d: -want +got\n%s", version, diff)
		}
	}
}

func TestWhatChangedIsCounted(t *testing.T) {
	groups := &form.Question{Key: "groups", Item: "Groupe"}
	people := &form.Question{Key: "people", Item: "Personne", Feminine: true}
	change := func(kind form.Kind) form.Change {
		return form.Change{Now: form.Field{Key: "x", Question: form.Question{Kind: kind, As: form.Count}}, After: "1"}
	}
	for _, test := range []struct {
		found           []form.Difference
		joined, removed []string
		want            string
	}{
		{nil, nil, nil, "Rien n’a changé."},
		{nil, []string{"Devis"}, nil, "Aucune réponse changée, 1 pièce ajoutée."},
		{[]form.Difference{{Changes: []form.Change{change(form.Count), change(form.Computed)}}}, nil, []string{"Avis", "Plan"}, "1 réponse changée, 2 pièces retirées."},
		{[]form.Difference{{Table: groups, Fate: form.Added, Changes: []form.Change{change(form.Count)}}, {Table: people, Fate: form.Removed}, {Table: people, Fate: form.Removed},
			{Table: groups, Changes: []form.Change{change(form.Count), change(form.Text)}}}, nil, nil, "2 réponses changées, 1 groupe ajouté, 2 personnes supprimées."},
	} {
		view := changesPage{Joined: test.joined, Removed: test.removed}
		if len(test.found) > 0 {
			view.Sheets = append(view.Sheets, view.changed(&form.Sheet{Key: "a"}, test.found))
		}
		if got := view.counted(); got != test.want {
			t.Errorf("counted: got %q, want %q", got, test.want)
		}
	}
}
