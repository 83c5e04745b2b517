// Package schools holds the pages of the schools, their import, the sites and
// the register of resources: package territory on the screen.
package schools

import (
	"strconv"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the pages.
func Routes() []page.Route {
	return []page.Route{
		{Method: "GET", Path: "/ecoles", Act: territory.ActRead, Handle: list},
		{Method: "GET", Path: "/ecoles/{uai}", Act: territory.ActRead, Handle: show},
		{Method: "GET", Path: "/ecoles/ajouter", Act: territory.ActAddSchool, Handle: askSchool},
		{Method: "POST", Path: "/ecoles/ajouter", Act: territory.ActAddSchool, Handle: addSchool, Keeps: true},
		{Method: "GET", Path: "/ecoles/importer", Act: territory.ActImport, Handle: askDirectory},
		{Method: "POST", Path: "/ecoles/importer", Act: territory.ActImport, Handle: sendDirectory, Upload: territory.MaxDirectory},
		{Method: "GET", Path: "/ecoles/importer/{import}", Act: territory.ActImport, Handle: preview},
		{Method: "POST", Path: "/ecoles/importer/{import}", Act: territory.ActImport, Handle: confirm},
		{Method: "POST", Path: "/ecoles/importer/{import}/abandonner", Act: territory.ActImport, Handle: drop},
		{Method: "GET", Path: "/sites", Act: territory.ActRead, Handle: sites},
		{Method: "GET", Path: "/sites/ajouter", Act: territory.ActManageSites, Handle: askSite},
		{Method: "POST", Path: "/sites/ajouter", Act: territory.ActManageSites, Handle: addSite, Keeps: true},
		{Method: "GET", Path: "/sites/{site}", Act: territory.ActRead, Handle: showSite},
		{Method: "POST", Path: "/sites/{site}/nom", Act: territory.ActManageSites, Handle: renameSite},
		{Method: "POST", Path: "/sites/{site}/ecoles", Act: territory.ActManageSites, Handle: joinSite},
		{Method: "GET", Path: "/sites/{site}/ecoles/{uai}", Act: territory.ActManageSites, Handle: askLeave},
		{Method: "POST", Path: "/sites/{site}/ecoles/{uai}", Act: territory.ActManageSites, Handle: leaveSite, Keeps: true},
		{Method: "GET", Path: "/ressources", Act: territory.ActRead, Handle: resources},
		{Method: "GET", Path: "/ressources/ajouter", Act: territory.ActManageResources, Handle: askResource},
		{Method: "POST", Path: "/ressources/ajouter", Act: territory.ActManageResources, Handle: addResource, Keeps: true},
		{Method: "GET", Path: "/ressources/{resource}", Act: territory.ActRead, Handle: showResource},
		{Method: "POST", Path: "/ressources/{resource}", Act: territory.ActManageResources, Handle: correctResource, Keeps: true},
	}
}

// tabs leads from the schools to the sites and to the resources.
func tabs(current string) ui.Tabs {
	all := ui.Tabs{Label: "Écoles, sites et ressources"}
	for _, tab := range []ui.Tab{{Text: "Écoles", Href: "/ecoles"}, {Text: "Sites", Href: "/sites"}, {Text: "Ressources", Href: "/ressources"}} {
		tab.Current = tab.Href == current
		all.Items = append(all.Items, tab)
	}
	return all
}

func text(id db.ID) string { return strconv.FormatInt(int64(id), 10) }

// uai reads the UAI of the address.
func uai(r *page.Request) (territory.UAI, error) {
	u, err := territory.ReadUAI(r.PathValue("uai"))
	if err != nil {
		return "", page.ErrNotFound
	}
	return u, nil
}

// departmentsFor are the departments where an actor may do an act somewhere.
func departmentsFor(by access.Actor, act access.Act) (all []ui.Option) {
	for _, d := range territory.Departments() {
		if by.Can(act, d.Place()) {
			all = append(all, ui.Option{Value: d.Code, Label: d.Code + " — " + d.Name})
		}
	}
	return all
}

// span says from when until when.
func span(from, until civil.Date) string {
	if until.IsZero() {
		return "Depuis le " + from.French()
	}
	return "Du " + from.French() + " au " + until.French()
}
