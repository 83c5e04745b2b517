package projects

import (
	"slices"

	"preau/internal/campaign"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// writing tells whether the person may write in the sheet now.
func (v *filePage) writing(r *page.Request) bool {
	return slices.ContainsFunc(v.File.Possible(r.By, r.At), func(m workflow.Move[*project.Dossier]) bool { return m.Act == project.ActEdit })
}

// shut answers who comes back to an old page of a sheet that takes nothing any more,
// before they type.
func (v *filePage) shut(r *page.Request) page.Response {
	v.under("Fiche fermée")
	return page.Refused(shutView(*v, v.closed(r)))
}

// closed says to who may write in a sheet why it takes nothing any more, and what can
// still be done.
func (v *filePage) closed(r *page.Request) ui.Alert {
	f := v.File
	asks := ui.Link{Text: v.Asked.Asks(), Href: page.AskDelayPath(campaign.SendingMilestone, f.Place.School)}
	writes := ui.Link{Text: "Écrire au comité de pilotage régional", Href: page.ConversationPath(f.Number, exchange.Regional)}
	may := r.By.Can(exchange.Regional.WriteAct(), f.Place) && f.Silent() == ""
	late := ui.Alert{Severity: ui.Warning, Title: "La date limite est passée"}
	sent := ui.Alert{Severity: ui.Info, Title: "La fiche est déjà transmise", Text: "Ni elle, ni ses pièces ne peuvent plus être changées."}
	switch seen := f.Seen(v.Level); {
	case (seen == project.Draft || seen == project.Returned) && f.Over(r.At.Today()):
		return ui.Alert{Severity: ui.Info, Title: "L’année scolaire de ce projet est finie", Text: "La fiche ne peut plus être transmise. Ce qui est écrit est gardé."}
	case seen == project.Draft:
		late.Text = page.Cited(project.LockOf(f.Limits, project.ActEdit, project.Draft, r.At.Happened), "§6") + " Ce qui est écrit est gardé."
		if r.By.Can(campaign.ActAskDelay, f.Place) {
			late.Links = []ui.Link{asks}
		} else {
			late.Text += " La direction de l’école ou de l’établissement peut demander ce délai."
		}
		return late
	case seen == project.Returned:
		late.Text = "La fiche était à compléter au plus tard le " + f.ReturnUntil.FrenchLong() + ". Le comité de pilotage régional peut donner une autre date (§3.1). Ce qui est écrit est gardé."
		if may {
			late.Links = []ui.Link{writes}
		}
		return late
	case seen == project.Withdrawn:
		return ui.Alert{Severity: ui.Info, Title: "Le projet est retiré", Text: sent.Text}
	case seen == project.Submitted:
		sent.Text += " Une erreur\u202f? Le comité de pilotage régional peut vous retourner la fiche."
	}
	if may {
		sent.Links = []ui.Link{writes}
	}
	return sent
}
