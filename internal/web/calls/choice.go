package calls

import (
	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type pickPage struct {
	page.Form
	Path    string
	Call    campaign.CallForProjects
	Query   territory.Query
	Found   territory.Listing
	Options []ui.Option
	Ready   int64 // schools on the list
	Renewed int64
	Over    bool // nobody is invited any more

	RenewedKey, SearchKey string
}

// maxWords bounds what is searched for, in characters.
const maxWords = 100

// queryOf is what is searched for: open schools of one department of the region.
func queryOf(r *page.Request, cfp campaign.CallForProjects) territory.Query {
	words := []rune(civil.CleanLine(r.FormValue("q")))
	q := territory.Query{Words: string(words[:min(len(words), maxWords)]), Kind: territory.Kind(r.FormValue("nature")), Open: territory.OnlyOpen, Page: r.Page()}
	for i, d := range cfp.Departments() {
		if i == 0 || d.Code == r.FormValue("departement") {
			q.Department = d.Code
		}
	}
	return q
}

func loadPick(r *page.Request) (view pickPage, err error) {
	today := r.At.Today()
	err = r.Read(func(tx *db.Tx) error {
		if view.Call, err = mine(r, tx); err != nil {
			return err
		}
		if view.Over = view.Call.Over(today); view.Over {
			return nil
		}
		view.Query = queryOf(r, view.Call)
		if view.Found, err = territory.Search(tx, r.By, view.Query, today); err != nil {
			return err
		}
		invited, chosen, err := campaign.StandingIn(tx, view.Call)
		if err != nil {
			return err
		}
		view.Ready = int64(len(chosen))
		for _, s := range view.Found.Schools {
			view.Options = append(view.Options, option(s, invited[s.UAI], chosen[s.UAI]))
		}
		renewable, err := r.Campaigns().Renewable(tx, view.Call, today)
		view.Renewed = int64(len(renewable))
		return err
	})
	if err != nil {
		return view, err
	}
	view.Path = page.CallPath(view.Call.Region)
	view.Form = page.NewForm(r, "Choisir les écoles à inviter", below(view.Call.Region)...)
	view.RenewedKey, view.SearchKey = page.NewKey(), page.NewKey()
	return view, nil
}

// mine is the call of the region of the address, for who launches it.
func mine(r *page.Request, tx *db.Tx) (campaign.CallForProjects, error) {
	cfp, err := r.Campaigns().CallOf(tx, r.By, region(r))
	if err == nil && !launches(r, cfp) {
		err = page.ErrNotFound
	}
	return cfp, err
}

func option(s territory.School, invited, chosen bool) ui.Option {
	o := ui.Option{Value: string(s.UAI), Label: s.Name + ", " + s.Town, Hint: string(s.UAI) + ", " + s.Kind.Label()}
	switch {
	case invited:
		o.Disabled, o.Hint = true, o.Hint+", déjà invité"
	case chosen:
		o.Disabled, o.Hint = true, o.Hint+", déjà dans la liste"
	}
	return o
}

// address is the search under these words; page 1 is not said.
func (v pickPage) address(number int) string {
	return page.Query(v.Path+"/ecoles", "q", v.Query.Words, "departement", v.Query.Department, "nature", string(v.Query.Kind), "page", page.PageSaid(number))
}

func (v pickPage) departments() (all []ui.Option) {
	for _, d := range v.Call.Departments() {
		all = append(all, ui.Option{Value: d.Code, Label: territory.DepartmentName(d.Code)})
	}
	return all
}

// found says how many schools answer the search.
func (v pickPage) found() string {
	return civil.Plural(v.Found.Total, "école ou établissement ouvert", "écoles et établissements ouverts") + ", " + territory.DepartmentName(v.Query.Department)
}

func kinds() (all []ui.Option) {
	for _, kind := range territory.Kinds() {
		all = append(all, ui.Option{Value: string(kind), Label: kind.Label()})
	}
	return all
}

func pick(r *page.Request) (page.Response, error) {
	view, err := loadPick(r)
	if err == nil {
		err = view.Form.Found(r)
	}
	return page.OK(pickView(view)), err
}

// choose adds schools to the list by one of the ways of the page.
func choose(r *page.Request) (page.Response, error) {
	view, err := loadPick(r)
	if err != nil {
		return page.Response{}, err
	}
	in, field := campaign.Choosing{}, "" // where its faults are told
	switch r.Typed("geste") {
	case "reconduites":
		in.Renewed = true
	case "recherche":
		in.Search = &view.Query
	case "coller":
		in.Pasted, field = r.Typed("liste"), "liste"
	default:
		in.Ticked, field = r.PostForm["ecole"], "ecole"
	}
	done, err := r.Campaigns().Choose(r.Context(), r.Call(), region(r), in)
	if err == nil {
		r.Flash(chose(done))
		return page.SeeOther(view.address(view.Query.Page)), nil
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	for i := range view.Errors {
		if view.Errors[i].Field != "" {
			view.Errors[i].Field = field
		}
	}
	return page.Refused(pickView(view)), nil
}

// chose says what was added to the list.
func chose(done campaign.Chose) string {
	text := civil.Plural(done.Added, "école ou établissement ajouté à la liste", "écoles et établissements ajoutés à la liste")
	if done.Already > 0 {
		text += ", " + civil.Plural(done.Already, "y était déjà", "y étaient déjà")
	}
	if done.Invited > 0 {
		text += ", " + civil.Plural(done.Invited, "est déjà invité", "sont déjà invités")
	}
	return text + "."
}

func unchoose(r *page.Request) (page.Response, error) {
	school := territory.UAI("")
	if r.Typed("tout") == "" {
		if school = territory.UAI(r.Typed("ecole")); school == "" {
			return page.Response{}, page.ErrNotFound
		}
	}
	if err := r.Campaigns().Unchoose(r.Context(), r.Call(), region(r), school); err != nil {
		return page.Response{}, err
	}
	r.Flash("La liste est à jour.")
	return page.SeeOther(page.CallPath(region(r)) + "/confirmer"), nil
}

type confirmPage struct {
	page.Form
	Path   string
	Call   campaign.CallForProjects
	Choice campaign.Choice
	Rows   []ui.Row // by department
	List   []ui.Row
	Page   int
	Launch bool
	Over   bool
}

// listSize is how many schools of the list are shown at once.
const listSize = ui.PageSize

func loadConfirm(r *page.Request) (view confirmPage, err error) {
	err = r.Read(func(tx *db.Tx) error {
		if view.Call, err = mine(r, tx); err != nil {
			return err
		}
		view.Choice, err = campaign.ChoiceOf(tx, view.Call)
		return err
	})
	if err != nil {
		return view, err
	}
	cfp := view.Call
	view.Path, view.Page, view.Launch, view.Over = page.CallPath(cfp.Region), r.Page(), !cfp.Launched(), cfp.Over(r.At.Today())
	title := "Écoles à inviter"
	if view.Launch {
		title = "Lancer l’appel à projets"
	}
	view.Form = page.NewForm(r, title, below(cfp.Region)...)
	for _, d := range cfp.Departments() {
		all, renewed := view.Choice.In(d.Code)
		view.Rows = append(view.Rows, ui.Row{Cells: []templ.Component{ui.Text(territory.DepartmentName(d.Code)), ui.Text(civil.FrenchCount(all)), ui.Text(civil.FrenchCount(renewed))}})
	}
	from := min((view.Page-1)*listSize, len(view.Choice))
	for _, s := range view.Choice[from:min(from+listSize, len(view.Choice))] {
		view.List = append(view.List, ui.Row{Cells: []templ.Component{ui.Text(s.Name), ui.Text(s.Town + " (" + s.Department + ")"), ui.Text(string(s.School)), lastYear(s),
			dropCell(view, s)}})
	}
	return view, nil
}

// lastYear says that a school sent a project the year before.
func lastYear(s campaign.Chosen) templ.Component {
	if s.Renewed {
		return ui.Text("Projet transmis")
	}
	return nil
}

// leaves tells whether there is something to confirm: nobody is invited once the last
// day is over.
func (v confirmPage) leaves() bool {
	if v.Over {
		return v.Launch && len(v.Choice) == 0
	}
	return v.Launch || len(v.Choice) > 0
}

// sentence says what confirming does, or why there is nothing to confirm.
func (v confirmPage) sentence() string {
	n := int64(len(v.Choice))
	switch {
	case v.Over && v.Launch && n > 0:
		return v.Call.Overdue() + " Videz la liste pour lancer l’appel sans inviter d’école."
	case v.Over && v.Launch:
		return v.Call.Overdue() + " L’appel peut encore être lancé, sans inviter d’école."
	case v.Over:
		return v.Call.Overdue()
	case n == 0 && v.Launch:
		return "Aucune école n’est invitée pour le moment. L’appel peut être lancé sans invitation\u202f: toute école des départements ouverts peut alors proposer un projet. Des écoles peuvent être invitées ensuite."
	case n == 0:
		return "La liste des écoles à inviter est vide."
	}
	return civil.Plural(n, "école ou établissement sera attendu", "écoles et établissements seront attendus") + " pour le " + v.Call.Sending.Day().FrenchLong() +
		". Un courrier l’annoncera à chaque direction qui a un compte dans Préau."
}

// opens says what a launch does.
func (v confirmPage) opens() string {
	if v.Over {
		return "L’appel lancé, les écoles et les établissements qui obtiennent un délai peuvent commencer leur fiche. Ce geste est définitif."
	}
	return "Lancer l’appel ouvre la fiche à toutes les écoles et à tous les établissements des départements ouverts. Ce geste est définitif."
}

func (v confirmPage) button() string {
	switch n := int64(len(v.Choice)); {
	case v.Launch && n > 0:
		return "Lancer l’appel et inviter " + civil.Plural(n, "école", "écoles")
	case v.Launch:
		return "Lancer l’appel à projets"
	default:
		return "Inviter " + civil.Plural(n, "école", "écoles")
	}
}

func (v confirmPage) gesture() string {
	if v.Launch {
		return "lancer"
	}
	return "inviter"
}

func confirm(r *page.Request) (page.Response, error) {
	view, err := loadConfirm(r)
	return page.OK(confirmView(view)), err
}

func invite(r *page.Request) (page.Response, error) {
	done, err := r.Campaigns().Invite(r.Context(), r.Call(), campaign.Inviting{Region: region(r), Campaign: r.Typed("campagne"), Seal: r.Typed("liste"),
		Launch: r.Typed("geste") == "lancer"})
	if err == nil {
		r.Flash(invitedWords(r.Typed("geste") == "lancer", done))
		return page.SeeOther(page.CallPath(region(r))), nil
	}
	view, failed := loadConfirm(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(confirmView(view)), nil
}

// invitedWords says what a launch, or invitations, did.
func invitedWords(launch bool, done campaign.InvitedAll) string {
	text := ""
	if launch {
		text = "L’appel à projets est lancé\u202f: les écoles des départements ouverts peuvent commencer leur fiche."
	}
	if done.Schools == 0 {
		return text
	}
	if text != "" {
		text += " "
	}
	text += civil.Plural(done.Schools, "école est invitée", "écoles sont invitées") + ", " + civil.Plural(done.Letters, "courrier est écrit", "courriers sont écrits") + "."
	if done.Nobody > 0 {
		text += " Pour " + civil.Plural(done.Nobody, "école", "écoles") + ", personne n’a encore de compte\u202f: aucun courrier ne l’annonce."
	}
	if begun := done.Schools - done.Owing; begun > 0 {
		text += " " + civil.Plural(begun, "avait", "avaient") + " déjà commencé une fiche."
	}
	return text
}
