// Package public holds the pages that anyone may read.
package public

import (
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// Routes lists the public pages.
func Routes() []page.Route {
	routes := []page.Route{{Method: "GET", Path: "/{$}", Act: access.ActVisit, Handle: home, Before: true}}
	routes = append(routes, guideRoutes()...)
	for _, s := range statements {
		routes = append(routes, page.Route{Method: "GET", Path: s.path, Act: access.ActVisit, Handle: s.handle, Before: true})
	}
	return routes
}

type homePage struct {
	Frame      ui.Page
	SignedIn   bool
	Example    bool
	Campaign   string
	Milestones []campaign.Milestone
}

func home(r *page.Request) (page.Response, error) {
	view := homePage{Frame: r.Frame("Ouvrir l’École aux parents pour réussir l’intégration"), SignedIn: r.SignedIn(), Example: r.Installed.Example}
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err == nil {
			view.Campaign, view.Milestones = rules.Label, rules.Milestones
		}
		return err
	})
	return page.OK(homeView(view)), err
}

// A statement is a page of plain text that a public service must have.
type statement struct {
	path     string
	title    string
	sections []section
}

type section struct {
	title string
	lines []string
}

func (s statement) handle(r *page.Request) (page.Response, error) {
	return page.OK(statementView(r.Frame(s.title), s.sections)), nil
}

// questions are what everybody asks, whatever their role; what is each role's own is in its guide.
var questions = []section{
	{"Enregistrer n’est pas transmettre", []string{
		"Chaque page de la fiche s’enregistre. Tant que vous n’avez pas transmis, la fiche reste un brouillon que seule votre école voit.",
		"Après l’envoi, vous recevez un accusé de réception avec un numéro\u202f: gardez-le pour toute question.",
	}},
	{"Je n’arrive pas à me connecter", []string{
		"La première fois, suivez le lien du courrier d’invitation\u202f: il sert une fois, pendant 72 heures. Ensuite, votre identifiant ou votre adresse, et votre mot de passe.",
		"Mot de passe oublié\u202f? La page de connexion vous envoie un lien. Téléphone perdu\u202f? Un code de secours le remplace.",
		"Ni l’un ni l’autre\u202f? Écrivez à la personne qui vous a invité, ou à l’administration de Préau.",
	}},
	{"Que veulent dire ces mots\u202f?", []string{
		"Fiche\u202f: les annexes 2 et 3 de la circulaire, qui présentent votre projet.",
		"Présélection\u202f: la décision du comité régional. Validation\u202f: celle du comité national.",
		"Liste complémentaire\u202f: le projet attend que des crédits se libèrent.",
	}},
}

var statements = []statement{
	{"/plan-du-site", "Plan du site", []section{
		{"Pages publiques", []string{"Accueil (/)", "Aide (/aide)", "Se connecter (/connexion)", "Mot de passe oublié (/connexion/oubli)"}},
		{"Une fois connecté", []string{"À faire (/accueil)", "Projets (/projets)", "Campagne (/campagne)", "Mes courriers (/courriers)", "Mon compte (/compte)"}},
	}},
	{"/accessibilite", "Accessibilité\u202f: non conforme", []section{
		{"État de conformité", []string{
			"Préau n’a pas encore été audité selon le RGAA 4.1. Faute d’audit, il est déclaré non conforme.",
			"Chaque page est vérifiée par un outil automatique, au clavier et sans JavaScript, avant d’être mise en service. Cela ne remplace pas un audit.",
		}},
		{"Signaler une difficulté", []string{"Si une page vous résiste, écrivez à l’administration de votre plateforme\u202f: elle vous donnera l’information autrement."}},
	}},
	{"/mentions-legales", "Mentions légales", []section{
		{"Éditeur", []string{"Préau est un logiciel libre (licence MIT). L’organisme qui l’exploite complète cette page\u202f: nom, adresse, directeur de la publication, hébergeur."}},
	}},
	{"/donnees-personnelles", "Données personnelles", []section{
		{"Ce que Préau garde de vous", []string{
			"Pour les agents\u202f: nom, adresse électronique professionnelle, rôles, gestes accomplis et leur date.",
			"De chaque connexion\u202f: le navigateur, l’adresse du réseau, le début et la fin, pendant 90 jours. Les essais sans succès, un jour.",
			"Ce que vous envoyez après la fin de votre connexion est gardé chiffré une heure, pour vous seul, le temps de vous reconnecter.",
			"Cette version ne contient aucune donnée sur les parents.",
		}},
		{"Témoins de connexion", []string{"Un seul témoin, nécessaire à votre connexion. Aucune mesure d’audience, aucun autre site."}},
	}},
}
