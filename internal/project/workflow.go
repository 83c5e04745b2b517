package project

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/workflow"
)

// The states of a file (R10).
const (
	Draft       workflow.State = "draft"
	Submitted   workflow.State = "submitted"
	Returned    workflow.State = "returned"
	Preselected workflow.State = "preselected"
	Reserve     workflow.State = "reserve"
	Discarded   workflow.State = "discarded"
	Transmitted workflow.State = "transmitted"
	SentBack    workflow.State = "sent_back"
	Validated   workflow.State = "validated"
	Refused     workflow.State = "refused"
	Closed      workflow.State = "closed"
	Withdrawn   workflow.State = "withdrawn"
)

// The acts of the table.
const (
	ActSubmit    workflow.Act = "project.submit"
	ActWithdraw  workflow.Act = "project.withdraw"
	ActOpine     workflow.Act = "project.opine"
	ActReturn    workflow.Act = "project.return"
	ActPreselect workflow.Act = "project.preselect"
	ActReserve   workflow.Act = "project.reserve"
	ActDiscard   workflow.Act = "project.discard"
	ActAnnounce  workflow.Act = "project.announce"
	ActTransmit  workflow.Act = "project.transmit"
	ActSendBack  workflow.Act = "project.send_back"
	ActValidate  workflow.Act = "project.validate"
	ActRefuse    workflow.Act = "project.refuse"
	ActRelease   workflow.Act = "project.release"
	ActClose     workflow.Act = "project.close"
	ActEdit      workflow.Act = "project.edit"
)

// The deadlines of §6 that the moves are bound by: keys of the campaign's
// milestones. ownDeadline is the one given to a returned file.
const (
	schoolSending   = "project_sending"
	regionSending   = "regional_sending"
	nationalMeeting = "national_validation"
	nationalRelease = "national_list"
	ownDeadline     = "return"
)

// Moves is the way of a file (§2.2, §3.1, §3.2, §6).
var Moves = workflow.Table[*Dossier]{
	{Act: ActEdit, Label: "Remplir la fiche", From: states(Draft), Until: schoolSending, Law: "§6"},
	{Act: ActEdit, Label: "Compléter la fiche", From: states(Returned), Until: ownDeadline, Law: "§3.1"},
	{Act: ActSubmit, Label: "Transmettre au comité régional", From: states(Draft), To: Submitted, Until: schoolSending, Law: "§6", If: workflow.All(called, ready)},
	{Act: ActSubmit, Label: "Transmettre de nouveau", From: states(Returned), To: Submitted, Until: ownDeadline, Law: "§3.1", If: ready},
	{Act: ActOpine, Label: "Donner un avis", From: states(Submitted, Preselected, Reserve, SentBack), Held: true, Law: "annexe 3", If: workflow.All(heard, opinionWritten)},
	{Act: ActReturn, Label: "Retourner pour complément", From: states(Submitted, Returned, Preselected, Reserve, SentBack), To: Returned, Law: "§3.1", If: workflow.All(heard, reasonGiven, ownDeadlineGiven)},
	{Act: ActPreselect, Label: "Présélectionner", From: states(Submitted, Reserve, Discarded), To: Preselected, Until: regionSending, Held: true, Law: "§3.1", If: workflow.All(heard, opinionGiven)},
	{Act: ActReserve, Label: "Mettre en liste complémentaire", From: states(Submitted, Preselected, Discarded), To: Reserve, Until: regionSending, Held: true, Law: "§3.1", If: workflow.All(heard, opinionGiven)},
	{Act: ActDiscard, Label: "Écarter", From: states(Submitted, Preselected, Reserve, SentBack), To: Discarded, Held: true, Law: "§3.3", If: workflow.All(heard, reasonGiven)},
	{Act: ActDiscard, Label: "Écarter, faute de complément", From: states(Returned), To: Discarded, Held: true, Law: "§3.3", If: workflow.All(heard, reasonGiven, ownDeadlinePassed)},
	{Act: ActAnnounce, Label: "Communiquer la décision à l’école", From: states(Reserve, Discarded), Law: "§3.1", If: workflow.All(notYetReleased, approved)},
	{Act: ActTransmit, Label: "Transmettre au comité national", From: states(Preselected), To: Transmitted, Until: regionSending, Law: "§3.3, §6", If: workflow.All(heard, approved)},
	{Act: ActTransmit, Label: "Transmettre de nouveau au comité national", From: states(SentBack), To: Transmitted, Law: "§3.2", If: workflow.All(heard, opinionGiven, opinedAgain, approved)},
	{Act: ActSendBack, Label: "Renvoyer à la région", From: states(Transmitted), To: SentBack, Law: "§3.2", If: workflow.All(heard, reasonGiven)},
	{Act: ActValidate, Label: "Valider", From: states(Transmitted), To: Validated, Held: true, Law: "§3.2", If: workflow.All(heard, amountWithinAsked)},
	{Act: ActRefuse, Label: "Refuser", From: states(Transmitted), To: Refused, Held: true, Law: "§3.2", If: workflow.All(heard, reasonGiven)},
	{Act: ActRelease, Label: "Communiquer la décision nationale", From: states(Validated, Refused), Law: "§6", If: notYetReleased},
	{Act: ActClose, Label: "Clore le dossier", From: states(Validated, Refused, Discarded, Reserve), To: Closed, Law: "§5", If: released},
	{Act: ActWithdraw, Label: "Retirer le projet", From: states(Draft, Submitted, Returned, Preselected, Reserve,
		Discarded, Transmitted, SentBack, Validated, Refused), To: Withdrawn, Law: "§1", If: reasonGiven},
}

func states(all ...workflow.State) []workflow.State { return all }

// What guards ask for.

func reasonGiven(d *Dossier) []workflow.Missing {
	if d.Input.Reason != "" {
		return nil
	}
	return missing("motif", "Écrivez le motif\u202f: il accompagne la décision.", "")
}

func opinionWritten(d *Dossier) []workflow.Missing {
	if d.Input.Opinion != "" {
		return nil
	}
	return missing("avis", "Écrivez l’avis du comité.", "annexe 3")
}

func opinionGiven(d *Dossier) []workflow.Missing {
	if d.Opinion != "" {
		return nil
	}
	return missing("", "Donnez d’abord l’avis du comité de pilotage régional.", "annexe 3")
}

func ownDeadlineGiven(d *Dossier) []workflow.Missing {
	switch {
	case d.Input.Until.IsZero():
		return missing("jusque", "Indiquez jusqu’à quelle date l’école peut compléter sa fiche.", "")
	case d.Input.Until.Before(d.Today):
		return missing("jusque", "Cette date est déjà passée.", "")
	}
	if limit, known := d.Limits.Of(regionSending); known && d.State != SentBack && d.Input.Until.After(limit.Day()) {
		return missing("jusque", fmt.Sprintf("Donnez une date au plus tard le %s\u202f: la région transmet alors ses projets.", limit.Day().French()), "§6")
	}
	return nil
}

// ownDeadlinePassed leaves to the school the time it was given.
func ownDeadlinePassed(d *Dossier) []workflow.Missing {
	if d.Today.After(d.ReturnUntil) {
		return nil
	}
	return missing("", fmt.Sprintf("L’école peut encore compléter sa fiche jusqu’au %s.", d.ReturnUntil.French()), "§3.1")
}

func amountWithinAsked(d *Dossier) []workflow.Missing {
	switch {
	case d.Input.Granted <= 0:
		return missing("montant", "Indiquez le montant accordé.", "§4")
	case d.Input.Granted > d.AskedCents:
		return missing("montant", fmt.Sprintf("Le montant accordé ne peut pas dépasser les %s demandés.", d.AskedCents.French()), "§4")
	case d.Input.Granted < d.AskedCents && d.Input.Reason == "":
		return missing("motif", "Écrivez pourquoi le montant accordé est inférieur à la demande.", "§4")
	}
	return nil
}

func notYetReleased(d *Dossier) []workflow.Missing {
	if d.Pending() {
		return nil
	}
	return missing("", "Cette décision a déjà été communiquée.", "")
}

func released(d *Dossier) []workflow.Missing {
	if !d.Pending() {
		return nil
	}
	return missing("", "Communiquez d’abord la décision.", "§6")
}

// called asks for the call of the region.
func called(d *Dossier) []workflow.Missing {
	if d.Uncalled == "" {
		return nil
	}
	return missing("", d.Uncalled, "§3.1")
}

// ready asks for the whole sheet, and for the revision that was read over.
func ready(d *Dossier) []workflow.Missing {
	var all []workflow.Missing
	for _, sheet := range d.Rules.Sheets {
		for _, f := range fillingOf(d.Project, d.Rules, sheet, d.Answers).findings() {
			if f.Blocks() {
				all = append(all, workflow.Missing{Field: sheet.Key + "/" + f.Section, Sentence: f.Sentence, Law: f.Law})
			}
		}
	}
	if d.Input.Revision != d.Revision {
		all = append(all, workflow.Missing{Sentence: "La fiche a changé depuis que vous l’avez relue. Relisez-la, puis transmettez."})
	}
	return all
}

func missing(field, sentence, law string) []workflow.Missing {
	return []workflow.Missing{{Field: field, Sentence: sentence, Law: law}}
}

type stateName struct{ state, school, region, nation string }

// A state has a name per reader: what it means to them.
var stateNames = []stateName{
	{"draft", "Brouillon", "Brouillon", "Brouillon"},
	{"submitted", "Transmis à la région", "À examiner", "À l’examen en région"},
	{"returned", "À compléter", "Retourné à l’école", "Retourné à l’école"},
	{"preselected", "Présélectionné", "Présélectionné, à transmettre", "Présélectionné en région"},
	{"reserve", "En liste complémentaire", "En liste complémentaire", "En liste complémentaire"},
	{"discarded", "Écarté", "Écarté", "Écarté en région"},
	{"transmitted", "Présélectionné, transmis au comité national", "Transmis au comité national", "À décider"},
	{"sent_back", "Présélectionné, en nouvel examen", "Renvoyé par le comité national", "Renvoyé à la région"},
	{"validated", "Validé", "Validé", "Validé"},
	{"refused", "Refusé", "Refusé", "Refusé"},
	{"closed", "Clos", "Clos", "Clos"},
	{"withdrawn", "Retiré", "Retiré", "Retiré"},
}

// AllStates lists the states in the order of a file's life.
func AllStates() []workflow.State {
	all := make([]workflow.State, len(stateNames))
	for i, n := range stateNames {
		all[i] = workflow.State(n.state)
	}
	return all
}

// Label is a state's name for a reader.
func Label(state workflow.State, by access.Level) string {
	for _, n := range stateNames {
		if n.state != string(state) {
			continue
		}
		switch by {
		case access.Nation, access.Platform:
			return n.nation
		case access.Region:
			return n.region
		}
		return n.school
	}
	return string(state)
}
