package web_test

import (
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/rights"
	"preau/internal/web/ui"
)

// What a national pilot writes in annexe-2.toml: a column of the groups, a line of
// the budget, and a question moved from one section to another.
const (
	newColumn = `[[section.question.column]]
key = "recent"
kind = "count"
label = "Combien vivent en France depuis moins de deux ans ?"
required = true
law = "§1"
most = "group_size_max"
outside = "Un groupe compte {max} parents au plus : vérifiez ce nombre"

`
	newLine = `[[section.question]]
key = "budget_travel"
kind = "amount"
label = "Déplacements des intervenants"
required = true
law = "§4"
figure = "amount_asked"
shares = "instalments"

`
	newCheck = `
[[check]]
name = "pay_covers_hours"
about = "budget_travel"
level = "warning"
law = "§4"
`
)

// edited is a file of the campaign as it ships, with texts put before others.
type edited struct {
	t    testing.TB
	text string
}

func (e *edited) before(mark, text string) {
	e.t.Helper()
	if strings.Count(e.text, mark) != 1 {
		e.t.Fatalf("annexe-2.toml: %q is there %d times, want once", mark, strings.Count(e.text, mark))
	}
	e.text = strings.Replace(e.text, mark, text+mark, 1)
}

// cut takes out what is from a text up to another, and returns it.
func (e *edited) cut(from, to string) string {
	e.t.Helper()
	start := strings.Index(e.text, from)
	length := strings.Index(e.text[max(start, 0):], to)
	if start < 0 || length < 0 {
		e.t.Fatalf("annexe-2.toml: %q up to %q is not there", from, to)
	}
	part := e.text[start : start+length]
	e.text = e.text[:start] + e.text[start+length:]
	return part
}

// openEdited opens a new version of the campaign, from files alone.
func openEdited(s *site) {
	s.t.Helper()
	folder := fstest.MapFS{}
	err := fs.WalkDir(campaigns.FS, "2009-2010", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(campaigns.FS, path)
		folder[strings.TrimPrefix(path, "2009-2010/")] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	sheet := edited{s.t, string(folder["annexe-2.toml"].Data)}
	sheet.before("[[section.question.column]]\nkey = \"profile\"", newColumn)
	sheet.before("[[section.question]]\nkey = \"budget_material\"", newLine)
	renewal := sheet.cut("[[section.question]]\nkey = \"renewal\"", "[[section]]\nkey = \"budget\"")
	sheet.before("[[section]]\nkey = \"intervenants\"", renewal)
	folder["annexe-2.toml"].Data = []byte(sheet.text + newCheck)
	rules, faults := campaign.Load(folder)
	if len(faults) > 0 {
		s.t.Fatalf("campaign.Load of the edited files: %v", faults)
	}
	program := rights.Table().In(access.Person{}, access.Program, access.France)
	call := access.Call{By: program, At: civil.Moment{Happened: machine, Recorded: machine}}
	if err := campaign.New(s.db).Open(s.t.Context(), call, rules); err != nil {
		s.t.Fatal(err)
	}
}

// A page is asked for and holds these texts, and not those after a "!".
func (v *visitor) reads(path string, texts ...string) {
	v.site.t.Helper()
	a := v.get(path)
	body := strings.Join(strings.Fields(a.body()), " ") // all kinds of spaces alike
	if a.Code != http.StatusOK {
		v.site.t.Fatalf("GET %s: got %d, want 200", path, a.Code)
	}
	for _, text := range texts {
		unwanted, absent := strings.CutPrefix(text, "!")
		if strings.Contains(body, unwanted) == absent {
			v.site.t.Errorf("GET %s: %q is there: %v, want %v", path, unwanted, absent, !absent)
		}
	}
}

// saves sends fields of a section as if none had been filled before.
func (v *visitor) saves(section string, fields map[string]string) *answer {
	sent := url.Values{}
	for key, text := range fields {
		sent.Set(key, text)
		sent.Set("version-"+key, "0")
	}
	return v.post("/projets/"+draft+"/fiche/annexe-2/"+section, sent)
}

// A sheet with two more questions and one moved is a matter of files: its pages
// show them, its checks look at them, the review lists them, and what is answered
// comes back. A draft under way follows; no line of code knows.
func TestASheetWithMoreQuestionsIsAMatterOfFiles(t *testing.T) {
	s := newSite(t)
	openEdited(s)
	v := s.as("principal-courbet")
	file := "/projets/" + draft
	groups, parents, budget, review := file+"/fiche/annexe-2/groupes", file+"/fiche/annexe-2/parents", file+"/fiche/annexe-2/budget", file+"/verifier"

	// The new questions are asked, in their place; the moved one has moved, with its answer.
	const recent, travel, moved = "Combien vivent en France depuis moins de deux ans ?", "Déplacements des intervenants", "combien étaient inscrits en 2008-2009 ?"
	v.reads(groups, recent, moved, `name="renewal.renewed" value="9"`, `name="groups.g3.recent"`)
	v.reads(parents, "!"+moved)
	v.reads(budget, travel)
	v.reads(file, "Les groupes et leurs horaires", "3 réponses attendues", "1 réponse attendue")
	v.reads(review, "Répondez à la question « "+recent+" », groupe 3 (§1).", "Répondez à la question « "+travel+" » (§4).",
		groups+"#"+ui.FieldID("groups.g3.recent")+`"`)

	// What does not hold is said on the page and in the review, and kept.
	if a := v.saves("groupes", map[string]string{"groups.g1.recent": "16", "groups.g2.recent": "quelques-uns", "groups.g3.recent": "0"}); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("POST %s with 16 parents: got %d, want 422", groups, a.Code)
	}
	v.reads(groups, "Un groupe compte 15 parents au plus : vérifiez ce nombre", `value="16"`, `value="quelques-uns"`)
	v.reads(review, "« "+recent+" », groupe 1. Un groupe compte 15 parents au plus", "« "+recent+" », groupe 2", "quelques-uns")

	// The new line counts in the figures, is shared by instalment, and its check warns.
	if a := v.saves("budget", map[string]string{"budget_travel": "100"}); a.Code != http.StatusSeeOther {
		t.Errorf("POST %s: got %d, want 303", budget, a.Code)
	}
	v.reads(budget, `name="budget_travel" value="100,00"`, "25,00 €", "75,00 €", "15 700,00 €", "100,00 € ne suffisent pas à payer 360 h de cours")

	// Once mended, what was saved comes back, and the file is sent.
	if a := v.post(groups, url.Values{"groups.g1.recent": {"4"}, "version-groups.g1.recent": {"1"}, "groups.g2.recent": {"2"}, "version-groups.g2.recent": {"1"}}); a.Code != http.StatusSeeOther {
		t.Errorf("POST %s: got %d, want 303", groups, a.Code)
	}
	v.reads(groups, `name="groups.g1.recent" value="4"`, `name="groups.g2.recent" value="2"`, `name="groups.g3.recent" value="0"`)
	v.reads(review, "15 700,00 €", "Transmettre au comité régional", "!À compléter ou à corriger")
	if a := v.post(file+"/transmettre", url.Values{"revision": {"6"}}); a.Code != http.StatusSeeOther {
		t.Errorf("POST %s/transmettre: got %d, want 303", file, a.Code)
	}
	v.reads(file, recent, "15 700,00 €")

	// What was sent adds up, exports and prints with it: the crowd's files have no answer to it.
	v.reads(file+"/fiche.json", `"key":"groups.g1.recent"`, `"key":"budget_travel","question":"`+travel+`","kind":"amount","law":"§4","value":10000`)
	region := s.as("prefet-idf")
	region.reads("/projets/ensemble?departement=93", recent, travel, ">6<", ">100,00 €<")
	for _, document := range []string{"/projets/ensemble.ods", "/projets/ensemble.xlsx", file + "/fiche.pdf", file + "/fiche.ods", file + "/fiche.xlsx"} {
		if a := region.get(document); a.Code != http.StatusOK || a.Body.Len() < 1000 {
			t.Errorf("GET %s: got %d and %d bytes, want a document", document, a.Code, a.Body.Len())
		}
	}
}

// The top of a page of the sheet names each question that it says something of: several
// are wrong in the same way.
func TestTheErrorsOfASheetNameTheirQuestions(t *testing.T) {
	s := newSite(t)
	v := s.as("principal-courbet")
	for section, c := range map[string]struct{ keys, want []string }{
		"budget":  {[]string{"budget_material", "budget_consultation"}, []string{"« Matériel pédagogique » : Écrivez ce montant", "« Heures de concertation » : Écrivez ce montant"}},
		"parents": {[]string{"renewal.new"}, []string{"en 2008-2009 ? Nouveaux » : Écrivez ce nombre"}},
		"groupes": {[]string{"groups.g1.size", "groups.g2.size"},
			[]string{"Groupe 1, « Combien de parents dans ce groupe ? » : Écrivez ce nombre", "Groupe 2, « Combien de parents dans ce groupe ? » : Écrivez ce nombre"}},
	} {
		sent := url.Values{}
		for _, key := range c.keys {
			sent.Set(key, "abc")
			sent.Set("version-"+key, "1073741824")
		}
		a := v.post("/projets/"+draft+"/fiche/annexe-2/"+section, sent)
		top, _, _ := strings.Cut(a.body(), "</ul></div>")
		for _, text := range c.want {
			if a.Code != http.StatusUnprocessableEntity || !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(top, "\u202f", " "), "\u00a0", " "), text) {
				t.Errorf("POST %s: got %d, want 422 and %q at the top", section, a.Code, text)
			}
		}
	}
}
