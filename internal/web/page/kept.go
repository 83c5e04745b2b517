package page

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/web/ui"
)

// Why one is led to the sign-in page: its parameter « raison ». It says which
// sentence the page shows, and nothing that could be written by another.
const (
	Ended    = "expiree"     // nothing was kept: the form held nothing typed
	FormKept = "texte-garde" // what was typed waits for its person
	TooLong  = "trop-long"   // what was typed could not be kept
)

// partialHeader marks the saves that the page's script does by itself, field by
// field: they are answered with what has changed, never with a redirection.
const partialHeader = "Preau-Partial"

// Partial tells whether the page's script asks, and not the browser.
func (r *Request) Partial() bool { return r.Header.Get(partialHeader) != "" }

// toSignIn answers who has not signed in, and should have. A form sent under a
// sign-in that ended within the hour is kept for its person where the route
// says so; its act is not done.
func (r *Request) toSignIn(w http.ResponseWriter, route Route) (Response, error) {
	if r.Partial() {
		return Response{Status: http.StatusUnauthorized}, nil
	}
	if r.closed {
		return SeeOther("/connexion"), nil // which says why
	}
	why := url.Values{}
	switch r.Method {
	case http.MethodGet:
		why.Set("retour", r.URL.RequestURI())
	case http.MethodPost:
		person, err := r.ended()
		if err != nil || person == 0 {
			return SeeOther("/connexion"), err
		}
		reason, err := r.keep(w, route, person)
		if err != nil {
			return Response{}, err
		}
		why.Set("raison", reason)
		if reason == FormKept {
			why.Set("retour", r.URL.EscapedPath())
		}
	}
	return SeeOther(strings.TrimSuffix("/connexion?"+why.Encode(), "?")), nil
}

// ended is whose sign-in the cookie names, when it ended within the hour; zero
// otherwise.
func (r *Request) ended() (db.ID, error) {
	cookie, err := r.Cookie(r.site.SignIns.Cookie.Name)
	if err != nil {
		return 0, nil
	}
	ctx, err := r.site.Ended.Load(r.Context(), cookie.Value)
	if err != nil {
		return 0, err
	}
	return db.ID(r.site.Ended.GetInt64(ctx, signedPerson)), nil
}

func (r *Request) keep(w http.ResponseWriter, route Route, person db.ID) (reason string, err error) {
	if !route.Keeps {
		return Ended, nil
	}
	var over *http.MaxBytesError
	if err := r.readForm(w, route.Upload); errors.As(err, &over) {
		return TooLong, nil
	} else if err != nil {
		return "", err
	}
	typed := maps.Clone(r.PostForm)
	delete(typed, ui.KeyField)
	if len(typed) == 0 {
		return Ended, nil
	}
	err = r.site.Kept.Keep(r.Context(), person, r.URL.Path, typed.Encode())
	if errors.Is(err, access.ErrTooLarge) {
		return TooLong, nil
	}
	return FormKept, err
}

// Kept is what the person had typed in the form of this page when their sign-in
// had ended, and nil when there is nothing. The page shows it in its fields as
// not yet saved, and says so (TellKept). It stays until it is saved from the
// page, or an hour has passed.
func (r *Request) Kept() (url.Values, error) {
	text, err := r.kept()
	if err != nil || text == "" {
		return nil, err
	}
	return url.ParseQuery(text)
}

// kept asks the database only of those for whom something was kept when they
// signed in: what is kept is kept before that.
func (r *Request) kept() (string, error) {
	if !r.site.SignIns.GetBool(r.Context(), signedKept) {
		return "", nil
	}
	return r.site.Kept.Find(r.Context(), r.By.Person.ID, r.URL.Path)
}

// TellKept says on a page that what its form shows was found again.
func TellKept(frame *ui.Page) {
	frame.Flashes = append(frame.Flashes, ui.Flash{Severity: ui.Warning,
		Text: "Nous avons retrouvé ce que vous aviez écrit\u202f; vérifiez, puis enregistrez."})
}

// saved forgets what was kept for the page once its form has been received. A
// failure is only logged: the act is done, and an hour does the same.
func (r *Request) saved() {
	text, err := r.kept()
	if err == nil && text != "" {
		err = r.site.Kept.Reduce(r.Context(), r.By.Person.ID, r.URL.Path, r.unsaved)
	}
	if err != nil {
		r.site.Log.Warn("kept form not forgotten", "err", err)
	}
}

// unsaved is what the form that was just received does not hold of a kept one:
// nothing, or all but the one field that the page's script sends.
func (r *Request) unsaved(kept string) string {
	left, err := url.ParseQuery(kept)
	if err != nil {
		return ""
	}
	maps.DeleteFunc(left, func(name string, _ []string) bool { return !r.Partial() || r.PostForm.Has(name) })
	return left.Encode()
}
