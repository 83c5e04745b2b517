package page

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// ErrNotFound says that the page does not exist for this person.
var ErrNotFound = errors.New("page: not found")

// Response is what a handler answers: a page, a redirection, or a file.
type Response struct {
	Status   int // 200 when zero
	Body     templ.Component
	Location string
	File     *File
	// Unkept, of a form that was received: something of it is not saved, so that
	// what was kept for its person stays (Route.Keeps).
	Unkept bool
	Wait   time.Duration // before the same is asked again; zero: none
	// Again is after how long the browser asks for the page again by itself, while what
	// it tells changes. The page then offers to stop that (RGAA 13.1). Zero: it does not.
	Again time.Duration
}

// File is a document to download: written for this answer, or read from where
// it is kept.
type File struct {
	Name    string // safe: see file.CleanName
	Type    string
	Write   func(io.Writer) error // rendered whole before anything is sent
	Content io.ReadSeeker         // sent as it is read; nil when Write is given
}

// OK shows a page.
func OK(body templ.Component) Response { return Response{Status: http.StatusOK, Body: body} }

// Refused shows a form again, with what is wrong and what was typed.
func Refused(body templ.Component) Response {
	return Response{Status: http.StatusUnprocessableEntity, Body: body}
}

// Later shows a form again to who has tried too often, and says when to try again.
func Later(body templ.Component, wait time.Duration) Response {
	return Response{Status: http.StatusTooManyRequests, Body: body, Wait: wait}
}

// SeeOther sends the browser to another page after an act.
func SeeOther(path string) Response { return Response{Status: http.StatusSeeOther, Location: path} }

// Download sends a file.
func Download(file File) Response { return Response{Status: http.StatusOK, File: &file} }

// write sends an answer whole, or the page of its error: nothing is sent
// before all of it is rendered.
func (s *Site) write(w http.ResponseWriter, r *Request, answer Response, err error) (status int, reference string) {
	var body bytes.Buffer
	contentType := "text/html; charset=utf-8"
	if err == nil {
		err = guarded(func() (err error) {
			contentType, err = answer.render(&body, r, contentType)
			return err
		})
	}
	if err == nil {
		err = s.keepSignIn(w, r)
	}
	if err != nil {
		body.Reset()
		answer, reference = s.failed(r, err)
		r.Request = r.WithContext(context.WithoutCancel(r.Context())) // or this page would not come either
		contentType = "text/html; charset=utf-8"
		if _, err := answer.render(&body, r, contentType); err != nil {
			s.Log.Error("error page", "err", err, "ref", reference)
		}
	}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	if answer.Wait > 0 {
		header.Set("Retry-After", strconv.Itoa(int((answer.Wait+time.Second-1)/time.Second)))
	}
	if answer.Again > 0 {
		header.Set("Refresh", strconv.Itoa(int(answer.Again/time.Second)))
	}
	if answer.Location != "" {
		header.Set("Location", answer.Location)
	} else {
		header.Set("Content-Type", contentType)
	}
	if answer.File != nil {
		header.Set("Content-Disposition", disposition(answer.File.Name))
		header.Add("Content-Security-Policy", "sandbox")
		if answer.File.Content != nil {
			answer.File.stream(w, r)
			return answer.Status, reference
		}
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(body.Bytes()) // the client may have gone: nothing to do
	return answer.Status, reference
}

// stream sends a file as it is read, or the part of it that is asked for. When
// it can no more be read, the line is cut: the browser knows how long it is.
func (f *File) stream(w http.ResponseWriter, r *Request) {
	r.patience.Stop()
	w.Header().Set(gzhttp.HeaderNoCompression, "1") // it already is
	http.ServeContent(w, r.Request, "", time.Time{}, &sending{f.Content, newPatience(w)})
}

func (a Response) render(into io.Writer, r *Request, contentType string) (string, error) {
	switch {
	case a.File != nil && a.File.Content != nil:
		return a.File.Type, nil
	case a.File != nil:
		return a.File.Type, a.File.Write(into)
	case a.Body != nil:
		return contentType, a.Body.Render(r.Context(), into)
	}
	return contentType, nil
}

// failed turns an error into its page. What the person can do about is said;
// a fault of ours shows a reference, found in the log with its detail.
func (s *Site) failed(r *Request, err error) (Response, string) {
	var refusal *workflow.Refusal
	var tooLarge *http.MaxBytesError
	var full *file.SpoolError
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, project.ErrNotFound), errors.Is(err, access.ErrNotFound),
		errors.Is(err, territory.ErrNotFound), errors.Is(err, campaign.ErrNotFound), errors.Is(err, exchange.ErrNotFound),
		errors.Is(err, credit.ErrNotFound), errors.Is(err, committee.ErrNotFound), errors.Is(err, jobs.ErrNotFound):
		return errorResponse(r, http.StatusNotFound, "Page introuvable",
			"Cette page n’existe pas, ou n’est pas accessible dans le rôle que vous exercez."), ""
	case errors.As(err, &refusal):
		return errorResponse(r, http.StatusUnprocessableEntity, "Ce geste n’est pas possible", refusal.Error()), ""
	case errors.As(err, &tooLarge):
		return errorResponse(r, http.StatusRequestEntityTooLarge, "Envoi trop volumineux",
			"Ce que vous envoyez dépasse "+file.Size(tooLarge.Limit)+". Rien n’a été modifié. C’est trop long pour être gardé ici\u202f: "+
				"revenez à la page précédente, votre navigateur montre souvent encore ce que vous aviez écrit."), ""
	case errors.Is(err, ErrForeign):
		return errorResponse(r, http.StatusForbidden, "Envoi refusé",
			"Ce formulaire vient d’un autre site. Rien n’a été modifié."), ""
	case errors.Is(err, ErrUnreadable):
		return errorResponse(r, http.StatusBadRequest, "Demande illisible",
			"Préau n’a pas pu lire ce qui lui est envoyé. Rien n’a été modifié."), ""
	case errors.Is(err, ErrMethod):
		return errorResponse(r, http.StatusMethodNotAllowed, "Page introuvable",
			"Cette adresse sert à envoyer un formulaire, ou ne se demande pas ainsi. Rien n’a été modifié."), ""
	}
	if errors.Is(err, access.ErrBusy) {
		busy := errorResponse(r, http.StatusServiceUnavailable, "Trop de connexions à la fois",
			"Beaucoup de personnes se connectent en ce moment. Rien n’a été modifié. Réessayez dans quelques secondes.")
		busy.Wait = 5 * time.Second
		return busy, ""
	}
	reference := rand.Text()[:8]
	s.Log.Error("failure", "err", err, "ref", reference, "path", r.loggedPath())
	var unkept *notKept
	if errors.As(err, &unkept) {
		return errorResponse(r, http.StatusServiceUnavailable, "Enregistrement impossible pour le moment",
			"Votre connexion n’a pas pu être enregistrée. Avant de recommencer, vérifiez si votre geste a été pris en compte. "+
				"Prévenez l’administration de Préau en donnant la référence "+reference+"."), reference
	}
	if r.Method == http.MethodPost && r.use.Kept.Load() > 0 {
		return errorResponse(r, http.StatusServiceUnavailable, "La suite n’a pas pu s’afficher",
			"Une partie au moins de votre geste est enregistrée. Avant de recommencer, vérifiez s’il a été pris en compte. "+
				"Si l’erreur revient, donnez la référence "+reference+" à l’administration de Préau."), reference
	}
	if errors.As(err, &full) {
		return errorResponse(r, http.StatusServiceUnavailable, "Fichier non reçu",
			"Le serveur n’a plus de place pour recevoir un fichier. Rien n’a été modifié. Prévenez l’administration de Préau en donnant la référence "+reference+"."), reference
	}
	if db.ReadOnly(err) {
		return errorResponse(r, http.StatusServiceUnavailable, "Enregistrement impossible pour le moment",
			"La base de données n’accepte pas d’écriture. Rien n’a été modifié. Prévenez l’administration de Préau en donnant la référence "+reference+"."), reference
	}
	if db.Uncertain(err) {
		return errorResponse(r, http.StatusServiceUnavailable, "Enregistrement interrompu",
			"La liaison avec la base de données s’est rompue au moment d’enregistrer. Avant de recommencer, vérifiez si votre geste a été pris en compte. "+
				"Si l’erreur revient, donnez la référence "+reference+" à l’administration de Préau."), reference
	}
	if context.Cause(r.Context()) == errLate || db.Busy(err) {
		return errorResponse(r, http.StatusServiceUnavailable, "Préau met trop de temps à répondre",
			"La base de données n’a pas répondu à temps. Rien n’a été modifié. Réessayez dans quelques minutes\u202f; si l’erreur revient, donnez la référence "+reference+" à l’administration de Préau."), reference
	}
	return errorResponse(r, http.StatusInternalServerError, "Une erreur est survenue",
		"Rien n’a été modifié. Réessayez dans un instant\u202f; si l’erreur revient, donnez la référence "+reference+" à l’administration de Préau."), reference
}

// loggedPath is the path without what opens something by itself.
func (r *Request) loggedPath() string {
	if token := r.PathValue("jeton"); token != "" {
		return strings.Replace(r.URL.Path, token, "…", 1)
	}
	return r.URL.Path
}

// ErrForeign says that a form was sent by another site.
var ErrForeign = errors.New("page: sent from another site")

// ErrMethod says that the address exists, but is not asked for in this way.
var ErrMethod = errors.New("page: method not allowed")

func errorResponse(r *Request, status int, title, sentence string) Response {
	frame := ui.Page{Title: title}
	if r.By.May(access.ActVisit) { // else the database did not even say who asks
		frame = r.Frame(title)
	}
	return Response{Status: status, Body: errorPage(frame, sentence)}
}
