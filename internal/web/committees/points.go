package committees

import (
	"cmp"
	"strconv"

	"preau/internal/campaign"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// pointRoutes are the points of an agenda that are about no file (§3.2).
func pointRoutes(path string) []page.Route {
	return []page.Route{
		{Method: "GET", Path: path + "/ajouter", Act: committee.ActManageNational, Handle: askPoint},
		{Method: "POST", Path: path + "/ajouter", Act: committee.ActManageNational, Handle: addPoint, Keeps: true},
		{Method: "GET", Path: path + "/{point}", Act: committee.ActManageNational, Handle: askPoint},
		{Method: "POST", Path: path + "/{point}", Act: committee.ActManageNational, Handle: changePoint, Keeps: true},
		{Method: "POST", Path: path + "/{point}/retirer", Act: committee.ActManageNational, Handle: dropPoint},
	}
}

// A pointLine is a point with what becomes of the rule that it bears on.
type pointLine struct {
	committee.Point
	Rule string // in words; blank: it bears on none
}

// decided is what is decided of the point.
func (l pointLine) decided() string { return cmp.Or(l.Decision, "aucune pour le moment.") }

// outlookOf is what becomes of the rules that the points of a meeting bear on; nothing is
// read when they bear on none.
func outlookOf(r *page.Request, tx *db.Tx, g committee.Gathering) (campaign.Outlook, error) {
	for _, p := range g.Points {
		if p.Rule != "" {
			return r.Campaigns().OutlookOf(tx, r.By, g.Rules)
		}
	}
	return campaign.Outlook{}, nil
}

// pointLines are the points of a meeting. whole: with what becomes of the rules; else with
// what they are called.
func pointLines(r *page.Request, tx *db.Tx, g committee.Gathering, whole bool) (lines []pointLine, err error) {
	var outlook campaign.Outlook
	if whole {
		if outlook, err = outlookOf(r, tx, g); err != nil {
			return nil, err
		}
	}
	for _, p := range g.Points {
		line := pointLine{Point: p}
		if p.Rule != "" && whole {
			line.Rule = outlook.Words(p.Rule)
		} else if p.Rule != "" {
			line.Rule = g.Rules.RuleTitle(p.Rule)
		}
		lines = append(lines, line)
	}
	return lines, err
}

// pointPage is the form of a point.
type pointPage struct {
	page.Form
	committee.Gathering
	Point   committee.Point // as it is; zero: a new one
	Changed bool            // another has changed it meanwhile
	Rules   []ui.Option
	DropKey string
	outlook campaign.Outlook
}

func (v pointPage) path() string { return page.MeetingPath("", v.Meeting.HeldOn) }

// rulesHint says what the choice of a rule shows.
func (v pointPage) rulesHint() string {
	if v.outlook.Next == "" {
		return "Le relevé montre sa valeur de cette campagne\u202f; celle de la suivante s’y ajoute dès que cette campagne est préparée."
	}
	return "Le relevé montre sa valeur en " + v.outlook.Code + " et en " + v.outlook.Next + ", et dit si elle change."
}

// otherRule is the rule that another has chosen meanwhile.
func (v pointPage) otherRule() string {
	if !v.Changed || v.Value("regle") == v.Point.Rule {
		return ""
	}
	if chosen, known := v.outlook.Of(v.Point.Rule); known {
		return "Maintenant\u202f: " + chosen.Title()
	}
	return "Maintenant\u202f: aucune."
}

// action is where the form is sent.
func (v pointPage) action() string {
	if v.Point.ID == 0 {
		return v.path() + "/points/ajouter"
	}
	return v.path() + "/points/" + text(v.Point.ID)
}

// loadPoint is the form of the point that the address names, or of a new one.
func loadPoint(r *page.Request) (view pointPage, err error) {
	if err = r.Read(func(tx *db.Tx) (err error) {
		if view.Gathering, err = r.Committees().Meet(tx, r.By, "", meetingDay(r), r.At.Today()); err == nil {
			view.outlook, err = r.Campaigns().OutlookOf(tx, r.By, view.Gathering.Rules)
		}
		return err
	}); err != nil {
		return view, err
	}
	title := "Ajouter un point à l’ordre du jour"
	if r.PathValue("point") != "" {
		known := false
		if view.Point, known = view.Gathering.Point(r.ID("point")); !known {
			return view, page.ErrNotFound
		}
		title = "Modifier un point de l’ordre du jour"
	}
	for _, p := range view.outlook.Values {
		view.Rules = append(view.Rules, ui.Option{Value: p.Name, Label: p.Group + "\u202f: " + p.Title()})
	}
	view.Form = page.NewForm(r, title, append(crumbs(view.Committee), ui.Crumb{Label: "Réunion du " + view.Meeting.HeldOn.French(), Href: view.path()})...)
	view.DropKey = page.NewKey()
	return view, nil
}

// other is what another has written meanwhile in a field, where it differs.
func (v pointPage) other(field, kept string) string {
	if !v.Changed || v.Value(field) == kept {
		return ""
	}
	if kept == "" {
		return "Maintenant\u202f: rien."
	}
	return "Maintenant\u202f: " + kept
}

func askPoint(r *page.Request) (page.Response, error) {
	view, err := loadPoint(r)
	if err == nil && view.Meeting.Closed() {
		return page.Response{}, workflow.Refuse(committee.ActManageNational, "", "La réunion est close\u202f: son ordre du jour ne change plus.", "")
	}
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(pointView(view)), err
}

func addPoint(r *page.Request) (page.Response, error) {
	return keepPoint(r, "Le point est à l’ordre du jour.", func(typed committee.TypedPoint, rules []string) error {
		return r.Committees().AddPoint(r.Context(), r.Call(), "", meetingDay(r), typed, rules)
	})
}

func changePoint(r *page.Request) (page.Response, error) {
	return keepPoint(r, "Le point est enregistré.", func(typed committee.TypedPoint, rules []string) error {
		return r.Committees().ChangePoint(r.Context(), r.Call(), "", meetingDay(r), r.ID("point"), typed, rules)
	})
}

func keepPoint(r *page.Request, done string, keep func(committee.TypedPoint, []string) error) (page.Response, error) {
	view, err := loadPoint(r)
	if err != nil {
		return page.Response{}, err
	}
	typed := committee.TypedPoint{Title: r.Typed("intitule"), Text: r.Typed("texte"), Decision: r.Typed("decision"), Rule: r.Typed("regle")}
	typed.Revision, _ = strconv.ParseInt(r.Typed("revision"), 10, 64) // what is no number is that of nothing
	err = keep(typed, view.outlook.Names())
	if err == nil {
		r.Flash(done)
		return page.SeeOther(view.path() + "#points"), nil
	}
	view, failed := loadPoint(r) // as it is now
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Changed = view.Point.ID != 0 && typed.Revision != view.Point.Revision
	return page.Refused(pointView(view)), nil
}

func dropPoint(r *page.Request) (page.Response, error) {
	err := r.Committees().DropPoint(r.Context(), r.Call(), "", meetingDay(r), r.ID("point"))
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("Le point est retiré de l’ordre du jour.")
	return page.SeeOther(page.MeetingPath("", meetingDay(r)) + "#points"), nil
}
