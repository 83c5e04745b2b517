package minutes

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/document"
	"preau/internal/journal"
	"preau/internal/project"
)

var held = civil.Paris(2009, 10, 7, 17, 30, 0)

// sample is a meeting of two co-presidents about four files.
func sample() Minutes {
	prefet, recteur := committee.Seat{Quality: committee.Prefet}, committee.Seat{Quality: committee.Recteur, Academie: "24"}
	g := committee.Gathering{Sitting: committee.Sitting{Committee: committee.Committee{Campaign: "2009-2010", Region: "11"}, Rules: &campaign.Campaign{Label: "année scolaire 2009-2010"},
		Seats: []committee.Seat{prefet, recteur}},
		Meeting: committee.Meeting{HeldOn: civil.MustDate("2009-10-07"), StartsAt: "14 h 30", Place: "Préfecture de région", ClosedAt: held},
		There: []committee.Member{{ID: 1, Name: "Anne Lefèvre", Title: "préfète", Seat: prefet, Presence: committee.Present},
			{ID: 2, Name: "Jean Vasseur", Seat: recteur, Presence: committee.Represented, Delegate: "Sylvie Blanchard", Delegation: 5},
			{ID: 3, Name: "Fatou Diarra", Seat: committee.Seat{Quality: committee.Association}}}}
	line := func(number string, rank int64, l project.Decided, total civil.Cents) Line {
		l.Number, l.School, l.Town, l.Department, l.At = number, "Collège Gustave-Courbet", "Saint-Denis", "93", held
		return Line{Decided: l, Rank: rank, Mean: 325, Scorers: 2, Total: total}
	}
	m := Minutes{Gathering: g, Digest: strings.Repeat("0123abcd", 8), Lines: []Line{
		line("2009-93-0001", 1, project.Decided{AskedCents: 600_000, Act: project.ActPreselect, Opinion: "Avis favorable."}, 600_000),
		line("2009-93-0002", 2, project.Decided{AskedCents: 480_000, Act: project.ActDiscard, Reason: "Trop peu de parents."}, 600_000),
		line("2009-93-0003", 0, project.Decided{AskedCents: 100_000, Act: project.ActReturn, Reason: "Précisez les horaires.", Until: civil.MustDate("2009-10-08")}, 600_000),
		{Decided: project.Decided{Number: "2009-93-0004", School: "Lycée", Town: "Bobigny", Department: "93"}}}}
	m.Lines[1].At = civil.Paris(2009, 10, 8, 9, 0, 0)
	m.Lines[3].Earlier, m.Lines[3].EarlierOn = project.ActReserve, civil.MustDate("2009-10-02")
	m.Lines[1].Kept = []committee.Interest{{Subject: "project:2009-93-0002", Member: 3, MemberName: "Fatou Diarra", Reason: "L’association intervient."}}
	m.Signatures = []committee.Signature{{Seat: prefet, Holder: "Anne Lefèvre"}, {Seat: recteur}}
	return m
}

func paper(m Minutes) Paper {
	return Paper{Minutes: m, Notified: "Enveloppe notifiée à la région : 90 000,00 €.", Head: journal.Head{Seq: 1234, Hash: strings.Repeat("fedc9876", 8)}, At: held}
}

// read is the PDF as poppler reads it, on one line.
func read(t *testing.T, doc document.Doc) string {
	t.Helper()
	var file, out bytes.Buffer
	if err := document.WritePDF(&file, doc); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-", "-")
	cmd.Stdin, cmd.Stdout = &file, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("pdftotext (of poppler-utils): %v", err)
	}
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(strings.Join(strings.Fields(out.String()), " "))
}

// typed is the ODT as a word processor reads it, on one line.
func typed(t *testing.T, doc document.Doc) string {
	t.Helper()
	var file bytes.Buffer
	if err := document.WriteODT(&file, doc); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, name := range []string{"content.xml", "styles.xml"} {
		part, err := archive.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(part)
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if chars, is := token.(xml.CharData); is {
				text.Write(chars)
			}
		}
		_ = part.Close()
	}
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(strings.Join(strings.Fields(text.String()), " "))
}

func TestPaperNeedsNoRetyping(t *testing.T) {
	m := sample()
	text, odt := read(t, paper(m).Document()), typed(t, paper(m).Document())
	for _, want := range []string{"Relevé de décisions du mercredi 7 octobre 2009", "Comité de pilotage régional, Île-de-France", "14 h 30", "Préfecture de région",
		"Anne Lefèvre, préfète", "Représenté par Sylvie Blanchard", "Non pointé", "Atteint. 2 membres présents ou représentés sur 3", "Fatou Diarra", "L’association intervient.",
		"2009-93-0001", "3,25 sur 4", "6 000,00 €", "Présélectionné", "Avis favorable.", "Trop peu de parents.", "Retourné à l’école pour complément, au plus tard le 8 octobre 2009", "Auparavant", "En liste complémentaire le 2 octobre 2009", "Écarté le 8 octobre 2009",
		"Sans rang", "Pas de décision", "Enveloppe notifiée à la région : 90 000,00 €.", "Siège vacant", "À venir",
		"Décisions proposées", "écriture 1 234", "fedc9876fedc9876", "0123abcd 0123abcd"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q:\n%s", want, text)
		}
		if !strings.Contains(odt, want) {
			t.Errorf("the ODT lacks %q:\n%s", want, odt)
		}
	}
	approved := paper(m)
	for i, s := range m.Signatures {
		approved.Signatures[i].Done = true
		approved.Signatures[i].Approval = committee.Approval{Seat: s.Seat, Name: "Anne Lefèvre", Digest: m.Digest, By: "Jean Vasseur", At: held}
	}
	text = read(t, approved.Document())
	if strings.Contains(text, "Décisions proposées") || !strings.Contains(text, "Décisions approuvées") || !strings.Contains(text, "Anne Lefèvre (saisi par Jean Vasseur), le 7 octobre 2009") {
		t.Errorf("the PDF of approved minutes does not say so:\n%s", text)
	}
	m.Lines, m.Signatures, m.Meeting.ClosedAt = nil, nil, civil.Instant{}
	if text := read(t, paper(m).Document()); !strings.Contains(text, "n’est qu’un projet") || !strings.Contains(text, "Aucun.") {
		t.Errorf("the PDF of an empty meeting does not say so:\n%s", text)
	}
}

func TestBook(t *testing.T) {
	var file bytes.Buffer
	if err := document.WriteODS(&file, paper(sample()).Book()...); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, page := range paper(sample()).Book() {
		for row, err := range page.Rows {
			if err != nil || len(row) > len(page.Columns) {
				t.Fatalf("%s: %d cells under %d columns, %v", page.Title, len(row), len(page.Columns), err)
			}
			for _, cell := range row {
				all = append(all, cell.String())
			}
		}
	}
	text := strings.Join(all, " ")
	for _, want := range []string{"Avis favorable.", "Trop peu de parents.", "08/10/2009", "Siège vacant"} {
		if !strings.Contains(text, want) {
			t.Errorf("the workbook lacks %q: %s", want, text)
		}
	}
}

// The digest changes with what is decided, and with nothing else.
func TestDigest(t *testing.T) {
	of := func(change func(*Minutes)) string {
		m := sample()
		change(&m)
		digest, err := m.digest()
		if err != nil || len(digest) != 64 {
			t.Fatalf("digest = %q, %v", digest, err)
		}
		return digest
	}
	was := of(func(*Minutes) {})
	for name, test := range map[string]struct {
		changes bool
		change  func(*Minutes)
	}{
		"a decision":         {true, func(m *Minutes) { m.Lines[0].Act = project.ActReserve }},
		"a reason":           {true, func(m *Minutes) { m.Lines[1].Reason = "Autre." }},
		"an opinion":         {true, func(m *Minutes) { m.Lines[0].Opinion = "" }},
		"a day given":        {true, func(m *Minutes) { m.Lines[2].Until = civil.MustDate("2009-10-09") }},
		"an amount":          {true, func(m *Minutes) { m.Lines[0].AskedCents++ }},
		"a rank":             {true, func(m *Minutes) { m.Lines[2].Rank = 3 }},
		"a presence":         {true, func(m *Minutes) { m.There[2].Presence = committee.Excused }},
		"the name of school": {false, func(m *Minutes) { m.Lines[0].School = "Collège Courbet" }},
		"an approval":        {false, func(m *Minutes) { m.Signatures[0].Done = true }},
	} {
		if changed := of(test.change) != was; changed != test.changes {
			t.Errorf("the digest after a change of %s: changed %t, want %t", name, changed, test.changes)
		}
	}
}
