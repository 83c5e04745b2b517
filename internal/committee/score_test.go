package committee_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
)

// criteria are the keys of the five of the campaign (§3.3).
var criteria = []string{"group_size", "inside_school", "schedule", "quality", "complementarity"}

func typedScore(member db.ID, subject, points string) committee.TypedScoring {
	typed := committee.TypedScoring{Member: member, Subject: subject, Reason: "Horaires du soir.", Points: map[string]string{}}
	for _, criterion := range criteria {
		typed.Points[criterion] = points
	}
	return typed
}

// present says that members are at a meeting.
func (w *world) present(on civil.Date, members ...db.ID) {
	w.Helper()
	there := map[db.ID]string{}
	for _, m := range members {
		there[m] = "present"
	}
	w.must(w.Attend(w.Context(), w.by("prefet"), idf, on, there))
}

func TestScoreRefuses(t *testing.T) {
	engines(t, func(w *world) {
		ines, away := w.member("Inès", committee.Casnav, "", "casnav"), w.member("Absente", committee.OFII, "", "")
		lea := w.member("Léa", committee.Association, "", "")
		on := w.meeting("07/10/2009", "project:1", "project:2")
		w.present(on, ines, lea)
		w.must(w.Declare(w.Context(), w.by("casnav"), idf, on, committee.TypedInterest{Member: ines, Subject: "project:2", Reason: "Parente d’élève."}))
		score := func(login string, typed committee.TypedScoring) error {
			return w.Score(w.Context(), w.by(login), idf, on, typed)
		}
		good := typedScore(ines, "project:1", "3")
		for _, wrong := range []string{"", "5", "-1", "deux", "3,5", "1e0"} {
			typed := good
			typed.Points = map[string]string{"group_size": wrong, "inside_school": "4", "schedule": "4", "quality": "4", "complementarity": "4"}
			w.refused(score("casnav", typed), "note.group_size", fmt.Sprintf("Score with %q", wrong))
		}
		unargued := good
		unargued.Reason = " "
		w.refused(score("casnav", unargued), "raison", "Score without a reason")
		w.refused(score("casnav", typedScore(ines, "project:2", "3")), "membre", "Score of a file where one has an interest")
		w.refused(score("prefet", typedScore(away, "project:1", "3")), "membre", "Score of a member who is not there")
		w.refused(score("prefet", good), "membre", "Score for a member who has an account")
		w.refused(score("casnav", typedScore(lea, "project:1", "3")), "membre", "Score for another member")
		w.refused(score("prefet", typedScore(0, "project:1", "3")), "membre", "Score for nobody")
		w.hidden(score("casnav", typedScore(ines, "project:3", "3")), "Score of what is not on the agenda")
		for _, login := range []string{"ofii", "far", "nation", "school"} {
			w.hidden(score(login, good), "Score as "+login)
		}
		w.must(score("casnav", good))
		w.must(score("casnav", typedScore(ines, "project:1", "4"))) // said again
		w.must(score("prefet", typedScore(lea, "project:1", "1")))
		g, err := w.meet("nation", on)
		w.must(err)
		if mean, members := g.MeanOf("project:1"); mean != 250 || members != 2 {
			w.Errorf("MeanOf(project:1) = %d, %d, want 2,50 of 2 members", mean, members)
		}
		if s := g.ScoringsOf("project:1"); len(s) != 2 || s[0].By != "" || s[1].By != "prefet" || s[0].Mean() != 400 {
			w.Errorf("ScoringsOf(project:1) = %+v, want that of Inès by herself, and that of Léa typed by prefet", s)
		}
		// What was said does not count any more once an interest is declared.
		w.must(w.Declare(w.Context(), w.by("casnav"), idf, on, committee.TypedInterest{Member: ines, Subject: "project:1", Reason: "Parente d’élève."}))
		if g, err = w.meet("prefet", on); err != nil {
			w.Fatal(err)
		}
		if mean, members := g.MeanOf("project:1"); mean != 100 || members != 1 {
			w.Errorf("MeanOf(project:1) after an interest = %d, %d, want 1,00 of 1 member", mean, members)
		}
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		w.refused(score("prefet", typedScore(lea, "project:1", "2")), "", "Score after the end")
	})
}

// A delegate scores in the place of the co-president; the co-president does not.
func TestADelegateScores(t *testing.T) {
	engines(t, func(w *world) {
		prefet := w.member("Le préfet", committee.Prefet, "", "prefet")
		w.must(w.Delegate(w.Context(), w.by("prefet"), idf, committee.TypedDelegation{Member: prefet, Name: "Le recteur", Login: "recteur", From: "01/10/2009", Until: "09/10/2009", Reason: "Empêchement."}))
		on := w.meeting("07/10/2009", "project:1")
		var delegation string
		w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
			s, err := w.Read(tx, w.people["prefet"], idf, moment().Today())
			delegation = strconv.FormatInt(int64(s.Delegations[0].ID), 10)
			return err
		}))
		w.must(w.Attend(w.Context(), w.by("prefet"), idf, on, map[db.ID]string{prefet: delegation}))
		w.refused(w.Score(w.Context(), w.by("prefet"), idf, on, typedScore(prefet, "project:1", "3")), "membre", "Score as who is represented")
		w.must(w.Score(w.Context(), w.by("recteur"), idf, on, typedScore(prefet, "project:1", "3")))
	})
}

func (w *world) rank(login string, on civil.Date, revision int64, ranks ...string) error {
	typed := committee.TypedRanking{Ranks: map[string]string{}, Revision: revision}
	for i, rank := range ranks {
		typed.Ranks["project:"+strconv.Itoa(i+1)] = rank
	}
	return w.Rank(w.Context(), w.by(login), idf, on, typed)
}

// ranks are those of an agenda, in the order of the subjects.
func (w *world) ranks(on civil.Date) string {
	w.Helper()
	g, err := w.meet("prefet", on)
	w.must(err)
	found := map[string]int64{}
	for _, item := range g.Items {
		found[item.Subject] = item.Rank
	}
	return fmt.Sprint(found["project:1"], found["project:2"], found["project:3"])
}

func TestRankIsAllOrNothing(t *testing.T) {
	engines(t, func(w *world) {
		on := w.meeting("07/10/2009", "project:1", "project:2", "project:3")
		w.must(w.rank("prefet", on, 1, "2", "1", ""))
		if got, want := w.ranks(on), "2 1 0"; got != want {
			w.Errorf("ranks = %s, want %s", got, want)
		}
		w.must(w.rank("prefet", on, 2, "1", "2", "3")) // two lines exchange theirs
		for _, test := range []struct{ ranks, field string }{{"1 1 3", "project:2"}, {"0 2 3", "project:1"}, {"1000 2 3", "project:1"},
			{"premier 2 3", "project:1"}, {"1,5 2 3", "project:1"}, {"-1 2 3", "project:1"}} {
			var a, b, c string
			_, _ = fmt.Sscan(test.ranks, &a, &b, &c) // three words
			w.refused(w.rank("prefet", on, 3, a, b, c), test.field, "Rank with "+test.ranks)
		}
		if got, want := w.ranks(on), "1 2 3"; got != want {
			w.Errorf("ranks after refusals = %s, want %s", got, want)
		}
		w.refused(w.rank("prefet", on, 3, "1", "3"), "project:3", "Rank with that of a line of which nothing is said")
	})
}

// Who declared an interest scores the file for nobody, and gives it no rank: another
// person of the committee does.
func TestAnInterestKeepsOutOfScoresAndRanks(t *testing.T) {
	engines(t, func(w *world) {
		prefet, lea := w.member("Le préfet", committee.Prefet, "", "prefet"), w.member("Léa", committee.Association, "", "")
		w.member("Le recteur", committee.Recteur, "24", "recteur")
		on := w.meeting("07/10/2009", "project:1", "project:2", "project:3")
		w.present(on, prefet, lea)
		w.must(w.rank("recteur", on, 1, "1", "2", "3"))
		w.must(w.Declare(w.Context(), w.by("prefet"), idf, on, committee.TypedInterest{Member: prefet, Subject: "project:1", Reason: "Parent d’élève."}))
		g, err := w.meet("prefet", on)
		w.must(err)
		for subject, want := range map[string]int{"project:1": 0, "project:2": 2} {
			if got := len(g.Scorers(w.people["prefet"], subject)); got != want {
				w.Errorf("Scorers of %s: got %d, want %d", subject, got, want)
			}
		}
		score := func(login, subject string) error {
			return w.Score(w.Context(), w.by(login), idf, on, typedScore(lea, subject, "3"))
		}
		w.refused(score("prefet", "project:1"), "membre", "Score for another by who is kept out")
		w.must(score("recteur", "project:1"))
		w.must(score("prefet", "project:2"))
		w.must(w.rank("prefet", on, 2, "3", "", "2")) // the first keeps its rank, the others are ranked
		if got, want := w.ranks(on), "1 0 2"; got != want {
			w.Errorf("ranks by who is kept out of the first = %s, want %s", got, want)
		}
		w.refused(w.rank("prefet", on, 3, "3", "1", "2"), "project:1", "Rank that takes that of a file that one is kept out of")
		w.must(w.rank("recteur", on, 3, "3", "1", "2"))
	})
}

// Two rank at once: one is kept, the other is told, and may choose theirs.
func TestTwoRankAtOnce(t *testing.T) {
	engines(t, func(w *world) {
		on := w.meeting("07/10/2009", "project:1", "project:2", "project:3")
		results := make([]error, 2)
		var both sync.WaitGroup
		for i, login := range []string{"prefet", "recteur"} {
			both.Go(func() { results[i] = w.rank(login, on, 1, strconv.Itoa(1+i), strconv.Itoa(2-i), "3") })
		}
		both.Wait()
		if (results[0] == nil) == (results[1] == nil) {
			w.Fatalf("two at once: got %v and %v, want one refused", results[0], results[1])
		}
		w.refused(errors.Join(results...), "", "Rank on an order that has changed")
		late, login := 0, "prefet"
		if results[1] != nil {
			late, login = 1, "recteur"
		}
		w.must(w.rank(login, on, 2, strconv.Itoa(1+late), strconv.Itoa(2-late), "3")) // having seen both
		w.must(w.rank(login, on, 1, strconv.Itoa(1+late), strconv.Itoa(2-late), "3")) // the same order is no conflict
		w.hidden(w.rank("casnav", on, 3, "1", "2", "3"), "Rank as casnav")
		w.hidden(w.rank("nation", on, 3, "1", "2", "3"), "Rank as nation")
	})
}

func TestCloseEndsAMeeting(t *testing.T) {
	engines(t, func(w *world) {
		ines := w.member("Inès", committee.Casnav, "", "casnav")
		on, later := w.meeting("07/10/2009", "project:1"), w.meeting("08/10/2009", "project:1")
		w.refused(w.Close(w.Context(), w.by("prefet"), idf, later), "", "Close of a meeting to come")
		w.hidden(w.Close(w.Context(), w.by("casnav"), idf, on), "Close as casnav")
		done := 0
		during := func(subject string) error {
			return w.During(w.Context(), w.by("prefet"), idf, on, subject, func(*db.Tx) error { done++; return nil })
		}
		w.must(during("project:1"))
		w.hidden(during("project:2"), "During about what is not on the agenda")
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		w.refused(w.Close(w.Context(), w.by("prefet"), idf, on), "", "Close a second time")
		w.refused(during("project:1"), "", "During after the end")
		w.refused(w.rank("prefet", on, 1, "1"), "", "Rank after the end")
		w.refused(w.Add(w.Context(), w.by("prefet"), idf, on, []string{"project:2"}), "", "Add after the end")
		w.refused(w.Attend(w.Context(), w.by("prefet"), idf, on, map[db.ID]string{ines: "present"}), "", "Attend after the end")
		w.refused(w.Declare(w.Context(), w.by("casnav"), idf, on, committee.TypedInterest{Member: ines, Subject: "project:1", Reason: "Motif"}), "", "Declare after the end")
		if done != 1 {
			w.Errorf("done %d times, want once", done)
		}
		after := w.by("casnav") // what is declared at the next one says nothing of it
		after.At.Happened = after.At.Happened.Add(time.Hour)
		w.must(w.Declare(w.Context(), after, idf, later, committee.TypedInterest{Member: ines, Subject: "project:1", Reason: "Motif"}))
		for day, want := range map[civil.Date]bool{on: false, later: true} {
			g, err := w.meet("prefet", day)
			w.must(err)
			if _, out := g.KeptOut(ines, "project:1"); out != want {
				w.Errorf("KeptOut at the meeting of %s = %v, want %v", day, out, want)
			}
		}
	})
}

// The nation reads what the committee of a region kept of each subject: its last rank,
// and its last mean, without what one said who was kept out afterwards.
func TestJudgments(t *testing.T) {
	engines(t, func(w *world) {
		ines, lea := w.member("Inès", committee.Casnav, "", "casnav"), w.member("Léa", committee.Association, "", "")
		on := w.meeting("07/10/2009", "project:1", "project:2")
		w.present(on, ines, lea)
		w.must(w.Rank(w.Context(), w.by("prefet"), idf, on, committee.TypedRanking{Ranks: map[string]string{"project:1": "2", "project:2": "1"}, Revision: 1}))
		w.must(w.Score(w.Context(), w.by("casnav"), idf, on, typedScore(ines, "project:1", "4")))
		w.must(w.Score(w.Context(), w.by("prefet"), idf, on, typedScore(lea, "project:1", "1")))
		judged := func(login string) (all map[string]committee.Judgment) {
			w.must(w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
				all, err = committee.Judgments(tx, w.people[login], "2009-2010", idf)
				return err
			}))
			return all
		}
		if got, want := judged("nation")["project:1"], (committee.Judgment{Rank: 2, Mean: 250, Members: 2}); got != want {
			w.Errorf("Judgments of project:1: got %+v, want %+v", got, want)
		}
		w.meeting("08/10/2009", "project:1") // has neither ranked nor scored it
		w.must(w.Declare(w.Context(), w.by("casnav"), idf, on, committee.TypedInterest{Member: ines, Subject: "project:1", Reason: "Parente d’élève."}))
		if got, want := judged("nation")["project:1"], (committee.Judgment{Rank: 2, Mean: 100, Members: 1}); got != want {
			w.Errorf("Judgments of project:1, one kept out since: got %+v, want %+v", got, want)
		}
		for _, login := range []string{"casnav", "far", "school"} {
			if got := judged(login); got != nil {
				w.Errorf("Judgments as %s: got %+v, want none", login, got)
			}
		}
	})
}
