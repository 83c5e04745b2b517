package people

import (
	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type suspensionPage struct {
	page.Form
	Person access.Person
	Action string
}

func loadSuspension(r *page.Request) (view suspensionPage, err error) {
	var d access.Dossier
	if err := r.Read(func(tx *db.Tx) (err error) {
		d, err = r.Access().Who(tx, r.By, r.PathValue("login"))
		return err
	}); err != nil {
		return view, err
	}
	return suspensionPage{page.NewForm(r, "Suspendre un compte\u202f: "+d.Person.Name, ui.Crumb{Label: "Personnes et rôles", Href: "/personnes"},
		ui.Crumb{Label: d.Person.Name, Href: personPath(d.Person.Login)}), d.Person, personPath(d.Person.Login)}, nil
}

func askSuspension(r *page.Request) (page.Response, error) {
	view, err := loadSuspension(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(suspensionView(view)), err
}

func suspend(r *page.Request) (page.Response, error) {
	err := r.Access().Suspend(r.Context(), r.Call(), access.Suspending{Login: r.PathValue("login"), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("Le compte est suspendu.")
		return page.SeeOther(personPath(r.PathValue("login"))), nil
	}
	view, failed := loadSuspension(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(suspensionView(view)), nil
}

func restore(r *page.Request) (page.Response, error) {
	err := r.Access().Restore(r.Context(), r.Call(), access.Suspending{Login: r.PathValue("login"), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("Le compte est rétabli.")
		return page.SeeOther(personPath(r.PathValue("login"))), nil
	}
	view, failed := loadPerson(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if view.Restore == nil {
		return page.Response{}, err
	}
	if err := view.Restore.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Frame.Failed = true
	return page.Refused(personView(view)), nil
}
