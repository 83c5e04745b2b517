package committee_test

import (
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
)

// seats composes the committee of the nation: two members with an account, one without.
func (w *world) seats() {
	w.Helper()
	for _, m := range []committee.TypedMember{{Name: "Le ministère", Quality: "education", Login: "nation"}, {Name: "L’immigration", Quality: "immigration"}, {Name: "L’Acsé", Quality: "acse", Login: "payer"}} {
		m.From = "04/09/2009"
		w.must(w.AddMember(w.Context(), w.by("nation"), "", m))
	}
}

func (w *world) national(typed committee.TypedMeeting) (civil.Date, error) {
	typed.Place = "Paris"
	return w.AddMeeting(w.Context(), w.by("nation"), "", typed, nil)
}

func (w *world) nation(login string, on civil.Date) (g committee.Gathering) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		g, err = w.Meet(tx, w.people[login], "", on, moment().Today())
		return err
	}))
	return g
}

// owed are the tasks of approval that a role has.
func (w *world) owed(login string) (tasks []string) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, w.people[login])
		if err != nil {
			return err
		}
		pending, err = committee.OwnOf(tx, w.people[login], "2009-2010", pending, moment().Today())
		for _, p := range pending {
			if p.Act == committee.ActApproveNational {
				tasks = append(tasks, p.Task+" "+p.DueOn.String())
			}
		}
		return err
	}))
	return tasks
}

func (w *world) decided() {
	w.Helper()
	w.must(w.write(func(tx *db.Tx) error {
		folderRules, err := w.Read(tx, w.people["nation"], "", moment().Today())
		if err != nil {
			return err
		}
		return committee.Decided(tx, moment(), folderRules.Rules)
	}))
}

// The meetings of the calendar are data; each is called once.
func TestMeetingOfTheCalendar(t *testing.T) {
	engines(t, func(w *world) {
		first, err := w.national(committee.TypedMeeting{Day: "16/10/2009", Milestone: "national_validation"})
		w.must(err)
		_, err = w.national(committee.TypedMeeting{Day: "17/10/2009", Milestone: "national_validation"})
		w.refused(err, "echeance", "AddMeeting of one that is called already")
		_, err = w.national(committee.TypedMeeting{Day: "16/10/2009"})
		w.refused(err, "jour", "AddMeeting on a day when it meets")
		_, err = w.national(committee.TypedMeeting{Day: "17/10/2009", Milestone: "committee_call"})
		w.refused(err, "echeance", "AddMeeting of what is no meeting of the nation")
		_, err = w.AddMeeting(w.Context(), w.by("prefet"), idf, committee.TypedMeeting{Day: "17/10/2009", Place: "Paris", Milestone: "national_adjustment"}, nil)
		w.refused(err, "echeance", "AddMeeting of the nation in a region")
		second, err := w.national(committee.TypedMeeting{Day: "01/12/2009"})
		w.must(err)
		if a, b := w.nation("payer", first).Meeting, w.nation("payer", second).Meeting; a.HeldAfter != second || !a.HeldBefore.IsZero() || b.HeldBefore != first || a.Milestone != "national_validation" {
			t.Errorf("the meetings are %+v and %+v, want each to know the other", a, b)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			s, err := w.Read(tx, w.people["payer"], "", moment().Today())
			var keys []string
			for _, m := range s.Unplanned() {
				keys = append(keys, m.Key)
			}
			if got := strings.Join(keys, " "); got != "national_adjustment national_orientations" {
				t.Errorf("Unplanned = %q", got)
			}
			return err
		}))
	})
}

// A point is written by who holds the pen, read by the members, and never lost to another.
func TestPoint(t *testing.T) {
	engines(t, func(w *world) {
		w.seats()
		on, err := w.national(committee.TypedMeeting{Day: "07/10/2009"})
		w.must(err)
		rules := []string{"hours.value"}
		add := func(login string, typed committee.TypedPoint) error {
			return w.AddPoint(w.Context(), w.by(login), "", on, typed, rules)
		}
		for _, login := range []string{"payer", "prefet", "school"} {
			w.hidden(add(login, committee.TypedPoint{Title: "Point"}), "AddPoint as "+login)
		}
		w.refused(add("nation", committee.TypedPoint{}), "intitule", "AddPoint without a title")
		w.refused(add("nation", committee.TypedPoint{Title: "a", Text: strings.Repeat("é", 5001)}), "texte", "AddPoint of a long text")
		w.refused(add("nation", committee.TypedPoint{Title: "a", Rule: "nothing"}), "regle", "AddPoint about no rule")
		w.must(add("nation", committee.TypedPoint{Title: "Heures", Rule: "hours.value"}))
		p := w.nation("payer", on).Points[0]
		if p.Title != "Heures" || p.Rule != "hours.value" || p.Revision != 1 {
			t.Errorf("Points[0] = %+v", p)
		}
		change := func(typed committee.TypedPoint) error {
			return w.ChangePoint(w.Context(), w.by("nation"), "", on, p.ID, typed, nil)
		}
		w.must(change(committee.TypedPoint{Title: "Heures", Decision: "Cent heures.", Rule: "hours.value", Revision: 1})) // the rule that it has is known
		w.refused(change(committee.TypedPoint{Title: "Heures", Decision: "Quatre-vingts.", Revision: 1}), "", "ChangePoint of what another has changed")
		if got := w.nation("payer", on).Points[0].Decision; got != "Cent heures." {
			t.Errorf("the decision is %q", got)
		}
		w.hidden(w.DropPoint(w.Context(), w.by("nation"), "", on, p.ID+1), "DropPoint of none")
		w.hidden(w.DropPoint(w.Context(), w.by("payer"), "", on, p.ID), "DropPoint as a member")
		w.must(w.DropPoint(w.Context(), w.by("nation"), "", on, p.ID))
		w.must(w.Close(w.Context(), w.by("nation"), "", on))
		w.refused(add("nation", committee.TypedPoint{Title: "a"}), "", "AddPoint to a meeting that has ended")
		if got := len(w.nation("payer", on).Points); got != 0 {
			t.Errorf("%d points are left, want none", got)
		}
	})
}

// An interest of a member of the nation holds them out of the file, in this meeting and
// on every page, up to the end of their seat.
func TestInterestOfTheNation(t *testing.T) {
	engines(t, func(w *world) {
		w.seats()
		on, err := w.national(committee.TypedMeeting{Day: "07/10/2009"})
		w.must(err)
		own, _ := w.nation("payer", on).Own(w.people["payer"].Person.ID)
		other, _ := w.nation("payer", on).Own(w.people["nation"].Person.ID)
		declare := func(login string, member db.ID, subject string) error {
			return w.Declare(w.Context(), w.by(login), "", on, committee.TypedInterest{Subject: subject, Member: member, Reason: "Parent d’élève."})
		}
		for _, login := range []string{"prefet", "school", "ofii"} {
			w.hidden(declare(login, own.ID, "project:a"), "Declare as "+login)
		}
		w.refused(declare("payer", other.ID, "project:a"), "membre", "Declare for another")
		w.refused(declare("payer", own.ID, ""), "dossier", "Declare about a file that is not before the nation")
		w.must(declare("payer", own.ID, "project:a"))
		w.must(declare("nation", other.ID, "project:b"))
		if _, out := w.nation("payer", on).KeptOut(own.ID, "project:a"); !out {
			t.Error("the member is not kept out")
		}
		w.refused(w.During(w.Context(), w.by("nation"), "", on, "project:b", func(*db.Tx) error { return nil }), "geste", "During about a file that one is kept out of")
		w.must(w.During(w.Context(), w.by("nation"), "", on, "project:a", func(*db.Tx) error { return nil }))
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			for subject, want := range map[string]bool{"project:b": true, "project:a": false} {
				why, err := committee.KeptOutOf(tx, "2009-2010", "", subject, w.people["nation"])
				if err != nil || (why != "") != want {
					t.Errorf("KeptOutOf(%s) = %q, %v, want a reason: %t", subject, why, err, want)
				}
			}
			why, err := committee.KeptOutOf(tx, "2009-2010", idf, "project:b", w.people["nation"])
			if why != "" {
				t.Errorf("KeptOutOf a region's committee = %q, want nothing", why)
			}
			return err
		}))
	})
}

// Each member of the nation owes the approval, and owes it again when a decision is made
// after they gave it.
func TestApproveForTheNation(t *testing.T) {
	engines(t, func(w *world) {
		w.seats()
		on, err := w.national(committee.TypedMeeting{Day: "07/10/2009"})
		w.must(err)
		approve := func(login, signer, digest string) error {
			return w.Approve(w.Context(), w.by(login), "", on, committee.TypedApproval{Signer: signer, Digest: digest}, says(digest))
		}
		w.refused(approve("payer", "acse", first), "", "Approve before the end of the meeting")
		w.must(w.Close(w.Context(), w.by("nation"), "", on))
		if got, want := strings.Join(w.owed("nation"), "; "), "Approuver le relevé de décisions (Ministère chargé de l’immigration et de l’intégration) 2009-10-21; Approuver le relevé de décisions (Ministère de l’éducation nationale) 2009-10-21"; got != want {
			t.Errorf("the ministries owe %q, want %q", got, want)
		}
		// Another pilot, who holds no seat, may type that of who has no account; not that of the ministry.
		w.people["pilot"] = w.rights.In(access.Person{ID: 1}, access.NationalPilot, access.France)
		if got := strings.Join(w.owed("pilot"), "; "); !strings.Contains(got, "immigration") || strings.Contains(got, "éducation") {
			t.Errorf("a pilot without a seat is told that they owe %q, want the immigration alone", got)
		}
		w.refused(approve("payer", "education", first), "pour", "Approve for another member")
		w.refused(approve("payer", "immigration", first), "pour", "Approve for who has no account, without the pen")
		w.hidden(approve("prefet", "acse", first), "Approve from a region")
		w.must(approve("payer", "acse", first))
		w.must(approve("nation", "education", first))
		if got := w.owed("payer"); len(got) != 0 {
			t.Errorf("the Acsé owes %q once it has approved", got)
		}
		if g := w.nation("nation", on); committee.AllApproved(g.Signatures(first, moment().Today())) {
			t.Error("two of three have approved, and all are said to")
		}
		w.decided() // before the third
		if a, b := w.owed("payer"), w.owed("nation"); len(a) != 1 || len(b) != 2 {
			t.Errorf("after a decision, they owe %q and %q, want each who approved to owe it again, once", a, b)
		}
		w.decided()
		if a, b := w.owed("payer"), w.owed("nation"); len(a) != 1 || len(b) != 2 {
			t.Errorf("after another, they owe %q and %q, want no more", a, b)
		}
		for login, signer := range map[string]string{"payer": "acse", "nation": "education"} {
			w.must(approve(login, signer, second))
		}
		w.must(approve("nation", "immigration", second)) // typed for who has no account
		if g := w.nation("nation", on); !committee.AllApproved(g.Signatures(second, moment().Today())) || len(w.owed("nation"))+len(w.owed("payer")) != 0 {
			t.Errorf("Signatures = %+v, want all, and nothing owed", g.Signatures(second, moment().Today()))
		}
		if why, _ := committee.KeptOutOf(nil, "", "", "", access.Actor{}); why != "" {
			t.Error("nobody is kept out of nothing")
		}
	})
}
