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

// chooser is two campaigns, or versions, to put side by side.
type chooser struct {
	A, B    string // "2009-2010", or "2009-2010@3"
	Options []ui.Option
}

type comparePage struct {
	Frame   ui.Page
	Chooser chooser
	Chosen  bool
	Filters []ui.FilterTag
	Groups  []comparedGroup
	Columns []ui.Column
	Sheets  []ui.Row
}

type comparedGroup struct {
	ID, Title string
	Rows      []ui.Row
}

func compare(r *page.Request) (page.Response, error) {
	view := comparePage{Frame: crumbs(r, "Comparer deux campagnes", ui.Crumb{Label: "Années", Href: "/campagne/annees"})}
	view.Frame.Wide = true
	view.Chooser.A, view.Chooser.B = r.FormValue("a"), r.FormValue("b")
	view.Chosen = view.Chooser.A != "" && view.Chooser.B != ""
	err := r.Read(func(tx *db.Tx) error {
		if err := view.Chooser.read(r, tx); err != nil || !view.Chosen {
			return err
		}
		a, err := versionNamed(r, tx, view.Chooser.A)
		if err != nil {
			return err
		}
		b, err := versionNamed(r, tx, view.Chooser.B)
		if err == nil {
			view.fill(a, b, r.FormValue("voir") != "tout")
		}
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(compareView(view)), nil
}

// read offers every campaign that the person may read, in each of its versions.
func (c *chooser) read(r *page.Request, tx *db.Tx) error {
	all, err := r.Campaigns().Readable(tx, r.By)
	if err != nil {
		return err
	}
	for _, y := range all {
		c.Options = append(c.Options, ui.Option{Value: y.Code, Label: y.Code + ", dernière version (" + strconv.FormatInt(y.Version, 10) + ")"})
		for version := y.Version - 1; version >= 1; version-- {
			number := strconv.FormatInt(version, 10)
			c.Options = append(c.Options, ui.Option{Value: y.Code + "@" + number, Label: y.Code + ", version " + number})
		}
		last := y.Code + "@" + strconv.FormatInt(y.Version, 10) // is the option without a version
		for _, side := range []*string{&c.A, &c.B} {
			if *side == last {
				*side = y.Code
			}
		}
	}
	return nil
}

// sideName is a campaign or a version as one reads it.
func sideName(name string) string {
	code, number, versioned := strings.Cut(name, "@")
	if versioned {
		return code + ", version " + number
	}
	return code
}

// versionNamed is a campaign by its code, or one of its versions: "2009-2010@3".
func versionNamed(r *page.Request, tx *db.Tx, name string) (*campaign.Campaign, error) {
	code, number, versioned := strings.Cut(name, "@")
	year, err := r.Campaigns().Read(tx, r.By, code)
	if err != nil || !versioned {
		return year.Campaign, err
	}
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, page.ErrNotFound
	}
	c, err := r.Campaigns().Version(tx, code, version)
	return c, err
}

func (v *comparePage) fill(a, b *campaign.Campaign, onlyDifferent bool) {
	all := campaign.CompareRules(a, b)
	different := campaign.Differ(all)
	address := func(see string) string {
		return page.Query("/campagne/comparer", "a", v.Chooser.A, "b", v.Chooser.B, "voir", see)
	}
	v.Filters = []ui.FilterTag{{Text: "Différentes", Count: len(different), Href: address(""), Current: onlyDifferent},
		{Text: "Toutes les valeurs", Count: len(all), Href: address("tout"), Current: !onlyDifferent}}
	if onlyDifferent {
		all = different
	}
	v.Columns = []ui.Column{{Label: "Règle"}, {Label: sideName(v.Chooser.A)}, {Label: sideName(v.Chooser.B)}, {Label: "Comparaison"}}
	for _, d := range all {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != d.Group {
			v.Groups = append(v.Groups, comparedGroup{ID: "groupe-" + strconv.Itoa(n+1), Title: d.Group})
		}
		group := &v.Groups[len(v.Groups)-1]
		group.Rows = append(group.Rows, differenceRows([]campaign.Difference{d}, true)...)
	}
	for _, d := range campaign.CompareSheets(a, b) {
		v.Sheets = append(v.Sheets, ui.Row{Cells: []templ.Component{ui.Text(d.Group + " : " + d.Rule), lines(d.Before), lines(d.After), statusBadge(d.Status)}})
	}
}

// lines is a text, a line each; blank for none.
func lines(text string) templ.Component {
	if text == "" {
		return nil
	}
	return linesView(strings.Split(text, "\n"))
}

// differenceRows are what differs: rule, before, after and, with a word, how.
func differenceRows(all []campaign.Difference, word bool) []ui.Row {
	var rows []ui.Row
	for _, d := range all {
		name := d.Rule
		if d.Field != "" {
			name += " : " + strings.ToLower(d.Field)
		}
		cells := []templ.Component{ui.Text(name), lines(d.Before), lines(d.After)}
		if word {
			cells = append(cells, statusBadge(d.Status))
		}
		rows = append(rows, ui.Row{Cells: cells})
	}
	return rows
}

func statusBadge(s campaign.Status) templ.Component {
	switch s {
	case campaign.Changed:
		return ui.Badge{Text: "Différent", Severity: ui.Warning}
	case campaign.Added:
		return ui.Badge{Text: "Ajouté", Severity: ui.Fresh}
	case campaign.Removed:
		return ui.Badge{Text: "Retiré", Severity: ui.Warning}
	}
	return ui.Text("Identique")
}
