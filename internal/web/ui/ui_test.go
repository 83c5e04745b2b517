package ui_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"preau/internal/web/ui"
)

func render(t *testing.T, component templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := component.Render(t.Context(), &out); err != nil {
		t.Fatalf("Render(%#v): %v", component, err)
	}
	return out.String()
}

func TestFieldID(t *testing.T) {
	for name, want := range map[string]string{"nom": "champ-nom", "groupe.3.effectif": "champ-groupe-3-effectif", `a"b`: "champ-a-b"} {
		if got := ui.FieldID(name); got != want {
			t.Errorf("FieldID(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1234: "1\u202f234", -1234567: "−1\u202f234\u202f567"} {
		if got := ui.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}

// Each part, what must be in it and what must not: enough to notice a promise that is broken, not a copy of the HTML.
func TestParts(t *testing.T) {
	for _, test := range []struct {
		name      string
		part      templ.Component
		want, not []string
	}{
		{"text is escaped", ui.Text(`<b>"&`), []string{"&lt;b&gt;&#34;&amp;"}, []string{"<b>"}},
		{"an input is labelled", ui.Input{Name: "a.b", Label: "Nom", Value: `"><script>`, Required: true},
			[]string{`for="champ-a-b"`, `id="champ-a-b"`, `name="a.b"`, "required", "&lt;script&gt;"},
			[]string{"<script", "aria-invalid", "aria-describedby", "fr-input-group--error", `type="number"`}},
		{"a wrong input says why, and keeps what was typed", ui.Input{Name: "n", Label: "Nombre", Value: "six", Error: "En chiffres.", Unit: "heures"},
			[]string{"fr-input-group--error", `aria-invalid="true"`, `aria-describedby="champ-n-unite champ-n-erreur"`, `id="champ-n-erreur">En chiffres.`, `value="six"`}, nil},
		{"an optional input says so", ui.Input{Name: "n", Label: "Nom", Optional: true}, []string{"(facultatif)"}, []string{"required"}},
		{"a text says its limit", ui.Textarea{Name: "t", Label: "Texte", Hint: "Librement.", MaxLength: 4000, Value: "a\nb"},
			[]string{"Librement. 4\u202f000 caractères au plus.", `rows="5"`, ">a\nb</textarea>"}, []string{"maxlength"}},
		{"nothing is chosen for the person", ui.Radios{Name: "r", Legend: "Choix", Options: []ui.Option{{Value: "", Label: "Vide"}, {Value: "o", Label: "Oui"}}},
			[]string{"<legend", `id="champ-r"`, `id="champ-r-o"`}, []string{"checked"}},
		{"a wrong choice is tied to its error", ui.Radios{Name: "r", Legend: "Choix", Error: "Choisissez.", Value: "o", Options: []ui.Option{{Value: "o", Label: "Oui"}}},
			[]string{"fr-fieldset--error", `aria-labelledby="champ-r-question champ-r-erreur"`, "checked", "Choisissez."}, nil},
		{"checkboxes keep all answers", ui.Checkboxes{Name: "c", Legend: "Jours", Values: []string{"m", "j"}, Options: []ui.Option{{Value: "l"}, {Value: "m"}, {Value: "j"}}},
			[]string{`value="m" checked`, `value="j" checked`}, []string{`value="l" checked`}},
		{"a select starts empty", ui.Select{Name: "s", Label: "Académie", Options: []ui.Option{{Value: "x", Label: "Créteil"}}},
			[]string{`<option value="">Choisir une réponse</option>`}, []string{"selected"}},
		{"a search is a landmark", ui.SearchBar{Action: "/projets", Label: "Chercher", Keep: []ui.Hidden{{Name: "tri", Value: "nom"}}},
			[]string{`role="search"`, `method="get"`, `name="q"`, `type="hidden" name="tri" value="nom"`}, nil},
		{"a form posts its key", ui.Form{Action: "/a", Key: "k1"}, []string{`method="post"`, "novalidate", `name="_cle" value="k1"`}, []string{"multipart"}},
		{"a form with files says so", ui.Form{Action: "/a", Upload: true}, []string{`enctype="multipart/form-data"`}, nil},
		{"no error, no summary", ui.ErrorSummary{}, nil, []string{"<"}},
		{"one error is singular and leads to its field", ui.ErrorSummary{Errors: []ui.FieldError{{Field: "a.b", Text: "Faux."}}},
			[]string{"Il y a 1 erreur<", `href="#champ-a-b"`, `tabindex="-1"`, "autofocus"}, nil},
		{"two errors are plural", ui.ErrorSummary{Errors: []ui.FieldError{{Text: "A."}, {Text: "B."}}}, []string{"Il y a 2 erreurs<"}, []string{"<a"}},
		{"an act is a button, a way is a link", ui.Buttons{Items: []ui.Button{{Text: "Oui", Name: "n", Value: "v"}, {Text: "Non", Href: "/x"}}},
			[]string{`type="submit" name="n" value="v"`, `href="/x"`}, nil},
		{"a link does no script", ui.Link{Text: "x", Href: "javascript:alert(1)"}, nil, []string{"javascript:"}},
		{"what was done is told where one is", ui.Layout(ui.Page{Flashes: []ui.Flash{{Text: "Fait."}}}), []string{`<div role="status" tabindex="-1" autofocus>`, "Fait."}, nil},
		{"nothing was done: the page begins at its top", ui.Layout(ui.Page{}), nil, []string{"autofocus"}},
		{"a table names its columns and rows", ui.Table{ID: "t", Caption: "Projets", Columns: []ui.Column{{Label: "Nom", Href: "?tri=nom", Sorted: ui.Descending}, {Label: "Somme", Figures: true}},
			Rows: []ui.Row{{Cells: []templ.Component{ui.Text("Courbet"), nil}}}},
			[]string{`id="t-titre">Projets</caption>`, `scope="col"`, `aria-sort="descending"`, `scope="row"`, `data-label="Somme"`, "preau-table__blank"}, []string{"tabindex"}},
		{"a wide table scrolls with the keyboard", ui.Table{ID: "t", Caption: "C", Scroll: true}, []string{`tabindex="0"`, `role="region"`, `aria-labelledby="t-titre"`}, nil},
		{"one page needs no pagination", ui.Pagination{Page: 1, Total: ui.PageSize}, nil, []string{"<"}},
		{"a summary shows blank as blank", ui.Summary{Title: "S", Rows: []ui.Answer{{Question: "Grille", Href: "#g"}}},
			[]string{"Non renseigné", `<span class="fr-sr-only"> Grille</span>`}, nil},
		{"the tab where one is", ui.Tabs{Label: "L", Items: []ui.Tab{{Text: "A", Href: "/a"}, {Text: "B", Href: "/b", Current: true}}},
			[]string{`<a href="/b" aria-current="page"`}, []string{`<a href="/a" aria-current`}},
		{"a task that is not open is no link", ui.TaskList{Tasks: []ui.Task{{Title: "Bilan", Detail: "Plus tard."}}}, []string{"Plus tard."}, []string{"<a"}},
		{"an alert lists what is missing", ui.Alert{Severity: ui.Failure, Title: "Refusé", Text: "Il manque.", Law: "§3.3", Lines: []string{"A", "B"}},
			[]string{"fr-alert--error", "(§3.3)", "<li>A</li>"}, nil},
		{"a history is in order", ui.Timeline{Events: []ui.Event{{What: "Ouvert", When: "lundi", Who: "Karim"}}}, []string{"<ol", "lundi · Karim"}, nil},
		{"a step", ui.Stepper{Step: 2, Of: 4, Title: "T"}, []string{"Étape 2 sur 4", `data-fr-current-step="2"`}, []string{"Étape suivante"}},
		{"a filter in force", ui.FilterTags{Tags: []ui.FilterTag{{Text: "Tous", Count: 1132, Href: "?", Current: true}}}, []string{`aria-current="true"`, "1\u202f132"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, test.part)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("got %s\nwant %s in it", got, want)
				}
			}
			for _, not := range test.not {
				if strings.Contains(got, not) {
					t.Errorf("got %s\nwant no %s in it", got, not)
				}
			}
		})
	}
}

func TestDeadlineSaysHowLongIsLeft(t *testing.T) {
	for _, test := range []struct {
		deadline ui.Deadline
		want     string
		class    string
	}{
		{ui.Deadline{Days: 8}, "Restent 8 jours", "preau-badge"},
		{ui.Deadline{Days: 7}, "Restent 7 jours", "fr-badge--warning"},
		{ui.Deadline{Days: 1}, "Reste 1 jour", "fr-badge--warning"},
		{ui.Deadline{Days: 0}, "Dernier jour", "fr-badge--warning"},
		{ui.Deadline{Days: -1}, "En retard de 1 jour", "fr-badge--error"},
		{ui.Deadline{Days: -12}, "En retard de 12 jours", "fr-badge--error"},
		{ui.Deadline{Days: -12, Done: true}, "Fait", "fr-badge--success"},
	} {
		want := test.class + `">` + test.want + "<"
		if got := render(t, test.deadline); !strings.Contains(got, want) {
			t.Errorf("Render(%+v) = %s, want %s in it", test.deadline, got, want)
		}
	}
}

func TestPaginationShowsTheEndsAndWhatIsAround(t *testing.T) {
	var asked []int
	got := render(t, ui.Pagination{Page: 4, Total: 132, Href: func(page int) string {
		asked = append(asked, page)
		return "?page=" + ui.Number(page)
	}})
	if want := []int{3, 1, 3, 5, 7, 5}; !slices.Equal(asked, want) {
		t.Errorf("links lead to pages %v, want %v (previous, first, around, last, next)", asked, want)
	}
	for _, want := range []string{"Lignes 61 à 80 sur 132", `aria-current="page" title="Page 4"`, "Page précédente", "Page suivante"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s\nwant %s in it", got, want)
		}
	}
}

func TestLayout(t *testing.T) {
	signedOut := render(t, ui.Layout(ui.Page{Title: "Accueil"}))
	signedIn := render(t, ui.Layout(ui.Page{
		Title: "Mes <projets>", Failed: true, Current: "/projets",
		Nav:    []ui.NavItem{{Label: "Accueil", Href: "/accueil"}, {Label: "Projets", Href: "/projets"}},
		Person: &ui.Person{Name: "Hélène", Role: "Principale", RoleHref: "/role", LeaveAction: "/deconnexion", LeaveKey: "k9"},
	}))
	for _, test := range []struct {
		name, page string
		want, not  []string
	}{
		{"signed out", signedOut,
			[]string{`<html lang="fr">`, "<title>Accueil — Préau</title>", `<main id="contenu"`, `role="banner"`, `role="contentinfo"`, "Je me connecte", `href="/accessibilite"`, `href="#contenu"`},
			[]string{`href="#navigation"`, "Base d’exemple", "<nav class=\"fr-nav\"", "Me déconnecter"}},
		{"signed in", signedIn,
			[]string{"<title>Erreur\u202f: Mes &lt;projets&gt; — Préau</title>", `href="/projets" aria-current="true"`, "Changer de rôle", `name="_cle" value="k9"`, `href="#navigation"`},
			[]string{`href="/accueil" aria-current`, "Je me connecte"}},
	} {
		for _, want := range test.want {
			if !strings.Contains(test.page, want) {
				t.Errorf("%s: the page lacks %s", test.name, want)
			}
		}
		for _, not := range test.not {
			if strings.Contains(test.page, not) {
				t.Errorf("%s: the page holds %s", test.name, not)
			}
		}
	}
}
