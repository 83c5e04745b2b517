package web_test

import (
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/jobs"
	"preau/internal/project"
)

const packMeeting = "/comites/11/reunions/2009-10-07"

// packText has a pack of a meeting made for a visitor, and reads its PDF by poppler.
func (v *visitor) packText(meeting, of string) string {
	t := v.site.t
	t.Helper()
	if a := v.post(meeting+"/dossier"+of, nil); a.Code != http.StatusSeeOther {
		t.Fatalf("POST …/dossier as %s: got %d, want 303", v.login, a.Code)
	}
	v.site.settle()
	if a := v.get(meeting + "/dossier" + of); a.request().SQL > 12 || !strings.Contains(a.body(), "Dossier préparé") {
		t.Errorf("the page of a pack that is made: %d statements, want at most twelve, and the pack", a.request().SQL)
	}
	a := v.get(meeting + "/dossier.pdf" + of)
	if a.Code != http.StatusOK {
		t.Fatalf("GET …/dossier.pdf as %s: got %d, want 200", v.login, a.Code)
	}
	cmd := exec.Command("pdftotext", "-", "-")
	cmd.Stdin = strings.NewReader(a.body())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (of poppler-utils): %v", err)
	}
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(strings.Join(strings.Fields(string(out)), " "))
}

// smallPack has the pack made of a meeting about one file: a download is read by chunks,
// each a statement.
func (s *site) smallPack() {
	s.t.Helper()
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, "administration")
		if err != nil {
			return err
		}
		call := access.Call{By: s.Site.Rights.In(person, access.RegionalPilot, access.Place{Region: "11"}), At: moment}
		_, err = s.Site.Committee.AddMeetingTx(tx, call, "11", committee.TypedMeeting{Day: "29/09/2009", Place: "Préfecture"}, []string{"project:2009-93-0021"})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	s.as(string(access.RegionalPilot)).post("/comites/11/reunions/2009-09-29/dossier", nil)
	for _, of := range []string{"", "?region=93"} {
		s.as(string(access.NationalPilot)).post(nationMeeting+"/dossier"+of, nil)
	}
	s.settle()
}

const nationMeeting = "/comite-national/reunions/2009-10-16"

// The committee of the nation has a pack for each region, which holds the files of that
// region alone, and a line for each file of all of them.
func TestThePackOfTheNationIsByRegion(t *testing.T) {
	s := newSite(t)
	pilot, payer := s.as(string(access.NationalPilot)), s.as(string(access.NationalPayer))
	sent := s.file(project.Transmitted, "", "")
	whole := pilot.packText(nationMeeting, "?region="+sent.Region)
	for _, want := range []string{"Dossier de la réunion du vendredi 16 octobre 2009, " + committee.RegionName(sent.Region), sent.Number, "Avis de la région et décisions", "Plafonds des départements",
		"Proposé par la région", "Contrôles", "Les groupes", "Journal de Préau quand ce dossier a été préparé"} {
		if !strings.Contains(whole, want) {
			t.Errorf("the pack of a region lacks %q", want)
		}
	}
	for _, c := range []struct {
		path string
		want int
	}{
		{"/dossier.ods?region=" + sent.Region, http.StatusOK}, {"/dossier.pdf", http.StatusNotFound}, {"/dossier.ods", http.StatusNotFound},
		{"/dossier?region=99", http.StatusNotFound}, {"/dossier.pdf?region=99", http.StatusNotFound},
	} {
		if a := pilot.get(nationMeeting + c.path); a.Code != c.want {
			t.Errorf("GET …%s: got %d, want %d", c.path, a.Code, c.want)
		}
	}
	if a := payer.get(nationMeeting + "/dossier.pdf?region=" + sent.Region); a.Code != http.StatusNotFound {
		t.Errorf("the payer has the pack that the pilot asked for: got %d, want 404", a.Code)
	}
	payer.post(nationMeeting+"/dossier", nil)
	s.settle()
	if a := payer.get(nationMeeting + "/dossier"); a.request().SQL > 12 || !strings.Contains(a.body(), "Le tableau des dossiers (ODS, ") || strings.Contains(a.body(), "(PDF") {
		t.Errorf("the page of the table of all the files: %d statements, want at most twelve, and the table alone", a.request().SQL)
	}
	if a := payer.get(nationMeeting + "/dossier.ods"); a.Code != http.StatusOK {
		t.Errorf("GET …/dossier.ods as the payer: got %d, want 200", a.Code)
	}
	if a := s.as("pilote-dgesco").post("/projets/"+sent.Number+"/refuser", url.Values{"motif": {"Le calendrier ne tient pas."}}); a.Code != http.StatusSeeOther {
		t.Fatalf("POST …/refuser: got %d, want 303", a.Code)
	}
	if a := payer.get(nationMeeting + "/dossier"); !strings.Contains(a.body(), "La réunion a changé depuis") {
		t.Error("a decision since the table was made is not told")
	}
}

const unread = "Les fiches de ce dossier se lisent dans un autre rôle"

// The pack holds what its reader may read, and no more: who sits in the committee for a
// department has the sheets of its files alone.
func TestThePackIsForItsReader(t *testing.T) {
	s := newSite(t)
	if err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		person, err := access.ByLogin(tx, "administration")
		if err != nil {
			return err
		}
		call := access.Call{By: s.Site.Rights.In(person, access.RegionalPilot, access.Place{Region: "11"}), At: moment}
		_, err = s.Site.Committee.AddMemberTx(tx, call, "11", committee.TypedMember{Name: "Un lecteur", Quality: "other", Login: string(access.DepartmentReader), From: "01/09/2009"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	whole := s.as(string(access.RegionalPilot)).packText(packMeeting, "")
	for _, want := range []string{"Dossier de la réunion du mercredi 7 octobre 2009", "Ordre du jour", "2009-93-0021", "2009-94-0015", "Notes des membres", "Contrôles", "Les groupes",
		"Enveloppe notifiée", "Journal, écriture", "Journal de Préau quand ce dossier a été préparé"} {
		if !strings.Contains(whole, want) {
			t.Errorf("the pack lacks %q", want)
		}
	}
	if strings.Contains(whole, unread) {
		t.Error("the region’s pack leaves a sheet out")
	}
	part := s.as(string(access.DepartmentReader)).packText(packMeeting, "")
	if !strings.Contains(part, "2009-94-0015") || !strings.Contains(part, unread) {
		t.Error("the pack of a department’s reader does not say that sheets of another department are left out")
	}
	if strings.Count(part, "Les groupes") >= strings.Count(whole, "Les groupes") {
		t.Error("the pack of a department’s reader holds as many sheets as the region’s")
	}
}

// While it is prepared the page tells how far it is, with a bar and in words, and asks
// for itself again until one stops that; a failure has a reference and no detail.
func TestThePageOfAPackThatIsNotThere(t *testing.T) {
	s := newSite(t)
	v := s.as(string(access.RegionalPilot))
	v.post(packMeeting+"/dossier", nil)
	set := func(change string) {
		t.Helper()
		if err := s.db.Write(t.Context(), func(tx *db.Tx) error { return tx.Change("UPDATE job SET " + change) }); err != nil {
			t.Fatal(err)
		}
	}
	set("state = 'running', turn = 9, done = 34, total = 200")
	a := v.get(packMeeting + "/dossier")
	if a.Header().Get("Refresh") == "" || !strings.Contains(a.body(), "34 dossiers sur 200") || !strings.Contains(a.body(), `<progress id="avancement" max="200" value="34">`) {
		t.Errorf("the page of a pack under way: Refresh %q\n%s", a.Header().Get("Refresh"), a.body())
	}
	if a := v.get(packMeeting + "/dossier?suivi=non"); a.Header().Get("Refresh") != "" || !strings.Contains(a.body(), "Actualiser") {
		t.Errorf("the page that no longer follows: Refresh %q", a.Header().Get("Refresh"))
	}
	set("state = 'failed', lease_until = NULL, ended_at = recorded_at, fault = 'ABCDEFGH'")
	if a := v.get(packMeeting + "/dossier"); !strings.Contains(a.body(), "ABCDEFGH") || !strings.Contains(a.body(), "Recommencer") {
		t.Errorf("the page of a pack that failed has no reference, or no way on:\n%s", a.body())
	}
	admin := s.as("administration")
	if a := admin.get("/administration/taches"); !strings.Contains(a.body(), "ABCDEFGH") || strings.Contains(a.body(), "Personne regional_pilot") {
		t.Errorf("the administrator’s page: got\n%s", a.body())
	}
	v.post(packMeeting+"/dossier", nil)
	s.settle()
	if err := s.db.Read(t.Context(), func(tx *db.Tx) error {
		all, total, err := jobs.List(tx, 0, 10)
		if total != 1 || all[0].State != jobs.Done {
			t.Errorf("jobs after another try: got %+v, want the one that is done", all)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
