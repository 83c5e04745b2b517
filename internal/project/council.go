package project

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/workflow"
)

// ofCouncil are the acts by which a region says something of a file: what its
// committee has to say is in them.
var ofCouncil = map[workflow.Act]bool{ActOpine: true, ActReturn: true, ActPreselect: true, ActReserve: true, ActDiscard: true, ActTransmit: true}

// verdicts are the acts by which the committee of the nation decides of a file (§3.2).
var verdicts = map[workflow.Act]bool{ActValidate: true, ActRefuse: true, ActSendBack: true}

// Decides tells whether an act says what a committee has to say of a file: that of its
// region, or that of the nation.
func Decides(act workflow.Act) bool { return ofCouncil[act] || verdicts[act] }

// told are those that the minutes of a meeting tell (see DecidedOf).
var told = map[workflow.Act]bool{ActOpine: true, ActReturn: true, ActPreselect: true, ActReserve: true, ActDiscard: true}

// ofMinutes are the acts of a region that wait for the minutes of its committee.
var ofMinutes = map[workflow.Act]bool{ActTransmit: true, ActAnnounce: true}

// keptOut says why a declared interest keeps an actor out of what the committee of the
// nation, or of the region, has to say of a file (R8); blank: nothing does.
func keptOut(tx *db.Tx, by access.Actor, p Project) (string, error) {
	switch {
	case by.Can(ActValidate, p.Place):
		return committee.KeptOutOf(tx, p.Campaign, "", p.Subject(), by)
	case by.Can(ActOpine, p.Place):
		return committee.KeptOutOf(tx, p.Campaign, p.Region, p.Subject(), by)
	}
	return "", nil
}

// hear asks the committees what they have to say of a move before it is made: who is
// kept out of the file does not move it, and what leaves for the nation, or is told to
// the school, was approved.
func (d *Dossier) hear(tx *db.Tx, by access.Actor, act workflow.Act) (err error) {
	if Decides(act) {
		if d.KeptOut, err = keptOut(tx, by, d.Project); err != nil {
			return err
		}
	}
	if !ofMinutes[act] {
		return nil
	}
	if d.Unapproved, err = committee.Unapproved(tx, d.Campaign, d.Region, d.Subject(), d.Today); err != nil || act != ActTransmit || d.State != SentBack {
		return err
	}
	d.Opined, err = opinedSince(tx, d.ID, ActSendBack)
	return err
}

func heard(d *Dossier) []workflow.Missing {
	if d.KeptOut == "" {
		return nil
	}
	return missing("", d.KeptOut, "")
}

// approved asks for the minutes of the meeting that had the file before it: until all
// co-presidents approve them, its decisions are only « proposées » (R8).
func approved(d *Dossier) []workflow.Missing {
	u := d.Unapproved
	switch {
	case u.On.IsZero():
		return nil
	case u.Open:
		return missing("", fmt.Sprintf("La réunion du %s n’est pas close\u202f: ses décisions ne sont que proposées. Elle se clôt, puis chaque coprésident approuve son relevé.", u.On.French()), "§3.1")
	}
	return missing("", fmt.Sprintf("Le relevé de décisions de la réunion du %s n’est pas encore approuvé par tous les coprésidents\u202f: ses décisions ne sont que proposées.", u.On.French()), "§3.1")
}

// Proposed says why an act that waits for minutes is refused for a file as long as they
// are not approved (R8, R9), before anything is asked for it; nothing, when they are.
func (c *Chapter) Proposed(tx *db.Tx, act workflow.Act, p Project, today civil.Date) ([]workflow.Missing, error) {
	switch {
	case act == ActRelease && c.Approved != nil:
		return c.Approved(tx, p.Campaign, []string{p.Number}, today)
	case ofMinutes[act]:
		u, err := committee.Unapproved(tx, p.Campaign, p.Region, p.Subject(), today)
		return approved(&Dossier{Unapproved: u}), err
	}
	return nil, nil
}

// opinedAgain asks for an opinion given since the nation sent the file back: that of
// before is no longer valid (R9).
func opinedAgain(d *Dossier) []workflow.Missing {
	if d.Opined {
		return nil
	}
	return missing("", "Donnez un nouvel avis\u202f: celui d’avant le renvoi par le comité national n’est plus valable.", "annexe 3")
}

// Reopens says which minutes, approved already, a decision of a file changes: they are to be
// approved again (R8, R9); blank: none.
func Reopens(tx *db.Tx, act workflow.Act, p Project, today civil.Date) (string, error) {
	switch {
	case told[act]:
		held, err := committee.ApprovedOn(tx, p.Campaign, p.Region, p.Subject(), today)
		if err != nil || held.IsZero() {
			return "", err
		}
		return "Le relevé de la réunion du " + held.French() + " est approuvé\u202f: il sera à approuver de nouveau par chaque coprésident.", nil
	case verdicts[act]:
		meeting, seats, err := committee.ApprovedOfNation(tx, p.Campaign, today)
		if err != nil || len(seats) == 0 {
			return "", err
		}
		return "Le relevé de la réunion du " + meeting.HeldOn.French() + " a été approuvé\u202f: il sera à approuver de nouveau par chacun de ceux qui l’ont fait.", nil
	}
	return "", nil
}

// tell says again that minutes are to be approved, when a move changes them.
func tell(tx *db.Tx, call access.Call, p Project, act workflow.Act) error {
	if !told[act] {
		return nil
	}
	return committee.Changed(tx, call.At, p.Campaign, p.Region, p.Subject())
}
