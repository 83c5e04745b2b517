package schools

import (
	"cmp"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type resourcesPage struct {
	Frame       ui.Page
	Query       territory.ResourceQuery
	Departments []ui.Option
	Rows        []ui.Row
	Acts        []ui.Button
}

func resources(r *page.Request) (page.Response, error) {
	view := resourcesPage{Frame: r.Frame("Dispositifs et ressources"), Departments: departmentsFor(r.By, territory.ActRead),
		Query: territory.ResourceQuery{Department: r.FormValue("departement"), Kind: territory.ResourceKind(r.FormValue("nature")), Past: r.FormValue("etat") == "terminees"}}
	view.Frame.Wide = true
	if err := r.Read(func(tx *db.Tx) error {
		all, err := territory.Resources(tx, r.By, view.Query, r.At.Today())
		for _, one := range all {
			view.Rows = append(view.Rows, resourceRow(one))
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	if r.By.May(territory.ActManageResources) {
		view.Acts = []ui.Button{{Text: "Ajouter une ressource", Href: "/ressources/ajouter"}}
	}
	return page.OK(resourcesView(view)), nil
}

func resourceRow(one territory.Resource) ui.Row {
	return ui.Row{Cells: []templ.Component{ui.Link{Text: one.Name, Href: "/ressources/" + text(one.ID)}, ui.Text(one.Kind.Label()),
		ui.Text(one.Department), ui.Text(one.Organisation), ui.Text(span(one.FromDay, one.UntilDay))}}
}

func resourceKinds() (all []ui.Option) {
	for _, kind := range territory.ResourceKinds() {
		all = append(all, ui.Option{Value: string(kind), Label: kind.Label()})
	}
	return all
}

func pastOptions() []ui.Option { return []ui.Option{{Value: "terminees", Label: "Terminées"}} }

func past(q territory.ResourceQuery) string {
	if q.Past {
		return "terminees"
	}
	return ""
}

type resourcePage struct {
	page.Form
	Action      string
	Save        string
	Lead        string
	Version     string      // seen by who corrects
	Departments []ui.Option // nil: the department stays
	Answers     *ui.Summary // for those who only read
}

func newResource(r *page.Request) resourcePage {
	return resourcePage{Form: page.NewForm(r, "Ajouter une ressource", ui.Crumb{Label: "Ressources", Href: "/ressources"}), Action: "/ressources/ajouter", Save: "Ajouter",
		Lead: "Ce que le département offre aux familles, et que les écoles peuvent citer dans l’annexe 3.", Departments: departmentsFor(r.By, territory.ActManageResources)}
}

func askResource(r *page.Request) (page.Response, error) {
	view := newResource(r)
	if view.Fill(map[string]string{"depuis": r.At.Today().French()}); len(view.Departments) == 1 {
		view.Fill(map[string]string{"depuis": r.At.Today().French(), "departement": view.Departments[0].Value})
	}
	err := view.Found(r)
	return page.OK(resourceView(view)), err
}

func typedResource(r *page.Request) territory.TypedResource {
	return territory.TypedResource{Department: r.Typed("departement"), Kind: r.Typed("nature"), Name: r.Typed("nom"), Offer: r.Typed("offre"),
		Organisation: r.Typed("organisme"), Phone: r.Typed("phone"), Email: r.Typed("email"), From: r.Typed("depuis"), Until: r.Typed("jusque")}
}

func addResource(r *page.Request) (page.Response, error) {
	_, err := r.Territory().AddResource(r.Context(), r.Call(), typedResource(r))
	if err == nil {
		r.Flash("La ressource est au registre.")
		return page.SeeOther("/ressources"), nil
	}
	view := newResource(r)
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(resourceView(view)), nil
}

func loadResource(r *page.Request) (resourcePage, error) {
	var one territory.Resource
	if err := r.Read(func(tx *db.Tx) (err error) {
		one, err = r.Territory().ReadResource(tx, r.By, r.ID("resource"))
		return err
	}); err != nil {
		return resourcePage{}, err
	}
	view := resourcePage{Form: page.NewForm(r, one.Name, ui.Crumb{Label: "Ressources", Href: "/ressources"}), Action: "/ressources/" + text(one.ID),
		Save: "Enregistrer", Lead: territory.DepartmentName(one.Department), Version: strconv.FormatInt(one.Version, 10)}
	if !r.By.Can(territory.ActManageResources, one.Place) {
		view.Answers = &ui.Summary{Title: one.Kind.Label(), Rows: []ui.Answer{answer("Ce qui est proposé", one.Offer), answer("Organisme à contacter", one.Organisation),
			answer("Téléphone", one.Phone), answer("Courriel", one.Email), answer("Quand", span(one.FromDay, one.UntilDay))}}
		return view, nil
	}
	fields := map[string]string{"nature": string(one.Kind), "nom": one.Name, "offre": one.Offer, "organisme": one.Organisation,
		"phone": one.Phone, "email": one.Email, "depuis": one.FromDay.French()}
	if !one.UntilDay.IsZero() {
		fields["jusque"] = one.UntilDay.French()
	}
	view.Fill(fields)
	return view, nil
}

func showResource(r *page.Request) (page.Response, error) {
	view, err := loadResource(r)
	if err == nil && view.Answers == nil {
		err = view.Found(r)
		view.Version = cmp.Or(view.Value("version"), view.Version) // that which was on the screen
	}
	return page.OK(resourceView(view)), err
}

func correctResource(r *page.Request) (page.Response, error) {
	seen, _ := strconv.ParseInt(r.Typed("version"), 10, 64) // none: nobody's version
	err := r.Territory().CorrectResource(r.Context(), r.Call(), r.ID("resource"), typedResource(r), seen)
	if err == nil {
		r.Flash("La ressource est corrigée.")
		return page.SeeOther("/ressources"), nil
	}
	view, failed := loadResource(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	view.Retype(r)
	view.Version = r.Typed("version")
	return page.Refused(resourceView(view)), nil
}
