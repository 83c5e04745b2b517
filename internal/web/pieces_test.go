package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/project"
)

const piecesOfDraft = "/projets/" + draft + "/pieces"

var pieceLink = regexp.MustCompile(`href="(/projets/[^"]*/pieces/[0-9]+)"`)

// join sends a piece as the page's form does.
func (v *visitor) join(path string, parts ...part) *answer {
	v.site.t.Helper()
	return v.ask("POST", path, strings.NewReader(multipartForm(parts...)), multipartType)
}

func labelled(label, name, content string) []part {
	return []part{{"intitule", "", label}, {"fichier", name, content}}
}

// zipBomb is a DOCX of a few hundred bytes that says it opens to half a gigabyte.
func zipBomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"word/document.xml": "<w/>",
		"[Content_Types].xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := z.CreateRaw(&zip.FileHeader{Name: "word/media/image1.bmp", Method: zip.Deflate, UncompressedSize64: 500 << 20}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// onBoth serves the example on each engine.
func onBothSites(t *testing.T, test func(*testing.T, *site)) {
	for engine, open := range map[string]func(*testing.T) *site{"sqlite": newSite, "postgres": newPostgres} {
		t.Run(engine, func(t *testing.T) { test(t, open(t)) })
	}
}

func TestPieces(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as("principal-courbet")
		if a := lead.get(piecesOfDraft); a.Code != 200 || !strings.Contains(a.body(), "Aucune pièce jointe") || !strings.Contains(a.body(), `enctype="multipart/form-data"`) {
			t.Errorf("GET of no pieces: got %d, want the sentence and the form", a.Code)
		}
		name := "../\u202e\"Délibération\" n° 3\r\n🏫" + strings.Repeat("é", 300) + ".exe"
		a := lead.join(piecesOfDraft, append(labelled("Délibération <b>", strings.NewReplacer("\r\n", "%0D%0A", `"`, "%22").Replace(name), smallPDF), part{"_cle", "", "k"})...)
		if a.Code != http.StatusSeeOther || a.location() != piecesOfDraft {
			t.Fatalf("POST of a piece: got %d %s", a.Code, a.body())
		}
		a = lead.get(piecesOfDraft)
		links := pieceLink.FindAllStringSubmatch(a.body(), -1)
		if len(links) != 1 || !strings.Contains(a.body(), "La pièce est jointe à la fiche.") || !strings.Contains(a.body(), "Délibération &lt;b&gt;") ||
			!strings.Contains(a.body(), `<span class="preau-tag__count">1</span>`) {
			t.Fatalf("GET after it: %s", a.body())
		}
		if want := ">'Délibération' n° 3 …ééééééé.pdf (PDF, 27 octets)<"; !strings.Contains(html.UnescapeString(a.body()), want) {
			t.Errorf("GET after it: want the name %s", want)
		}
		file := lead.get(links[0][1])
		if file.Code != 200 || file.body() != smallPDF || file.Header().Get("Content-Type") != "application/pdf" ||
			!strings.HasPrefix(file.Header().Get("Content-Disposition"), `attachment; filename="`) || strings.ContainsAny(file.Header().Get("Content-Disposition"), "\r\n\u202e/") {
			t.Errorf("GET of the piece: got %d %v", file.Code, file.Header())
		}
		if head := lead.ask("HEAD", links[0][1], nil, nil); head.Code != 200 || head.body() != "" || head.Header().Get("Content-Length") != fmt.Sprint(len(smallPDF)) {
			t.Errorf("HEAD of the piece: got %d %q %v", head.Code, head.body(), head.Header())
		}
		if a := lead.get(links[0][1] + "/retirer"); a.Code != 200 || !strings.Contains(a.body(), "Le fichier est effacé") {
			t.Errorf("GET of its removal: got %d", a.Code)
		}
		if a := lead.post(links[0][1]+"/retirer", nil); a.Code != http.StatusSeeOther {
			t.Errorf("POST of its removal: got %d", a.Code)
		}
		if a := lead.get(piecesOfDraft); !strings.Contains(a.body(), "Pièces retirées") || pieceLink.MatchString(a.body()) {
			t.Errorf("GET after its removal: want its line without a link")
		}
		if a := lead.get(links[0][1]); a.Code != http.StatusNotFound {
			t.Errorf("GET of what was removed: got %d, want 404", a.Code)
		}
	})
}

// What is wrong is said beside its field, and what was typed is kept.
func TestPiecesThatAreRefused(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as("principal-courbet")
		const types = "PDF, ODT, ODS, ODP, DOCX, JPEG ou PNG"
		for _, test := range []struct {
			name  string
			parts []part
			want  []string
		}{
			{"a program", labelled("Avis", "avis.pdf", "MZ\x90\x00"), []string{types, "n’est pas d’un type accepté"}},
			{"a page", labelled("Avis", "avis.png", "<!doctype html><script>"), []string{types}},
			{"a drawing", labelled("Avis", "avis.png", `<svg xmlns="http://www.w3.org/2000/svg"/>`), []string{types}},
			{"a bomb", labelled("Avis", "avis.docx", zipBomb(t)), []string{"prendrait trop de place"}},
			{"an empty file", labelled("Avis", "avis.pdf", ""), []string{"Ce fichier est vide."}},
			{"no file", labelled("Avis", "", ""), []string{"Choisissez un fichier."}},
			{"two files", append(labelled("Avis", "a.pdf", smallPDF), part{"fichier", "b.pdf", smallPDF}), []string{"Envoyez un seul fichier à la fois."}},
			{"no label", labelled("", "avis.pdf", smallPDF), []string{"Écrivez ce qu’est cette pièce.", "Choisissez de nouveau le fichier"}},
			{"21 MB", labelled("Avis", "avis.pdf", "%PDF-1.4"+strings.Repeat(" ", 21<<20)+"%%EOF"), []string{"Ce fichier dépasse 20 Mo."}},
		} {
			a := lead.join(piecesOfDraft, test.parts...)
			if a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s: got %d, want 422", test.name, a.Code)
			}
			for _, want := range append(test.want, `value="`+test.parts[0].content+`"`, `id="erreurs"`) {
				if !strings.Contains(a.body(), want) {
					t.Errorf("%s: the page lacks %q", test.name, want)
				}
			}
		}
		if a := lead.join(piecesOfDraft, labelled("Avis", "a\x00.pdf", smallPDF)...); a.Code != http.StatusBadRequest || !strings.Contains(a.body(), "n’a pas pu lire") {
			t.Errorf("a name with a NUL: got %d, want 400", a.Code)
		}
		if a := lead.join(piecesOfDraft, labelled("Avis", "a.pdf", smallPDF)[0]); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("a form without its file: got %d, want 422", a.Code)
		}
		if a := lead.get(piecesOfDraft); !strings.Contains(a.body(), "Aucune pièce jointe") {
			t.Errorf("something was kept: %s", a.body())
		}
	})
}

func TestPiecesAreSentOnce(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as("principal-courbet")
		form := append(labelled("Avis", "avis.pdf", smallPDF), part{"_cle", "", "une-cle"})
		for range 2 {
			if a := lead.join(piecesOfDraft, form...); a.Code != http.StatusSeeOther || a.location() != piecesOfDraft {
				t.Errorf("POST: got %d %s", a.Code, a.location())
			}
		}
		if n := len(pieceLink.FindAllString(lead.get(piecesOfDraft).body(), -1)); n != 1 {
			t.Errorf("pieces after a double click: got %d, want 1", n)
		}
		foreign := multipartType.Clone()
		foreign.Set("Sec-Fetch-Site", "cross-site")
		if a := lead.ask("POST", piecesOfDraft, strings.NewReader(multipartForm(labelled("Devis", "b.pdf", smallPDF+"\n")...)), foreign); a.Code != http.StatusForbidden {
			t.Errorf("POST from another site: got %d, want 403", a.Code)
		}
	})
}

// Once a file is sent, or too late, the page says that its pieces stay as they
// are, and a form that was still open is refused.
func TestPiecesThatCannotChange(t *testing.T) {
	onBothSites(t, func(t *testing.T, s *site) {
		lead := s.as(string(access.SchoolLead))
		sent := s.file(project.Submitted, "93", "")
		path := "/projets/" + sent.Number + "/pieces"
		piece := path + "/" + s.piece(sent)
		refused := func(path, why, want string) {
			t.Helper()
			if a := lead.get(path); a.Code != 200 || strings.Contains(a.body(), "multipart/form-data") || strings.Contains(a.body(), "/retirer\"") && strings.Contains(a.body(), "pieces/") && strings.Contains(a.body(), ">Retirer<") ||
				!strings.Contains(a.body(), why) {
				t.Errorf("GET %s: got %d, want the pieces, no form, and %q", path, a.Code, why)
			}
			if a := lead.join(path, labelled("Avis", "avis.pdf", smallPDF)...); a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.body(), want) {
				t.Errorf("POST %s: got %d, want 422 and %q", path, a.Code, want)
			}
		}
		refused(path, "La fiche est déjà transmise", "Ce geste n’est plus possible")
		if a := lead.get(piece); a.Code != 200 {
			t.Errorf("GET of a piece that was sent: got %d, want 200", a.Code)
		}
		if a := lead.post(piece+"/retirer", url.Values{}); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("POST of the removal of a piece that was sent: got %d, want 422", a.Code)
		}
		s.Site.Business = func() civil.Instant { return civil.MustDate("2009-10-01").End() }
		refused(piecesOfDraft, "La date limite est passée", "La date limite du 30 septembre 2009 est dépassée.")
	})
}
