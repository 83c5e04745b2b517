package calendar

import (
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/web/page"
)

// requestPage is where a school asks for a delay.
type requestPage struct {
	page.Form
	To    campaign.Concerned
	Asked *campaign.DelayRequest // the last; nil: none is to be told of
}

func loadRequest(r *page.Request) (view requestPage, err error) {
	err = r.Read(func(tx *db.Tx) error {
		view.To, view.Asked, err = r.Campaigns().Late(tx, r.By, delayAsked(r))
		return err
	})
	if err == nil {
		view.Form = page.NewForm(r, "Demander un délai", crumbs()...)
	}
	return view, err
}

// delayAsked is the milestone and the school that the address names.
func delayAsked(r *page.Request) campaign.Ask {
	return campaign.Ask{Milestone: r.PathValue("etape"), Actor: r.FormValue("pour")}
}

func (v requestPage) path() string { return page.AskDelayPath(v.To.Milestone.Key, v.To.Place.School) }

func showRequest(r *page.Request) (page.Response, error) {
	view, err := loadRequest(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(requestView(view)), err
}

func askDelay(r *page.Request) (page.Response, error) {
	ask := delayAsked(r)
	until, err := readDay(r.Typed("jusque"))
	if err == nil {
		err = r.Campaigns().AskDelay(r.Context(), r.Call(), campaign.Extending{Ask: ask, Until: until, Reason: r.Typed("motif")})
	}
	if err == nil {
		r.Flash("La demande est envoyée au comité de pilotage régional. Sa réponse vous vient par courrier.")
		return page.SeeOther(page.AskDelayPath(ask.Milestone, ask.Actor)), nil
	}
	view, failed := loadRequest(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := faultOf(&view.Form, "jusque", err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(requestView(view)), nil
}

// refuseDelay answers no to a school.
func refuseDelay(r *page.Request) (page.Response, error) {
	ask := delayAsked(r)
	err := r.Campaigns().RefuseDelay(r.Context(), r.Call(), campaign.Refusing{Ask: ask, Reason: r.Typed("refus")})
	if err == nil {
		r.Flash("Le délai n’est pas accordé. Un courrier le dit à l’école, avec le motif.")
		return page.SeeOther("/campagne/calendrier/" + ask.Milestone), nil
	}
	view, failed := loadExtension(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if view.Asked != nil {
		view.Fill(view.asked(r.Typed("refus")))
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(extensionView(view)), nil
}
