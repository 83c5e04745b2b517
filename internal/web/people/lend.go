package people

import (
	"strconv"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type lendingPage struct {
	page.Form
	Roles []ui.Option // that may be lent
	Lent  []lent
}

// A lent is a delegation, with the key of the form that ends it.
type lent struct {
	access.Granted
	Span  string
	Badge ui.Badge
	Key   string // blank: it is over
}

func loadLending(r *page.Request) (lendingPage, error) {
	view := lendingPage{Form: page.NewForm(r, "Déléguer un rôle pendant une absence", ui.Crumb{Label: "Mon compte", Href: "/compte"})}
	err := r.Read(func(tx *db.Tx) error {
		all, err := r.Access().Lending(tx, r.By, r.At.Today())
		for _, g := range all.Own {
			view.Roles = append(view.Roles, ui.Option{Value: idText(g.ID), Label: g.Role.Label() + ", " + g.PlaceName})
		}
		for _, g := range all.Lent {
			view.Lent = append(view.Lent, lentOf(g, r.At.Today()))
		}
		return err
	})
	return view, err
}

func lentOf(g access.Granted, today civil.Date) lent {
	l := lent{Granted: g, Span: span(g, today), Badge: badge(g, today)}
	if !g.Over(today) {
		l.Key = page.NewKey()
	}
	return l
}

func idText(id db.ID) string { return strconv.FormatInt(int64(id), 10) }

func lending(r *page.Request) (page.Response, error) {
	view, err := loadLending(r)
	if err != nil {
		return page.Response{}, err
	}
	fields := map[string]string{"depuis": r.At.Today().French()}
	if len(view.Roles) == 1 {
		fields["role"] = view.Roles[0].Value
	}
	view.Fill(fields)
	err = view.Found(r)
	return page.OK(lendingView(view)), err
}

func lend(r *page.Request) (page.Response, error) {
	grant, _ := strconv.ParseInt(r.Typed("role"), 10, 64) // none: the grant of nobody
	view, err := loadLending(r)
	if err != nil {
		return page.Response{}, err
	}
	if r.Typed("role") == "" && len(view.Roles) > 0 {
		view.Fault("role", "Choisissez le rôle à déléguer.")
		return page.Refused(lendingView(view)), nil
	}
	err = r.Access().Delegate(r.Context(), r.Call(), access.TypedDelegation{Grant: db.ID(grant), Email: r.Typed("courriel"), From: r.Typed("depuis"), Until: r.Typed("jusque")})
	if err == nil {
		r.Flash("Le rôle est délégué. Un courrier est écrit à la personne\u202f; vous gardez votre rôle.")
		return page.SeeOther("/compte/delegations"), nil
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(lendingView(view)), nil
}

func takeBack(r *page.Request) (page.Response, error) {
	if err := r.Access().End(r.Context(), r.Call(), access.Ending{Grant: r.ID("delegation"), Reason: "Fin de l’absence."}); err != nil {
		return page.Response{}, err
	}
	r.Flash("La délégation a pris fin.")
	return page.SeeOther("/compte/delegations"), nil
}
