package minutes

import (
	"bytes"
	"strings"
	"testing"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/document"
	"preau/internal/journal"
	"preau/internal/project"
)

// national is a meeting of the committee of the nation about four files and a point.
func national() Minutes {
	seats := committee.SeatsOf(committee.Committee{}, nil)
	g := committee.Gathering{Sitting: committee.Sitting{Committee: committee.Committee{Campaign: "2009-2010"}, Rules: &campaign.Campaign{Label: "année scolaire 2009-2010"}, Seats: seats},
		Meeting: committee.Meeting{HeldOn: civil.MustDate("2009-10-16"), Place: "Paris", ClosedAt: civil.Paris(2009, 10, 16, 18, 0, 0)},
		There:   []committee.Member{{ID: 1, Name: "Martine Duval", Seat: seats[0], Presence: committee.Present}, {ID: 2, Name: "Karim Haddad", Seat: seats[1], Presence: committee.Excused}},
		Interests: []committee.Interest{{Subject: "project:2009-93-0001", Member: 2, MemberName: "Karim Haddad", Reason: "Une fille au collège."},
			{Subject: "project:2009-99-0001", Member: 2, MemberName: "Karim Haddad", Reason: "Ailleurs."}},
		Points: []committee.Point{{ID: 9, Title: "Des groupes plus petits", Text: "Les bilans le demandent.", Decision: "Douze parents.", Rule: "group_size_max.value"}}}
	granted := civil.Cents(400_000)
	verdict := func(number, region string, v project.Verdict) project.Verdict {
		v.Number, v.Region, v.School, v.Town, v.Department, v.AskedCents, v.At = number, region, "Collège", "Ville", number[5:7], 600_000, civil.Paris(2009, 10, 16, 11, 0, 0)
		return v
	}
	m := Minutes{Gathering: g, Nation: nationOf([]project.Verdict{
		verdict("2009-13-0001", "93", project.Verdict{Act: project.ActRefuse, Reason: "Rien sur la parentalité."}),
		verdict("2009-93-0001", "11", project.Verdict{Act: project.ActValidate, GrantedCents: &granted, Reason: "Concertation réduite."}),
		verdict("2009-93-0002", "11", project.Verdict{}),
		verdict("2009-93-0003", "11", project.Verdict{Act: project.ActWithdraw})},
		[]project.Tally{{Region: "11", Files: 5, Asked: 3_000_000}, {Region: "53", Files: 1, Asked: 100}})}
	m.Digest, _ = m.digest()
	m.Signatures = g.Signatures(m.Digest, civil.MustDate("2009-10-16"))
	return m
}

func TestNationOf(t *testing.T) {
	n := national().Nation
	if len(n.Regions) != 2 || n.Regions[0].Name != "Île-de-France" {
		t.Fatalf("Regions = %+v, want the two that have sent, by name", n.Regions)
	}
	want := RegionSum{Region: "11", Name: "Île-de-France", Files: 3, Validated: 1, Withdrawn: 1, Undecided: 1, Sent: 5, Asked: 3_000_000, Proposed: 1_200_000, Granted: 400_000}
	if n.Regions[0] != want {
		t.Errorf("got %+v, want %+v", n.Regions[0], want)
	}
	if n.Total.Files != 4 || n.Total.Refused != 1 || n.Total.Asked != 3_000_000 || n.Total.Proposed != 1_800_000 || len(n.Motivated()) != 2 {
		t.Errorf("Total = %+v, %d with a reason", n.Total, len(n.Motivated()))
	}
}

// What is approved is the decisions, the amounts, the reasons, the points and who was
// there: any of them changed, it is to be approved again; what schools ask is not.
func TestDigestOfTheNation(t *testing.T) {
	before := national().Digest
	for name, change := range map[string]func(*Minutes){
		"a decision":  func(m *Minutes) { m.Nation.Files[2].Act = project.ActSendBack },
		"an amount":   func(m *Minutes) { cents := civil.Cents(1); m.Nation.Files[1].GrantedCents = &cents },
		"a reason":    func(m *Minutes) { m.Nation.Files[0].Reason = "Autre." },
		"a point":     func(m *Minutes) { m.Points[0].Decision = "" },
		"a presence":  func(m *Minutes) { m.There[1].Presence = committee.Present },
		"an interest": func(m *Minutes) { m.Interests = m.Interests[1:] },
	} {
		m := national()
		change(&m)
		if after, _ := m.digest(); after == before {
			t.Errorf("%s changed, and the digest is the same", name)
		}
	}
	m := national()
	m.Nation.Regions[0].Asked++
	if after, _ := m.digest(); after != before {
		t.Error("what the schools ask for changes the digest")
	}
}

func TestPaperOfTheNation(t *testing.T) {
	p := Paper{Minutes: national(), Head: journal.Head{Seq: 1234, Hash: strings.Repeat("fedc9876", 8)}, At: held,
		Outlook: campaign.Outlook{Code: "2009-2010", Next: "2010-2011", Values: []campaign.Prospect{{Name: "group_size_max.value",
			Difference: campaign.Difference{Rule: "Taille d’un groupe, au plus", Before: "15 parents", After: "12 parents", Status: campaign.Changed}}}}}
	text := read(t, p.Document())
	for _, want := range []string{"Comité de pilotage national", "Décisions par région", "Montants par région", "30 000,00 €", "Rien sur la parentalité.", "Concertation réduite.", "Pas de décision", "Retiré par l’école",
		"Une fille au collège.", "Des groupes plus petits", "Douze parents.", "En 2009-2010 : 15 parents ; en 2010-2011 : 12 parents. Changé.", "Approbation des membres", "Acsé", "À venir", "écriture 1 234", "Décisions proposées"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Ailleurs.") || strings.Contains(text, "coprésident") {
		t.Errorf("the PDF tells what is not of this meeting:\n%s", text)
	}
	var file bytes.Buffer
	if err := document.WriteODS(&file, p.Book()...); err != nil {
		t.Fatal(err)
	}
	p.Minutes.Nation, p.Minutes.Points = nationOf(nil, nil), nil
	if text := read(t, p.Document()); !strings.Contains(text, "Aucun dossier n’était devant le comité.") {
		t.Errorf("the PDF of a meeting without a file does not say so:\n%s", text)
	}
}
