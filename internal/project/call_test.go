package project_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
)

// begin starts the campaign of the next year: no region has launched its call in it.
func (w *world) begin() {
	w.Helper()
	call := w.as(access.NationalPilot)
	code, err := w.campaigns.Copy(w.Context(), call, campaign.Copying{From: w.rules.Code, Year: 2010, Label: "année scolaire 2010-2011"})
	w.must(err)
	_, err = w.campaigns.Begin(w.Context(), call, code)
	w.must(err)
	w.read(func(tx *db.Tx) (err error) {
		w.rules, _, err = w.campaigns.Current(tx)
		return err
	})
	w.now, w.opened = civil.Paris(2010, time.September, 6, 9, 0, 0), 0
}

func (w *world) call() (cfp campaign.CallForProjects, list campaign.Choice) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		if cfp, err = w.campaigns.CallOf(tx, w.people[access.RegionalPilot], "11"); err == nil {
			list, err = campaign.ChoiceOf(tx, cfp)
		}
		return err
	})
	return cfp, list
}

// choose puts schools on the list of the region, and returns what is wrong with them.
func (w *world) choose(in campaign.Choosing) (campaign.Chose, string) {
	w.Helper()
	done, err := w.campaigns.Choose(w.Context(), w.as(access.RegionalPilot), "11", in)
	return done, strings.Join(w.reasons(err), " ")
}

func (w *world) ticked(schools ...territory.School) campaign.Choosing {
	in := campaign.Choosing{}
	for _, s := range schools {
		in.Ticked = append(in.Ticked, string(s.UAI))
	}
	return in
}

// invite launches the call of the region, or invites the schools of its list.
func (w *world) invite(launch bool) (campaign.InvitedAll, error) {
	w.Helper()
	cfp, list := w.call()
	return w.campaigns.Invite(w.Context(), w.as(access.RegionalPilot), campaign.Inviting{Region: "11", Campaign: cfp.Rules.Code, Seal: list.Seal(), Launch: launch})
}

// stands is how far each invited school is, by UAI.
func (w *world) stands() map[territory.UAI]campaign.Stand {
	w.Helper()
	cfp, _ := w.call()
	all := map[territory.UAI]campaign.Stand{}
	w.read(func(tx *db.Tx) error {
		rows, err := campaign.InvitedOf(tx, cfp, campaign.InvitedQuery{Max: 100}, w.at().Today())
		for _, row := range rows {
			all[row.School] = row.Stand
		}
		return err
	})
	return all
}

// expected counts what the region is sent, or waits for.
func (w *world) expected() (p campaign.Progress) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		all, err := campaign.ProgressOf(tx, w.people[access.RegionalPilot], w.rules.Code, w.at().Today())
		p = all[campaign.SendingMilestone]
		return err
	})
	return p
}

// §3.1, §6: a region launches its call; before it, none of its schools starts a sheet.
func TestNoSheetStartsBeforeTheCall(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		draft := w.fill(w.open())
		w.begin()
		_, err := w.projects.Open(t.Context(), w.leads(w.schools[0]), w.schools[0].UAI)
		want := "L’appel à projets de votre région n’est pas encore lancé. Le comité de pilotage régional le lance au plus tard le 7 septembre 2010."
		if got := strings.Join(w.reasons(err), " "); got != want {
			t.Errorf("Open before the call: got %q, want %q", got, want)
		}
		if _, err := w.invite(false); len(w.reasons(err)) != 1 {
			t.Errorf("Invite before the launch: got %v, want a refusal", err)
		}
		done, err := w.invite(true)
		if err != nil || done != (campaign.InvitedAll{}) {
			t.Fatalf("Invite(launch) without a list: got %+v, %v", done, err)
		}
		w.open()
		if got := strings.Join(w.reasons(second(w)), " "); !strings.HasPrefix(got, "L’appel à projets de la région est déjà lancé depuis le 6 septembre 2010, par Nom de") {
			t.Errorf("a second launch: got %q", got)
		}
		if p := w.owed(access.NationalPilot, campaign.CallMilestone, campaign.OwedReceived); len(p) != 1 {
			t.Errorf("calls launched: got %d, want 1", len(p))
		}
		_ = draft
		w.verified()
	})
}

func second(w *world) error {
	_, err := w.invite(true)
	return err
}

// What may be on the list, line by line, and that nothing is added when one line is wrong.
func TestTheListOfACall(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		closed := madeSchool(930900)
		closed.Open = false
		outside := madeSchool(770001)
		_, err := territory.New(w.db).Import(t.Context(), w.program(), territory.Directory{Schools: []territory.School{closed, outside}})
		w.must(err)
		far := w.schools[len(w.schools)-1] // of Marseille
		for pasted, want := range map[string]string{
			"": "Choisissez au moins une école ou un établissement.",
			"UAI;Nom\n" + string(w.schools[0].UAI) + ";A\n09300": "Ligne 3\u202f: un numéro UAI compte sept chiffres et une lettre, par exemple 0940176F.",
			string(far.UAI):    "Ligne 1\u202f: aucune école ni aucun établissement de votre région, dans un département ouvert, n’a le numéro " + string(far.UAI) + ".",
			string(closed.UAI): "Ligne 1\u202f: l’annuaire dit que " + closed.Name + ", Ville (" + string(closed.UAI) + ") est fermé.",
		} {
			if _, got := w.choose(campaign.Choosing{Pasted: pasted}); got != want {
				t.Errorf("Choose(%q): got %q, want %q", pasted, got, want)
			}
		}
		if _, list := w.call(); len(list) != 0 {
			t.Fatalf("after refusals: got %d schools on the list, want none", len(list))
		}
		first := string(w.schools[0].UAI)
		done, wrong := w.choose(campaign.Choosing{Pasted: first + "\n\n" + first + "\n" + string(w.schools[1].UAI) + "\tB"})
		if want := (campaign.Chose{Added: 2, Already: 1}); wrong != "" || done != want {
			t.Errorf("Choose of a list with one twice: got %+v, %q, want %+v", done, wrong, want)
		}
		search := territory.Query{Department: "93", Open: territory.OnlyOpen, Page: 1}
		if done, _ = w.choose(campaign.Choosing{Search: &search}); done != (campaign.Chose{Added: 1, Already: 2}) {
			t.Errorf("Choose of a search: got %+v, want 1 added and 2 already there", done)
		}
		for _, by := range []access.Role{access.SchoolLead, access.NationalPilot, access.AcademieManager} {
			if _, err := w.campaigns.Choose(t.Context(), w.as(by), "11", w.ticked(w.schools[0])); !errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("Choose by %s: got %v, want ErrNotFound", by, err)
			}
		}
		if _, err := w.campaigns.Choose(t.Context(), w.as(access.RegionalPilot), "93", w.ticked(far)); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("Choose in another region: got %v, want ErrNotFound", err)
		}
		w.must(w.campaigns.Unchoose(t.Context(), w.as(access.RegionalPilot), "11", w.schools[2].UAI))
		cfp, read := w.call()
		w.must(w.campaigns.Unchoose(t.Context(), w.as(access.RegionalPilot), "11", w.schools[1].UAI))
		_, err = w.campaigns.Invite(t.Context(), w.as(access.RegionalPilot), campaign.Inviting{Region: "11", Campaign: cfp.Rules.Code, Seal: read.Seal()})
		if got := strings.Join(w.reasons(err), " "); !strings.Contains(got, "a changé depuis que vous l’avez lue") {
			t.Errorf("Invite a list that has changed: got %q", got)
		}
		_, err = w.campaigns.Invite(t.Context(), w.as(access.RegionalPilot), campaign.Inviting{Region: "11", Campaign: "2008-2009", Seal: read.Seal()})
		if got := strings.Join(w.reasons(err), " "); !strings.Contains(got, "La campagne de cette page est close") {
			t.Errorf("Invite from the page of a closed campaign: got %q", got)
		}
		if _, err := territory.New(w.db).Import(t.Context(), w.program(), territory.Directory{Schools: []territory.School{shut(w.schools[0])}}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.invite(false); !strings.Contains(strings.Join(w.reasons(err), " "), "Retirez cette ligne de la liste.") {
			t.Errorf("Invite a school that has closed: got %v", err)
		}
	})
}

func shut(s territory.School) territory.School {
	s.Open = false
	return s
}

// A school that is invited owes its file, until it sends it, or says that it takes no
// part; each is counted once.
func TestInvitedSchoolsAreExpected(t *testing.T) {
	inWorlds(t, 5, func(t *testing.T, w *world) {
		begun := w.open() // the first school, before it is invited
		if _, wrong := w.choose(w.ticked(w.schools[:5]...)); wrong != "" {
			t.Fatal(wrong)
		}
		done, err := w.invite(false)
		w.must(err)
		if want := (campaign.InvitedAll{Schools: 5, Owing: 4, Letters: 0, Nobody: 4}); done != want { // the lead of the test is at the first school
			t.Errorf("Invite: got %+v, want %+v", done, want)
		}
		if p := w.expected(); p.Expected != 5 || p.Received != 0 {
			t.Errorf("expected once invited: got %+v, want 5 and none received", p)
		}
		if done, _ := w.choose(w.ticked(w.schools[0])); done != (campaign.Chose{Invited: 1}) {
			t.Errorf("Choose an invited school: got %+v, want it counted as invited", done)
		}
		sent := w.fill(w.open())
		w.follow(sent, project.ActSubmit)
		w.must(w.decline(2, "Trop peu de parents."))
		if got := w.reasons(w.decline(2, "Encore.")); len(got) != 1 {
			t.Errorf("Decline twice: got %q, want one reason", got)
		}
		if got := w.reasons(w.decline(0, "Motif")); !strings.HasPrefix(strings.Join(got, ""), "La fiche du projet est commencée") {
			t.Errorf("Decline with a sheet begun: got %q", got)
		}
		if got := w.reasons(w.decline(3, " ")); !slices.Equal(got, []string{"Écrivez le motif."}) {
			t.Errorf("Decline without a reason: got %q", got)
		}
		withdraw := func(region string, school int) error {
			call := w.as(access.RegionalPilot)
			call.By.Places = []access.Place{{Region: region}}
			return w.campaigns.Withdraw(t.Context(), call, region, campaign.Ending{School: w.schools[school].UAI, Reason: "École en travaux."})
		}
		if err := withdraw("93", 3); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("Withdraw by another region: got %v, want ErrNotFound", err)
		}
		w.must(withdraw("11", 3))
		want := map[territory.UAI]campaign.Stand{w.schools[0].UAI: campaign.StandBegun, w.schools[1].UAI: campaign.StandSent, w.schools[2].UAI: campaign.StandDeclined,
			w.schools[3].UAI: campaign.StandWithdrawn, w.schools[4].UAI: campaign.StandWaiting}
		if got := w.stands(); !sameStands(got, want) {
			t.Errorf("stands: got %v, want %v", got, want)
		}
		if p := w.expected(); p.Expected != 3 || p.Received != 1 {
			t.Errorf("expected once some have answered: got %+v, want 3 and one received", p)
		}
		w.must(w.move(begun, project.ActWithdraw, project.Input{Reason: "Motif"}))
		if got := w.stands()[w.schools[0].UAI]; got != campaign.StandDropped {
			t.Errorf("a sheet withdrawn before it was sent: got %s, want %s", got, campaign.StandDropped)
		}
		if _, wrong := w.choose(w.ticked(w.schools[3])); wrong != "" {
			t.Errorf("Choose a school whose invitation was withdrawn: got %q, want it taken", wrong)
		}
		_, err = w.invite(false)
		w.must(err)
		w.now = civil.Paris(2009, time.October, 1, 9, 0, 0)
		w.read(func(tx *db.Tx) error {
			late, err := campaign.LateInvited(tx, w.people[access.RegionalPilot], w.rules.Code, w.at().Today())
			if len(late) != 1 || late[0].Schools != 2 || late[0].Region != "11" {
				t.Errorf("LateInvited: got %+v, want 2 schools of the region 11", late)
			}
			none, failed := campaign.LateInvited(tx, w.people[access.NationalPilot], w.rules.Code, w.at().Today())
			if len(none) != 0 {
				t.Errorf("LateInvited by the nation: got %+v, want none", none)
			}
			return errors.Join(err, failed)
		})
		if _, wrong := w.choose(w.ticked(w.schools[2])); !strings.Contains(wrong, "est dépassée") {
			t.Errorf("Choose after the last day: got %q", wrong)
		}
		w.must(w.decline(4, "Nous ne participerons pas.")) // it is late, and may still say so
		w.verified()
	})
}

func sameStands(a, b map[territory.UAI]campaign.Stand) bool {
	for uai, stand := range b {
		if a[uai] != stand {
			return false
		}
	}
	return len(a) == len(b)
}

func (w *world) decline(school int, reason string) error {
	return w.campaigns.Decline(w.Context(), w.leads(w.schools[school]), campaign.Ending{School: w.schools[school].UAI, Reason: reason})
}

// A delay moves the day of an invited school, whether it was granted before or after.
func TestADelayIsThatOfTheInvitedSchool(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		extend := func(school int, until string) {
			w.must(w.campaigns.Extend(t.Context(), w.as(access.RegionalPilot), campaign.Extending{Ask: campaign.Ask{Milestone: campaign.SendingMilestone, Actor: string(w.schools[school].UAI)},
				Until: civil.MustDate(until), Reason: "Travaux."}))
		}
		extend(0, "2009-10-02")
		if _, wrong := w.choose(w.ticked(w.schools[:2]...)); wrong != "" {
			t.Fatal(wrong)
		}
		_, err := w.invite(false)
		w.must(err)
		extend(1, "2009-10-05")
		cfp, _ := w.call()
		w.read(func(tx *db.Tx) error {
			rows, err := campaign.InvitedOf(tx, cfp, campaign.InvitedQuery{Max: 10}, w.at().Today())
			for i, want := range []string{"2009-10-02", "2009-10-05"} {
				if len(rows) != 2 || rows[i].DueOn.String() != want {
					t.Errorf("day of school %d: got %v, want %s", i, rows, want)
				}
			}
			return err
		})
	})
}

// Those who had sent a file the year before are proposed, once.
func TestSchoolsOfTheYearBeforeAreProposed(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		w.in(project.Submitted)
		w.open() // never sent
		w.begin()
		if done, wrong := w.choose(campaign.Choosing{Renewed: true}); done.Added != 1 || wrong != "" {
			t.Errorf("Choose those of the year before: got %+v, %q, want one", done, wrong)
		}
		if _, list := w.call(); len(list) != 1 || !list[0].Renewed || list[0].School != w.schools[0].UAI {
			t.Errorf("the list: got %+v, want the first school, renewed", list)
		}
		if _, wrong := w.choose(campaign.Choosing{Renewed: true}); wrong == "" {
			t.Error("Choose those of the year before again: got no refusal, want one: there is none left")
		}
	})
}

// Two co-presidents launch at once: one does.
func TestTwoLaunchesAtOnce(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		w.begin()
		if _, wrong := w.choose(w.ticked(w.schools[0])); wrong != "" {
			t.Fatal(wrong)
		}
		cfp, list := w.call()
		var both sync.WaitGroup
		results := make([]error, 2)
		for i := range results {
			both.Go(func() {
				_, results[i] = w.campaigns.Invite(w.Context(), w.as(access.RegionalPilot), campaign.Inviting{Region: "11", Campaign: cfp.Rules.Code, Seal: list.Seal(), Launch: true})
			})
		}
		both.Wait()
		refused := len(w.reasons(results[0])) + len(w.reasons(results[1]))
		if refused != 1 {
			t.Errorf("two launches at once: got %v, want one refused with one reason", results)
		}
		if got := w.stands(); len(got) != 1 {
			t.Errorf("invited once both are done: got %v, want one school", got)
		}
	})
}
