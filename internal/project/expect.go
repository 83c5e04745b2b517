package project

import (
	"fmt"
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// An expectation is what a file in a state asks of somebody (§6).
type expectation struct {
	state     workflow.State
	pending   bool // a decision recorded and not released
	role      access.Role
	task      string
	milestone string
	act       workflow.Act // that settles it, first of all
}

var expectations = []expectation{
	{Draft, false, access.SchoolLead, "Remplir et transmettre la fiche du projet", schoolSending, ActSubmit},
	{Returned, false, access.SchoolLead, "Compléter et transmettre de nouveau la fiche", ownDeadline, ActSubmit},
	{Submitted, false, access.RegionalPilot, "Examiner le projet", regionSending, ActPreselect},
	{Preselected, true, access.RegionalPilot, "Transmettre le projet au comité national", regionSending, ActTransmit},
	{Reserve, true, access.RegionalPilot, "Communiquer la décision à l’école", regionSending, ActAnnounce},
	{Discarded, true, access.RegionalPilot, "Communiquer la décision à l’école", regionSending, ActAnnounce},
	{SentBack, false, access.RegionalPilot, "Examiner de nouveau le projet", nationalMeeting, ActTransmit},
	{Transmitted, false, access.NationalPilot, "Décider du projet", nationalMeeting, ActValidate},
	{Validated, true, access.NationalPilot, "Communiquer la décision nationale", nationalRelease, ActRelease},
	{Refused, true, access.NationalPilot, "Communiquer la décision nationale", nationalRelease, ActRelease},
}

// trainingStart is what a school owes once its project is validated (§2.2).
const trainingStart = "training_start"

// expectNext settles what was due on the file and opens what now is.
func expectNext(tx *db.Tx, at civil.Moment, p Project, from workflow.State, limits campaign.Limits) error {
	if err := settle(tx, at, p, from); err != nil {
		return err
	}
	if err := expectStart(tx, at, p, limits); err != nil {
		return err
	}
	if p.State != Draft {
		if err := campaign.DropDelay(tx, at, p.Campaign, schoolSending, p.School); err != nil {
			return err
		}
	}
	e, waited := expected(p)
	if !waited {
		return nil
	}
	day := p.ReturnUntil
	if e.milestone != ownDeadline {
		limit, known := limits.Of(e.milestone)
		if !known {
			return fmt.Errorf("project: the campaign has no milestone %s", e.milestone)
		}
		day = limit.Day()
	}
	return campaign.Expect(tx, at, campaign.Due{Campaign: p.Campaign, Milestone: e.milestone, Act: e.act, Task: e.task,
		Role: e.role, Place: p.Place, Subject: p.Subject(), DueOn: day})
}

// expected is what a file asks for where it stands; ok is false when it waits for
// nobody.
func expected(p Project) (e expectation, ok bool) { return expectedIn(p.State, p.Pending()) }

func expectedIn(state workflow.State, pending bool) (e expectation, ok bool) {
	for _, e := range expectations {
		if e.state == state && e.pending == pending {
			return e, true
		}
	}
	return expectation{}, false
}

// settle closes what was due on a file: it is done, unless the file has ended, went
// back to the school before the region had decided, or was never completed.
func settle(tx *db.Tx, at civil.Moment, p Project, from workflow.State) error {
	switch {
	case p.State == Withdrawn, p.State == Closed:
		return campaign.DropAll(tx, at, p.Subject())
	case p.State == Returned, from == Returned && p.State != Submitted:
		return campaign.Drop(tx, at, p.Subject())
	}
	return campaign.Settle(tx, at, p.Subject())
}

// expectStart opens, for the school of a project that is validated and knows it,
// the start of the lessons (§2.2); a withdrawn project owes it no more.
func expectStart(tx *db.Tx, at civil.Moment, p Project, limits campaign.Limits) error {
	switch {
	case p.State == Validated && !p.Pending():
		return campaign.ExpectOf(tx, at, limits, trainingStart)
	case p.State == Withdrawn:
		return campaign.DropOf(tx, at, limits, trainingStart)
	}
	return nil
}

// SendingEnds is the limit for a school to send its file; ok is false when the
// campaign sets none (§6).
func SendingEnds(limits campaign.Limits) (campaign.Limit, bool) { return limits.Of(schoolSending) }

// Ahead are the days by which a file that was sent is examined by its region, decided by
// the nation and told to its school (§6); zero where the campaign sets none.
func (f Filled) Ahead() (examined, decided, told civil.Date) {
	day := func(milestone string) civil.Date {
		limit, _ := f.Limits.Of(milestone)
		return limit.Day()
	}
	return day(regionSending), day(nationalMeeting), day(nationalRelease)
}

// Delays lists the delays that the school of a file was granted to send it, the
// latest first.
func Delays(tx *db.Tx, p Project) ([]campaign.Granting, error) {
	all, err := campaign.GrantingsOf(tx, p.Campaign, schoolSending, p.Place)
	return slices.DeleteFunc(all, func(g campaign.Granting) bool { return g.Internal }), err
}

// Requests lists the delays that the school of a file has asked for to send it, the
// latest first.
func Requests(tx *db.Tx, p Project) ([]campaign.DelayRequest, error) {
	return campaign.RequestsOf(tx, p.Campaign, schoolSending, p.School)
}

// Wait is what a file waits for: from whom, what, until when.
type Wait struct {
	Role access.Role
	Task string
	Act  workflow.Act // that ends it, first of all
	On   civil.Date   // zero: no day is set
}

// Waits tells what a file waits for, as far as a level may know. ok is false
// when it waits for nobody.
func (f Filled) Waits(by access.Level) (wait Wait, ok bool) {
	seen := f.Seen(by)
	e, ok := expectedIn(seen, f.Pending() && seen == f.State) // a decision held above them is not known to wait
	if !ok {
		return Wait{}, false
	}
	wait = Wait{e.role, e.task, e.act, f.ReturnUntil}
	if limit, known := f.Limits.Of(e.milestone); known {
		wait.On = limit.Day()
	}
	return wait, true
}

// Over tells whether the school year of a file is finished: no delay goes further.
func (f Filled) Over(today civil.Date) bool { return today.After(f.Rules.SchoolYear.To) }

// LockOf says why an act can no longer be done from a state, and who can open it
// again; blank while its time is not over (§6).
func LockOf(limits campaign.Limits, act workflow.Act, from workflow.State, at civil.Instant) string {
	move, _ := Moves.Find(act, from)
	limit, known := limits.Of(move.Until)
	if !known {
		return ""
	}
	return limit.Lock(at)
}

// A Turn is who a file waits for, and since when: of what follows of one step to
// the next, only that it is somebody else's turn counts.
type Turn struct {
	Role  access.Role
	Since civil.Instant
}

// TurnOf tells whose turn it is after some steps: given those that a level may
// know, it says what they may know. ok is false when the file waits for nobody.
func TurnOf(known []Step) (turn Turn, ok bool) {
	var released workflow.State
	for _, s := range known {
		if !s.Held {
			released = s.ToState
		}
		e, waited := expectedIn(s.ToState, s.ToState != released)
		if !waited {
			turn = Turn{}
		} else if turn.Role != e.role {
			turn = Turn{e.role, s.HappenedAt}
		}
	}
	return turn, turn.Role != ""
}

// A notice is the letter that follows a move.
type notice struct {
	act   workflow.Act
	to    access.Role
	title string
	body  string // what happens now
	all   string // the same, of many files; blank: a letter for each
}

var notices = []notice{
	{ActSubmit, access.SchoolLead, "votre projet est transmis", "Il est transmis au comité de pilotage régional, qui l’examine. Ce message vaut accusé de réception.", ""},
	{ActReturn, access.SchoolLead, "votre projet est à compléter", "Le comité de pilotage régional vous le retourne. Complétez la fiche, puis transmettez-la de nouveau.", ""},
	{ActAnnounce, access.SchoolLead, "décision du comité de pilotage régional", "Le comité de pilotage régional a pris sa décision.", ""},
	{ActTransmit, access.SchoolLead, "votre projet est présélectionné", "Le comité de pilotage régional l’a présélectionné et transmis au comité national, qui décide.", ""},
	{ActRelease, access.SchoolLead, "décision du comité de pilotage national", "Le comité de pilotage national a pris sa décision.", ""},
	{ActRelease, access.RegionalPilot, "décision du comité de pilotage national", "Le comité de pilotage national a pris sa décision.", "Le comité de pilotage national a pris ses décisions."},
	{ActSendBack, access.RegionalPilot, "projet renvoyé à la région", "Le comité de pilotage national renvoie ce projet à votre comité.", ""},
	{ActWithdraw, access.SchoolLead, "votre projet est retiré", "Le projet est retiré, à la demande de l’école ou de l’établissement.", ""},
}

// post writes the letters that follow a move.
// Of a file moved with others, those above the school get one letter for all.
func post(tx *db.Tx, at civil.Moment, p Project, step Step, together bool) error {
	for _, n := range notices {
		if n.act != step.Act || together && n.to.Level() != access.School {
			continue
		}
		if err := access.PostHolders(tx, at, n.to, p.Place, n.letter(p, step)); err != nil {
			return err
		}
	}
	return nil
}

func (n notice) letter(p Project, step Step) mail.Letter {
	level := n.to.Level()
	body := fmt.Sprintf("Bonjour,\n\nProjet n° %s.\n%s\n\nÉtat du dossier\u202f: %s.\n", p.Number, n.body, Label(p.Seen(level), level))
	if granted := p.Granted(level); granted != nil {
		body += fmt.Sprintf("Montant accordé\u202f: %s.\n", granted.French())
	}
	if p.State == Returned {
		body += fmt.Sprintf("À transmettre de nouveau au plus tard le %s.\n", p.ReturnUntil.FrenchLong())
	}
	if step.Reason != "" {
		body += fmt.Sprintf("Motif\u202f: %s\n", step.Reason)
	}
	body += fmt.Sprintf("\nFait le %s.\nPréau\n", step.HappenedAt.French())
	return mail.Letter{Title: fmt.Sprintf("Projet %s\u202f: %s", p.Number, n.title), Body: body, About: p.Subject()}
}

// StateOfTask is the state of the files that a task is about.
func StateOfTask(task string) workflow.State {
	for _, e := range expectations {
		if e.task == task {
			return e.state
		}
	}
	return ""
}
