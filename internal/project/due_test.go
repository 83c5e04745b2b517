package project_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/project"
)

func (w *world) extend(by access.Role, milestone, actor, until, reason string) error {
	in := campaign.Extending{Ask: campaign.Ask{Milestone: milestone, Actor: actor}, Reason: reason}
	if until != "" {
		in.Until = civil.MustDate(until)
	}
	return w.campaigns.Extend(context.Background(), w.as(by), in)
}

func (w *world) earlier(by access.Role, region, until, reason string) error {
	in := campaign.Earlier{Milestone: "project_sending", Region: region, Reason: reason}
	if until != "" {
		in.Until = civil.MustDate(until)
	}
	return w.campaigns.SetEarlier(context.Background(), w.as(by), in)
}

// owed lists who owes a milestone, as somebody sees it, with how they stand.
func (w *world) owed(by access.Role, milestone string, status campaign.OwedStatus) (lines []string) {
	w.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) error {
		rows, total, err := campaign.OwedOf(tx, w.people[by], campaign.OwedQuery{Campaign: w.rules.Code, Milestone: milestone, Status: status, Max: 100}, w.at().Today())
		for _, o := range rows {
			lines = append(lines, strings.TrimSpace(o.Who()+" "+o.DueOn.String()+" "+string(o.Outcome)))
		}
		if int(total) != len(rows) {
			w.Errorf("OwedOf(%s): %d rows of %d", milestone, len(rows), total)
		}
		return err
	}))
	return lines
}

// dueOn is the day of what is due from the head of a school, "" when nothing is.
func (w *world) dueOn(f dossier) (days string) {
	w.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, w.leads(f.school).By)
		for _, p := range pending {
			days += p.DueOn.String()
		}
		return err
	}))
	return days
}

func (w *world) letters(role access.Role) (titles []string) {
	w.Helper()
	w.must(w.db.Read(context.Background(), func(tx *db.Tx) error {
		letters, _, err := mail.To(tx, w.people[role].Person.ID, 0, 100)
		for _, l := range letters {
			titles = append(titles, l.Title)
		}
		return err
	}))
	return titles
}

// §6: the level above grants a delay; the form that had closed takes answers
// again until that day, and no longer.
func TestADelayOpensTheSheetAgain(t *testing.T) {
	inWorlds(t, 3, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		submit := func() string {
			return strings.Join(w.reasons(w.move(f, project.ActSubmit, good(project.ActSubmit, w.file(f).Revision))), " ")
		}
		w.now = civil.MustDate("2009-10-01").Start()
		if got := submit(); !strings.Contains(got, "La date limite du 30 septembre 2009 est dépassée. Le comité de pilotage régional peut accorder un délai.") {
			t.Errorf("submission on the 1st of October: got %q, want why it is locked and who can open it", got)
		}
		w.must(w.extend(access.RegionalPilot, "project_sending", string(f.school.UAI), "2009-10-05", "Inondation de l’école."))
		if got := w.dueOn(f); got != "2009-10-05" {
			t.Errorf("due on %s, want the day granted", got)
		}
		if got := w.letters(access.SchoolLead); len(got) == 0 || !strings.Contains(got[0], "délai") {
			t.Errorf("letters to the head: %q, want one about the delay", got)
		}
		w.now = civil.MustDate("2009-10-05").End()
		if got := submit(); got != "" {
			t.Errorf("submission on the day granted: got %q, want it taken", got)
		}
		other := w.schools[1]
		if _, err := w.projects.Open(context.Background(), w.leads(other), other.UAI); err == nil {
			t.Error("the delay of one school opened the file of another")
		}
		w.must(w.extend(access.RegionalPilot, "project_sending", string(other.UAI), "2009-10-06", "Ouverture tardive."))
		w.now = civil.MustDate("2009-10-06").Start()
		if _, err := w.projects.Open(context.Background(), w.leads(other), other.UAI); err != nil {
			t.Errorf("Open in the time granted: %v", err)
		}
	})
}

func TestADelayIsGrantedByTheLevelAboveOnly(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		own, far := string(w.schools[0].UAI), string(w.schools[len(w.schools)-1].UAI)
		for _, test := range []struct {
			name                    string
			by                      access.Role
			milestone, actor, until string
			reason                  string
			want                    string // "": granted; "404": not found
		}{
			{"a school, to itself", access.SchoolLead, "project_sending", own, "2009-10-05", "Motif", "404"},
			{"a région, to itself", access.RegionalPilot, "regional_sending", "11", "2009-10-12", "Motif", "404"},
			{"the nation, to itself", access.NationalPilot, "national_validation", "", "2009-10-20", "Motif", "404"},
			{"an académie, to a school", access.AcademieManager, "project_sending", own, "2009-10-05", "Motif", "404"},
			{"the nation, over the region's head", access.NationalPilot, "project_sending", own, "2009-10-05", "Motif", "404"},
			{"a région, to a school of another", access.RegionalPilot, "project_sending", far, "2009-10-05", "Motif", "404"},
			{"a school that is not there", access.RegionalPilot, "project_sending", "0000000A", "2009-10-05", "Motif", "404"},
			{"no such milestone", access.RegionalPilot, "party", own, "2009-10-05", "Motif", "404"},
			{"a région that is not open", access.NationalPilot, "regional_sending", "99", "2009-10-12", "Motif", "404"},
			{"no reason", access.RegionalPilot, "project_sending", own, "2009-10-05", "  ", "Écrivez le motif."},
			{"a very long reason", access.RegionalPilot, "project_sending", own, "2009-10-05", strings.Repeat("a", 10_000), "Ce motif est trop long"},
			{"no day", access.RegionalPilot, "project_sending", own, "", "Motif", "Indiquez la nouvelle date limite."},
			{"not later", access.RegionalPilot, "project_sending", own, "2009-09-30", "Motif", "Donnez une date après le 30 septembre 2009"},
			{"in the past", access.RegionalPilot, "project_sending", own, "2009-09-20", "Motif", "Cette date est déjà passée."},
			{"beyond the year", access.RegionalPilot, "project_sending", own, "2010-07-03", "Motif", "L’année scolaire finit le 2 juillet 2010."},
			{"granted to a school", access.RegionalPilot, "project_sending", own, "2009-10-05", "Motif", ""},
			{"earlier than what was granted", access.RegionalPilot, "project_sending", own, "2009-10-02", "Motif", "Donnez une date après le 5 octobre 2009"},
			{"granted to a région", access.NationalPilot, "regional_sending", "11", "2009-10-12", "Motif", ""},
			{"granted to an académie", access.NationalPilot, "pooling_school", "24", "2009-10-01", "Motif", ""},
		} {
			err := w.extend(test.by, test.milestone, test.actor, test.until, test.reason)
			switch {
			case test.want == "404":
				if !errors.Is(err, campaign.ErrNotFound) {
					t.Errorf("Extend(%s): got %v, want ErrNotFound", test.name, err)
				}
			case test.want == "":
				if err != nil {
					t.Errorf("Extend(%s): %v", test.name, err)
				}
			default:
				if got := strings.Join(w.reasons(err), " "); !strings.HasPrefix(got, test.want) {
					t.Errorf("Extend(%s): got %q, want %q", test.name, got, test.want)
				}
			}
		}
		if got := w.owed(access.NationalPilot, "pooling_school", campaign.OwedComing); len(got) != 1 || !strings.Contains(got[0], "Créteil 2009-10-01") {
			t.Errorf("pooling schools with time left: got %q, want Créteil's, until the day granted", got)
		}
	})
}

// Two delays granted at once: the second is told the day of the first.
func TestTwoDelaysAtOnce(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		results := make([]error, 4)
		var wait sync.WaitGroup
		for i := range results {
			wait.Go(func() {
				results[i] = w.extend(access.RegionalPilot, "project_sending", string(w.schools[0].UAI), "2009-10-05", "Motif")
			})
		}
		wait.Wait()
		granted := 0
		for _, err := range results {
			if err == nil {
				granted++
			} else if got := strings.Join(w.reasons(err), " "); !strings.Contains(got, "après le 5 octobre 2009") {
				t.Errorf("Extend, among four at once: got %q", got)
			}
		}
		if granted != 1 {
			t.Errorf("granted %d times, want once", granted)
		}
	})
}

// A region's own day is earlier, closes the sheet, and gives way to a delay.
func TestARegionsOwnDay(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.fill(w.open())
		for _, test := range []struct{ name, region, until, want string }{
			{"another region", "93", "2009-09-25", "404"}, {"no region", "", "2009-09-25", "404"},
			{"over already", "11", "2009-09-20", "Cette date est déjà passée."}, {"not earlier", "11", "2009-09-30", "Donnez une date avant le 30 septembre 2009"},
			{"nothing to take back", "11", "", "Indiquez la date."},
		} {
			err := w.earlier(access.RegionalPilot, test.region, test.until, "Motif")
			if test.want == "404" {
				if !errors.Is(err, campaign.ErrNotFound) {
					t.Errorf("SetEarlier(%s): got %v, want ErrNotFound", test.name, err)
				}
			} else if got := strings.Join(w.reasons(err), " "); !strings.HasPrefix(got, test.want) {
				t.Errorf("SetEarlier(%s): got %q, want %q", test.name, got, test.want)
			}
		}
		if err := w.earlier(access.NationalPilot, "11", "2009-09-25", "Motif"); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("SetEarlier by the nation: got %v, want ErrNotFound", err)
		}
		w.must(w.earlier(access.RegionalPilot, "11", "2009-09-25", "Le comité se réunit le 28."))
		if got := w.dueOn(f); got != "2009-09-25" {
			t.Errorf("due on %s, want the region's own day", got)
		}
		w.now = civil.MustDate("2009-09-26").Start()
		_, err := w.save(f, "annexe-2", map[string]string{"renewal.new": "2"}, nil)
		if got := strings.Join(w.reasons(err), " "); !strings.HasPrefix(got, "La date limite du 25 septembre 2009 est dépassée. Elle est fixée par votre région") {
			t.Errorf("save after the region's own day: got %q", got)
		}
		w.must(w.extend(access.RegionalPilot, "project_sending", string(f.school.UAI), "2009-10-02", "Motif"))
		w.must(w.earlier(access.RegionalPilot, "11", "2009-09-28", "Motif"))
		if got := w.dueOn(f); got != "2009-10-02" {
			t.Errorf("due on %s, want the delay to rule over the region's own day", got)
		}
		w.must(w.earlier(access.RegionalPilot, "11", "", "Motif"))
		other := w.open()
		if got := w.dueOn(other); got != "2009-09-30" {
			t.Errorf("due on %s once the region's own day is taken back, want the circular's", got)
		}
	})
}

// The circular's day is changed under delays and days of a region: what is due
// and what the form takes stay one and the same day.
func TestDuesFollowTheLimitsOfTheirPlace(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		delayed, plain := w.open(), w.open()
		w.opened++ // of Val-de-Marne
		far := w.open()
		w.must(w.extend(access.RegionalPilot, "project_sending", string(delayed.school.UAI), "2009-10-05", "Motif"))
		w.must(w.earlier(access.RegionalPilot, "11", "2009-09-25", "Motif"))
		for i, test := range []struct{ day, delayed, plain, far string }{
			{"2009-10-07", "2009-10-05", "2009-09-25", "2009-10-07"},
			{"2009-09-24", "2009-10-05", "2009-09-24", "2009-09-24"}, // before the region's own day
			{"2009-09-30", "2009-10-05", "2009-09-25", "2009-09-30"},
		} {
			_, err := w.campaigns.Change(t.Context(), w.as(access.NationalPilot), campaign.Changing{Code: w.rules.Code, Seen: int64(i + 1), Reason: "Motif",
				Edits: []campaign.Edit{{Path: "milestone[3].date", Typed: test.day}}})
			w.must(err)
			for f, want := range map[dossier]string{delayed: test.delayed, plain: test.plain, far: test.far} {
				if due, limit := w.dueOn(f), w.sendingEnds(f); due != want || limit != want {
					t.Errorf("circular on %s: %s due on %s, taken until %s, want %s", test.day, f.school.Name, due, limit, want)
				}
			}
		}
		w.must(w.earlier(access.RegionalPilot, "11", "", "Motif"))
		_, err := w.campaigns.Change(t.Context(), w.as(access.NationalPilot), campaign.Changing{Code: w.rules.Code, Seen: 4, Reason: "Motif",
			Edits: []campaign.Edit{{Path: "milestone[3].date", Typed: "2009-10-08"}}})
		w.must(err)
		if due, limit := w.dueOn(delayed), w.sendingEnds(delayed); due != "2009-10-08" || limit != due {
			t.Errorf("circular after the delay: due on %s, taken until %s, want 2009-10-08", due, limit)
		}
	})
}

// sendingEnds is the last day on which the form of a file is taken.
func (w *world) sendingEnds(f dossier) (day string) {
	w.Helper()
	w.read(func(tx *db.Tx) error {
		rules, _, err := w.campaigns.Current(tx)
		if err != nil {
			return err
		}
		limits, err := campaign.LimitsAt(tx, rules, f.school.Place())
		limit, _ := project.SendingEnds(limits)
		day = limit.Day().String()
		return err
	})
	return day
}

// What is owed once by each actor is said to be done by who owes it, or, of
// what is received, by who receives it; and taken back with a reason.
func TestWhatIsOwedIsDeclared(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		find := func(milestone, who string) (id db.ID) {
			t.Helper()
			w.must(w.db.Read(t.Context(), func(tx *db.Tx) error {
				rows, _, err := campaign.OwedOf(tx, w.people[access.NationalPilot], campaign.OwedQuery{Campaign: w.rules.Code, Milestone: milestone, Max: 100}, w.at().Today())
				for _, o := range rows {
					if strings.Contains(o.Who(), who) {
						id = o.ID
					}
				}
				return err
			}))
			return id
		}
		declare := func(by access.Role, id db.ID, day string) error {
			return w.campaigns.Declare(t.Context(), w.as(by), campaign.Declaring{Due: id, On: civil.MustDate(day)})
		}
		call, pooling, far := find("interim_report", "Île-de-France"), find("pooling_school", "Créteil"), find("interim_report", "Provence")
		if n := len(w.owed(access.NationalPilot, "committee_call", campaign.OwedAll)); n != 22 {
			t.Errorf("regions that owe the call: got %d, want 22", n)
		}
		if n := len(w.owed(access.NationalPilot, "pooling_school", campaign.OwedAll)); n != 25 {
			t.Errorf("académies that owe a pooling school: got %d, want 25", n)
		}
		if got := w.owed(access.RegionalPilot, "interim_report", campaign.OwedComing); len(got) != 1 {
			t.Errorf("reports that the region sees: got %q, want its own", got)
		}
		for _, test := range []struct {
			name string
			by   access.Role
			id   db.ID
		}{{"another region's", access.RegionalPilot, far}, {"the region's, by the nation", access.NationalPilot, call}, {"the region's, by a school", access.SchoolLead, call},
			{"a receipt, by who sends", access.AcademieManager, pooling}, {"a receipt, by the region", access.RegionalPilot, pooling}, {"nothing", access.RegionalPilot, 1}} {
			if err := declare(test.by, test.id, "2009-09-07"); !errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("Declare(%s): got %v, want ErrNotFound", test.name, err)
			}
		}
		for day, want := range map[string]string{"2009-09-22": "Ce jour n’est pas encore venu.", "2009-07-27": "Ce jour est avant la circulaire (28 juillet 2009)."} {
			if got := strings.Join(w.reasons(declare(access.RegionalPilot, call, day)), " "); got != want {
				t.Errorf("Declare on %s: got %q, want %q", day, got, want)
			}
		}
		w.must(declare(access.RegionalPilot, call, "2009-09-07"))
		w.must(declare(access.RegionalPilot, call, "2009-09-09")) // a second click changes nothing
		w.must(declare(access.NationalPayer, pooling, "2009-09-18"))
		if got := w.owed(access.NationalPilot, "interim_report", campaign.OwedOnTime); len(got) != 1 {
			t.Errorf("reports on time: got %q, want one", got)
		}
		if got := w.owed(access.NationalPilot, "pooling_school", campaign.OwedLate); len(got) != 1 {
			t.Errorf("pooling schools received late: got %q, want one", got)
		}
		undo := func(by access.Role, reason string) error {
			return w.campaigns.Undo(t.Context(), w.as(by), campaign.Undoing{Due: call, Reason: reason})
		}
		if err := undo(access.NationalPilot, "Motif"); !errors.Is(err, campaign.ErrNotFound) {
			t.Errorf("Undo by the nation: got %v, want ErrNotFound", err)
		}
		if got := strings.Join(w.reasons(undo(access.RegionalPilot, "")), " "); got != "Écrivez le motif." {
			t.Errorf("Undo without a reason: got %q", got)
		}
		w.must(undo(access.RegionalPilot, "Erreur de date."))
		if got := w.owed(access.NationalPilot, "interim_report", campaign.OwedOnTime); len(got) != 0 {
			t.Errorf("reports on time once taken back: got %q, want none", got)
		}
	})
}

// Who receives what is due by a day finds it in what is expected of them, until
// it is acknowledged.
func TestWhoReceivesIsAskedToAcknowledge(t *testing.T) {
	inWorlds(t, 1, func(t *testing.T, w *world) {
		pooling := func(by access.Role) (found campaign.Pending) {
			t.Helper()
			w.read(func(tx *db.Tx) error {
				pending, err := campaign.PendingFor(tx, w.people[by])
				for _, p := range pending {
					if p.Milestone == "pooling_school" {
						found = p
					}
				}
				return err
			})
			return found
		}
		payer := pooling(access.NationalPayer)
		if !payer.Receives || payer.Files != 25 || payer.Title(w.rules) != "Accuser réception des coordonnées de l’établissement mutualisateur" {
			t.Errorf("what the payer is asked: %+v, want to acknowledge 25", payer)
		}
		if own := pooling(access.AcademieManager); own.Receives || own.Files != 1 || own.Title(w.rules) != own.Task {
			t.Errorf("what the académie is asked: %+v, want its own", own)
		}
		if other := pooling(access.NationalPilot); other.Files != 0 {
			t.Errorf("what the nation is asked: %+v, want nothing", other)
		}
		w.must(w.campaigns.Declare(t.Context(), w.as(access.NationalPayer), campaign.Declaring{Due: payer.ID, On: civil.MustDate("2009-09-15")}))
		if left := pooling(access.NationalPayer); left.Files != 24 || left.ID == payer.ID {
			t.Errorf("after one is acknowledged: %+v, want 24", left)
		}
	})
}

// Completeness counts each school once, whatever its file went through: one that
// was sent, then withdrawn, was received.
func TestCompletenessCountsSchools(t *testing.T) {
	inWorlds(t, 6, func(t *testing.T, w *world) {
		w.in(project.Submitted)
		w.in(project.Returned)
		w.in(project.Preselected)
		w.in(project.Withdrawn)
		w.open()
		late := w.fill(w.open())
		w.now = civil.MustDate("2009-10-01").Start()
		w.must(w.extend(access.RegionalPilot, "project_sending", string(late.school.UAI), "2009-10-02", "Motif"))
		count := func(by access.Role, per campaign.By) (all []string) {
			w.must(w.db.Read(t.Context(), func(tx *db.Tx) error {
				rows, err := campaign.Completeness(tx, w.people[by], w.rules.Code, "project_sending", per, w.at().Today())
				for _, r := range rows {
					all = append(all, strings.Join([]string{r.Name, civil.FrenchCount(r.Expected), civil.FrenchCount(r.Received), civil.FrenchCount(r.OnTime), civil.FrenchCount(r.Late()), civil.FrenchCount(r.Missing), civil.FrenchCount(r.Coming())}, " "))
				}
				return err
			}))
			return all
		}
		for _, test := range []struct {
			by   access.Role
			per  campaign.By
			want []string
		}{
			{access.NationalPilot, campaign.ByFrance, []string{"France 6 4 4 0 1 1"}}, {access.RegionalPilot, campaign.ByRegion, []string{"Île-de-France 6 4 4 0 1 1"}},
			{access.DepartmentReader, campaign.ByDepartment, []string{"Seine-Saint-Denis 6 4 4 0 1 1"}}, {access.AcademieManager, campaign.ByAcademie, []string{"Créteil 6 4 4 0 1 1"}},
			{access.SchoolLead, campaign.ByFrance, []string{"France 1 1 1 0 0 0"}}, {access.Trainer, campaign.ByFrance, nil}, {access.OFIIAgent, campaign.ByFrance, nil},
		} {
			if diff := cmp.Diff(test.want, count(test.by, test.per)); diff != "" {
				t.Errorf("Completeness(%s, %s), -want +got\n%s", test.by, test.per, diff)
			}
		}
		for by, want := range map[access.Role]int64{access.NationalPilot: 4, access.SchoolLead: 1, access.Trainer: 0} {
			got, last := int64(0), civil.Date{}
			w.must(w.db.Read(t.Context(), func(tx *db.Tx) error {
				days, err := campaign.ReceivedByDay(tx, w.people[by], w.rules.Code, "project_sending")
				for _, day := range days {
					if !last.Before(day.Day) || day.Count == 0 {
						t.Errorf("ReceivedByDay(%s): %+v, want days in order", by, days)
					}
					got, last = got+day.Count, day.Day
				}
				return err
			}))
			if got != want {
				t.Errorf("ReceivedByDay(%s): %d in all, want %d", by, got, want)
			}
		}
		if got := w.owed(access.SchoolLead, "regional_sending", campaign.OwedAll); got != nil {
			t.Errorf("what the region owes, as a school sees it: got %q, want nothing", got)
		}
	})
}

// A chase writes once a day to each who is late, from two nodes at once too.
func TestAChaseWritesOnceADay(t *testing.T) {
	inWorlds(t, 4, func(t *testing.T, w *world) {
		for range 3 {
			w.open()
		}
		chase := func(by access.Role, before bool) (campaign.Chased, error) {
			return w.campaigns.Chase(context.Background(), w.as(by), campaign.Chasing{Milestone: "project_sending", Before: before})
		}
		if done, err := chase(access.RegionalPilot, false); done != (campaign.Chased{}) || err != nil {
			t.Errorf("Chase before the day: %+v, %v, want nobody", done, err)
		}
		for _, by := range []access.Role{access.SchoolLead, access.DepartmentReader, access.AcademieManager} {
			if _, err := chase(by, false); !errors.Is(err, campaign.ErrNotFound) {
				t.Errorf("Chase by %s: got %v, want ErrNotFound", by, err)
			}
		}
		w.now = civil.MustDate("2009-10-01").Start()
		var wait sync.WaitGroup
		results := make([]campaign.Chased, 4)
		for i := range results {
			wait.Go(func() {
				var err error
				if results[i], err = chase(access.RegionalPilot, false); err != nil {
					t.Errorf("Chase, among four at once: %v", err)
				}
			})
		}
		wait.Wait()
		var all campaign.Chased
		for _, r := range results {
			all.Owed, all.Letters, all.Nobody = all.Owed+r.Owed, all.Letters+r.Letters, all.Nobody+r.Nobody
		}
		// Of three schools, one has a head.
		if want := (campaign.Chased{Owed: 3, Letters: 1, Nobody: 2}); all != want {
			t.Errorf("four chases at once: %+v, want %+v", all, want)
		}
		w.now = civil.MustDate("2009-10-02").Start()
		if done, err := chase(access.NationalPilot, false); done.Owed != 3 || err != nil {
			t.Errorf("Chase on the next day: %+v, %v, want the three", done, err)
		}
	})
}
