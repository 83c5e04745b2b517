package campaigns

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/campaign"
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
	Rows   []ui.Row
	Change ui.Link // none: not on the screen, or not by this person
}

func rules(r *page.Request) (page.Response, error) {
	view := rulesPage{Frame: r.Frame("Règles de la campagne"), Tabs: Tabs("/campagne/regles"),
		Columns: []ui.Column{{Label: "Règle"}, {Label: "Valeur"}, {Label: "Fondement"}, {Label: "Qui peut la changer"}}}
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
		return found(err)
	})
	if err != nil {
		return page.Response{}, err
	}
	old := view.Shown != view.Year.Version
	if old {
		view.Latest = query("/campagne/regles", "annee", view.Year.Code)
	}
	view.Editor = r.By.May(campaign.ActChange) && view.Year.Standing != campaign.Ended && !old
	for _, group := range view.Year.Rulebook() {
		view.Groups = append(view.Groups, shownGroup(group, view, whoMay(r, campaign.ActChange)))
	}
	return page.OK(rulesView(view)), nil
}

func shownGroup(group campaign.RuleGroup, view rulesPage, who string) rulesGroup {
	shown := rulesGroup{Key: group.Key, Title: group.Title}
	editable := false
	for _, entry := range group.Entries {
		by := "Dossier de la campagne"
		if entry.Editable() {
			editable, by = true, who
		}
		shown.Rows = append(shown.Rows, ui.Row{Cells: []templ.Component{ui.Text(entry.Title), valuesView(entry.Values()), textOrBlank(entry.Law), ui.Text(by)}})
	}
	if editable && view.Editor {
		shown.Change = ui.Link{Text: "Modifier", Href: query("/campagne/regles/changer", "annee", view.Year.Code, "groupe", group.Key), Context: strings.ToLower(group.Title)}
	}
	return shown
}

func textOrBlank(text string) templ.Component {
	if text == "" {
		return nil
	}
	return ui.Text(text)
}
