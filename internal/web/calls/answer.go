package calls

import (
	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type invitationPage struct {
	page.Form
	Path    string
	Invited campaign.Invited
	Summary ui.Summary
	OpenKey string
	May     bool      // the school may begin its file
	Late    *ui.Alert // why it may not any more, and how to ask for a delay; nil: it is not late
}

func uai(r *page.Request) territory.UAI { return territory.UAI(r.PathValue("ecole")) }

func (v invitationPage) school() string { return v.Invited.SchoolName + ", " + v.Invited.Town }

func loadAnswer(r *page.Request) (view invitationPage, err error) {
	today := r.At.Today()
	if err = r.Read(func(tx *db.Tx) error {
		if view.Invited, _, err = r.Campaigns().Invitation(tx, r.By, uai(r), today); err != nil {
			return err
		}
		if view.Invited.Stand == campaign.StandLate && view.Invited.Ends() {
			view.Late, err = late(r, tx)
		}
		return err
	}); err != nil {
		return view, err
	}
	view.Form = page.NewForm(r, "Invitation à l’appel à projets", ui.Crumb{Label: "À faire", Href: "/accueil"})
	view.Path, view.OpenKey = page.InvitationPath(string(uai(r))), page.NewKey()
	i := view.Invited
	badge := badgeOf(i.Stand)
	view.Summary = ui.Summary{Title: "L’invitation", Rows: []ui.Answer{{Question: "De", Value: ui.Text("Comité de pilotage régional")}, {Question: "Le", Value: ui.Text(i.InvitedAt.Date().FrenchLong())},
		{Question: "Où en est-on", Value: badge}}}
	if !i.DueOn.IsZero() {
		view.Summary.Rows = append(view.Summary.Rows, ui.Answer{Question: "À transmettre au plus tard le", Value: ui.Text(i.DueOn.FrenchLong())})
	}
	if i.Reason != "" {
		view.Summary.Rows = append(view.Summary.Rows, ui.Answer{Question: "Motif", Value: ui.Text(i.Reason)})
	}
	view.May = i.Ends() && i.Stand == campaign.StandWaiting && r.By.May(project.ActOpen)
	return view, nil
}

// late says why the file of a school that is late may not be begun any more, and leads
// to where a delay is asked for.
func late(r *page.Request, tx *db.Tx) (*ui.Alert, error) {
	to, asked, err := r.Campaigns().Late(tx, r.By, campaign.Ask{Milestone: campaign.SendingMilestone, Actor: string(uai(r))})
	if err != nil {
		return nil, err
	}
	link := ui.Link{Text: asked.Asks(), Href: page.AskDelayPath(to.Milestone.Key, to.Place.School)}
	text := to.Limit.Lock(r.At.Happened)
	if asked != nil {
		text += " " + asked.Sentence()
	}
	return &ui.Alert{Severity: ui.Warning, Title: "La fiche ne peut plus être commencée", Text: text, Links: []ui.Link{link}}, nil
}

func askAnswer(r *page.Request) (page.Response, error) {
	view, err := loadAnswer(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(answerView(view)), err
}

func decline(r *page.Request) (page.Response, error) {
	err := r.Campaigns().Decline(r.Context(), r.Call(), campaign.Ending{School: uai(r), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("C’est dit à la région\u202f: votre école ou votre établissement ne participe pas.")
		return page.SeeOther(page.InvitationPath(string(uai(r)))), nil
	}
	return again(r, err, loadAnswer, answerView)
}

// loadWithdraw is the invitation of a school of the region, which still waits.
func loadWithdraw(r *page.Request) (view invitationPage, err error) {
	if err = r.Read(func(tx *db.Tx) error {
		cfp, err := mine(r, tx)
		if err != nil {
			return err
		}
		view.Form = page.NewForm(r, "Retirer une invitation", below(cfp.Region)...)
		view.Invited, err = campaign.InvitationIn(tx, cfp, uai(r), r.At.Today())
		return err
	}); err != nil {
		return view, err
	}
	view.Path = page.CallPath(region(r))
	return view, nil
}

func askWithdraw(r *page.Request) (page.Response, error) {
	view, err := loadWithdraw(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(withdrawView(view)), err
}

func withdraw(r *page.Request) (page.Response, error) {
	err := r.Campaigns().Withdraw(r.Context(), r.Call(), region(r), campaign.Ending{School: uai(r), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("L’invitation est retirée. Un courrier le dit à la direction de l’école ou de l’établissement.")
		return page.SeeOther(page.CallPath(region(r))), nil
	}
	return again(r, err, loadWithdraw, withdrawView)
}

// again shows a form with what is wrong in it.
func again(r *page.Request, cause error, load func(*page.Request) (invitationPage, error), show func(invitationPage) templ.Component) (page.Response, error) {
	view, err := load(r)
	if err != nil {
		return page.Response{}, err
	}
	if err := view.Refuse(cause); err != nil {
		return page.Response{}, err
	}
	return page.Refused(show(view)), nil
}
