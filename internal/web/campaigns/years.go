package campaigns

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

type yearsPage struct {
	Frame   ui.Page
	Tabs    ui.Tabs
	Rows    []ui.Row
	Columns []ui.Column
	Compare chooser
	Acts    []ui.Button
}

func years(r *page.Request) (page.Response, error) {
	view := yearsPage{Frame: r.Frame("Années"), Tabs: Tabs("/campagne/annees"),
		Columns: []ui.Column{{Label: "Campagne"}, {Label: "État"}, {Label: "Année scolaire"}, {Label: "Départements"}, {Label: "Règles"}}}
	err := r.Read(func(tx *db.Tx) error {
		all, err := r.Campaigns().Readable(tx, r.By)
		for _, y := range all {
			view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{
				ui.Link{Text: y.Code, Href: "/campagne/annees/" + y.Code}, standingBadge(y.Standing),
				ui.Text("du " + y.SchoolYear.From.French() + " au " + y.SchoolYear.To.French()),
				ui.Text(strconv.Itoa(len(y.Departments.Value))),
				ui.Link{Text: "Version " + strconv.FormatInt(y.Version, 10), Href: page.Query("/campagne/regles", "annee", y.Code), Context: "des règles de " + y.Code}}})
			view.Compare.Options = append(view.Compare.Options, ui.Option{Value: y.Code, Label: y.Code})
		}
		if len(all) > 1 {
			view.Compare.A, view.Compare.B = all[1].Code, all[0].Code
		}
		return err
	})
	if r.By.May(campaign.ActPrepare) {
		view.Acts = []ui.Button{{Text: "Copier une campagne", Href: "/campagne/copier"}, {Text: "Déposer un dossier", Href: "/campagne/deposer", Kind: ui.Secondary}}
	}
	return page.OK(yearsView(view)), err
}

type yearPage struct {
	Frame    ui.Page
	Header   ui.PageHeader
	Year     campaign.Year
	Acts     []ui.Button
	Doubts   []ui.Row
	Editions []edition
}

// An edition is a version of the rules with what it changed.
type edition struct {
	campaign.Edition
	By      string
	Changed []ui.Row
	Href    string
	Compare string // with the version before
}

func year(r *page.Request) (page.Response, error) {
	view := yearPage{}
	err := r.Read(func(tx *db.Tx) (err error) {
		if view.Year, err = r.Campaigns().Read(tx, r.By, r.PathValue("code")); err != nil {
			return err
		}
		view.Editions, err = editionsOf(r, tx, view.Year)
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	y := view.Year
	view.Frame = crumbs(r, "Campagne "+y.Code, ui.Crumb{Label: "Années", Href: "/campagne/annees"})
	view.Header = ui.PageHeader{Number: y.Code, Title: "Campagne " + y.Code, Lead: y.Label, Badge: standingBadge(y.Standing)}
	if y.Standing != campaign.Running && r.By.May(campaign.ActOpen) {
		view.Acts = append(view.Acts, ui.Button{Text: "Ouvrir l’année", Href: "/campagne/annees/" + y.Code + "/ouvrir"})
	}
	view.Acts = append(view.Acts, ui.Button{Text: "Lire les règles", Href: page.Query("/campagne/regles", "annee", y.Code), Kind: ui.Secondary},
		ui.Button{Text: "Voir le territoire", Href: page.Query("/campagne/territoire", "annee", y.Code), Kind: ui.Secondary})
	if r.By.May(campaign.ActPrepare) {
		view.Acts = append(view.Acts, ui.Button{Text: "Copier", Context: "la campagne " + y.Code, Href: page.Query("/campagne/copier", "annee", y.Code), Kind: ui.Secondary})
	}
	if y.Standing == campaign.Preparing {
		for _, d := range y.Doubts() {
			view.Doubts = append(view.Doubts, ui.Row{Cells: []templ.Component{ui.Text(d.Rule), ui.Text(d.Shown), ui.Text(d.Why)}})
		}
	}
	return page.OK(yearView(view)), nil
}

func editionsOf(r *page.Request, tx *db.Tx, y campaign.Year) ([]edition, error) {
	editions, err := r.Campaigns().Editions(tx, y.Code)
	if err != nil {
		return nil, err
	}
	var all []edition
	for _, e := range editions {
		number := strconv.FormatInt(e.Version, 10)
		shown := edition{Edition: e, By: by(e), Href: page.Query("/campagne/regles", "annee", y.Code, "version", number)}
		if e.Version > 1 {
			before, err := r.Campaigns().Version(tx, y.Code, e.Version-1)
			if err != nil {
				return nil, err
			}
			after, err := r.Campaigns().Version(tx, y.Code, e.Version)
			if err != nil {
				return nil, err
			}
			shown.Changed = differenceRows(campaign.Differ(campaign.CompareRules(before, after)), false)
			shown.Compare = page.Query("/campagne/comparer", "a", y.Code+"@"+strconv.FormatInt(e.Version-1, 10), "b", y.Code+"@"+number)
		}
		all = append(all, shown)
	}
	return all, nil
}

type beginPage struct {
	Frame   ui.Page
	Year    campaign.Year
	Current campaign.Year // none: the zero Year
	Key     string
}

func readBegin(r *page.Request) (view beginPage, err error) {
	view.Key = page.NewKey()
	err = r.Read(func(tx *db.Tx) (err error) {
		if view.Year, err = r.Campaigns().Read(tx, r.By, r.PathValue("code")); err != nil {
			return err
		}
		view.Current.Campaign, view.Current.Version, err = r.Campaigns().Current(tx)
		if errors.Is(err, db.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return view, err
	}
	view.Frame = crumbs(r, "Ouvrir l’année "+view.Year.Code, ui.Crumb{Label: "Années", Href: "/campagne/annees"},
		ui.Crumb{Label: view.Year.Code, Href: "/campagne/annees/" + view.Year.Code})
	return view, nil
}

func askBegin(r *page.Request) (page.Response, error) {
	view, err := readBegin(r)
	if err != nil {
		return page.Response{}, err
	}
	if view.Year.Standing == campaign.Running {
		return page.Response{}, workflow.Refuse(campaign.ActOpen, "", "Cette campagne est déjà la campagne en cours.", "")
	}
	return page.OK(beginView(view)), nil
}

func doBegin(r *page.Request) (page.Response, error) {
	code, err := r.Campaigns().Begin(r.Context(), r.Call(), r.PathValue("code"))
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("L’année " + code + " est ouverte : c’est la campagne en cours.")
	return page.SeeOther("/campagne/annees/" + code), nil
}

type copyPage struct {
	Frame   ui.Page
	From    string
	Options []ui.Option
	Year    string
	Label   string
	Key     string
	Errors  []ui.FieldError
}

func readCopy(r *page.Request) (copyPage, error) {
	view := copyPage{Frame: crumbs(r, "Copier une campagne", ui.Crumb{Label: "Années", Href: "/campagne/annees"}), Key: page.NewKey(),
		From: r.FormValue("annee_copiee"), Year: r.Typed("annee"), Label: r.Typed("nom")}
	err := r.Read(func(tx *db.Tx) error {
		if r.Method != http.MethodPost { // there « annee » is the year typed
			asked, err := yearAsked(r, tx)
			if err != nil {
				return err
			}
			next := asked.SchoolYear.From.Year + 1
			view.From, view.Year, view.Label = asked.Code, strconv.Itoa(next), "année scolaire "+strconv.Itoa(next)+"-"+strconv.Itoa(next+1)
		}
		all, err := r.Campaigns().Readable(tx, r.By)
		for _, y := range all {
			view.Options = append(view.Options, ui.Option{Value: y.Code, Label: y.Code + ", " + y.Standing.Label()})
		}
		return err
	})
	return view, err
}

func askCopy(r *page.Request) (page.Response, error) {
	view, err := readCopy(r)
	return page.OK(copyView(view)), err
}

func doCopy(r *page.Request) (page.Response, error) {
	view, err := readCopy(r)
	if err != nil {
		return page.Response{}, err
	}
	first, err := civil.ReadCount(view.Year)
	errs := []ui.FieldError{}
	if err != nil {
		errs = append(errs, ui.FieldError{Field: "annee", Text: err.Error()})
	}
	if view.From == "" {
		errs = append(errs, ui.FieldError{Field: "annee_copiee", Text: "Choisissez la campagne à copier."})
	}
	var code string
	if len(errs) == 0 {
		code, err = r.Campaigns().Copy(r.Context(), r.Call(), campaign.Copying{From: view.From, Year: first, Label: view.Label})
		more, is := refused(err)
		if err != nil && !is {
			return page.Response{}, err
		}
		errs = more
	}
	if len(errs) > 0 {
		view.Errors, view.Frame.Failed = errs, true
		return page.Refused(copyView(view)), nil
	}
	r.Flash("La campagne " + code + " est en préparation. Relisez ses dates, puis ouvrez l’année.")
	return page.SeeOther("/campagne/annees/" + code), nil
}

func (v copyPage) error(field string) string { return ui.ErrorOf(v.Errors, field) }
