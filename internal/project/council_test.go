package project_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// council is the committee of the region, whose first co-president is the pilot.
type council struct {
	*world
	*committee.Chapter
	on     civil.Date
	digest string
}

func (w *world) council(files ...dossier) *council {
	w.Helper()
	c := &council{world: w, Chapter: committee.New(w.db, w.campaigns), digest: "a"}
	for _, seat := range []committee.TypedMember{{Name: "Préfet", Quality: "prefet", Login: string(access.RegionalPilot)}, {Name: "Créteil", Quality: "recteur", Academie: "24"},
		{Name: "Paris", Quality: "recteur", Academie: "01"}, {Name: "Versailles", Quality: "recteur", Academie: "25"}} {
		seat.From = "04/09/2009"
		w.must(c.AddMember(w.Context(), w.as(access.RegionalPilot), "11", seat))
	}
	var agenda []string
	for _, f := range files {
		agenda = append(agenda, w.file(f).Subject())
	}
	on, err := c.AddMeeting(w.Context(), w.as(access.RegionalPilot), "11", committee.TypedMeeting{Day: "21/09/2009", Place: "Préfecture"}, agenda)
	w.must(err)
	c.on = on
	return c
}

// approve approves the minutes for every seat.
func (c *council) approve(digest string) {
	c.Helper()
	text := strings.Repeat(digest, 64)
	for _, seat := range []string{"prefet", "recteur.24", "recteur.01", "recteur.25"} {
		c.must(c.Approve(c.Context(), c.as(access.RegionalPilot), "11", c.on, committee.TypedApproval{Signer: seat, Digest: text},
			func(*db.Tx, committee.Gathering) (string, error) { return text, nil }))
	}
}

// does is what a move of the region says, as its pilot makes it.
func (c *council) does(f dossier, act workflow.Act, in project.Input) string {
	c.Helper()
	_, err := c.projects.Move(c.Context(), c.as(access.RegionalPilot), act, f.number, in)
	return strings.Join(c.reasons(err), " ")
}

func (c *council) later() { c.now = c.now.Add(time.Hour) }

// R8, R9: what leaves for the nation was approved by every co-president, and goes again
// with a new opinion only.
func TestWhatLeavesForTheNationWasApproved(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f := w.in(project.Preselected)
		c := w.council(f)
		transmit := func() string { return c.does(f, project.ActTransmit, project.Input{}) }
		if got := transmit(); !strings.HasPrefix(got, "La réunion du 21 septembre 2009 n’est pas close") {
			t.Errorf("Transmit before the end of the meeting: got %q", got)
		}
		w.must(c.Close(t.Context(), w.as(access.RegionalPilot), "11", c.on))
		const unapproved = "Le relevé de décisions de la réunion du 21 septembre 2009 n’est pas encore approuvé par tous les coprésidents"
		if got := transmit(); !strings.HasPrefix(got, unapproved) {
			t.Errorf("Transmit before the approval: got %q", got)
		}
		c.later()
		c.approve("a")
		c.later()
		reopens := func(act workflow.Act) (why string) {
			w.read(func(tx *db.Tx) (err error) {
				why, err = project.Reopens(tx, act, w.file(f).Project, w.at().Today())
				return err
			})
			return why
		}
		const again = "Le relevé de la réunion du 21 septembre 2009 est approuvé"
		if got, told := reopens(project.ActReserve), reopens(project.ActTransmit); !strings.HasPrefix(got, again) || told != "" {
			t.Errorf("Reopens once approved: Reserve %q, Transmit %q, want the first alone to change the minutes", got, told)
		}
		if got := c.does(f, project.ActOpine, project.Input{Opinion: "Avis réservé."}); got != "" {
			t.Fatalf("Opine after the approval: got %q", got)
		}
		if got := reopens(project.ActReserve); got != "" {
			t.Errorf("Reopens of minutes that are to be approved: got %q", got)
		}
		if got := transmit(); !strings.HasPrefix(got, unapproved) {
			t.Errorf("Transmit once the minutes have changed: got %q", got)
		}
		c.later()
		c.approve("b")
		if got := transmit(); got != "" {
			t.Errorf("Transmit once all have approved again: got %q", got)
		}
		w.must(w.move(f, project.ActSendBack, project.Input{Reason: "Motif"}))
		if got := transmit(); !strings.HasPrefix(got, "Donnez un nouvel avis") {
			t.Errorf("Transmit again with the opinion of before: got %q", got)
		}
		c.later()
		if got := c.does(f, project.ActOpine, project.Input{Opinion: "Nouvel avis."}); got != "" {
			t.Fatalf("Opine on a file sent back: got %q", got)
		}
		if got := transmit(); !strings.HasPrefix(got, unapproved) {
			t.Errorf("Transmit again before the approval: got %q", got)
		}
		c.later()
		c.approve("c")
		if got := transmit(); got != "" {
			t.Errorf("Transmit again: got %q", got)
		}
		w.verified()
	})
}

// R8: what a school is told was approved by every co-president.
func TestWhatASchoolIsToldWasApproved(t *testing.T) {
	inWorlds(t, 2, func(t *testing.T, w *world) {
		f, other := w.in(project.Reserve), w.in(project.Discarded)
		c := w.council(f, other)
		announce := func() string { return c.does(f, project.ActAnnounce, project.Input{}) }
		together := func() string {
			_, err := w.projects.MoveAll(t.Context(), w.as(access.RegionalPilot), project.ActAnnounce, w.batch(access.RegionalPilot, project.ActAnnounce).Seal())
			return strings.Join(c.reasons(err), " ")
		}
		proposed := func() (n int) {
			w.read(func(tx *db.Tx) error {
				missing, err := w.projects.Proposed(tx, project.ActAnnounce, w.file(f).Project, w.at().Today())
				n = len(missing)
				return err
			})
			return n
		}
		const open = "La réunion du 21 septembre 2009 n’est pas close"
		if got, all, n := announce(), together(), proposed(); !strings.HasPrefix(got, open) || strings.Count(all, open) != 2 || n != 1 {
			t.Errorf("Announce before the end of the meeting: got %q, together %q, %d reasons beforehand", got, all, n)
		}
		w.must(c.Close(t.Context(), w.as(access.RegionalPilot), "11", c.on))
		const unapproved = "Le relevé de décisions de la réunion du 21 septembre 2009 n’est pas encore approuvé par tous les coprésidents"
		if got, all, n := announce(), together(), proposed(); !strings.HasPrefix(got, unapproved) || strings.Count(all, unapproved) != 2 || n != 1 {
			t.Errorf("Announce before the approval: got %q, together %q, %d reasons beforehand", got, all, n)
		}
		if w.file(f).Released == project.Reserve {
			t.Error("the decision is told")
		}
		c.later()
		c.approve("a")
		if got, n := announce(), proposed(); got != "" || n != 0 {
			t.Errorf("Announce once approved: got %q, %d reasons beforehand", got, n)
		}
		if got := together(); got != "" {
			t.Errorf("Announce the others once approved: got %q", got)
		}
		w.verified()
	})
}

// Who declared an interest decides nothing of the file, on its own page either.
func TestAnInterestKeepsOutOfTheFile(t *testing.T) {
	inWorlds(t, 5, func(t *testing.T, w *world) {
		f, other := w.in(project.Submitted), w.in(project.Submitted)
		c := w.council(f, other)
		var own committee.Member
		w.read(func(tx *db.Tx) error {
			g, err := c.Meet(tx, w.people[access.RegionalPilot], "11", c.on, c.on)
			own, _ = g.Own(w.people[access.RegionalPilot].Person.ID)
			return err
		})
		w.must(c.Declare(t.Context(), w.as(access.RegionalPilot), "11", c.on, committee.TypedInterest{Subject: w.file(f).Subject(), Member: own.ID, Reason: "Parent d’élève."}))
		for act, in := range map[workflow.Act]project.Input{project.ActOpine: {Opinion: "Avis"}, project.ActDiscard: {Reason: "Motif"}, project.ActReturn: good(project.ActReturn, 0)} {
			if got := c.does(f, act, in); !strings.HasPrefix(got, committee.KeptOutWords) {
				t.Errorf("%s of a file that one is kept out of: got %q, want %q", act, got, committee.KeptOutWords)
			}
			if got := c.does(other, act, in); got != "" {
				t.Errorf("%s of another file: got %q", act, got)
			}
			if act != project.ActOpine {
				other = w.in(project.Submitted)
			}
		}
		w.read(func(tx *db.Tx) error {
			file, err := w.projects.Read(tx, w.people[access.RegionalPilot], f.number)
			if moves := file.Possible(w.people[access.RegionalPilot], w.at()); slices.ContainsFunc(moves, func(m workflow.Move[*project.Dossier]) bool { return project.Decides(m.Act) }) {
				t.Errorf("moves offered to who is kept out: got %v, want none of the council's", moves)
			}
			return err
		})
	})
}
