package credits

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// An academie is one of the campaign, with its « établissement mutualisateur ».
type academie struct {
	Place access.Place
	Name  string
	key   string // to sort by
	Limit campaign.Limit
	Known bool                  // the campaign sets a day
	In    *credit.PoolingSchool // nil: none is named
	Told  civil.Date            // the payer said in the calendar that it is received; zero: it did not
	Past  []credit.PoolingSchool
}

func (a academie) path() string { return "/credits/mutualisateurs/" + a.Place.Academie }

// standing says where its details are: named, received, late.
func (a academie) standing(today civil.Date) ui.Badge {
	day := a.Limit.Day()
	switch {
	case a.In != nil && !a.In.ReceivedOn.IsZero() && a.Known && a.In.ReceivedOn.After(day) && len(a.Past) == 0:
		return ui.Badge{Text: "Reçu en retard", Severity: ui.Warning}
	case a.In != nil && !a.In.ReceivedOn.IsZero():
		return ui.Badge{Text: "Reçu", Severity: ui.Success}
	case a.In == nil && !a.Told.IsZero():
		return ui.Badge{Text: "Reçu hors de Préau", Severity: ui.Success}
	case a.Known && today.After(day) && a.In != nil:
		return ui.Badge{Text: "À recevoir, en retard de " + civil.Plural(int64(today.Sub(day)), "jour", "jours"), Severity: ui.Failure}
	case a.Known && today.After(day):
		return ui.Badge{Text: "En retard de " + civil.Plural(int64(today.Sub(day)), "jour", "jours"), Severity: ui.Failure}
	case a.In != nil:
		return ui.Badge{Text: "À recevoir", Severity: ui.Info}
	}
	return ui.Badge{Text: "À désigner"}
}

// academies are those of the campaign that a person may read, by name.
func academies(r *page.Request, tx *db.Tx) (all []academie, err error) {
	rules, _, err := r.Campaigns().Current(tx)
	if err != nil {
		return nil, err
	}
	schools, err := credit.PoolingSchools(tx, r.By, rules.Code)
	if err != nil {
		return nil, err
	}
	m, known := rules.Milestone("pooling_school")
	owed, _, err := campaign.OwedOf(tx, r.By, campaign.OwedQuery{Campaign: rules.Code, Milestone: m.Key, Status: campaign.OwedReceived, Max: 100}, r.At.Today())
	if err != nil {
		return nil, err
	}
	for _, code := range rules.Departments.Value {
		d, _ := territory.FindDepartment(code)
		at := access.Place{Academie: d.Academie, Region: d.Region}
		if !r.By.Can(credit.ActReadPooling, at) || slices.ContainsFunc(all, func(a academie) bool { return a.Place == at }) {
			continue
		}
		a := academie{Place: at, Name: placeName(at), key: civil.SortKey(d.AcademieName), Limit: campaign.Limit{Milestone: m}, Known: known && !m.Date.IsZero()}
		for _, o := range owed {
			if o.Academie == d.Academie {
				a.Told = o.SettledOn
			}
		}
		for i, p := range schools {
			if p.Academie == d.Academie && p.Current() {
				a.In = &schools[i]
			} else if p.Academie == d.Academie {
				a.Past = append(a.Past, p)
			}
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b academie) int { return cmp.Compare(a.key, b.key) })
	return all, nil
}

type poolingsPage struct {
	Frame ui.Page
	Tabs  ui.Tabs
	Lead  string
	Rows  []ui.Row
}

func poolings(r *page.Request) (page.Response, error) {
	view := poolingsPage{Frame: r.Frame("Établissements mutualisateurs", ui.Crumb{Label: "Crédits", Href: "/credits"}), Tabs: tabs(r.By, "/credits/mutualisateurs")}
	err := r.Read(func(tx *db.Tx) error {
		all, err := academies(r, tx)
		for _, a := range all {
			cells := []templ.Component{ui.Link{Text: a.Name, Href: a.path()}, nil, nil, a.standing(r.At.Today())}
			if a.In != nil {
				cells[1], cells[2] = ui.Text(a.In.SchoolName+", "+a.In.Town), ui.Text(a.In.Contact)
			}
			view.Rows = append(view.Rows, ui.Row{Cells: cells})
			if a.Known {
				view.Lead = "L’Acsé en reçoit les coordonnées au plus tard le " + a.Limit.Milestone.Date.FrenchLong() + " (§4, §6)."
			}
		}
		return err
	})
	return page.OK(poolingsView(view)), err
}

type poolingPage struct {
	page.Form
	A       academie
	Badge   ui.Badge
	Summary ui.Summary
	Past    []ui.Event
	Name    bool // the reader names it
	Receive bool // the reader says that it is received
}

func loadPooling(r *page.Request, title string, crumbs ...ui.Crumb) (view poolingPage, err error) {
	err = r.Read(func(tx *db.Tx) error {
		all, err := academies(r, tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(a academie) bool { return a.Place.Academie == r.PathValue("academie") })
		if at < 0 {
			return page.ErrNotFound
		}
		view.A = all[at]
		rules, _, err := r.Campaigns().Current(tx)
		if err == nil {
			view.A.Limit, view.A.Known, err = credit.PoolingLimit(tx, rules, view.A.Place.Academie)
		}
		return err
	})
	if err != nil {
		return view, err
	}
	if title == "" {
		title = view.A.Name
	}
	view.Form = page.NewForm(r, title, append([]ui.Crumb{{Label: "Crédits", Href: "/credits"}, {Label: "Établissements mutualisateurs", Href: "/credits/mutualisateurs"}}, crumbs...)...)
	view.Badge = view.A.standing(r.At.Today())
	view.Name = r.By.Can(credit.ActName, view.A.Place)
	view.Receive = r.By.Can(credit.ActReceive, view.A.Place) && view.A.In != nil && view.A.In.ReceivedOn.IsZero()
	if view.A.In != nil {
		view.Summary = summaryOf(*view.A.In)
	}
	for _, p := range view.A.Past {
		view.Past = append(view.Past, ui.Event{What: p.SchoolName + ", " + p.Town, When: "Du " + p.HappenedAt.French() + " au " + p.ReplacedAt.French(), Who: "désigné par " + p.PersonName, Why: p.Reason})
	}
	return view, nil
}

func summaryOf(p credit.PoolingSchool) ui.Summary {
	optional := func(text string) templ.Component {
		if text == "" {
			return nil
		}
		return ui.Text(text)
	}
	s := ui.Summary{Title: p.SchoolName + ", " + p.Town, Rows: []ui.Answer{{Question: "Numéro UAI", Value: ui.Text(p.School)}, {Question: "Contact", Value: ui.Text(p.Contact)},
		{Question: "Téléphone", Value: optional(p.Phone)}, {Question: "Courriel", Value: optional(p.Email)},
		{Question: "Désigné", Value: ui.Text("le " + p.HappenedAt.French() + " par " + p.PersonName)}}}
	if p.ReceivedOn.IsZero() {
		s.Rows = append(s.Rows, ui.Answer{Question: "Reçu par l’Acsé", Value: ui.Text("Pas encore")})
	} else {
		s.Rows = append(s.Rows, ui.Answer{Question: "Reçu par l’Acsé", Value: ui.Text("le " + p.ReceivedOn.FrenchLong())})
	}
	return s
}

// deadline says until when it is expected.
func (v poolingPage) deadline() string {
	if !v.A.Known {
		return ""
	}
	return "Coordonnées à recevoir par l’Acsé au plus tard le " + v.A.Limit.Day().FrenchLong() + " (§4, §6)."
}

func pooling(r *page.Request) (page.Response, error) {
	view, err := loadPooling(r, "")
	if err != nil {
		return page.Response{}, err
	}
	view.Fill(map[string]string{"jour": r.At.Today().French()})
	return page.OK(poolingView(view)), nil
}

func loadNaming(r *page.Request) (poolingPage, error) {
	view, err := loadPooling(r, "Désigner l’établissement mutualisateur", ui.Crumb{Label: "Académie", Href: "/credits/mutualisateurs/" + r.PathValue("academie")})
	if err == nil && !view.Name {
		err = page.ErrNotFound
	}
	if err == nil && view.A.In != nil {
		view.Frame.Title = "Remplacer l’établissement mutualisateur"
	}
	return view, err
}

func askNaming(r *page.Request) (page.Response, error) {
	view, err := loadNaming(r)
	if err == nil {
		err = view.Found(r)
	}
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(namingView(view)), nil
}

func name(r *page.Request) (page.Response, error) {
	in := credit.Naming{Academie: r.PathValue("academie"), School: r.Typed("ecole"), Contact: r.Typed("contact"), Phone: r.Typed("telephone"), Email: r.Typed("courriel"), Reason: r.Typed("motif")}
	err := r.Credits().Name(r.Context(), r.Call(), in)
	if err == nil {
		r.Flash("C’est enregistré. Un courrier le dit à l’Acsé, qui en accusera réception.")
		return page.SeeOther("/credits/mutualisateurs/" + in.Academie), nil
	}
	view, failed := loadNaming(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(namingView(view)), nil
}

func receive(r *page.Request) (page.Response, error) {
	var day civil.Date
	var err error
	if civil.CleanLine(r.Typed("jour")) != "" {
		day, err = civil.ReadDate(r.Typed("jour"))
	}
	code := r.PathValue("academie")
	wrong := err
	if wrong == nil {
		if err = r.Credits().Receive(r.Context(), r.Call(), credit.Receiving{Academie: code, On: day}); err == nil {
			r.Flash("La réception est enregistrée. Un courrier le dit au rectorat.")
			return page.SeeOther("/credits/mutualisateurs/" + code), nil
		}
	}
	view, failed := loadPooling(r, "")
	if failed != nil {
		return page.Response{}, failed
	}
	if wrong != nil {
		view.Fault("jour", wrong.Error())
	} else if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(poolingView(view)), nil
}

// poolingReceipt is what the payer has received, as a document to keep.
func poolingReceipt(r *page.Request, f page.Format) (page.Response, error) {
	view, err := loadPooling(r, "")
	if err == nil && (view.A.In == nil || view.A.In.ReceivedOn.IsZero()) {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Response{}, err
	}
	p := *view.A.In
	doc := document.Doc{Title: "Accusé de réception des coordonnées d’un établissement mutualisateur", Author: "Préau", Created: r.At.Happened, Footer: view.A.Name,
		Blocks: []document.Block{
			document.Paragraph("Opération «\u202fOuvrir l’École aux parents pour réussir l’intégration\u202f», campagne " + p.Campaign + " (§4)."),
			document.List{{Label: "Académie", Value: view.A.Name}, {Label: "Établissement", Value: p.SchoolName + ", " + p.Town}, {Label: "Numéro UAI", Value: p.School},
				{Label: "Contact", Value: p.Contact}, {Label: "Téléphone", Value: p.Phone}, {Label: "Courriel", Value: p.Email}, {Label: "Reçu le", Value: p.ReceivedOn.FrenchLong()}},
		}}
	if text := view.inTime(); text != "" {
		doc.Blocks = append(doc.Blocks, document.Paragraph(text))
	}
	return f.DownloadText("recu-mutualisateur-"+p.Academie, doc), nil
}

// inTime says whether the receipt was in time; blank when no day is set, or for a school
// that has replaced another.
func (v poolingPage) inTime() string {
	switch day := v.A.Limit.Day(); {
	case !v.A.Known || len(v.A.Past) > 0 || v.A.In == nil || v.A.In.ReceivedOn.IsZero():
		return ""
	case v.A.In.ReceivedOn.After(day):
		return "Reçu " + civil.Plural(int64(v.A.In.ReceivedOn.Sub(day)), "jour", "jours") + " après la date limite, le " + day.FrenchLong() + "."
	default:
		return "Reçu dans le délai, qui courait jusqu’au " + day.FrenchLong() + "."
	}
}
