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
	routes = append(routes, page.Route{Method: "GET", Path: "/plan-du-site", Act: access.ActVisit, Handle: plan, Before: true})
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
	{"/accessibilite", "Accessibilité\u202f: non conforme", []section{
		{"État de conformité", []string{
			"Préau, en service à cette adresse, n’est pas conforme au référentiel général d’amélioration de l’accessibilité (RGAA 4.1)\u202f: aucun audit n’a encore été fait. Sans audit, aucun taux de conformité ne peut être annoncé (décret n° 2019-768 du 24 juillet 2019).",
		}},
		{"Ce qui a été essayé", []string{
			"Par des outils, à chaque changement\u202f: les pages des principaux parcours sont ouvertes dans Chromium et lues par axe-core, larges et étroites\u202f; le code HTML de chaque sorte de page est lu par html-validate.",
			"Par des outils, de temps en temps\u202f: pour chaque rôle, une page au moins de chaque adresse à laquelle mènent les liens est lue par axe-core, à la taille ordinaire et agrandie quatre fois, et ses formulaires sont envoyés vides.",
			"Au clavier seul, par un programme\u202f: transmettre une fiche, classer et décider dans une réunion, valider un projet, donner un rôle.",
			"À l’œil, par ceux qui font Préau\u202f: des copies d’écran, larges et étroites.",
			"Un outil ne voit qu’une partie des défauts. Rien de cela ne remplace un audit.",
		}},
		{"Ce qui n’a pas été essayé, ou ne va pas", []string{
			"Aucune personne handicapée n’a encore essayé Préau. Personne ne l’a parcouru avec un lecteur d’écran, ni en agrandissant les pages à la main, ni avec un autre navigateur que Chromium.",
			"Les documents PDF ont des titres et des tableaux balisés, mais leur conformité n’a pas été vérifiée. Les mêmes chiffres se lisent à l’écran.",
			"Les pièces que joignent les écoles et les comités sont gardées comme elles ont été envoyées\u202f: un scan n’est lisible que par les yeux.",
			"Les cartes se lisent par le tableau qui est à côté. Un tableau large défile à l’intérieur de son cadre.",
		}},
		{"Signaler une difficulté", []string{
			"Si une page vous résiste, écrivez à l’administration de votre plateforme ou à la personne qui vous a invité\u202f: elle vous donnera l’information autrement. L’organisme qui exploite Préau complète ici son adresse.",
		}},
		{"Voie de recours", []string{
			"Vous avez signalé un défaut qui vous empêche d’accéder à un contenu ou à un service, et vous n’avez pas reçu de réponse satisfaisante\u202f? Vous pouvez saisir le Défenseur des droits.",
			"Par formulaire\u202f: formulaire.defenseurdesdroits.fr. Par téléphone\u202f: 09 69 39 00 00. Par courrier gratuit, sans timbre\u202f: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07. Ou auprès du délégué de votre département.",
		}},
		{"Cette déclaration", []string{"Établie le 29 novembre 2026. Techniques\u202f: HTML5, CSS, SVG, JavaScript (facultatif\u202f: tout marche sans lui)."}},
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
		{"Combien de temps", []string{
			"Votre nom reste attaché à ce que vous avez fait\u202f: le journal ne s’efface pas, c’est lui qui fait foi de chaque décision. Un compte qui ne sert plus se ferme, sans effacer ce qu’il a fait.",
			"L’organisme qui exploite Préau complète ici la durée pendant laquelle il garde les dossiers.",
		}},
		{"Vos droits", []string{
			"Vous pouvez demander à lire ce qui est gardé de vous et à le faire corriger. Écrivez à l’administration de votre plateforme. L’organisme qui exploite Préau complète ici son adresse, et celle de son délégué à la protection des données.",
			"Vous n’êtes pas satisfait de la réponse\u202f? Vous pouvez saisir la Commission nationale de l’informatique et des libertés\u202f: cnil.fr.",
		}},
		{"Témoins de connexion", []string{"Un seul témoin, nécessaire à votre connexion. Aucune mesure d’audience, aucun autre site."}},
	}},
}
