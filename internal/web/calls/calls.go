// Package calls holds the pages of the « appel à projets » of a region: its launch, the
// schools that are invited, and what a school answers (§3.1, §6).
package calls

import (
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
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

// crumbs lead to the pages under the call of a region.
func crumbs(a campaign.Appeal) []ui.Crumb {
	return []ui.Crumb{{Label: "Comités", Href: "/comites"}, {Label: regionName(a.Region), Href: page.CallPath(a.Region)}}
}

func regionName(code string) string { return "Appel à projets, " + bare(code) }

func bare(code string) string {
	return strings.TrimPrefix(territory.PlaceName(access.Place{Region: code}), "région ")
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
	var a campaign.Appeal
	var counts map[campaign.Stand]int64
	err := r.Read(func(tx *db.Tx) (err error) {
		if a, err = r.Campaigns().Appeal(tx, r.By, region(r)); err != nil {
			return err
		}
		if a, err = a.WithLauncher(tx); err != nil {
			return err
		}
		if counts, err = campaign.InvitedBy(tx, a, department, today); err != nil {
			return err
		}
		asked := campaign.InvitedQuery{Stand: chosen.stand, Department: department, Skip: int64(view.Page-1) * ui.PageSize, Max: ui.PageSize}
		rows, err := campaign.InvitedOf(tx, a, asked, today)
		if err != nil {
			return err
		}
		view.Manage = r.By.Can(campaign.ActLaunch, access.Place{Region: a.Region})
		for _, i := range rows {
			view.Rows = append(view.Rows, view.row(r, i))
		}
		return view.prepared(tx, a)
	})
	if err != nil {
		return page.Response{}, err
	}
	view.frame(r, a)
	view.filters(counts, chosen, department)
	return page.OK(callView(view)), nil
}

// prepared reads what its pilots prepare.
func (v *callPage) prepared(tx *db.Tx, a campaign.Appeal) error {
	if !v.Manage {
		return nil
	}
	choice, err := campaign.ChoiceOf(tx, a)
	v.Ready = int64(len(choice))
	return err
}

func (v *callPage) frame(r *page.Request, a campaign.Appeal) {
	v.Frame = r.Frame(regionName(a.Region), ui.Crumb{Label: "Comités", Href: "/comites"}, ui.Crumb{Label: "Comité de pilotage régional, " + bare(a.Region), Href: "/comites/" + a.Region})
	v.Frame.Wide = true
	v.Header = ui.PageHeader{Title: regionName(a.Region), Lead: "Le comité de pilotage régional diffuse l’appel à projets (§3.1). Il invite des écoles et des établissements\u202f; les autres peuvent aussi proposer un projet."}
	v.Header.Badge, v.Header.Deadline = standing(a, r.At.Today())
	v.Summary = ui.Summary{Title: "L’appel", Rows: []ui.Answer{{Question: "Où en est-on", Value: ui.Text(launchWords(a))},
		{Question: "Départements ouverts", Value: ui.Text(departmentWords(a))}, {Question: "Dernier jour pour les écoles", Value: ui.Text(lastDay(a))}}}
	if !v.Manage {
		return
	}
	over := a.Over(r.At.Today())
	if !a.Launched() {
		v.Acts = append(v.Acts, ui.Button{Text: "Lancer l’appel à projets", Href: v.Path + "/confirmer"})
	}
	if !over {
		text := "Choisir les écoles à inviter"
		kind := ui.Secondary
		if a.Launched() {
			text = "Inviter d’autres écoles"
			if v.Ready == 0 {
				kind = ui.Primary
			}
		}
		v.Acts = append(v.Acts, ui.Button{Text: text, Href: v.Path + "/ecoles", Kind: kind})
		if m := a.Sending.Milestone; campaign.MaySetEarlier(r.By, m, a.Region) {
			v.Acts = append(v.Acts, ui.Button{Text: "Fixer une date interne à la région", Href: "/campagne/calendrier/" + m.Key + "/date-interne", Kind: ui.Tertiary})
		}
	}
}

func standing(a campaign.Appeal, today civil.Date) (*ui.Badge, *ui.Deadline) {
	switch {
	case !a.Asked():
		return nil, nil
	case a.Launched():
		return &ui.Badge{Text: "Lancé", Severity: ui.Success}, nil
	}
	return &ui.Badge{Text: "À lancer", Severity: ui.Warning}, &ui.Deadline{Days: a.Due.DueOn.Sub(today)}
}

func launchWords(a campaign.Appeal) string {
	switch {
	case !a.Asked():
		return "Cette campagne ne demande pas d’appel aux régions."
	case !a.Launched():
		return "À lancer au plus tard le " + a.Due.DueOn.FrenchLong() + ". D’ici là, aucune école de la région ne peut commencer sa fiche."
	case a.LaunchedBy == "":
		return "Lancé le " + a.LaunchedOn.FrenchLong() + "."
	}
	return "Lancé le " + a.LaunchedOn.FrenchLong() + ", par " + a.LaunchedBy + "."
}

func departmentWords(a campaign.Appeal) string {
	var names []string
	for _, d := range a.Departments() {
		names = append(names, d.Name+" ("+d.Code+")")
	}
	return strings.Join(names, ", ")
}

func lastDay(a campaign.Appeal) string {
	if a.Sending.Inner() {
		return a.Sending.Day().FrenchLong() + ", date fixée par la région. Celle de la circulaire est le " + a.Sending.Milestone.Date.French() + "."
	}
	return a.Sending.Day().FrenchLong() + ", date de la circulaire."
}

func (v callPage) row(r *page.Request, i campaign.Invited) ui.Row {
	var day, act templ.Component
	if !i.DueOn.IsZero() {
		day = ui.Text(i.DueOn.FrenchLong())
	}
	if v.Manage && i.Ends() {
		act = ui.Link{Text: "Retirer l’invitation", Href: v.Path + "/invitations/" + string(i.School), Context: i.SchoolName}
	} else if i.Reason != "" {
		act = ui.Text("Motif\u202f: " + i.Reason)
	}
	var name templ.Component = ui.Text(i.SchoolName)
	if d, _ := territory.FindDepartment(i.Department); r.By.Can(territory.ActRead, d.Place()) {
		name = ui.Link{Text: i.SchoolName, Href: "/ecoles/" + string(i.School)}
	}
	since := "Invitée le " + i.InvitedAt.French()
	if i.Renewed {
		since += ", reconduite"
	}
	return ui.Row{Cells: []templ.Component{name, ui.Text(i.Town + " (" + i.Department + ")"), ui.Text(since), day, badgeOf(i.Stand), act}}
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
