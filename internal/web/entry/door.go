package entry

import (
	"errors"
	"net/http"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// enter signs in with a password, or goes on to the page that asks for a code.
func enter(r *page.Request) (page.Response, error) {
	typed := access.Typed{Name: r.Typed("identifiant"), Password: r.Typed("mot-de-passe")}
	if typed.Name == "" || typed.Password == "" {
		return refuseEntry(r, func(f *page.Form) {
			if typed.Name == "" {
				f.Fault("identifiant", "Indiquez votre identifiant ou votre adresse électronique.")
			}
			if typed.Password == "" {
				f.Fault("mot-de-passe", "Indiquez votre mot de passe.")
			}
		}, nil)
	}
	passed, err := r.Door().Password(r.Context(), r.Call(), typed, r.From())
	switch {
	case errors.Is(err, access.ErrWrong):
		return refuseEntry(r, func(f *page.Form) {
			f.Fault("identifiant", "L’identifiant ou le mot de passe n’est pas le bon. Vérifiez les deux, ou demandez un nouveau mot de passe.")
		}, nil)
	case err != nil:
		return refuseEntry(r, nil, err)
	}
	back := safeBack(r.Typed("retour"))
	if passed.Pending.Person != 0 {
		return page.SeeOther("/connexion/code"), r.Wait(passed.Pending, back)
	}
	return page.SeeOther(back), r.SignIn(passed.Entry)
}

// refuseEntry shows the sign-in page again, with what is wrong or, of who is
// slowed, when to try again. It returns any other error.
func refuseEntry(r *page.Request, fault func(*page.Form), err error) (page.Response, error) {
	view, failed := newSignIn(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err != nil {
		return slowed(&view.Form, "identifiant", err, func() page.Response { return page.Refused(signInView(view)) })
	}
	fault(&view.Form)
	return page.Refused(signInView(view)), nil
}

// slowed tells who has tried too often when to try again. It returns any other error.
func slowed(form *page.Form, field string, err error, show func() page.Response) (page.Response, error) {
	var slow *access.Slowed
	if !errors.As(err, &slow) {
		return page.Response{}, err
	}
	form.Fault(field, "Trop d’essais sans succès. "+slow.French())
	answer := show()
	return page.Later(answer.Body, slow.Wait), nil
}

type forgottenPage struct {
	page.Form
	Asked bool
}

func askForgotten(r *page.Request) (page.Response, error) {
	return page.OK(forgottenView(forgottenPage{Form: newForgotten(r)})), nil
}

func newForgotten(r *page.Request) page.Form {
	return page.NewForm(r, "Mot de passe oublié", ui.Crumb{Label: "Se connecter", Href: "/connexion"})
}

// forgotten says the same whoever was named, and also when too much was asked.
func forgotten(r *page.Request) (page.Response, error) {
	view := forgottenPage{Form: newForgotten(r)}
	name := r.Typed("identifiant")
	if name == "" {
		view.Fault("identifiant", "Indiquez votre identifiant ou votre adresse électronique.")
		return page.Refused(forgottenView(view)), nil
	}
	if err := r.Door().Forgotten(r.Context(), r.At, name, r.From()); err != nil {
		return page.Response{}, err
	}
	view.Asked = true
	return page.OK(forgottenView(view)), nil
}

// A privatePage is where a private link leads: choosing a password.
type privatePage struct {
	purpose access.Purpose
	title   string
	button  string
}

var (
	invitation    = privatePage{access.ForInvitation, "Choisir mon mot de passe", "Enregistrer mon mot de passe"}
	forgottenLink = privatePage{access.ForPassword, "Choisir un nouveau mot de passe", "Enregistrer mon nouveau mot de passe"}
)

type choosePage struct {
	page.Form
	Person access.Person
	First  bool
	Action string
	Title  string
	Button string
}

func (p privatePage) ask(r *page.Request) (page.Response, error) {
	view, err := p.view(r)
	if errors.Is(err, access.ErrNotFound) {
		return p.closed(r), nil
	}
	return page.OK(chooseView(view)), err
}

func (p privatePage) view(r *page.Request) (choosePage, error) {
	view := choosePage{Form: page.NewForm(r, p.title), First: p.purpose == access.ForInvitation, Action: r.URL.Path, Title: p.title, Button: p.button}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Person, err = r.Door().Invited(tx, p.purpose, r.PathValue("jeton"), r.At.Recorded)
		return err
	})
	if err == nil && r.SignedIn() && view.Person.ID != r.By.Person.ID {
		err = access.ErrNotFound // of somebody else than who is signed in here
	}
	return view, err
}

// choose keeps the password, and leads to the sign-in page, where the name is filled in.
func (p privatePage) choose(r *page.Request) (page.Response, error) {
	login, err := r.Door().Choose(r.Context(), r.Call(), p.purpose, r.PathValue("jeton"), r.Typed("mot-de-passe"))
	if errors.Is(err, access.ErrNotFound) {
		return p.closed(r), nil
	}
	if err != nil {
		view, gone := p.view(r)
		if gone != nil {
			return page.Response{}, errors.Join(err, gone)
		}
		if err := view.Refuse(err); err != nil {
			return page.Response{}, err
		}
		return page.Refused(chooseView(view)), nil
	}
	if r.SignedIn() { // under the former password: that sign-in is over
		if err := r.SignOut(); err != nil {
			return page.Response{}, err
		}
	} else {
		r.Flash("Votre mot de passe est enregistré. Vous pouvez vous connecter.")
	}
	return page.SeeOther(page.Query("/connexion", "identifiant", login)), nil
}

// closed is what a link that opens nothing shows, whatever the reason: it tells
// nothing of anybody.
func (p privatePage) closed(r *page.Request) page.Response {
	answer := page.OK(closedView(closedPage{Frame: r.Frame("Ce lien ne peut pas servir"), SignedIn: r.SignedIn(), Invitation: p.purpose == access.ForInvitation}))
	answer.Status = http.StatusNotFound
	return answer
}

type closedPage struct {
	Frame      ui.Page
	SignedIn   bool
	Invitation bool
}
