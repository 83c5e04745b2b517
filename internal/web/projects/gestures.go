package projects

import (
	"errors"
	"net/url"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// A gesture is the page of a move: what it asks for, and what is said when it
// is done. What it demands is in the table of moves, not here.
type gesture struct {
	act     workflow.Act
	slug    string
	title   string
	lead    string
	reason  string // the question; blank: no reason is asked for
	opinion bool
	amount  bool
	until   bool
	past    string // what its author did, in the history
	done    string
}

var gestures = []gesture{
	{act: project.ActWithdraw, slug: "retirer", title: "Retirer le projet", lead: "Le projet quitte la campagne. Ce geste est définitif.",
		reason: "Pourquoi retirez-vous le projet\u202f?", past: "a retiré le projet", done: "Le projet est retiré."},
	{act: project.ActOpine, slug: "avis", title: "Donner l’avis du comité régional", lead: "L’avis accompagne la fiche jusqu’au comité national (annexe 3).",
		opinion: true, past: "a donné l’avis du comité de pilotage régional", done: "L’avis est enregistré."},
	{act: project.ActReturn, slug: "retourner", title: "Retourner la fiche pour complément", lead: "L’école reçoit votre demande et peut de nouveau écrire dans la fiche.",
		reason: "Que faut-il compléter\u202f?", until: true, past: "a retourné la fiche à l’école, pour complément", done: "La fiche est retournée à l’école."},
	{act: project.ActPreselect, slug: "preselectionner", title: "Présélectionner le projet", lead: "L’école ne l’apprend qu’à la transmission au comité national.",
		reason: "Motif (facultatif)", past: "a présélectionné le projet", done: "Le projet est présélectionné. Il reste à le transmettre au comité national."},
	{act: project.ActReserve, slug: "reserver", title: "Mettre le projet en liste complémentaire", lead: "L’école ne l’apprend que lorsque vous communiquez la décision.",
		reason: "Motif (facultatif)", past: "a mis le projet en liste complémentaire", done: "Le projet est en liste complémentaire."},
	{act: project.ActDiscard, slug: "ecarter", title: "Écarter le projet", lead: "L’école ne l’apprend que lorsque vous communiquez la décision.",
		reason: "Pourquoi le projet est-il écarté\u202f?", past: "a écarté le projet", done: "Le projet est écarté."},
	{act: project.ActAnnounce, slug: "communiquer", title: "Communiquer la décision à l’école", lead: "L’école reçoit un courrier et voit la décision.",
		past: "a communiqué à l’école la décision du comité régional", done: "La décision est communiquée à l’école."},
	{act: project.ActTransmit, slug: "transmettre-au-national", title: "Transmettre au comité national", lead: "L’école apprend que son projet est présélectionné.",
		past: "a transmis le projet, présélectionné, au comité de pilotage national", done: "Le projet est transmis au comité national."},
	{act: project.ActSendBack, slug: "renvoyer", title: "Renvoyer le projet à la région", lead: "Le comité régional l’examine de nouveau.",
		reason: "Que doit revoir le comité régional\u202f?", past: "a renvoyé le projet à la région", done: "Le projet est renvoyé à la région."},
	{act: project.ActValidate, slug: "valider", title: "Valider le projet", lead: "La région et l’école ne l’apprennent que lorsque vous communiquez la décision.",
		reason: "Motif (obligatoire si le montant est inférieur à la demande)", amount: true, past: "a validé le projet", done: "Le projet est validé. La décision reste à communiquer."},
	{act: project.ActRefuse, slug: "refuser", title: "Refuser le projet", lead: "La région et l’école ne l’apprennent que lorsque vous communiquez la décision.",
		reason: "Pourquoi le projet est-il refusé\u202f?", past: "a refusé le projet", done: "Le projet est refusé. La décision reste à communiquer."},
	{act: project.ActRelease, slug: "communiquer-la-decision-nationale", title: "Communiquer la décision nationale", lead: "La région et l’école reçoivent un courrier et voient la décision.",
		past: "a communiqué la décision nationale", done: "La décision est communiquée."},
	{act: project.ActClose, slug: "clore", title: "Clore le dossier", lead: "Plus rien ne pourra y être changé.", past: "a clos le dossier", done: "Le dossier est clos."},
}

func gestureOf(act workflow.Act) (gesture, bool) {
	for _, g := range gestures {
		if g.act == act {
			return g, true
		}
	}
	return gesture{}, false
}

func pastOf(act workflow.Act) string {
	switch act {
	case project.ActOpen:
		return "a ouvert la fiche"
	case project.ActSubmit:
		return "a transmis la fiche au comité de pilotage régional"
	}
	g, _ := gestureOf(act)
	return g.past
}

// allowed hides the release of what has been released, and the closing of what
// has not.
func (g gesture) allowed(f project.Filled) bool {
	switch g.act {
	case project.ActAnnounce, project.ActRelease:
		return f.Pending()
	case project.ActClose:
		return !f.Pending()
	}
	return true
}

func (g gesture) possible(f project.Filled, r *page.Request) bool {
	for _, move := range f.Possible(r.By, r.At) {
		if move.Act == g.act {
			return g.allowed(f)
		}
	}
	return false
}

// barred says why a move that is not possible is not: it is too late, or the file stands
// elsewhere.
func (g gesture) barred(f project.Filled, r *page.Request) string {
	seen := f.Seen(r.Level())
	if lock := project.LockOf(f.Limits, g.act, seen, r.At.Happened); lock != "" {
		return lock
	}
	return "L’état de ce projet est «\u202f" + project.Label(seen, r.Level()) + "\u202f»\u202f: ce geste n’y est pas possible."
}

type gesturePage struct {
	filePage
	Gesture gesture
	Reopens string   // which minutes are to be approved again; blank: none
	Lacking []string // why the decision cannot leave yet: its form is not shown
	Key     string
	Typed   typed
	Errors  []ui.FieldError
}

// typed is the form as it was typed.
type typed struct{ Reason, Opinion, Amount, Until string }

func typedIn(form url.Values) typed {
	return typed{form.Get("motif"), form.Get("avis"), form.Get("montant"), form.Get("jusque")}
}

func (v gesturePage) error(field string) string {
	return ui.ErrorOf(v.Errors, field)
}

func (g gesture) page(r *page.Request) (gesturePage, error) {
	tab := noTab
	if !project.Decides(g.act) {
		tab = headTab
	}
	file, err := load(r, tab)
	view := gesturePage{filePage: file, Gesture: g, Key: page.NewKey()}
	if err != nil {
		return view, err
	}
	view.under(g.title)
	err = r.Read(func(tx *db.Tx) error {
		view.Reopens, err = project.Reopens(tx, g.act, file.File.Project, r.At.Today())
		return err
	})
	return view, err
}

func (g gesture) ask(r *page.Request) (page.Response, error) {
	view, err := g.page(r)
	if err != nil {
		return page.Response{}, err
	}
	if !r.By.Can(g.act, view.File.Place) {
		return page.Response{}, page.ErrNotFound
	}
	if view.File.KeptOut != "" && project.Decides(g.act) {
		return page.Response{}, workflow.Refuse(g.act, "", view.File.KeptOut, "")
	}
	if !g.possible(view.File, r) {
		return page.Response{}, workflow.Refuse(g.act, "", g.barred(view.File, r), "")
	}
	if view.Lacking, err = g.lacking(r, view.File.Project); err != nil {
		return page.Response{}, err
	}
	view.Typed.Opinion = view.File.Opinion
	if g.amount {
		view.Typed.Amount = view.File.AskedCents.Plain()
	}
	kept, err := r.Kept()
	if kept != nil {
		view.Typed = typedIn(kept)
		page.TellKept(&view.Frame)
	}
	return page.OK(gestureView(view)), err
}

// lacking says what is missing to what waits for minutes that are not approved.
func (g gesture) lacking(r *page.Request, p project.Project) (all []string, err error) {
	err = r.Read(func(tx *db.Tx) error {
		missing, err := r.Projects().Proposed(tx, g.act, p, r.At.Today())
		for _, m := range missing {
			all = append(all, page.Cited(m.Sentence, m.Law))
		}
		return err
	})
	return all, err
}

func (g gesture) do(r *page.Request) (page.Response, error) {
	in, faults := g.read(r)
	var err error
	number := r.PathValue("number")
	if len(faults) == 0 {
		number, err = r.Projects().Move(r.Context(), r.Call(), g.act, number, in)
	}
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		faults = page.Reasons(refusal)
	} else if err != nil {
		return page.Response{}, err
	}
	if len(faults) > 0 {
		return g.again(r, faults)
	}
	r.Flash(g.done)
	return page.SeeOther("/projets/" + number), nil
}

// read is what was typed, each field as its kind reads it.
func (g gesture) read(r *page.Request) (in project.Input, faults []ui.FieldError) {
	in.Reason, in.Opinion = r.Typed("motif"), r.Typed("avis")
	for _, field := range []string{"motif", "avis"} {
		if len([]rune(r.Typed(field))) > maxReason {
			faults = append(faults, ui.FieldError{Field: field, Text: "Ce texte est trop long\u202f: 5\u202f000 caractères au plus."})
		}
	}
	if text := r.Typed("montant"); g.amount && text != "" {
		cents, err := civil.ReadCents(text)
		in.Granted = cents
		faults = appendFault(faults, "montant", err)
	}
	if text := r.Typed("jusque"); g.until && text != "" {
		day, err := civil.ReadDate(text)
		in.Until = day
		faults = appendFault(faults, "jusque", err)
	}
	return in, faults
}

// maxReason is in characters.
const maxReason = 5000

func appendFault(faults []ui.FieldError, field string, err error) []ui.FieldError {
	if err != nil {
		faults = append(faults, ui.FieldError{Field: field, Text: err.Error()})
	}
	return faults
}

func (g gesture) again(r *page.Request, faults []ui.FieldError) (page.Response, error) {
	view, err := g.page(r)
	if err != nil {
		return page.Response{}, err
	}
	view.Errors, view.Frame.Failed = faults, true
	view.Typed = typedIn(r.PostForm)
	return page.Refused(gestureView(view)), nil
}
