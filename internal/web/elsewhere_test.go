package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/web"
	"preau/internal/web/page"
)

// forgedNames are what somebody may write in an address in the place of what it
// names: nothing of the example is called so.
var forgedNames = []string{"0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "99999999999999999999999999",
	"1e3", "0x10", "1.5", "+1", "%C2%A01", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%0d%0aSet-Cookie:%20a=b", "%22%3E%3Csvg%20onload=alert(1)%3E",
	"1'%20OR%20'1'='1", "1;DROP%20TABLE%20person", "%25", strings.Repeat("9", 3000), "null", "undefined", "%00", "%FF%FE", "2009-02-30", "%D9%A1"}

// In each address, each name in turn becomes that of a thing of another place, or of
// nothing: the page is unknown, and a form that is sent there changes nothing. Who
// asks may do the same about what is theirs.
func TestANameOfElsewhereInEveryAddress(t *testing.T) {
	m := newMatrix(newSite(t))
	for _, route := range web.Routes(true) {
		if !strings.Contains(strings.ReplaceAll(route.Path, "{$}", ""), "{") {
			continue
		}
		for _, role := range m.whoMay(route) {
			m.astray(route, role)
		}
	}
}

// whoMay are a role of each level that may do what a route does; the first for what is open to all.
func (m *matrix) whoMay(route page.Route) (roles []access.Role) {
	levels := map[access.Level]bool{}
	for _, role := range access.Roles() {
		if level := role.Level(); m.actors[role].May(route.Act) && !levels[level] {
			levels[level], roles = true, append(roles, role)
		}
	}
	return roles
}

// near is the file that a role has before it on a route.
func (m *matrix) near(route page.Route) project.Filled {
	switch route.Act {
	case project.ActEdit, project.ActSubmit, project.ActAttach, project.ActDetach:
		if !strings.Contains(route.Path, "{version}") {
			return m.mine
		}
	}
	return m.sent
}

func (m *matrix) astray(route page.Route, role access.Role) {
	m.t.Helper()
	names := strings.Split(route.Path, "/")
	here := strings.Split(m.filled(route, role, m.near(route)), "/")
	there := strings.Split(m.filled(route, role, m.far), "/")
	for i, name := range names {
		if !strings.HasPrefix(name, "{") || name == "{$}" {
			continue
		}
		forged := forgedNames
		if theirs := there[i]; role.Level() != access.Nation && role.Level() != access.Platform && theirs != here[i] && name != "{jeton}" && name != "{appareil}" && name != "{delegation}" { // these are one's own
			forged = append([]string{theirs}, forged...)
		}
		for _, instead := range forged {
			path := append(append(append([]string{}, here[:i]...), instead), here[i+1:]...)
			m.opensNothing(route.Method, strings.Join(path, "/"), role)
		}
	}
}

// filled is the address of a route about a file, without parameters.
func (m *matrix) filled(route page.Route, role access.Role, about project.Filled) string {
	path := m.creditPath(m.messagePath(m.peoplePath(m.calendarPath(m.territoryPath(m.doorPath(m.path(route, about), role), role, about), role), role), about), about)
	path, _, _ = strings.Cut(m.taskPath(m.committeePath(path, about), m.visitors[role]), "?")
	return path
}

// opensNothing asks for what is not there, or is not to be seen, and looks whether anything moved.
func (m *matrix) opensNothing(method, path string, role access.Role) {
	m.t.Helper()
	v, before := m.visitors[role], m.writes()
	a := v.get
	if method == http.MethodPost {
		a = func(path string) *answer {
			return v.post(path, url.Values{"motif": {"Pour voir."}, "jusque": {"30/09/2009"}, "mot-de-passe": {goodPassword}})
		}
	}
	got := a(path)
	switch got.Code {
	case http.StatusNotFound:
	case http.StatusBadRequest:
		if !strings.Contains(path, "%00") && !strings.Contains(path, "%FF") {
			m.t.Errorf("%s %.200s as %s: got 400, want 404", method, path, role)
		}
	case http.StatusTemporaryRedirect, http.StatusMovedPermanently: // an address with "..", cleaned
		if !strings.Contains(path, "..") || !strings.HasPrefix(got.location(), "/") || strings.HasPrefix(got.location(), "//") {
			m.t.Errorf("%s %.200s as %s: sent to %q", method, path, role, got.location())
		}
	default:
		m.t.Errorf("%s %.200s as %s: got %d, want 404", method, path, role, got.Code)
	}
	if body := got.body(); strings.Contains(body, "<svg") || strings.Contains(body, m.far.School) || got.Header().Get("Set-Cookie") == "a=b" {
		m.t.Errorf("%s %.200s as %s: the answer carries what it should not", method, path, role)
	}
	if verdict(got) == signIn {
		m.t.Fatalf("%s %.200s as %s: they are not signed in any more", method, path, role)
	}
	if after := m.writes(); after != before {
		m.t.Errorf("%s %.200s as %s: the journal went from %s to %s", method, path, role, before, after)
	}
}

// writes is the end of the journal: it moves with every act.
func (s *site) writes() (head string) {
	s.t.Helper()
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		last, err := journal.Last(tx)
		head = fmt.Sprint(last)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return head
}

// What one has of one's own does not lead to what is beside it: a document of another
// file, a message of the other conversation, what is due from another, another's sign-in.
func TestThingsOfElsewhereUnderOnesOwn(t *testing.T) {
	m := newMatrix(newSite(t))
	lead, pilot, nation := access.SchoolLead, access.RegionalPilot, access.NationalPilot
	sent, mine := "/projets/"+m.sent.Number, "/projets/"+m.mine.Number
	regional, national := idText(m.message(m.sent, exchange.Regional)), idText(m.message(m.sent, exchange.National))
	farRegional := idText(m.message(m.far, exchange.Regional))
	otherDay := m.otherMeeting("93")
	m.newDues()
	for _, c := range []struct {
		method, path string
		role         access.Role
	}{
		{"GET", mine + "/pieces/" + m.pieces[m.sent.Number], lead}, // both are theirs: each under its own number
		{"GET", mine + "/pieces/" + m.pieces[m.far.Number], lead},
		{"GET", sent + "/pieces/" + m.pieces[m.mine.Number], pilot},
		{"GET", mine + "/pieces/" + m.pieces[m.sent.Number] + "/retirer", lead},
		{"POST", mine + "/pieces/" + m.pieces[m.sent.Number] + "/retirer", lead},
		{"POST", mine + "/pieces/" + m.pieces[m.far.Number] + "/retirer", lead},
		{"GET", sent + "/echanges/ecole-region/" + national + "/piece", pilot},
		{"GET", sent + "/echanges/ecole-region/" + national + "/piece", lead},
		{"GET", sent + "/echanges/region-nation/" + regional + "/piece", nation},
		{"GET", sent + "/echanges/ecole-region/" + farRegional + "/piece", lead},
		{"GET", mine + "/echanges/ecole-region/" + regional + "/piece", lead},
		{"POST", sent + "/echanges/ecole-region/" + national + "/retirer", pilot},
		{"POST", sent + "/echanges/ecole-region/" + farRegional + "/retirer", pilot},
		{"GET", sent + "/versions/2", lead},
		{"GET", sent + "/versions/1/2", lead},
		{"GET", sent + "/versions/2/fiche.pdf", pilot},
		{"GET", "/comites/11/reunions/" + otherDay + "/releve", pilot},
		{"GET", "/comites/11/reunions/" + otherDay + "/dossier.pdf", pilot},
		{"POST", "/comites/11/reunions/" + otherDay + "/clore", pilot},
		{"POST", "/comites/11/reunions/" + otherDay + "/dossier", pilot},
		{"GET", "/comites/11/membres/" + idText(m.gatherings["93"].member) + "/depart", pilot},
		{"POST", "/comites/11/membres/" + idText(m.gatherings["93"].member) + "/depart", pilot},
		{"POST", "/comites/11/membres/" + idText(m.gatherings[""].member) + "/depart", pilot},
		{"GET", "/comite-national/membres/" + idText(m.gatherings["11"].member) + "/depart", nation},
		{"POST", "/comite-national/membres/" + idText(m.gatherings["11"].member) + "/depart", nation},
		{"GET", "/comite-national/reunions/" + otherDay + "/points/" + idText(m.gatherings[""].point), nation},
		{"POST", "/comite-national/reunions/" + m.otherMeeting("") + "/points/" + idText(m.gatherings[""].point), nation},
		{"POST", "/comite-national/reunions/" + m.otherMeeting("") + "/points/" + idText(m.gatherings[""].point) + "/retirer", nation},
		{"GET", "/campagne/echeances/" + idText(m.dues[access.NationalPayer]), lead},
		{"POST", "/campagne/echeances/" + idText(m.dues[access.NationalPayer]) + "/fait", lead},
		{"POST", "/campagne/echeances/" + idText(m.dues[access.SchoolLead]) + "/fait", access.AcademieManager},
		{"POST", "/campagne/echeances/" + idText(m.dues[access.NationalPilot]) + "/corriger", pilot},
		{"POST", "/compte/appareils/" + idText(m.elsewhere("pilote-dgesco")) + "/deconnecter", lead},
		{"POST", "/compte/delegations/" + idText(m.lentBy(access.RegionalPilot)) + "/fin", lead},
		{"GET", "/roles/" + idText(m.grantOf("principale-vieux-port")), lead},
		{"POST", "/roles/" + idText(m.grantOf("principale-vieux-port")) + "/fin", lead},
		{"POST", "/roles/" + idText(m.grantOf("prefet-paca")) + "/prolonger", pilot},
		{"GET", "/personnes/principale-vieux-port", lead},
		{"POST", "/personnes/principale-vieux-port/invitation", lead},
		{"POST", "/personnes/administration/suspension", pilot},
		{"GET", "/invitations/" + m.far.Place.School, lead},
		{"POST", "/invitations/" + m.far.Place.School, lead},
		{"GET", "/comites/11/appel/invitations/" + m.far.Place.School, pilot},
		{"POST", "/comites/11/appel/invitations/" + m.far.Place.School, pilot},
		{"GET", "/comites/93/appel", pilot},
		{"GET", "/comites/93/appel/ecoles", pilot},
		{"POST", "/comites/93/appel/confirmer", pilot},
		{"POST", "/comites/93/appel/ecoles/retirer", pilot},
		{"GET", "/credits/mutualisateurs/" + m.far.Academie + "/recu.pdf", access.AcademieManager},
		{"POST", "/credits/mutualisateurs/" + m.far.Academie + "/designer", access.AcademieManager},
		{"POST", "/sites/" + idText(m.grounds["13"].site) + "/nom", access.AcademieManager},
		{"POST", "/sites/" + idText(m.grounds["13"].site) + "/ecoles", access.AcademieManager},
		{"GET", "/sites/" + idText(m.grounds["93"].site) + "/ecoles/" + string(m.grounds["13"].school), access.AcademieManager},
		{"POST", "/sites/" + idText(m.grounds["93"].site) + "/ecoles/" + string(m.grounds["13"].school), access.AcademieManager},
		{"POST", "/ressources/" + idText(m.grounds["13"].resource), access.AcademieManager},
	} {
		m.opensNothing(c.method, c.path, c.role)
	}
}

// otherMeeting is the day of a second meeting of a committee, on which no other committee meets.
func (m *matrix) otherMeeting(region string) string {
	m.t.Helper()
	role, day := access.RegionalPilot, "24/09/2009"
	if region == "" {
		role, day = access.NationalPilot, "25/09/2009"
	}
	var on civil.Date
	if err := m.Site.DB.Write(m.t.Context(), func(tx *db.Tx) (err error) {
		call := access.Call{By: m.Site.Rights.In(m.actor("administration").Person, role, access.Place{Region: region}), At: moment}
		if on, err = civil.ReadDate(day); err != nil {
			return err
		}
		if _, err := m.Site.Committee.Meet(tx, call.By, region, on, moment.Today()); err == nil {
			return nil
		}
		_, err = m.Site.Committee.AddMeetingTx(tx, call, region, committee.TypedMeeting{Day: day, Place: "Préfecture"}, nil)
		return err
	}); err != nil {
		m.t.Fatal(err)
	}
	return on.String()
}

// The fields of a form name things too: those of elsewhere are refused as if they were
// nothing, and change nothing of what they name.
func TestThingsOfElsewhereInFields(t *testing.T) {
	m := newMatrix(newSite(t))
	theirs := m.state()
	for _, c := range []struct {
		path  string
		role  access.Role
		typed url.Values
	}{
		{"/projets", access.SchoolLead, url.Values{"ecole": {m.far.Place.School}}},
		{"/projets", access.SchoolLead, url.Values{"ecole": {m.mine.Place.School, m.far.Place.School}, "numero": {m.far.Number}}},
		{"/projets/transmettre-ensemble", access.RegionalPilot, url.Values{"projet": {m.far.Number}, "dossier": {m.far.Number}, "numero": {m.far.Number}}},
		{"/projets/communiquer-ensemble", access.RegionalPilot, url.Values{"projet": {m.far.Number}, "dossier": {m.far.Number}, "numero": {m.far.Number}}},
		{"/comites/11/appel/ecoles", access.RegionalPilot, url.Values{"ecole": {m.far.Place.School}, "ecoles": {m.far.Place.School}, "uai": {m.far.Place.School}}},
		{"/comites/11/appel/ecoles/retirer", access.RegionalPilot, url.Values{"ecole": {m.far.Place.School}, "uai": {m.far.Place.School}}},
		{"/comites/11/delegations/ajouter", access.RegionalPilot, url.Values{"membre": {idText(m.gatherings["93"].member)}, "nom": {"X"}, "depuis": {"21/09/2009"}, "jusque": {"30/09/2009"}, "motif": {"X"}}},
		{"/comites/11/reunions/2009-09-22/presents", access.RegionalPilot, url.Values{"present": {idText(m.gatherings["93"].member)}, "membre": {idText(m.gatherings["93"].member)}}},
		{"/comites/11/reunions/2009-09-22/interets", access.RegionalPilot, url.Values{"dossier": {m.far.Number}, "membre": {idText(m.gatherings["93"].member)}, "motif": {"X"}}},
		{"/donner-un-role/" + string(access.SchoolLead), access.SchoolLead, url.Values{"role": {string(access.Administrator)}, "lieu": {m.far.Place.School}, "nom": {"X"}, "courriel": {"x@exemple.invalid"}, "depuis": {"21/09/2009"}}},
		{"/compte/delegations", access.SchoolLead, url.Values{"role": {idText(m.grantOf("pilote-dgesco"))}, "courriel": {"school_contributor@exemple.invalid"}, "depuis": {"21/09/2009"}, "jusque": {"30/09/2009"}}},
		{"/compte/role", access.SchoolLead, url.Values{"role": {string(access.Administrator)}}},
		{"/ressources/ajouter", access.AcademieManager, url.Values{"departement": {"13"}, "nature": {"reaap"}, "nom": {"X"}, "offre": {"X"}, "organisme": {"X"}, "telephone": {"1"}, "depuis": {"01/09/2009"}}},
		{"/sites/ajouter", access.AcademieManager, url.Values{"departement": {"13"}, "nom": {"X"}}},
		{"/sites/" + idText(m.grounds["93"].site) + "/ecoles", access.AcademieManager, url.Values{"uai": {string(m.grounds["13"].school)}, "ecole": {string(m.grounds["13"].school)}, "depuis": {"21/09/2009"}}},
		{"/credits/mutualisateurs/" + m.mine.Academie + "/designer", access.AcademieManager, url.Values{"ecole": {m.far.Place.School}, "contact": {"X"}, "telephone": {"1"}, "motif": {"X"}}},
		{"/campagne/calendrier/project_sending/delai", access.RegionalPilot, url.Values{"pour": {m.far.Place.School}, "qui": {m.far.Place.School}, "jusque": {"10/10/2009"}, "motif": {"X"}}},
		{"/campagne/calendrier/project_sending/date-interne", access.RegionalPilot, url.Values{"region": {"93"}, "jour": {"25/09/2009"}, "jusque": {"25/09/2009"}, "motif": {"X"}}},
	} {
		before := m.writes()
		a := m.visitors[c.role].post(c.path, c.typed)
		if a.Code >= http.StatusInternalServerError || strings.Contains(a.body(), m.far.School) {
			t.Errorf("POST %s of %v as %s: got %d, the school of elsewhere is named: %v", c.path, c.typed, c.role, a.Code, strings.Contains(a.body(), m.far.School))
		}
		if got := m.state(); got != theirs {
			t.Errorf("POST %s of %v as %s: what is elsewhere went from %s to %s", c.path, c.typed, c.role, theirs, got)
			theirs = got
		}
		if a.Code != http.StatusSeeOther && m.writes() != before {
			t.Errorf("POST %s of %v as %s: got %d, and the journal has moved", c.path, c.typed, c.role, a.Code)
		}
	}
	if by := m.actor(string(access.SchoolLead)); by.Role != access.SchoolLead {
		t.Errorf("the school's lead has become %s", by.Role)
	}
}

// state is all that is kept about what is out of reach of the roles of the matrix: the
// school, the region, the académie, and the department of the far file.
func (m *matrix) state() string {
	m.t.Helper()
	var all []string
	if err := m.db.Read(m.t.Context(), func(tx *db.Tx) error {
		for _, q := range []struct {
			query string
			args  []any
		}{
			{"SELECT count(*) FROM project WHERE school = $1", []any{m.far.Place.School}},
			{"SELECT count(*) FROM role_grant WHERE school = $1", []any{m.far.Place.School}},
			{"SELECT count(*) FROM role_grant WHERE role = $1", []any{access.Administrator}},
			{"SELECT count(*) FROM role_grant WHERE delegation_of IS NOT NULL", nil},
			{"SELECT count(*) FROM committee_delegation", nil},
			{"SELECT count(*) FROM resource WHERE department = $1", []any{"13"}},
			{"SELECT count(*) FROM site WHERE department = $1", []any{"13"}},
			{"SELECT count(*) FROM site_member", nil},
			{"SELECT count(*) FROM pooling_school", nil},
			{"SELECT count(*) FROM extension", nil},
		} {
			var n int64
			if err := tx.Get(&n, q.query, q.args...); err != nil {
				return fmt.Errorf("%s: %w", q.query, err)
			}
			all = append(all, fmt.Sprint(n))
		}
		return nil
	}); err != nil {
		m.t.Fatal(err)
	}
	return strings.Join(all, " ")
}
