package campaigns

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type rulesPage struct {
	Frame   ui.Page
	Tabs    ui.Tabs
	Year    campaign.Year
	Shown   int64 // the version on the page
	Latest  string
	Editor  bool
	Groups  []rulesGroup
	Columns []ui.Column
}

type rulesGroup struct {
	Key    string
	Title  string
	Who    string // who may change them
	Rows   []ui.Row
	Change ui.Link // none: not on the screen, or not by this person
}

func rules(r *page.Request) (page.Response, error) {
	view := rulesPage{Frame: r.Frame("Règles de la campagne"), Tabs: Tabs("/campagne/regles"),
		Columns: []ui.Column{{Label: "Règle"}, {Label: "Valeur"}, {Label: "Fondement"}}}
	view.Frame.Wide = true
	err := r.Read(func(tx *db.Tx) (err error) {
		if view.Year, err = yearAsked(r, tx); err != nil {
			return err
		}
		view.Shown = view.Year.Version
		asked, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
		if r.FormValue("version") == "" || err == nil && asked == view.Shown {
			return nil
		}
		if err != nil {
			return page.ErrNotFound
		}
		view.Shown = asked
		view.Year.Campaign, err = r.Campaigns().Version(tx, view.Year.Code, asked)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	old := view.Shown != view.Year.Version
	if old {
		view.Latest = page.Query("/campagne/regles", "annee", view.Year.Code)
	}
	view.Editor = r.By.May(campaign.ActChange) && view.Year.Standing != campaign.Ended && !old
	for _, group := range view.Year.Rulebook() {
		view.Groups = append(view.Groups, shownGroup(group, view, whoMay(r, campaign.ActChange)))
	}
	return page.OK(rulesView(view)), nil
}

func shownGroup(group campaign.RuleGroup, view rulesPage, who string) rulesGroup {
	shown := rulesGroup{Key: group.Key, Title: group.Title, Who: "Ces valeurs viennent du dossier de la campagne."}
	editable := slices.ContainsFunc(group.Entries, campaign.RuleEntry.Editable)
	if editable {
		shown.Who = "Qui peut les changer\u202f: " + who + "."
	}
	for _, entry := range group.Entries {
		title := entry.Title
		if editable && !entry.Editable() {
			title += " (dossier de la campagne)"
		}
		shown.Rows = append(shown.Rows, ui.Row{Cells: []templ.Component{ui.Text(title), valuesView(entry.Values()), textOrBlank(entry.Law)}})
	}
	if editable && view.Editor {
		shown.Change = ui.Link{Text: "Modifier", Href: page.Query("/campagne/regles/changer", "annee", view.Year.Code, "groupe", group.Key), Context: strings.ToLower(group.Title)}
	}
	return shown
}

// shortGroup is how many rules are shown without being asked for: the page is a
// list of chapters, each short or closed.
const shortGroup = 4

// folded is the line that a long chapter opens by.
func (g rulesGroup) folded() string {
	return "Lire les " + civil.FrenchCount(int64(len(g.Rows))) + " règles"
}

func textOrBlank(text string) templ.Component {
	if text == "" {
		return nil
	}
	return ui.Text(text)
}
