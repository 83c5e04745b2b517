package people

import (
	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type rolePage struct {
	Frame   ui.Page
	Granted access.Granted
	Badge   ui.Badge
	Facts   ui.Summary
	Back    string
	End     *page.Form // nil: it is over
	Prolong *page.Form // nil: it cannot be
}

// loadRole reads a role that the person may end.
func loadRole(r *page.Request) (view rolePage, err error) {
	if err := r.Read(func(tx *db.Tx) (err error) {
		view.Granted, err = r.Access().FindGrant(tx, r.By, r.ID("attribution"))
		return err
	}); err != nil {
		return view, err
	}
	g := view.Granted
	if !r.By.MayEnd(g) {
		return view, page.ErrNotFound
	}
	view.Frame = r.Frame(g.Role.Label(), ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"}, ui.Crumb{Label: g.Name, Href: personPath(g.Login)})
	view.Badge, view.Back = badge(g, r.At.Today()), personPath(g.Login)
	view.Facts = ui.Summary{Title: "Le rôle", Rows: []ui.Answer{{Question: "Personne", Value: ui.Text(g.Name + ", " + g.Email)}, {Question: "Rôle", Value: ui.Text(roleOf(g))},
		{Question: "Lieu", Value: ui.Text(g.PlaceName)}, {Question: "Quand", Value: ui.Text(span(g, r.At.Today()))}}}
	if g.Over(r.At.Today()) {
		return view, nil
	}
	end, longer := page.NewForm(r, ""), page.NewForm(r, "")
	end.Fill(nil)
	longer.Fill(nil)
	view.End = &end
	if g.DelegationOf == 0 && !g.UntilDay.IsZero() {
		view.Prolong = &longer
	}
	return view, nil
}

func showRole(r *page.Request) (page.Response, error) {
	view, err := loadRole(r)
	return page.OK(roleView(view)), err
}

func endRole(r *page.Request) (page.Response, error) {
	err := r.Access().End(r.Context(), r.Call(), access.Ending{Grant: r.ID("attribution"), Last: r.Typed("jusque"), Reason: r.Typed("motif")})
	return changed(r, err, "La fin du rôle est enregistrée. Un courrier est écrit à la personne.", func(v rolePage) *page.Form { return v.End })
}

func prolong(r *page.Request) (page.Response, error) {
	err := r.Access().Prolong(r.Context(), r.Call(), access.Prolonging{Grant: r.ID("attribution"), Until: r.Typed("nouveau")})
	return changed(r, err, "Le rôle est prolongé. Un courrier est écrit à la personne.", func(v rolePage) *page.Form { return v.Prolong })
}

// changed answers a form of the page of a role.
func changed(r *page.Request, err error, done string, of func(rolePage) *page.Form) (page.Response, error) {
	view, failed := loadRole(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err == nil {
		r.Flash(done)
		return page.SeeOther(view.Back), nil
	}
	form := of(view)
	if form == nil {
		return page.Response{}, err
	}
	form.Retype(r)
	if err := form.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Frame.Failed = true
	return page.Refused(roleView(view)), nil
}
