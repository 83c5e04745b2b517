package committee_test

import (
	"slices"
	"strconv"
	"testing"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
)

func TestWhoReadsACommittee(t *testing.T) {
	engines(t, func(w *world) {
		w.member("Inès", committee.Casnav, "", "casnav")
		tests := []struct {
			login, region string
			reads         bool
		}{
			{"prefet", idf, true}, {"nation", idf, true}, {"payer", idf, true}, {"casnav", idf, true}, // she sits in it
			{"ofii", idf, false}, {"far", idf, false}, {"school", idf, false}, {"casnav", "93", false},
			{"nation", "", true}, {"payer", "", true}, {"prefet", "", false},
			{"nation", "01", false}, // no department is open there: no call, no committee
			{"nation", "99", false},
		}
		for _, test := range tests {
			err := w.db.Read(w.Context(), func(tx *db.Tx) error {
				_, err := w.Read(tx, w.people[test.login], test.region, moment().Today())
				return err
			})
			if test.reads && err != nil || !test.reads && err == nil {
				w.Errorf("Read(%q) as %s: got %v, want it read: %v", test.region, test.login, err, test.reads)
			}
		}
		var regions []string
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
			regions, err = w.Readable(tx, w.people["casnav"], moment().Today())
			return err
		}))
		if len(regions) != 1 || regions[0] != idf {
			w.Errorf("Readable(casnav) = %v, want the committee where she sits", regions)
		}
	})
}

func TestAddMemberRefuses(t *testing.T) {
	engines(t, func(w *world) {
		w.member("Le préfet", committee.Prefet, "", "prefet")
		good := committee.TypedMember{Name: "Léa", Quality: "ofii", From: "04/09/2009"}
		tests := []struct {
			name, field string
			change      func(*committee.TypedMember)
		}{
			{"no name", "nom", func(m *committee.TypedMember) { m.Name = " \u200b" }},
			{"no quality", "qualite", func(m *committee.TypedMember) { m.Quality = "" }},
			{"an unknown quality", "qualite", func(m *committee.TypedMember) { m.Quality = "roi" }},
			{"a recteur of nowhere", "academie", func(m *committee.TypedMember) { m.Quality = "recteur" }},
			{"a recteur of another region", "academie", func(m *committee.TypedMember) { m.Quality, m.Academie = "recteur", "02" }},
			{"a second préfet", "qualite", func(m *committee.TypedMember) { m.Quality = "prefet" }},
			{"an account that is not", "compte", func(m *committee.TypedMember) { m.Login = "inconnu" }},
			{"an account that sits", "compte", func(m *committee.TypedMember) { m.Login = "prefet" }},
			{"no day", "depuis", func(m *committee.TypedMember) { m.From = "" }},
			{"a day that is not", "depuis", func(m *committee.TypedMember) { m.From = "31/09/2009" }},
		}
		for _, test := range tests {
			typed := good
			test.change(&typed)
			w.refused(w.AddMember(w.Context(), w.by("prefet"), idf, typed), test.field, "AddMember with "+test.name)
		}
		for _, login := range []string{"nation", "far", "casnav", "ofii", "school"} {
			w.hidden(w.AddMember(w.Context(), w.by(login), idf, good), "AddMember as "+login)
		}
		w.must(w.AddMember(w.Context(), w.by("prefet"), idf, good))
	})
}

// A seat that was left can be taken by another.
func TestLeaveFreesTheSeat(t *testing.T) {
	engines(t, func(w *world) {
		first := w.member("Le préfet", committee.Prefet, "", "prefet")
		w.refused(w.Leave(w.Context(), w.by("prefet"), idf, first, "03/09/2009"), "jusque", "Leave before coming")
		w.must(w.Leave(w.Context(), w.by("prefet"), idf, first, "30/09/2009"))
		w.refused(w.Leave(w.Context(), w.by("prefet"), idf, first, "30/09/2009"), "jusque", "Leave a second time")
		w.hidden(w.Leave(w.Context(), w.by("prefet"), idf, 12, "30/09/2009"), "Leave of nobody")
		w.must(w.AddMember(w.Context(), w.by("prefet"), idf, committee.TypedMember{Name: "La préfète", Quality: "prefet", Login: "prefet", From: "01/10/2009"}))
	})
}

func TestDelegateRefuses(t *testing.T) {
	engines(t, func(w *world) {
		prefet, ofii := w.member("Le préfet", committee.Prefet, "", "prefet"), w.member("Léa", committee.OFII, "", "")
		good := committee.TypedDelegation{Member: prefet, Name: "Le secrétaire", From: "01/10/2009", Until: "09/10/2009", Reason: "Empêchement."}
		tests := []struct {
			name, field string
			change      func(*committee.TypedDelegation)
		}{
			{"nobody who gives it", "membre", func(d *committee.TypedDelegation) { d.Member = 0 }},
			{"a member who does not preside", "membre", func(d *committee.TypedDelegation) { d.Member = ofii }},
			{"nobody who receives it", "nom", func(d *committee.TypedDelegation) { d.Name = "" }},
			{"no reason", "motif", func(d *committee.TypedDelegation) { d.Reason = "" }},
			{"an end before its start", "jusque", func(d *committee.TypedDelegation) { d.Until = "30/09/2009" }},
			{"a start before the member came", "depuis", func(d *committee.TypedDelegation) { d.From = "01/09/2009" }},
			{"an account that is not", "compte", func(d *committee.TypedDelegation) { d.Login = "inconnu" }},
		}
		for _, test := range tests {
			typed := good
			test.change(&typed)
			w.refused(w.Delegate(w.Context(), w.by("prefet"), idf, typed), test.field, "Delegate with "+test.name)
		}
		w.hidden(w.Delegate(w.Context(), w.by("far"), idf, good), "Delegate as far")
		w.must(w.Delegate(w.Context(), w.by("prefet"), idf, good))
	})
}

// A key makes of two clicks one meeting.
func TestAddMeetingIsOnceAndRefuses(t *testing.T) {
	engines(t, func(w *world) {
		call := w.by("prefet")
		call.Key = "clé"
		typed := committee.TypedMeeting{Day: "07/10/2009", Time: "14 h 30", Place: "Préfecture"}
		first, err := w.AddMeeting(w.Context(), call, idf, typed, []string{"project:1"})
		w.must(err)
		if second, err := w.AddMeeting(w.Context(), call, idf, typed, []string{"project:1"}); err != nil || second != first {
			w.Errorf("AddMeeting again = %d, %v, want %d", second, err, first)
		}
		for field, wrong := range map[string]committee.TypedMeeting{"jour": {Day: "07/10/2019", Place: "Paris"}, "lieu": {Day: "07/10/2009"}} {
			_, err := w.AddMeeting(w.Context(), w.by("prefet"), idf, wrong, nil)
			w.refused(err, field, "AddMeeting with a wrong "+field)
		}
		g, err := w.meet("nation", first)
		w.must(err)
		if len(g.Items) != 1 || g.Meeting.StartsAt != "14 h 30" {
			w.Errorf("Meet = %+v, want one thing on the agenda at 14 h 30", g.Meeting)
		}
		w.must(w.Add(w.Context(), w.by("prefet"), idf, first, []string{"project:2", "project:1"}))
		if g, err = w.meet("prefet", first); err != nil || len(g.Items) != 2 {
			w.Errorf("Meet after Add = %v, %v, want two things on the agenda", g.Items, err)
		}
		_, err = w.AddMeeting(w.Context(), w.by("prefet"), idf, typed, nil)
		w.refused(err, "jour", "AddMeeting on a day when it meets")
		_, err = w.meet("prefet", civil.MustDate("2009-10-08"))
		w.hidden(err, "Meet of a day without a meeting")
		w.hidden(w.Add(w.Context(), w.by("far"), idf, first, nil), "Add as far")
		w.hidden(w.Add(w.Context(), w.by("far"), "93", first, nil), "Add to a meeting of another region")
	})
}

func TestAttendKeepsWhoIsThere(t *testing.T) {
	engines(t, func(w *world) {
		prefet, ofii := w.member("Le préfet", committee.Prefet, "", "prefet"), w.member("Léa", committee.OFII, "", "")
		w.must(w.Delegate(w.Context(), w.by("prefet"), idf, committee.TypedDelegation{Member: prefet, Name: "Le secrétaire", From: "01/10/2009", Until: "09/10/2009", Reason: "Empêchement."}))
		on := w.meeting("07/10/2009")
		var delegation string
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			s, err := w.Read(tx, w.people["prefet"], idf, moment().Today())
			delegation = strconv.FormatInt(int64(s.Delegations[0].ID), 10)
			return err
		}))
		attend := func(login string, member db.ID, typed string) error {
			return w.Attend(w.Context(), w.by(login), idf, on, map[db.ID]string{member: typed})
		}
		w.must(attend("prefet", prefet, delegation))
		w.must(attend("prefet", ofii, "present"))
		field := "membre-" + strconv.FormatInt(int64(ofii), 10)
		w.refused(attend("prefet", ofii, "endormi"), field, "Attend with an unknown presence")
		w.refused(attend("prefet", ofii, delegation), field, "Attend with the delegation of another")
		w.hidden(attend("nation", ofii, "present"), "Attend as nation")
		g, err := w.meet("prefet", on)
		w.must(err)
		if g.There[0].Delegate != "Le secrétaire" || g.There[1].Presence != committee.Present || g.Quorum().Present != 2 {
			w.Errorf("Meet = %+v, want the préfet represented and Léa present", g.There)
		}
	})
}

func TestDeclareKeepsAMemberOut(t *testing.T) {
	engines(t, func(w *world) {
		own, other := w.member("Inès", committee.Casnav, "", "casnav"), w.member("Léa", committee.OFII, "", "")
		on := w.meeting("07/10/2009", "project:1", "project:2")
		declare := func(login string, member db.ID, subject, reason string) error {
			return w.Declare(w.Context(), w.by(login), idf, on, committee.TypedInterest{Member: member, Subject: subject, Reason: reason})
		}
		w.refused(declare("casnav", own, "project:1", ""), "motif", "Declare without a reason")
		w.refused(declare("casnav", own, "project:3", "Motif"), "dossier", "Declare on what is not on the agenda")
		w.refused(declare("casnav", other, "project:1", "Motif"), "membre", "Declare for another")
		w.hidden(declare("ofii", own, "project:1", "Motif"), "Declare as one who does not sit")
		w.hidden(declare("nation", own, "project:1", "Motif"), "Declare as nation")
		w.must(declare("casnav", own, "project:1", "Parente d’élève."))
		w.must(declare("casnav", own, "project:1", "Encore.")) // twice is once
		w.must(declare("prefet", other, "project:2", "Ancienne directrice."))
		next := w.meeting("08/10/2009", "project:1") // it holds at the next meeting too
		for _, meeting := range []civil.Date{on, next} {
			g, err := w.meet("prefet", meeting)
			w.must(err)
			if i, out := g.KeptOut(own, "project:1"); !out || i.Reason != "Parente d’élève." {
				w.Errorf("KeptOut(Inès, project:1) = %+v, %v, want her kept out", i, out)
			}
			if _, out := g.KeptOut(other, "project:1"); out {
				w.Error("KeptOut(Léa, project:1) = true, want her in")
			}
		}
		// Who holds the pen and has an interest decides of all but that file.
		prefet := w.member("Anne", committee.Prefet, "", "prefet")
		w.must(declare("prefet", prefet, "project:2", "Ancien président de l’association."))
		during := func(subject string) error {
			return w.During(w.Context(), w.by("prefet"), idf, on, subject, func(*db.Tx) error { return nil })
		}
		w.refused(during("project:2"), "geste", "During, by a member kept out")
		w.must(during("project:1"))
	})
}

// A meeting that is closed keeps those who sat at it.
func TestAClosedMeetingKeepsItsMembers(t *testing.T) {
	engines(t, func(w *world) {
		casnav := w.member("Inès Fontaine", committee.Casnav, "", "casnav")
		on := w.meeting("07/10/2009")
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		w.refused(w.AddMember(w.Context(), w.by("prefet"), idf, committee.TypedMember{Name: "Trop tard", Quality: "other", From: "07/10/2009"}), "depuis", "AddMember on the day of a closed meeting")
		w.must(w.AddMember(w.Context(), w.by("prefet"), idf, committee.TypedMember{Name: "Ensuite", Quality: "other", From: "08/10/2009"}))
		w.refused(w.Leave(w.Context(), w.by("prefet"), idf, casnav, "06/10/2009"), "jusque", "Leave before a closed meeting")
		w.must(w.Leave(w.Context(), w.by("prefet"), idf, casnav, "07/10/2009"))
	})
}

// A delegate who has an account finds the committee, and the minutes to approve.
func TestADelegateFindsTheCommittee(t *testing.T) {
	engines(t, func(w *world) {
		recteur := w.member("Jean Vasseur", committee.Recteur, "24", "")
		on := w.meeting("07/10/2009")
		asked := func() (regions []string, all []committee.Asked) {
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
				if regions, err = w.Readable(tx, w.people["casnav"], moment().Today()); err != nil {
					return err
				}
				if reads, err := committee.Reads(tx, w.people["casnav"], moment().Today()); err != nil || reads != (len(regions) > 0) {
					t.Errorf("Reads: got %v, %v, and Readable %v, want the same", reads, err, regions)
				}
				all, err = committee.AskedOf(tx, w.people["casnav"], "2009-2010", moment().Today())
				return err
			}))
			return regions, all
		}
		if regions, all := asked(); len(regions)+len(all) != 0 {
			t.Errorf("before the delegation: got %v, %v, want nothing", regions, all)
		}
		w.must(w.Delegate(w.Context(), w.by("prefet"), idf, committee.TypedDelegation{Member: recteur, Name: "Inès Fontaine", Login: "casnav", From: "01/10/2009", Until: "31/10/2009", Reason: "Empêchement."}))
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		regions, all := asked()
		if len(regions) != 1 || regions[0] != idf || len(all) != 1 || all[0].HeldOn != on {
			t.Errorf("a delegate: got %v, %v, want the committee and its minutes", regions, all)
		}
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			_, err := w.Read(tx, w.people["casnav"], idf, moment().Today())
			return err
		}))
	})
}

// Who holds the pen of a committee is told of its meeting of the day, and of one that is
// still to be closed; those of elsewhere, or who only sit, are not.
func TestTheMeetingsThatAreOpen(t *testing.T) {
	engines(t, func(w *world) {
		w.member("Inès Fontaine", committee.Casnav, "", "casnav")
		before, today := w.meeting("05/10/2009"), w.meeting("07/10/2009")
		w.meeting("08/10/2009")
		open := func(login string) (days []civil.Date) {
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
				all, err := committee.OpenOf(tx, w.people[login], "2009-2010", moment().Today())
				for _, m := range all {
					days = append(days, m.HeldOn)
				}
				return err
			}))
			return days
		}
		for login, want := range map[string][]civil.Date{"prefet": {before, today}, "recteur": {before, today}, "casnav": nil, "far": nil, "nation": nil, "school": nil} {
			if got := open(login); !slices.Equal(got, want) {
				t.Errorf("OpenOf(%s) = %v, want %v", login, got, want)
			}
		}
		w.must(w.Close(w.Context(), w.by("prefet"), idf, before))
		if got := open("prefet"); !slices.Equal(got, []civil.Date{today}) {
			t.Errorf("OpenOf once the first is closed = %v, want %v", got, today)
		}
	})
}

// A pack is asked for by who may read the meeting, once for a key, and it is journalled.
func TestAskPack(t *testing.T) {
	engines(t, func(w *world) {
		on := w.meeting("07/10/2009")
		asked := 0
		ask := func(login, region, of string) error {
			call := w.by(login)
			call.Key = login + of
			return w.AskPack(w.Context(), call, region, on, of, func(*db.Tx, committee.Gathering) (string, error) { asked++; return "meeting:x", nil })
		}
		journalled := func() (n int64) {
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
				return tx.Get(&n, "SELECT count(*) FROM journal WHERE act = 'committee.pack' AND subject = 'meeting:x'")
			}))
			return n
		}
		w.must(ask("prefet", idf, ""))
		w.must(ask("prefet", idf, ""))
		w.must(ask("nation", idf, ""))
		w.hidden(ask("far", idf, ""), "AskPack from another region")
		w.hidden(ask("casnav", idf, ""), "AskPack of who does not sit")
		w.hidden(ask("prefet", idf, "93"), "AskPack of the files of another region")
		w.hidden(ask("prefet", "", ""), "AskPack of the committee of the nation")
		if n := journalled(); asked != 2 || n != 2 {
			t.Errorf("AskPack: got %d jobs and %d rows in the journal, want 2 and 2", asked, n)
		}
	})
}

// Nothing is decided before the day of a meeting.
func TestNothingIsDecidedBeforeTheDay(t *testing.T) {
	engines(t, func(w *world) {
		const subject = "project:2009-93-0001"
		early, today := w.meeting("08/10/2009", subject), w.meeting("07/10/2009", subject)
		done := 0
		decide := func(on civil.Date) error {
			return w.During(w.Context(), w.by("prefet"), idf, on, subject, func(*db.Tx) error { done++; return nil })
		}
		w.refused(decide(early), "geste", "During, the day before")
		w.must(decide(today))
		if done != 1 {
			t.Errorf("decisions made: got %d, want 1", done)
		}
	})
}
