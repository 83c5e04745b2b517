package schools

import (
	"errors"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type schoolPage struct {
	Delay    string // where a delay is granted to the school; blank: not by this reader
	Frame    ui.Page
	Header   ui.PageHeader
	School   territory.School
	Identity ui.Summary
	Where    ui.Summary
	Site     *territory.Site
	May      bool // the reader may read projects somewhere
	Files    []ui.Row
}

func show(r *page.Request) (page.Response, error) {
	number, err := uai(r)
	if err != nil {
		return page.Response{}, err
	}
	view := schoolPage{May: r.By.May(project.ActRead)}
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.School, err = r.Territory().ReadSchool(tx, r.By, number); err != nil {
			return err
		}
		if site, err := territory.SiteOf(tx, number, r.At.Today()); err == nil {
			view.Site = &site
		} else if !errors.Is(err, db.ErrNotFound) {
			return err
		}
		if r.By.Can(campaign.ActExtend, view.School.Place()) && r.Level() == access.Region {
			rules, _, err := r.Campaigns().Current(tx)
			if err != nil {
				return err
			}
			if rules.Opens(view.School.Department) {
				view.Delay = "/campagne/calendrier/project_sending/delai?pour=" + string(number)
			}
		}
		files, err := project.OfSchool(tx, r.By, number)
		for _, f := range files {
			view.Files = append(view.Files, fileRow(f, r.Level()))
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view.frame(r)
	return page.OK(schoolView(view)), nil
}

func (v *schoolPage) frame(r *page.Request) {
	s := v.School
	badge := stateBadge(s, r.At.Today())
	v.Frame = r.Frame(s.Name, ui.Crumb{Label: "Écoles", Href: "/ecoles"})
	v.Header = ui.PageHeader{Number: string(s.UAI), Title: s.Name, Lead: s.Town, Badge: &badge, State: closing(s, r.At.Today())}
	v.Identity = ui.Summary{Title: "Identité", Rows: []ui.Answer{answer("Numéro UAI", string(s.UAI)), answer("Nature", nature(s)), answer("Personnalité juridique", personality(s))}}
	d, _ := territory.FindDepartment(s.Department)
	v.Where = ui.Summary{Title: "Où, et comment la joindre", Rows: []ui.Answer{answer("Adresse", address(s)), answer("Département", territory.DepartmentName(s.Department)),
		answer("Académie", d.AcademieName), answer("Région", d.RegionName), answer("Téléphone", s.Phone), answer("Courriel", s.Email)}}
}

// answer is a line of a summary; a blank one is told so.
func answer(question, value string) ui.Answer {
	a := ui.Answer{Question: question}
	if value != "" {
		a.Value = ui.Text(value)
	}
	return a
}

func closing(s territory.School, today civil.Date) string {
	switch {
	case s.OpenOn(today) && s.ClosedOn.IsZero():
		return ""
	case s.OpenOn(today):
		return "Ferme le " + s.ClosedOn.FrenchLong() + "."
	case s.ClosedOn.IsZero():
		return "L’annuaire dit que l’école ou l’établissement a fermé, sans donner la date. Préau garde son histoire."
	}
	return "Fermé depuis le " + s.ClosedOn.FrenchLong() + ". Préau garde son histoire."
}

func nature(s territory.School) string {
	if s.Sector == "" {
		return s.Kind.Label()
	}
	return s.Kind.Label() + ", secteur " + s.Sector.Label()
}

func personality(s territory.School) string {
	switch {
	case s.IsEPLE():
		return "Oui\u202f: c’est un établissement public local d’enseignement (EPLE)."
	case s.Sector == territory.Private:
		return "Non\u202f: celle d’un établissement privé est celle de l’organisme qui le gère."
	}
	return "Non\u202f: une école n’en a pas."
}

func address(s territory.School) string {
	town := civil.CleanLine(s.Postcode + " " + s.Town)
	if s.Address == "" {
		return town
	}
	return s.Address + ", " + town
}

func fileRow(f project.SchoolFile, level access.Level) ui.Row {
	row := ui.Row{Cells: []templ.Component{ui.Link{Text: f.Number, Href: "/projets/" + f.Number}, ui.Text(f.Campaign),
		ui.Text(project.Label(f.Seen, level)), ui.Text(f.AskedCents.French()), nil}}
	if !f.SubmittedAt.IsZero() {
		row.Cells[4] = ui.Text(f.SubmittedAt.Date().French())
	}
	return row
}

// askSchool and addSchool type a school that the directory does not give (R3).
func askSchool(r *page.Request) (page.Response, error) {
	view := page.NewForm(r, "Ajouter une école ou un établissement", ui.Crumb{Label: "Écoles", Href: "/ecoles"})
	err := view.Found(r)
	return page.OK(addSchoolView(view)), err
}

func addSchool(r *page.Request) (page.Response, error) {
	number, err := r.Territory().AddSchool(r.Context(), r.Call(), territory.TypedSchool{UAI: r.Typed("uai"), Name: r.Typed("name"), Kind: r.Typed("kind"),
		Sector: r.Typed("sector"), Address: r.Typed("address"), Postcode: r.Typed("postcode"), Town: r.Typed("town"), Phone: r.Typed("phone"), Email: r.Typed("email")})
	if err == nil {
		r.Flash("L’école ou l’établissement est ajouté.")
		return page.SeeOther("/ecoles/" + string(number)), nil
	}
	view := page.NewForm(r, "Ajouter une école ou un établissement", ui.Crumb{Label: "Écoles", Href: "/ecoles"})
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(addSchoolView(view)), nil
}

func sectorOptions() []ui.Option {
	return []ui.Option{{Value: string(territory.Public), Label: "Public"}, {Value: string(territory.Private), Label: "Privé"}}
}
