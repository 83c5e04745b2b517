package scenario

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadNamesEveryLineNotUnderstood(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"dance", `unknown command "dance"`},
		{"on 2009-09-31 00:00:00", "on: "},
		{"on demain", "on: "},
		{"as", "as: "},
		{"as deux personnes", "as: "},
		{"GET projets", "GET: a path that begins with / is needed"},
		{"GET /projets a=b", "GET: "},
		{"POST /projets a", `POST: "a" is not name=value`},
		{"POST /projets =a", "POST: "},
		{`POST /projets a="b`, "POST: a quote is opened and never closed"},
		{"fill", "fill: a path"},
		{`send "a`, "send: "},
		{"again /projets", "again: "},
		{"follow /projets", "follow: "},
		{"verify all", "verify: "},
		{"code 200", "code: code == N"},
		{"code == deux", "code: code == N"},
		{"redirect /projets", "redirect: "},
		{"body Brouillon", "body: contains TEXT"},
		{"body contains", "body: contains TEXT"},
		{"body count deux x", "body: contains TEXT"},
		{"mail prefet-idf contains x", "mail: mail to PERSON"},
		{"open mail", "open: open mail to PERSON"},
		{"later demain", "later: later 90s"},
		{"later -1h", "later: later 90s"},
		{"header X-Frame-Options DENY", "header: contains TEXT"},
		{"download /projets.ods", "download: "},
		{"download /projets.ods is DOC", "download: "},
	} {
		_, err := Read("a.txt", strings.NewReader("# deux lignes fausses\n"+test.line+"\n\n"+test.line))
		for _, want := range []string{"a.txt:2: " + test.want, "a.txt:4: " + test.want} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("Read(%q): got error %v, want one with %q", test.line, err, want)
			}
		}
	}
}

func TestFieldsOf(t *testing.T) {
	all, err := words(`a=1  b="deux mots" c= d="" e={3×é} "f g"=h i=1=2`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := fieldsOf(all)
	want := url.Values{"a": {"1"}, "b": {"deux mots"}, "c": {""}, "d": {""}, "e": {"ééé"}, "f g": {"h"}, "i": {"1=2"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("fieldsOf(%q): error %v, want - got + %s", all, err, diff)
	}
}

func TestCharactersByNumber(t *testing.T) {
	got, err := fieldsOf([]string{"a=x{U+0009}y{U+1F600}", "b={3×{U+202E}}", "c={U+zz}"})
	want := url.Values{"a": {"x\ty\U0001F600"}, "b": {"\u202e\u202e\u202e"}, "c": {"{U+zz}"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("fieldsOf with characters by number: error %v, want - got + %s", err, diff)
	}
}

func TestANameAlonePressesAButton(t *testing.T) {
	f := pageForm{names: []string{"avis", "suite"}, button: map[string]string{"suite": "liste"}}
	fields, err := filling([]string{"avis=x", "suite"})
	got, lacking := f.named(fields)
	want := url.Values{"avis": {"x"}, "suite": {"liste"}}
	if diff := cmp.Diff(want, got); err != nil || len(lacking) > 0 || diff != "" {
		t.Errorf("named: error %v, lacking %q, want - got + %s", err, lacking, diff)
	}
	fields, _ = filling([]string{"avis"})
	if _, lacking := f.named(fields); len(lacking) != 1 {
		t.Errorf("named: a text field alone is pressed, want it lacking")
	}
}

func TestAStarIsAPartOfAName(t *testing.T) {
	f := pageForm{names: []string{"rows.a.size", "rows.a.slot.day", "rows.a.hours", "rows.b.hours"}}
	for _, test := range []struct {
		pattern, want string
		known         bool
	}{
		{"rows.a.size", "rows.a.size", true},
		{"rows.*.size", "rows.a.size", true},
		{"rows.*.slot.day", "rows.a.slot.day", true},
		{"rows.*.day", "", false}, // a star is one part
		{"rows.*.hours", "rows.b.hours", true},
		{"rows.*.color", "", false},
	} {
		if got, known := f.name(test.pattern); known != test.known || known && got != test.want {
			t.Errorf("name(%q): got %q, %t; want %q, %t", test.pattern, got, known, test.want, test.known)
		}
	}
}

func TestReadPage(t *testing.T) {
	got, err := readPage(strings.NewReader(`<!doctype html><html><head><title>Fiche</title><style>p{}</style></head><body>
<form method="post" action="/deconnexion"><input type="hidden" name="_cle" value="k0"></form>
<main><p>Il y a <strong>2</strong>.</p><p>L’avis&nbsp;: <a href="/avis/7">&lt;bon&gt; <span>d’Inès</span></a></p>
<form method="get" action="/projets"><input type="text" name="q" value="cherché"></form>
<form method="post" action="/avis"><input type="hidden" name="_cle" value="k1"/><input type="text" name="montant" value="12">
<input type="radio" name="oui" value="o" checked><input type="radio" name="oui" value="n"><input type="checkbox" name="case" value="1">
<textarea name="avis">
Deux
lignes</textarea><select name="lieu"><option value="">Tous</option><option value="94" selected>94</option></select>
<button name="suite" value="liste">Suite</button></form></main></body></html>`))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Il y a 2. L'avis : <bon> d'Inès cherché 12 Deux lignes Tous 94 Suite"; got.main != want {
		t.Errorf("readPage, main part: got %q, want %q", got.main, want)
	}
	if want := "Fiche " + got.main; got.text != want {
		t.Errorf("readPage, text: got %q, want %q", got.text, want)
	}
	if href := got.linkOf("<bon> d’Inès"); href != "/avis/7" || got.linkOf("<bon>") != "" {
		t.Errorf("readPage, link: got %q, want /avis/7", href)
	}
	want := pageForm{action: "/avis",
		fields: url.Values{"_cle": {"k1"}, "montant": {"12"}, "oui": {"o"}, "avis": {"Deux\nlignes"}, "lieu": {"94"}},
		names:  []string{"_cle", "montant", "oui", "case", "avis", "lieu", "suite"},
		button: map[string]string{"suite": "liste"}}
	if diff := cmp.Diff([]pageForm{want}, got.forms, cmp.AllowUnexported(pageForm{})); diff != "" {
		t.Errorf("readPage, forms: want - got + %s", diff)
	}
}

func TestMatcher(t *testing.T) {
	for _, test := range []struct {
		matcher, text string
		holds         bool
	}{
		{"contains  l’école est", "<l'école\u00a0 est\u202f là", true},
		{"contains École", "école", false},
		{"!contains refusé", "validé", true},
		{"!contains validé", "validé", false},
		{"count 2 ab", "ab ab", true},
		{"count 1 ab", "ab ab", false},
		{"count 0 ab", "", true},
	} {
		m, err := readMatcher(test.matcher)
		if got := err == nil && m.wrong(test.text) == ""; got != test.holds {
			t.Errorf("readMatcher(%q).wrong(%q): holds %t (%v), want %t", test.matcher, test.text, got, err, test.holds)
		}
	}
}
