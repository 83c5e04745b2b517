package public

import (
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// An area is a part of the plan of the site.
type area struct {
	title  string
	places []place
}

// A place is a page that is asked for without naming anything, for who may do its act.
type place struct {
	act         access.Act
	label, path string
}

// areas are the whole plan, as each page is called.
var areas = []area{
	{"Pages publiques", []place{
		{access.ActVisit, "Accueil", "/"},
		{access.ActEnter, "Se connecter", "/connexion"},
		{access.ActForgotten, "Mot de passe oublié", "/connexion/oubli"},
		{access.ActVisit, "Plan du site", "/plan-du-site"},
		{access.ActVisit, "Accessibilité", "/accessibilite"},
		{access.ActVisit, "Mentions légales", "/mentions-legales"},
		{access.ActVisit, "Données personnelles", "/donnees-personnelles"},
	}},
	{"Aide", []place{{access.ActVisit, "Aide", "/aide"}}},
	{"À faire", []place{
		{access.ActHome, "Ce qui est attendu de vous", "/accueil"},
		{access.ActHome, "Mes courriers", "/courriers"},
	}},
	{"Projets", []place{
		{project.ActRead, "Projets", "/projets"},
		{project.ActRead, "Ensemble des fiches", "/projets/ensemble"},
		{project.ActTransmit, "Transmettre ensemble les projets présélectionnés", "/projets/transmettre-ensemble"},
		{project.ActAnnounce, "Communiquer ensemble les décisions régionales", "/projets/communiquer-ensemble"},
		{project.ActRelease, "Communiquer ensemble les décisions nationales", "/projets/communiquer-les-decisions-nationales"},
	}},
	{"Comités", []place{
		{committee.ActRead, "Comités de pilotage", "/comites"},
		{committee.ActReadNational, "Comité de pilotage national", "/comite-national"},
		{committee.ActManageNational, "Ajouter un membre au comité national", "/comite-national/membres/ajouter"},
		{committee.ActManageNational, "Enregistrer une délégation au comité national", "/comite-national/delegations/ajouter"},
		{committee.ActManageNational, "Préparer une réunion du comité national", "/comite-national/reunions/ajouter"},
	}},
	{"Crédits", []place{
		{credit.ActRead, "Crédits", "/credits"},
		{credit.ActSimulate, "Simulations", "/credits/simulations"},
		{credit.ActSimulate, "Nouvelle simulation", "/credits/simulations/ajouter"},
		{credit.ActImportKey, "Clé de répartition", "/credits/cle"},
		{credit.ActReadPooling, "Établissements mutualisateurs", "/credits/mutualisateurs"},
	}},
	{"Écoles", []place{
		{territory.ActRead, "Écoles et établissements", "/ecoles"},
		{territory.ActAddSchool, "Ajouter une école ou un établissement", "/ecoles/ajouter"},
		{territory.ActImport, "Importer l’annuaire", "/ecoles/importer"},
		{territory.ActRead, "Sites", "/sites"},
		{territory.ActManageSites, "Créer un site", "/sites/ajouter"},
		{territory.ActRead, "Dispositifs et ressources", "/ressources"},
		{territory.ActManageResources, "Ajouter une ressource", "/ressources/ajouter"},
	}},
	{"Campagne", []place{
		{campaign.ActRead, "La campagne", "/campagne"},
		{campaign.ActRead, "Calendrier de la campagne", "/campagne/calendrier"},
		{campaign.ActRead, "Complétude", "/campagne/completude"},
		{campaign.ActRead, "Règles de la campagne", "/campagne/regles"},
		{campaign.ActChange, "Modifier les règles", "/campagne/regles/changer"},
		{campaign.ActChange, "Modifier les vacances", "/campagne/regles/vacances"},
		{campaign.ActRead, "Territoire de la campagne", "/campagne/territoire"},
		{campaign.ActRead, "Années", "/campagne/annees"},
		{campaign.ActRead, "Comparer deux campagnes", "/campagne/comparer"},
		{campaign.ActPrepare, "Copier une campagne", "/campagne/copier"},
		{campaign.ActPrepare, "Déposer le dossier d’une campagne", "/campagne/deposer"},
	}},
	{"Personnes", []place{
		{access.ActPeople, "Personnes et rôles", "/personnes"},
		{access.ActGrant, "Donner un rôle", "/donner-un-role"},
	}},
	{"Administration", []place{
		{rights.ActReadJournal, "Journal", "/journal"},
		{exchange.ActLetters, "Courriers", "/administration/courriers"},
		{access.ActTasks, "Tâches", "/administration/taches"},
	}},
	{"Mon compte", []place{
		{access.ActHome, "Mon compte", "/compte"},
		{access.ActPassword, "Changer mon mot de passe", "/compte/mot-de-passe"},
		{access.ActFactor, "Double authentification", page.FactorPath},
		{campaign.ActFeed, "Mes échéances dans mon agenda", "/compte/agenda"},
		{access.ActDelegate, "Déléguer un rôle pendant une absence", "/compte/delegations"},
	}},
}

// exampleArea is the part of the plan that an example alone has.
var exampleArea = area{"Base d’exemple", []place{{campaign.ActSetDate, "Changer la date de l’exemple", "/exemple/date"}}}

type planPage struct {
	Frame ui.Page
	Areas []planArea
}

type planArea struct {
	Title string
	Links []ui.Link
}

// plan shows the pages that the reader may open, and the guides.
func plan(r *page.Request) (page.Response, error) {
	view, shown := planPage{Frame: r.Frame("Plan du site")}, areas
	if r.MustSetUp() {
		shown = areas[:2] // all else is closed until the second factor is set up
	} else if r.Installed.Example {
		shown = append(shown[:len(shown):len(shown)], exampleArea)
	}
	for _, a := range shown {
		part := planArea{Title: a.title}
		for _, p := range a.places {
			if r.By.May(p.act) {
				part.Links = append(part.Links, ui.Link{Text: p.label, Href: p.path})
			}
		}
		if a.title == "Aide" {
			for _, g := range guides() {
				part.Links = append(part.Links, ui.Link{Text: g.title, Href: "/aide/" + g.slug})
			}
		}
		if len(part.Links) > 0 {
			view.Areas = append(view.Areas, part)
		}
	}
	return page.OK(planView(view)), nil
}
