package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

var galleryPage = Page{
	Title: "Galerie des composants",
	Nav: []NavItem{
		{"Accueil", "/accueil"}, {"Projets", "/projets"}, {"Groupes", "/groupes"}, {"Parents", "/parents"},
		{"Campagne", "/campagne"}, {"Bilans", "/bilans"},
	},
	Current: "/projets",
	Person: &Person{
		Name: "Hélène Marchand", Role: "Principale, collège Gustave-Courbet (Pierrefitte-sur-Seine)",
		AccountHref: "/compte", RoleHref: "/compte/roles", LeaveAction: "/deconnexion", LeaveKey: "k-2f40",
	},
	Example:    &ExampleBanner{Today: "lundi 21 septembre 2009", ChangeHref: "/exemple/date"},
	Breadcrumb: []Crumb{{"Accueil", "/accueil"}, {"Projets", "/projets"}, {"Collège Gustave-Courbet", ""}},
	Flashes:    []Flash{{Success, "La section « Groupes » est enregistrée. Le projet n’est pas encore transmis."}},
}

var galleryHeader = PageHeader{
	Back:     &BackLink{"Tous les projets", "/projets"},
	Number:   "2009-93-0042",
	Title:    "Projet du collège Gustave-Courbet",
	Badge:    &Badge{"Brouillon", Info},
	Deadline: &Deadline{Days: 9},
	State:    "Brouillon, enregistré à 14 h 05, à transmettre avant le mercredi 30 septembre 2009, 23 h 59.",
}

var galleryActs = Buttons{[]Button{
	{Text: "Vérifier et transmettre", Href: "/projets/2009-93-0042/verifier"},
	{Text: "Télécharger", Href: "/projets/2009-93-0042.pdf", Kind: Secondary, Icon: "fr-icon-download-line", Context: "le projet (PDF, 84 ko)"},
}}

var gallerySaves = Buttons{[]Button{
	{Text: "Enregistrer et continuer"},
	{Text: "Enregistrer le brouillon", Kind: Secondary, Name: "suite", Value: "brouillon"},
	{Text: "Annuler", Href: "/projets/2009-93-0042", Kind: Plain},
}}

var galleryTabs = Tabs{Label: "Pages du projet", Items: []Tab{
	{Text: "Fiche", Href: "#fiche", Current: true}, {Text: "Contrôles", Href: "#controles", Count: 2},
	{Text: "Pièces", Href: "#pieces"}, {Text: "Échanges", Href: "#echanges", Count: 1}, {Text: "Historique", Href: "#historique"},
}}

var galleryDues = TaskList{Label: "Ce qui est attendu de vous", Tasks: []Task{
	{Title: "Désigner l’établissement mutualisateur", Href: "#mutualisateur", Due: "mardi 15 septembre 2009", Deadline: &Deadline{Days: -6}},
	{Title: "Répondre au pilote régional", Href: "#echange", Detail: "« Pouvez-vous préciser les locaux ? »", Due: "jeudi 24 septembre 2009", Deadline: &Deadline{Days: 3}},
	{Title: "Compléter « Intervenants »", Href: "#intervenants", Detail: "Annexe 2, section 4 sur 6", Due: "mercredi 30 septembre 2009", Badge: &Badge{"À compléter", Info}, Deadline: &Deadline{Days: 9}},
	{Title: "Compléter « Groupes »", Href: "#groupes", Due: "mercredi 30 septembre 2009", Deadline: &Deadline{Done: true}},
	{Title: "Rendre le bilan intermédiaire", Detail: "S’ouvre quand le projet est validé."},
}}

var gallerySummary = Summary{
	Title:  "Organisation pédagogique",
	Change: Link{Text: "Modifier la section", Href: "#groupes"},
	Rows: []Answer{
		{Question: "Nombre de groupes", Value: Text("2"), Href: "#groupes"},
		{Question: "Heures par groupe", Value: Text("108 heures"), Error: "Il en faut 120 d’ici la fin de l’année scolaire (§2.2).", Href: "#heures"},
		{Question: "Salle dans l’établissement", Value: Text("B 12, salle des parents"), Href: "#salle"},
		{Question: "Grille d’évaluation partagée", Href: "#grille"},
	},
}

var galleryHistory = Timeline{Label: "Historique du projet", Events: []Event{
	{When: "lundi 21 septembre 2009, 9 h 12", Who: "Karim Benali, pilote régional", What: "Renvoyé pour complément", Why: "Précisez les locaux et l’agrément de l’association.", Badge: &Badge{"À corriger", Warning}},
	{When: "vendredi 18 septembre 2009, 16 h 30", Who: "Hélène Marchand", What: "Transmis à la région", Badge: &Badge{"Transmis", Info}},
	{When: "lundi 14 septembre 2009, 10 h 02", Who: "Hélène Marchand", What: "Ouvert, repris de l’année précédente"},
}}

var galleryFilters = FilterTags{Label: "Filtrer par état", Tags: []FilterTag{
	{Text: "Tous", Count: 1132, Href: "?"}, {Text: "À examiner", Count: 132, Href: "?etat=transmis", Current: true},
	{Text: "Renvoyés", Count: 7, Href: "?etat=renvoye"}, {Text: "Présélectionnés", Count: 0, Href: "?etat=preselectionne"},
}}

var galleryProjects = Table{
	ID:      "projets",
	Caption: "Projets à examiner",
	Columns: []Column{
		{Label: "Établissement", Href: "?tri=-nom", Sorted: Ascending}, {Label: "Numéro"}, {Label: "Département", Href: "?tri=dep"},
		{Label: "État"}, {Label: "Délai", Href: "?tri=delai"}, {Label: "Montant demandé", Figures: true, Href: "?tri=montant"}, {Label: "Actions", Hidden: true},
	},
	Rows: []Row{
		galleryRow("Collège Gustave-Courbet", "2009-93-0042", "Seine-Saint-Denis", Badge{"Transmis", Info}, 9, "4 320,00 €", true),
		galleryRow("École élémentaire Jean-Jaurès", "2009-94-0007", "Val-de-Marne", Badge{"À corriger", Warning}, 2, "2 160,00 €", false),
		galleryRow("Lycée polyvalent Louise-Michel", "2009-77-0113", "Seine-et-Marne", Badge{"Présélectionné", Success}, -3, "6 480,50 €", false),
	},
}

func galleryRow(school, number, department string, state Badge, days int, amount string, current bool) Row {
	return Row{Current: current, Cells: []templ.Component{
		Link{Text: school, Href: "/projets/" + number}, Text(number), Text(department), state, Deadline{Days: days}, Text(amount),
		Link{Text: "Examiner", Href: "/projets/" + number, Context: school},
	}}
}

var galleryFigures = Table{
	ID:      "credits",
	Caption: "Crédits par département, en euros",
	Scroll:  true,
	Dense:   true,
	Columns: []Column{
		{Label: "Département"}, {Label: "Plafond", Figures: true}, {Label: "Demandé", Figures: true}, {Label: "Présélectionné", Figures: true},
		{Label: "Engagé", Figures: true}, {Label: "Versé", Figures: true}, {Label: "Reste", Figures: true},
	},
	Rows: []Row{
		{Cells: figures("Seine-et-Marne", "48 200,00", "51 840,00", "43 200,00", "43 200,00", "", "5 000,00")},
		{Cells: figures("Seine-Saint-Denis", "112 400,00", "164 160,00", "112 320,00", "108 000,00", "27 000,00", "4 400,00")},
		{Cells: figures("Val-de-Marne", "77 950,00", "64 800,00", "64 800,00", "64 800,00", "16 200,00", "13 150,00")},
	},
	Total: &Row{Cells: figures("Académie de Créteil", "238 550,00", "280 800,00", "220 320,00", "216 000,00", "43 200,00", "22 550,00")},
}

// figures makes a row of amounts; an empty one is a blank cell.
func figures(cells ...string) []templ.Component {
	row := make([]templ.Component, len(cells))
	for i, cell := range cells {
		if cell != "" {
			row[i] = Text(cell)
		}
	}
	return row
}

var galleryMap = Map{ID: "carte", Title: "Projets reçus, par département", Table: "credits", Other: "Hors de la campagne",
	Steps: []string{"Aucun", "Moins de la moitié", "La moitié ou plus", "Presque tous", "Tous"},
	Areas: []Area{{"93", 3, "Seine-Saint-Denis\u202f: 12 reçus sur 13"}, {"77", 0, "Seine-et-Marne\u202f: aucun reçu sur 3"}, {"94", 2, "Val-de-Marne\u202f: 3 reçus sur 5"},
		{"13", 4, "Bouches-du-Rhône\u202f: 4 reçus sur 4"}, {"2A", 1, "Corse-du-Sud\u202f: 1 reçu sur 3"}, {"974", 1, "La Réunion\u202f: 1 reçu sur 3"}}}

var galleryCurve = Curve{Title: "Projets reçus, jour après jour", Words: "7 sur 20 au lundi 21 septembre 2009", First: "7 septembre 2009", Last: "30 septembre 2009",
	Span: 24, Today: 14, Limit: 23, Of: 20, Days: []CurveDay{{1, "mardi 8 septembre 2009", 1, 1}, {7, "lundi 14 septembre 2009", 4, 5}, {11, "vendredi 18 septembre 2009", 2, 7}}}

func galleryHref(page int) string { return "?page=" + strconv.Itoa(page) }

var galleryTiles = Tiles{[]Tile{
	{Title: "Calendrier", Text: "Qui doit quoi, à qui, avant quand.", Href: "/campagne/calendrier", Detail: "3 échéances ce mois-ci"},
	{Title: "Règles", Text: "Ce que la circulaire décide, paragraphe par paragraphe.", Href: "/campagne/regles"},
	{Title: "Territoire", Text: "25 académies et 31 départements ouverts.", Href: "/campagne/territoire", Detail: "Annexe 1"},
}}

var galleryErrors = ErrorSummary{Errors: []FieldError{
	{"groupe.effectif", "L’effectif du groupe est de 6 parents\u202f: il en faut de 8 à 15 (§3.3)."},
	{"academie", "Choisissez l’académie."},
}}

var gallerySelect = Select{
	Name: "academie", Label: "Académie", Empty: "Choisir une académie", Error: "Choisissez l’académie.", Width: Medium, Required: true,
	Options: []Option{{Value: "creteil", Label: "Créteil"}, {Value: "paris", Label: "Paris"}, {Value: "versailles", Label: "Versailles"}},
}

var galleryYesNo = Radios{
	Name: "salle", Legend: "La salle est-elle dans l’établissement\u202f?", Inline: true, Value: "oui", Required: true,
	Options: []Option{{Value: "oui", Label: "Oui"}, {Value: "non", Label: "Non"}},
}

var galleryProfile = Radios{
	Name: "profil", Legend: "Profil du groupe", Rich: true, Error: "Choisissez un profil.",
	Options: []Option{
		{Value: "alphabetisation", Label: "Alphabétisation", Hint: "Parents peu ou pas scolarisés dans leur langue."},
		{Value: "debutant", Label: "Débutants", Hint: "Parents scolarisés qui commencent le français."},
		{Value: "perfectionnement", Label: "Perfectionnement", Hint: "Parents qui parlent et veulent lire et écrire."},
	},
}

var galleryDays = Checkboxes{
	Name: "jours", Legend: "Jours des séances", Hint: "Du lundi au vendredi (§2.2).", Values: []string{"mardi", "jeudi"},
	Options: []Option{{Value: "lundi", Label: "Lundi"}, {Value: "mardi", Label: "Mardi"}, {Value: "jeudi", Label: "Jeudi"}},
}

var galleryBadges = []Badge{
	{"Clos", Neutral}, {"Brouillon", Info}, {"Validé", Success}, {"À corriger", Warning}, {"Refusé", Failure}, {"Nouveau", Fresh},
}
