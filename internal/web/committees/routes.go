// Package committees holds the pages of the committees: who sits in them, their
// meetings, and the files that are before them. It puts package committee, whose
// things on the agenda are opaque, together with package project.
package committees

import (
	"slices"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// regional and national are the addresses of the committees, and meeting that of one of
// their meetings, by its day.
const (
	regional = "/comites/{region}"
	national = "/comite-national"
	meeting  = "/reunions/{reunion}"
)

// Routes lists the pages. The committee of the nation has those of a region.
func Routes() []page.Route {
	const ofRegion, ofNation = regional + meeting, national + meeting
	return slices.Concat(
		[]page.Route{{Method: "GET", Path: "/comites", Act: committee.ActRead, Handle: list}},
		routesUnder(regional, rights{committee.ActRead, committee.ActManage, committee.ActDeclare, committee.ActApprove, committee.ActPack}),
		[]page.Route{
			{Method: "POST", Path: ofRegion + "/ordre-du-jour", Act: committee.ActManage, Handle: addToAgenda},
			{Method: "POST", Path: ofRegion + "/classement", Act: committee.ActManage, Handle: rank},
			{Method: "POST", Path: ofRegion + "/dossiers/{number}", Act: committee.ActManage, Handle: decide},
			{Method: "POST", Path: ofRegion + "/dossiers/{number}/notes", Act: committee.ActScore, Handle: score},
			{Method: "GET", Path: ofRegion + "/decisions", Act: committee.ActManage, Handle: askTogether},
			{Method: "POST", Path: ofRegion + "/decisions", Act: committee.ActManage, Handle: decideTogether, Keeps: true},
		},
		routesUnder(national, rights{committee.ActReadNational, committee.ActManageNational, committee.ActDeclareNational, committee.ActApproveNational, committee.ActPackNational}),
		[]page.Route{
			{Method: "POST", Path: ofNation + "/valider-le-reste", Act: committee.ActManageNational, Handle: validateRest},
			{Method: "POST", Path: ofNation + "/dossiers/{number}", Act: committee.ActManageNational, Handle: decideNational},
		},
		pointRoutes(ofNation+"/points"))
}

// rights are the acts that the pages of a committee ask for.
type rights struct{ read, manage, declare, approve, pack access.Act }

func routesUnder(base string, may rights) []page.Route {
	read, manage, held := may.read, may.manage, base+meeting
	return slices.Concat([]page.Route{
		{Method: "GET", Path: base, Act: read, Handle: show},
		{Method: "GET", Path: base + "/membres/ajouter", Act: manage, Handle: askMember},
		{Method: "POST", Path: base + "/membres/ajouter", Act: manage, Handle: addMember, Keeps: true},
		{Method: "GET", Path: base + "/membres/{membre}/depart", Act: manage, Handle: askLeave},
		{Method: "POST", Path: base + "/membres/{membre}/depart", Act: manage, Handle: leave, Keeps: true},
		{Method: "GET", Path: base + "/delegations/ajouter", Act: manage, Handle: askDelegation},
		{Method: "POST", Path: base + "/delegations/ajouter", Act: manage, Handle: addDelegation, Keeps: true},
		{Method: "GET", Path: base + "/reunions/ajouter", Act: manage, Handle: askMeeting},
		{Method: "POST", Path: base + "/reunions/ajouter", Act: manage, Handle: addMeeting, Keeps: true},
		{Method: "GET", Path: held, Act: read, Handle: showMeeting},
		{Method: "GET", Path: held + "/presents", Act: manage, Handle: askPresence},
		{Method: "POST", Path: held + "/presents", Act: manage, Handle: keepPresence, Keeps: true},
		{Method: "GET", Path: held + "/clore", Act: manage, Handle: askClose},
		{Method: "POST", Path: held + "/clore", Act: manage, Handle: closeMeeting},
		{Method: "GET", Path: held + "/interets", Act: may.declare, Handle: askInterest},
		{Method: "POST", Path: held + "/interets", Act: may.declare, Handle: declareInterest, Keeps: true},
	}, minutesRoutes(held+"/releve", may), packRoutes(held+"/dossier", may))
}

// region is that of the address; "" is the nation.
func region(r *page.Request) string { return r.PathValue("region") }

// meetingDay is the day that the address names; what is no day is that of nothing.
func meetingDay(r *page.Request) civil.Date {
	on, _ := civil.ParseDate(r.PathValue("reunion"))
	return on
}

func text(id db.ID) string { return strconv.FormatInt(int64(id), 10) }

// crumbs lead to the pages under a committee.
func crumbs(c committee.Committee) []ui.Crumb {
	return []ui.Crumb{{Label: "Comités", Href: "/comites"}, {Label: c.Name(), Href: page.CommitteePath(c.Region)}}
}

// span says from when until when.
func span(from, until civil.Date) string {
	if until.IsZero() {
		return "Depuis le " + from.French()
	}
	return "Du " + from.French() + " au " + until.French()
}

// fileSubject names a file on an agenda.
func fileSubject(number string) string { return "project:" + number }

func numbersOf(items []committee.Item) (numbers []string) {
	for _, item := range items {
		if number, is := strings.CutPrefix(item.Subject, "project:"); is {
			numbers = append(numbers, number)
		}
	}
	return numbers
}
