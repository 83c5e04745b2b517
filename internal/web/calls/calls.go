// Package calls holds the pages of the « appel à projets » of a region: its launch, the
// schools that are invited, and what a school answers (§3.1, §6).
package calls

import (
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	const base = "/comites/{region}/appel"
	return []page.Route{
		{Method: "GET", Path: base, Act: campaign.ActReadCall, Handle: show},
		{Method: "GET", Path: base + "/ecoles", Act: campaign.ActLaunch, Handle: pick},
		{Method: "POST", Path: base + "/ecoles", Act: campaign.ActLaunch, Handle: choose, Keeps: true},
		{Method: "POST", Path: base + "/ecoles/retirer", Act: campaign.ActLaunch, Handle: unchoose},
		{Method: "GET", Path: base + "/confirmer", Act: campaign.ActLaunch, Handle: confirm},
		{Method: "POST", Path: base + "/confirmer", Act: campaign.ActLaunch, Handle: invite},
		{Method: "GET", Path: base + "/invitations/{ecole}", Act: campaign.ActLaunch, Handle: askWithdraw},
		{Method: "POST", Path: base + "/invitations/{ecole}", Act: campaign.ActLaunch, Handle: withdraw, Keeps: true},
		{Method: "GET", Path: "/invitations/{ecole}", Act: campaign.ActAnswer, Handle: askAnswer},
		{Method: "POST", Path: "/invitations/{ecole}", Act: campaign.ActAnswer, Handle: decline, Keeps: true},
	}
}

func region(r *page.Request) string { return r.PathValue("region") }

// launches tells whether the reader launches the call of a region.
func launches(r *page.Request, cfp campaign.CallForProjects) bool {
	return r.By.Can(campaign.ActLaunch, access.Place{Region: cfp.Region})
}

// title is that of the page of the call of a region.
func title(region string) string { return "Appel à projets, " + committee.RegionName(region) }

// upwards lead to the page of the call of a region; below, to the pages under it.
func upwards(region string) []ui.Crumb {
	return []ui.Crumb{{Label: "Comités", Href: "/comites"}, {Label: committee.Committee{Region: region}.Name(), Href: "/comites/" + region}}
}

func below(region string) []ui.Crumb {
	return append(upwards(region), ui.Crumb{Label: title(region), Href: page.CallPath(region)})
}

// A stand is how far an invited school is, as the address and the screen say it.
type stand struct {
	word  string
	stand campaign.Stand
	many  string // of the filter
	badge ui.Badge
}

var stands = []stand{
	{"en-retard", campaign.StandLate, "En retard", ui.Badge{Text: "En retard", Severity: ui.Failure}},
	{"pas-commencees", campaign.StandWaiting, "Pas commencées", ui.Badge{Text: "Pas commencée", Severity: ui.Warning}},
	{"en-cours", campaign.StandBegun, "En cours", ui.Badge{Text: "Fiche en cours", Severity: ui.Info}},
	{"transmises", campaign.StandSent, "Transmises", ui.Badge{Text: "Transmise", Severity: ui.Success}},
	{"ne-participent-pas", campaign.StandDeclined, "Ne participent pas", ui.Badge{Text: "Ne participe pas"}},
	{"invitations-retirees", campaign.StandWithdrawn, "Invitations retirées", ui.Badge{Text: "Invitation retirée"}},
	{"projets-retires", campaign.StandDropped, "Plus attendues", ui.Badge{Text: "Plus attendue"}},
}

func standOf(word string) stand {
	for _, s := range stands {
		if s.word == word {
			return s
		}
	}
	return stand{}
}

func badgeOf(of campaign.Stand) ui.Badge {
	for _, s := range stands {
		if s.stand == of {
			return s.badge
		}
	}
	return ui.Badge{}
}

type callPage struct {
	Frame   ui.Page
	Header  ui.PageHeader
	Summary ui.Summary
	Acts    []ui.Button
	Ready   int64 // schools on the list, not invited yet
	Manage  bool
	Path    string

	Invited int64
	Filters []ui.FilterTag
	Rows    []ui.Row
	Total   int64
	Page    int
	Address func(int) string
}

func show(r *page.Request) (page.Response, error) {
	view := callPage{Path: page.CallPath(region(r)), Page: r.Page()}
	chosen, department, today := standOf(r.FormValue("etat")), r.FormValue("departement"), r.At.Today()
	var cfp campaign.CallForProjects
	var counts map[campaign.Stand]int64
	err := r.Read(func(tx *db.Tx) (err error) {
		if cfp, err = r.Campaigns().CallOf(tx, r.By, region(r)); err != nil {
			return err
		}
		if cfp, err = cfp.WithLauncher(tx); err != nil {
			return err
		}
		if counts, err = campaign.InvitedBy(tx, cfp, department, today); err != nil {
			return err
		}
		asked := campaign.InvitedQuery{Stand: chosen.stand, Department: department, Skip: int64(view.Page-1) * ui.PageSize, Max: ui.PageSize}
		rows, err := campaign.InvitedOf(tx, cfp, asked, today)
		if err != nil {
			return err
		}
		view.Manage = launches(r, cfp)
		for _, i := range rows {
			view.Rows = append(view.Rows, view.row(r, i))
		}
		if !view.Manage {
			return nil
		}
		choice, err := campaign.ChoiceOf(tx, cfp)
		view.Ready = int64(len(choice))
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	view.frame(r, cfp, counts[campaign.StandLate])
	view.filters(counts, chosen, department)
	return page.OK(callView(view)), nil
}

func (v *callPage) frame(r *page.Request, cfp campaign.CallForProjects, late int64) {
	v.Frame = r.Frame(title(cfp.Region), upwards(cfp.Region)...)
	v.Frame.Wide = true
	v.Header = ui.PageHeader{Title: v.Frame.Title, Lead: "Le comité de pilotage régional diffuse l’appel à projets (§3.1). Il invite des écoles et des établissements\u202f; les autres peuvent aussi proposer un projet."}
	v.Header.Badge, v.Header.Deadline = standing(cfp, r.At.Today())
	v.Summary = ui.Summary{Title: "L’appel", Rows: []ui.Answer{{Question: "Où en est-on", Value: ui.Text(launchWords(cfp, r.At.Today()))},
		{Question: "Départements ouverts", Value: ui.Text(departmentWords(cfp))}, {Question: "Dernier jour pour les écoles", Value: ui.Text(lastDay(cfp))}}}
	if v.Manage {
		v.Acts = acts(r, cfp, v.Ready, late)
	}
}

// acts are what its pilots may do, the next first. Some are on the list already; some
// are late, once the last day is over.
func acts(r *page.Request, cfp campaign.CallForProjects, ready, late int64) (all []ui.Button) {
	m := cfp.Sending.Milestone
	sending := "/campagne/calendrier/" + m.Key
	if !cfp.Launched() {
		all = append(all, ui.Button{Text: "Lancer l’appel à projets", Href: page.CallPath(cfp.Region) + "/confirmer"})
	}
	if late > 0 && campaign.MayChase(r.By, m) {
		all = append(all, ui.Button{Text: "Relancer les écoles en retard", Href: page.Query(sending, "etat", "en-retard")})
	}
	if cfp.Over(r.At.Today()) {
		return all
	}
	text, kind := "Choisir les écoles à inviter", ui.Secondary
	if cfp.Launched() {
		text = "Inviter d’autres écoles"
		if ready == 0 {
			kind = ui.Primary
		}
	}
	all = append(all, ui.Button{Text: text, Href: page.CallPath(cfp.Region) + "/ecoles", Kind: kind})
	if campaign.MaySetEarlier(r.By, m, cfp.Region) {
		all = append(all, ui.Button{Text: "Fixer une date interne à la région", Href: sending + "/date-interne", Kind: ui.Tertiary})
	}
	return all
}

func standing(cfp campaign.CallForProjects, today civil.Date) (*ui.Badge, *ui.Deadline) {
	switch {
	case !cfp.Asked():
		return nil, nil
	case cfp.Launched():
		return &ui.Badge{Text: "Lancé", Severity: ui.Success}, nil
	}
	return &ui.Badge{Text: "À lancer", Severity: ui.Warning}, &ui.Deadline{Days: cfp.Due.DueOn.Sub(today)}
}

func launchWords(cfp campaign.CallForProjects, today civil.Date) string {
	switch {
	case !cfp.Asked():
		return "Cette campagne ne demande pas d’appel aux régions."
	case !cfp.Launched() && cfp.Due.DueOn.Before(today):
		return "Il devait être lancé au plus tard le " + cfp.Due.DueOn.FrenchLong() + ". Tant qu’il ne l’est pas, aucune école de la région ne peut commencer sa fiche."
	case !cfp.Launched():
		return "À lancer au plus tard le " + cfp.Due.DueOn.FrenchLong() + ". D’ici là, aucune école de la région ne peut commencer sa fiche."
	case cfp.LaunchedBy == "":
		return "Lancé le " + cfp.LaunchedOn.FrenchLong() + "."
	}
	return "Lancé le " + cfp.LaunchedOn.FrenchLong() + ", par " + cfp.LaunchedBy + "."
}

func departmentWords(cfp campaign.CallForProjects) string {
	var names []string
	for _, d := range cfp.Departments() {
		names = append(names, territory.DepartmentName(d.Code))
	}
	return strings.Join(names, ", ")
}

func lastDay(cfp campaign.CallForProjects) string {
	if cfp.Sending.Inner() {
		return cfp.Sending.Day().FrenchLong() + ", date fixée par la région. Celle de la circulaire est le " + cfp.Sending.Milestone.Date.French() + "."
	}
	return cfp.Sending.Day().FrenchLong() + ", date de la circulaire."
}

func (v callPage) row(r *page.Request, i campaign.Invited) ui.Row {
	var day, act templ.Component
	if !i.DueOn.IsZero() {
		day = ui.Text(i.DueOn.FrenchLong())
	}
	if i.Reason != "" {
		act = ui.Text("Motif\u202f: " + i.Reason)
	} else if links := v.gestures(i); len(links) > 0 {
		act = gesturesCell(links)
	}
	var name templ.Component = ui.Text(i.SchoolName)
	if d, _ := territory.FindDepartment(i.Department); r.By.Can(territory.ActRead, d.Place()) {
		name = ui.Link{Text: i.SchoolName, Href: "/ecoles/" + string(i.School)}
	}
	since := "Le " + i.InvitedAt.Date().French()
	if i.Renewed {
		since += ", reconduite"
	}
	return ui.Row{Cells: []templ.Component{name, ui.Text(i.Town + " (" + i.Department + ")"), ui.Text(since), day, badgeOf(i.Stand), act}}
}

// gestures are what a pilot of the region may do about a school that was invited.
func (v callPage) gestures(i campaign.Invited) (all []ui.Link) {
	if !v.Manage {
		return nil
	}
	if i.Stand == campaign.StandLate {
		all = append(all, ui.Link{Text: "Accorder un délai", Href: page.DelayPath(campaign.SendingMilestone, string(i.School)), Context: i.SchoolName})
	}
	if i.Ends() {
		all = append(all, ui.Link{Text: "Retirer l’invitation", Href: v.Path + "/invitations/" + string(i.School), Context: i.SchoolName})
	}
	return all
}

// filters are the ways to narrow the list of those who were invited.
func (v *callPage) filters(counts map[campaign.Stand]int64, chosen stand, department string) {
	address := func(word string, number int) string {
		return page.Query(v.Path, "etat", word, "departement", department, "page", page.PageSaid(number))
	}
	v.Address = func(number int) string { return address(chosen.word, number) }
	for _, n := range counts {
		v.Invited += n
	}
	v.Total = v.Invited
	if chosen.word != "" {
		v.Total = counts[chosen.stand]
	}
	v.Filters = []ui.FilterTag{{Text: "Toutes", Count: int(v.Invited), Href: address("", 1), Current: chosen.word == ""}}
	for _, s := range stands {
		if n := counts[s.stand]; n > 0 || s.word == chosen.word {
			v.Filters = append(v.Filters, ui.FilterTag{Text: s.many, Count: int(n), Href: address(s.word, 1), Current: s.word == chosen.word})
		}
	}
}
