package entry

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image/png"

	"github.com/pquerna/otp"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// wrongCode is what is said of a code, by the field that it was typed in.
var wrongCode = map[string]string{
	"code":    "Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant, puis tapez-le\u202f: il change toutes les 30 secondes.",
	"secours": "Ce code de secours n’est pas le bon, ou a déjà servi. Prenez-en un autre de votre liste.",
	"dernier": "Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant, ou prenez un autre code de secours.",
}

// askCode asks for a code of who has typed their password.
func askCode(r *page.Request) (page.Response, error) {
	if _, _, waiting := r.Waiting(); !waiting {
		return notWaiting(r)
	}
	return page.OK(codeView(page.NewForm(r, "Votre code"))), nil
}

// notWaiting is where one goes who has no code to give: a second click comes when
// the first has signed in.
func notWaiting(r *page.Request) (page.Response, error) {
	if r.SignedIn() {
		return page.SeeOther("/accueil"), nil
	}
	view, err := newSignIn(r)
	view.Why = "Le code se donne dans les dix minutes qui suivent le mot de passe\u202f: commencez par le mot de passe."
	return page.OK(signInView(view)), err
}

func giveCode(r *page.Request) (page.Response, error) {
	pending, back, waiting := r.Waiting()
	if !waiting {
		return notWaiting(r)
	}
	typed, field := r.Typed("code"), "code"
	if typed == "" && r.PostForm.Has("secours") {
		typed, field = r.Typed("secours"), "secours"
	}
	entry, err := r.Door().Code(r.Context(), r.Call(), pending, typed, r.From())
	if errors.Is(err, access.ErrNotFound) {
		return page.SeeOther("/connexion"), nil
	}
	if err == nil {
		return page.SeeOther(safeBack(back)), r.SignIn(entry)
	}
	view := page.NewForm(r, "Votre code")
	return refusedCode(&view, field, err, func() page.Response { return page.Refused(codeView(view)) })
}

// refusedCode shows a page again with what is wrong with the code that was typed in a field.
func refusedCode(form *page.Form, field string, err error, show func() page.Response) (page.Response, error) {
	if errors.Is(err, access.ErrWrong) {
		form.Fault(field, wrongCode[field])
		return show(), nil
	}
	if failed := form.Refuse(err); failed != nil {
		return slowed(form, field, failed, show)
	}
	return show(), nil
}

type factorPage struct {
	page.Form
	access.Factor
	Must    bool   // nothing else is open before
	Needed  bool   // a role asks for it
	Picture string // the QR code, as an address that holds it
}

func newFactor(r *page.Request) (factorPage, error) {
	crumbs := []ui.Crumb{{Label: "Mon compte", Href: "/compte"}}
	if r.MustSetUp() {
		crumbs = nil
	}
	view := factorPage{Form: page.NewForm(r, "Double authentification", crumbs...), Must: r.MustSetUp(), Needed: access.NeedsFactor(r.Roles)}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Factor, err = r.Door().FactorOf(tx, r.Call(), r.Signed.Device)
		return err
	})
	if err == nil && !view.On {
		view.Picture, err = picture(view.Proposal.Address)
	}
	return view, err
}

// picture is a QR code as an image within the page: it is in no file, and on no
// other server.
func picture(address string) (string, error) {
	key, err := otp.NewKeyFromURL(address)
	if err != nil {
		return "", err
	}
	image, err := key.Image(240, 240)
	if err != nil {
		return "", err
	}
	var content bytes.Buffer
	if err := png.Encode(&content, image); err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(content.Bytes()), nil
}

func showFactor(r *page.Request) (page.Response, error) {
	view, err := newFactor(r)
	return page.OK(factorView(view)), err
}

func turnOn(r *page.Request) (page.Response, error) {
	return onFactor(r, "code", r.Door().TurnOn(r.Context(), r.Call(), r.Signed.Device, r.Typed("code")), "La double authentification est active.")
}

func makeCodes(r *page.Request) (page.Response, error) {
	return onFactor(r, "code", r.Door().MakeCodes(r.Context(), r.Call(), r.Signed.Device, r.Typed("code"), r.From()), "Vos nouveaux codes de secours sont faits.")
}

func turnOff(r *page.Request) (page.Response, error) {
	return onFactor(r, "dernier", r.Door().TurnOff(r.Context(), r.Call(), r.Roles, r.Typed("dernier"), r.From()), "La double authentification est désactivée.")
}

// onFactor shows the page of the second factor once something was done on it, or
// could not be.
func onFactor(r *page.Request, field string, err error, done string) (page.Response, error) {
	if err == nil {
		r.Flash(done)
		return page.SeeOther(page.FactorPath), nil
	}
	if errors.Is(err, access.ErrNotFound) {
		return page.Response{}, err
	}
	view, failed := newFactor(r)
	if failed != nil {
		return page.Response{}, failed
	}
	return refusedCode(&view.Form, field, err, func() page.Response { return page.Refused(factorView(view)) })
}

type changePage struct {
	page.Form
	Login string
}

func newChange(r *page.Request) changePage {
	return changePage{page.NewForm(r, "Changer mon mot de passe", ui.Crumb{Label: "Mon compte", Href: "/compte"}), r.By.Person.Login}
}

func askChange(r *page.Request) (page.Response, error) {
	return page.OK(changeView(newChange(r))), nil
}

func changePassword(r *page.Request) (page.Response, error) {
	err := r.Door().Change(r.Context(), r.Call(), r.Signed.Device, r.Typed("actuel"), r.Typed("nouveau"), r.From())
	if err == nil {
		r.Flash("Votre mot de passe est changé. Vos autres connexions sont fermées.")
		return page.SeeOther("/compte"), nil
	}
	view := newChange(r)
	show := func() page.Response { return page.Refused(changeView(view)) }
	if errors.Is(err, access.ErrWrong) {
		view.Fault("actuel", "Ce n’est pas votre mot de passe actuel.")
		return show(), nil
	}
	if failed := view.Refuse(err); failed != nil {
		return slowed(&view.Form, "actuel", failed, show)
	}
	return show(), nil
}

func endDevice(r *page.Request) (page.Response, error) {
	device := r.ID("appareil")
	if err := r.Access().EndDevice(r.Context(), r.Call(), device); err != nil {
		return page.Response{}, err
	}
	if device == r.Signed.Device {
		return page.SeeOther("/"), r.SignOut()
	}
	r.Flash("L’appareil est déconnecté.")
	return page.SeeOther("/compte#appareils"), nil
}

func endOthers(r *page.Request) (page.Response, error) {
	if err := r.Access().EndOtherDevices(r.Context(), r.Call(), r.Signed.Device); err != nil {
		return page.Response{}, err
	}
	r.Flash("Tous les autres appareils sont déconnectés.")
	return page.SeeOther("/compte#appareils"), nil
}
