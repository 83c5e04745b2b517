package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/campaigns"
	"preau/internal/campaign"
	"preau/internal/db"
)

const pilotLogin = "pilote-dgesco"

// rulesNow are the rules in force, and their version.
func (s *site) rulesNow() (rules *campaign.Campaign, version int64) {
	s.t.Helper()
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) (err error) {
		rules, version, err = s.Site.Campaigns.Current(tx)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return rules, version
}

func plain(s string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">").Replace(s)
}

// changing is what the form of the hours and groups sends.
func changing(version, key, hours, reason string) url.Values {
	return url.Values{"annee": {"2009-2010"}, "groupe": {"heures"}, "version": {version}, "_cle": {key},
		"hours.value": {hours}, "hours.law": {"§2.2"}, "group_size_min.value": {"8"}, "group_size_max.value": {"15"}, "motif": {reason}}
}

func TestAFormSentTwiceIsOneVersion(t *testing.T) {
	s := newSite(t)
	v := s.as(pilotLogin)
	for range 2 {
		if a := v.post("/campagne/regles/changer", changing("1", "k", "100", "Motif")); a.Code != http.StatusSeeOther {
			t.Errorf("POST: got %d, want 303", a.Code)
		}
	}
	if rules, version := s.rulesNow(); version != 2 || rules.Hours.Value != 100 {
		t.Errorf("version %d of %d hours, want 2 of 100", version, rules.Hours.Value)
	}
}

// The second of two is told what the first changed; what they typed stays, and
// what they left alone follows the rules of today.
func TestTheSecondSeesWhatTheFirstChanged(t *testing.T) {
	s := newSite(t)
	first, second := s.as(pilotLogin), s.as("pilote-daic")
	first.post("/campagne/regles/changer", changing("1", "k1", "100", "Le premier"))
	typed := changing("1", "k2", "120", "Le second")
	typed.Set("group_size_min.value", "6")
	a := second.post("/campagne/regles/changer", typed)
	body := plain(a.body())
	for _, want := range []string{"Quelqu’un a changé ces règles", "Ce que Martine Duval a changé", "120 heures", "100 heures",
		`name="group_size_min.value" value="6"`, `name="hours.value" value="100"`, `name="version" value="2"`, "Le second"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of the second (%d) has no %q", a.Code, want)
		}
	}
	if _, version := s.rulesNow(); a.Code != http.StatusUnprocessableEntity || version != 2 {
		t.Errorf("got %d and version %d, want 422 and 2", a.Code, version)
	}
	typed.Set("version", "2")
	typed.Set("hours.value", "100")
	if a := second.post("/campagne/regles/changer", typed); a.Code != http.StatusSeeOther {
		t.Errorf("sent again: got %d, want 303", a.Code)
	}
	if rules, version := s.rulesNow(); version != 3 || rules.Hours.Value != 100 || rules.GroupSizeMin.Value != 6 {
		t.Errorf("version %d: %d hours, %d parents; want 3, 100, 6", version, rules.Hours.Value, rules.GroupSizeMin.Value)
	}
}

// What was typed is shown again as it was, and is no markup.
func TestWrongValuesAreToldBesideTheirFields(t *testing.T) {
	s := newSite(t)
	v := s.as(pilotLogin)
	typed := changing("1", "k", "<b>cent</b>\u202e 🎒", "")
	typed.Set("group_size_min.value", "16")
	a := v.post("/campagne/regles/changer", typed)
	body := plain(a.body())
	for _, want := range []string{`href="#champ-hours-value"`, `href="#champ-motif"`, "Écrivez le motif", "\u202e 🎒"} {
		if !strings.Contains(body, want) {
			t.Errorf("got %d without %q", a.Code, want)
		}
	}
	if strings.Contains(a.body(), "<b>cent") {
		t.Error("what was typed is markup")
	}
	if _, version := s.rulesNow(); version != 1 || a.Code != http.StatusUnprocessableEntity {
		t.Errorf("got %d and version %d, want 422 and 1", a.Code, version)
	}
	typed = changing("1", "k", "120", "Motif")
	typed.Set("group_size_min.value", "16")
	if a := v.post("/campagne/regles/changer", typed); !strings.Contains(plain(a.body()), `href="#champ-group_size_max-value">Le maximum (15) est sous le minimum (16).`) {
		t.Errorf("lower above upper: got %d without its sentence", a.Code)
	}
}

// A label is a text, whatever it holds: nothing of it reaches the file's grammar
// or the page's.
func TestALabelIsAText(t *testing.T) {
	s := newSite(t)
	v := s.as(pilotLogin)
	typed := url.Values{"annee": {"2009-2010"}, "groupe": {"selection"}, "version": {"1"}, "motif": {"Essai"},
		"criterion[4].label": {"\"]\n[[criterion]]\nkey = \"x\" <script>alert(1)</script> 🎒\u202e"}}
	if a := v.post("/campagne/regles/changer", typed); a.Code != http.StatusSeeOther {
		t.Fatalf("POST: got %d, want 303", a.Code)
	}
	rules, _ := s.rulesNow()
	if got := rules.Criteria[3].Label; got != `"] [[criterion]] key = "x" <script>alert(1)</script> 🎒` || len(rules.Criteria) != 5 {
		t.Errorf("criterion 4 of %d: %q", len(rules.Criteria), got)
	}
	for _, path := range []string{"/campagne/regles", "/campagne/annees/2009-2010", "/campagne/comparer?a=2009-2010@1&b=2009-2010"} {
		if a := v.get(path); strings.Contains(a.body(), "<script>") || !strings.Contains(a.body(), "🎒") {
			t.Errorf("GET %s: the label is not shown as a text", path)
		}
	}
}

func TestNothingHalfSaidIsFound(t *testing.T) {
	s := newSite(t)
	v := s.as(pilotLogin)
	for _, path := range []string{
		"/campagne?annee=1999-2000", "/campagne/regles?annee=x", "/campagne/regles?version=9", "/campagne/regles?version=x", "/campagne/regles?version=-1",
		"/campagne/regles/changer?groupe=rien", "/campagne/regles/changer?groupe=fiches", "/campagne/annees/2012-2013", "/campagne/annees/2012-2013/ouvrir",
		"/campagne/comparer?a=2009-2010&b=2012-2013", "/campagne/comparer?a=2009-2010@x&b=2009-2010", "/campagne/comparer?a=2009-2010@99&b=2009-2010",
		"/campagne/copier?annee=2012-2013", "/campagne/territoire?annee=%27",
	} {
		if a := v.get(path); a.Code != http.StatusNotFound {
			t.Errorf("GET %s: got %d, want 404", path, a.Code)
		}
	}
	for _, version := range []string{"", "0", "99", "x", "-1", "9999999999999999999999"} {
		if a := v.post("/campagne/regles/changer", changing(version, "", "100", "Motif")); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("POST with version %q: got %d, want 422", version, a.Code)
		}
	}
}

// What a national pilot prepares is known to nobody else, anywhere.
func TestACampaignInPreparationIsASecret(t *testing.T) {
	s := newSite(t)
	pilot, head := s.as(pilotLogin), s.as("proviseur-lumieres")
	if a := pilot.post("/campagne/copier", url.Values{"annee_copiee": {"2009-2010"}, "annee": {"2010"}, "nom": {"année 2010-2011"}}); a.location() != "/campagne/annees/2010-2011" {
		t.Fatalf("POST /campagne/copier: %d to %q", a.Code, a.location())
	}
	for _, path := range []string{"/campagne?annee=2010-2011", "/campagne/regles?annee=2010-2011", "/campagne/territoire?annee=2010-2011",
		"/campagne/annees/2010-2011", "/campagne/comparer?a=2009-2010&b=2010-2011"} {
		if a := head.get(path); a.Code != http.StatusNotFound {
			t.Errorf("GET %s as a school: got %d, want 404", path, a.Code)
		}
		if a := pilot.get(path); a.Code != http.StatusOK {
			t.Errorf("GET %s as the nation: got %d, want 200", path, a.Code)
		}
	}
	if a := head.get("/campagne/annees"); strings.Contains(a.body(), "2010-2011") {
		t.Error("the list of years tells a school of a campaign in preparation")
	}
	if a := pilot.post("/campagne/annees/2010-2011/ouvrir", nil); a.Code != http.StatusSeeOther {
		t.Errorf("opening: got %d, want 303", a.Code)
	}
	if a := head.get("/campagne"); !strings.Contains(a.body(), "2010-2011") {
		t.Error("a school does not read the campaign that was opened")
	}
	if a := pilot.post("/campagne/annees/2010-2011/ouvrir", nil); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("opening again: got %d, want 422", a.Code)
	}
}

// nextYear is the folder that ships, a year later, changed by edit.
func nextYear(t *testing.T, edit func(name, content string) string) map[string]string {
	t.Helper()
	names, err := fs.Glob(campaigns.FS, "2009-2010/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range names {
		content, err := fs.ReadFile(campaigns.FS, path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(path, "2009-2010/")
		text := strings.NewReplacer("2010-", "2011-", "2009-2010", "2010-2011", "2009-", "2010-", "n° 2005-909", "n° 2005-909").Replace(string(content))
		files[name] = edit(name, text)
	}
	return files
}

func zipOf(t *testing.T, prefix string, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		into, err := w.Create(prefix + name)
		if err == nil {
			_, err = into.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (v *visitor) sends(parts ...part) *answer {
	v.site.t.Helper()
	return v.ask("POST", "/campagne/deposer", strings.NewReader(multipartForm(parts...)), multipartType)
}

func same(_, content string) string { return content }

func TestAFolderIsDropped(t *testing.T) {
	for _, way := range []string{"zip", "folder in a zip", "files"} {
		s := newSite(t)
		v := s.as(pilotLogin)
		files := nextYear(t, same)
		parts := []part{{"archive", "2010-2011.zip", zipOf(t, "", files)}}
		switch way {
		case "folder in a zip":
			parts[0].content = zipOf(t, "2010-2011/", files)
		case "files":
			parts = nil
			for name, content := range files {
				field := "campagne"
				if name != "campaign.toml" {
					field = fmt.Sprintf("fiche_%d", len(parts)+1)
				}
				parts = append(parts, part{field, name, content})
			}
		}
		for range 2 { // the same form sent twice
			if a := v.sends(append(parts, part{field: "_cle", content: "k"})...); a.location() != "/campagne/annees/2010-2011" {
				t.Errorf("%s: got %d to %q\n%s", way, a.Code, a.location(), plain(a.body()))
			}
		}
		if a := v.sends(parts...); a.Code != http.StatusUnprocessableEntity || !strings.Contains(plain(a.body()), "Il y a déjà une campagne 2010-2011.") {
			t.Errorf("%s, once more: got %d, want 422", way, a.Code)
		}
		if _, version := s.rulesNow(); version != 1 {
			t.Errorf("%s: the current campaign is changed", way)
		}
	}
}

func TestWrongFoldersAreRefusedWithEveryFault(t *testing.T) {
	wrong := nextYear(t, func(name, content string) string {
		if name == "annexe-2.toml" {
			return strings.Replace(content, `figure = "amount_asked"`, `figure = "money"`, 1)
		}
		return strings.Replace(content, "hours = { value = 120", "hours = { value = 0", 1)
	})
	up := nextYear(t, same)
	up["../../etc/passwd.toml"] = "x"
	latin := nextYear(t, func(_, content string) string { return strings.ReplaceAll(content, "é", "\xe9") })
	zone := nextYear(t, func(_, content string) string { return strings.Replace(content, "\nzone = \"A\"", "\nzone = \"Z\"", 1) })
	many := nextYear(t, same)
	for i := range 601 {
		many["campaign.toml"] += fmt.Sprintf("\n[y%d]\n", i)
	}
	missing := nextYear(t, same)
	delete(missing, "annexe-3.toml")
	tests := []struct {
		name  string
		parts []part
		code  int
		want  []string
	}{
		{"nothing", nil, 422, []string{"Choisissez une archive .zip, ou les fichiers du dossier."}},
		{"two faults", []part{{"archive", "a.zip", zipOf(t, "", wrong)}}, 422, []string{"hours.value", "nombre hors limites", "annexe-2.toml"}},
		{"a zone", []part{{"archive", "a.zip", zipOf(t, "", zone)}}, 422, []string{"« Z » n’est ni une zone"}},
		{"601 tables", []part{{"archive", "a.zip", zipOf(t, "", many)}}, 422, []string{"Voici les 500 premiers défauts sur 601."}},
		{"a path", []part{{"archive", "a.zip", zipOf(t, "", up)}}, 422, []string{"../../etc/passwd.toml", "un nom de fichier ne contient pas de chemin"}},
		{"not UTF-8", []part{{"archive", "a.zip", zipOf(t, "", latin)}}, 422, []string{"campaign.toml", "UTF-8"}},
		{"a sheet missing", []part{{"archive", "a.zip", zipOf(t, "", missing)}}, 422, []string{"annexe-3.toml", "Ce fichier manque"}},
		{"no zip", []part{{"archive", "a.zip", "hello"}}, 422, []string{"n’est pas une archive .zip"}},
		{"only a sheet", []part{{"fiche_1", "annexe-2.toml", "x = 1"}}, 422, []string{"campaign.toml", "Ce fichier manque"}},
		{"10 MB", []part{{"archive", "a.zip", strings.Repeat("x", 10<<20)}}, 422, []string{"Mo"}},
		{"a bomb", []part{{"archive", "a.zip", zipOf(t, "", map[string]string{"campaign.toml": strings.Repeat("#", 60<<20)})}}, 422, []string{"dépasse 1 Mo"}},
	}
	s := newSite(t)
	v := s.as(pilotLogin)
	for _, test := range tests {
		a := v.sends(test.parts...)
		body := strings.ToLower(plain(a.body()))
		for _, want := range test.want {
			if a.Code != test.code || !strings.Contains(body, strings.ToLower(want)) {
				t.Errorf("%s: got %d without %q", test.name, a.Code, want)
			}
		}
	}
	if a := v.get("/campagne/annees"); strings.Contains(a.body(), "2010-2011") {
		t.Error("a folder that was refused is there")
	}
	if a := s.as("prefet-idf").sends(tests[1].parts...); a.Code != http.StatusNotFound {
		t.Errorf("a folder dropped by a region: got %d, want 404", a.Code)
	}
}
