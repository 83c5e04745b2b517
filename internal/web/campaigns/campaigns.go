// Package campaigns shows what the circular decides: the rules, the territory,
// the years, and how a national pilot changes them.
package campaigns

import (
	"errors"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/campagne", Act: campaign.ActRead, Handle: overview},
		{Method: "GET", Path: "/campagne/regles", Act: campaign.ActRead, Handle: rules},
		{Method: "GET", Path: "/campagne/regles/changer", Act: campaign.ActChange, Handle: askChange},
		{Method: "POST", Path: "/campagne/regles/changer", Act: campaign.ActChange, Handle: doChange, Keeps: true},
		{Method: "GET", Path: "/campagne/regles/vacances", Act: campaign.ActChange, Handle: askCalendar},
		{Method: "POST", Path: "/campagne/regles/vacances", Act: campaign.ActChange, Handle: doCalendar},
		{Method: "GET", Path: "/campagne/territoire", Act: campaign.ActRead, Handle: territoryPage},
		{Method: "POST", Path: "/campagne/territoire", Act: campaign.ActChange, Handle: swap},
		{Method: "GET", Path: "/campagne/annees", Act: campaign.ActRead, Handle: years},
		{Method: "GET", Path: "/campagne/annees/{code}", Act: campaign.ActRead, Handle: year},
		{Method: "GET", Path: "/campagne/annees/{code}/ouvrir", Act: campaign.ActOpen, Handle: askBegin},
		{Method: "POST", Path: "/campagne/annees/{code}/ouvrir", Act: campaign.ActOpen, Handle: doBegin},
		{Method: "GET", Path: "/campagne/copier", Act: campaign.ActPrepare, Handle: askCopy},
		{Method: "POST", Path: "/campagne/copier", Act: campaign.ActPrepare, Handle: doCopy},
		{Method: "GET", Path: "/campagne/deposer", Act: campaign.ActPrepare, Handle: askFolder},
		{Method: "POST", Path: "/campagne/deposer", Act: campaign.ActPrepare, Upload: campaign.MaxFolder, Handle: doFolder},
		{Method: "GET", Path: "/campagne/comparer", Act: campaign.ActRead, Handle: compare},
	}
}

// Tabs are the pages of the campaign; current is the address of the one shown.
func Tabs(current string) ui.Tabs {
	tabs := ui.Tabs{Label: "Pages de la campagne", Items: []ui.Tab{
		{Text: "Présentation", Href: "/campagne"},
		{Text: "Calendrier", Href: "/campagne/calendrier"},
		{Text: "Complétude", Href: "/campagne/completude"},
		{Text: "Règles", Href: "/campagne/regles"},
		{Text: "Territoire", Href: "/campagne/territoire"},
		{Text: "Années", Href: "/campagne/annees"},
	}}
	for i := range tabs.Items {
		tabs.Items[i].Current = tabs.Items[i].Href == current
	}
	return tabs
}

// crumbs is a frame that leads back to the campaign, and to one of its pages.
func crumbs(r *page.Request, title string, more ...ui.Crumb) ui.Page {
	return r.Frame(title, append([]ui.Crumb{{Label: "Campagne", Href: "/campagne"}}, more...)...)
}

// yearAsked is the campaign that the address names, the current one when it
// names none, in its latest version.
func yearAsked(r *page.Request, tx *db.Tx) (campaign.Year, error) {
	code := r.FormValue("annee")
	if code == "" {
		rules, version, err := r.Campaigns().Current(tx)
		if errors.Is(err, db.ErrNotFound) {
			err = page.ErrNotFound
		}
		return campaign.Year{Campaign: rules, Version: version, Standing: campaign.Running}, err
	}
	year, err := r.Campaigns().Read(tx, r.By, code)
	return year, err
}

type overviewPage struct {
	Frame ui.Page
	Tabs  ui.Tabs
	Year  campaign.Year
	Facts []ui.Answer
	Tiles []ui.Tile
}

func overview(r *page.Request) (page.Response, error) {
	view := overviewPage{Frame: r.Frame("La campagne"), Tabs: Tabs("/campagne")}
	err := r.Read(func(tx *db.Tx) (err error) {
		view.Year, err = yearAsked(r, tx)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	c := view.Year
	view.Facts = []ui.Answer{
		{Question: "Le texte", Value: ui.Text(c.Text.Title + ", " + c.Text.Reference + ", du " + c.Text.Date.French())},
		{Question: "L’année scolaire", Value: ui.Text("Du " + c.SchoolYear.From.French() + " au " + c.SchoolYear.To.French())},
		{Question: "Les formations", Value: ui.Text(civil.FrenchCount(c.Hours.Value) + " heures par groupe, de " + civil.FrenchCount(c.GroupSizeMin.Value) + " à " +
			civil.FrenchCount(c.GroupSizeMax.Value) + " parents, qui commencent au plus tard le " + c.LatestStart.Value.French())},
		{Question: "Qui décide", Value: ui.Text(labels(c.Levels))},
		{Question: "Qui paie", Value: ui.Text(c.Payer.Value)},
	}
	academies, departments, regions := covered(c.Campaign)
	view.Tiles = []ui.Tile{
		{Title: "Le calendrier", Text: "Qui doit quoi, pour quand.", Href: "/campagne/calendrier", Detail: civil.Plural(int64(len(c.Milestones)), "échéance", "échéances")},
		{Title: "Les règles", Text: "Chaque valeur, son paragraphe, et qui peut la changer.", Href: "/campagne/regles", Detail: "Version " + strconv.FormatInt(c.Version, 10)},
		{Title: "Le territoire", Text: "Les départements où l’opération est ouverte.", Href: "/campagne/territoire",
			Detail: civil.Plural(int64(departments), "département", "départements") + ", " + civil.Plural(int64(academies), "académie", "académies") + ", " + civil.Plural(int64(regions), "région", "régions")},
		{Title: "Les années", Text: "Les autres campagnes, les versions des règles, et deux années côte à côte.", Href: "/campagne/annees"},
	}
	return page.OK(overviewView(view)), nil
}

func labels(all []campaign.Named) string {
	var words []string
	for _, n := range all {
		words = append(words, n.Label)
	}
	return strings.Join(words, ". ") + "."
}

func standingBadge(s campaign.Standing) *ui.Badge {
	severity := ui.Neutral
	switch s {
	case campaign.Running:
		severity = ui.Success
	case campaign.Preparing:
		severity = ui.Info
	}
	return &ui.Badge{Text: s.Label(), Severity: severity}
}

// refused is what stands in the way of an act, by field; ok is false when err is
// something else.
func refused(err error) (errs []ui.FieldError, ok bool) {
	var refusal *workflow.Refusal
	if !errors.As(err, &refusal) {
		return nil, false
	}
	for _, m := range refusal.Reasons {
		errs = append(errs, ui.FieldError{Field: m.Field, Text: m.Sentence})
	}
	return errs, true
}

// whoMay lists the roles that may do an act.
func whoMay(r *page.Request, act access.Act) string {
	var labels []string
	for _, role := range access.Roles() {
		if r.Access().Rights().Reach(role, act) != access.Nowhere {
			labels = append(labels, role.Label())
		}
	}
	return strings.Join(labels, ", ")
}
