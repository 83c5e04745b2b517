package campaign

// groupSpec is a group of rules: which tables of campaign.toml it shows.
type groupSpec struct {
	key, title string
	tables     []string
}

// The order of the screen is that in which the circular decides.
var groups = []groupSpec{
	{"annee", "L’année et le texte", []string{"code", "label", "text", "school_year"}},
	{"territoire", "Le territoire", []string{"departments", "remark"}},
	{"heures", "Les heures et les groupes", []string{"hours", "group_size_min", "group_size_max", "latest_start", "assiduity_percent"}},
	{"echeances", "Les échéances", []string{"milestone"}},
	{"public", "Les parents", []string{"eligibility", "motive"}},
	{"tranches", "Les tranches d’âge et de séjour", []string{"age_band", "stay_band"}},
	{"selection", "La sélection des projets", []string{"level", "criterion"}},
	{"credits", "Les crédits", []string{"payer", "instalment", "budget_line"}},
	{"vacations", "Les intervenants et les vacations", []string{"trainer_kind", "hourly_rate", "rate", "certifier"}},
	{"donnees", "La publication et la conservation", []string{"publication_threshold", "names_kept_months", "pay_kept_years"}},
	{"vacances", "Les vacances et les jours fériés", []string{"holiday", "public_holiday"}},
	{"fiches", "Les fiches", []string{"sheets"}},
}

// words are what a table of campaign.toml is called; of a list, one of its items.
var words = map[string]string{
	"code": "Code de la campagne", "label": "Nom de la campagne", "text": "Texte", "school_year": "Année scolaire",
	"departments": "Départements ouverts", "remark": "Remarque",
	"hours": "Heures de formation par groupe", "group_size_min": "Taille d’un groupe, au moins", "group_size_max": "Taille d’un groupe, au plus",
	"latest_start": "Début des cours, au plus tard", "assiduity_percent": "Assiduité : part des heures suivies",
	"milestone": "Échéance", "eligibility": "Condition", "motive": "Motif de participation", "age_band": "Tranche d’âge", "stay_band": "Durée de séjour",
	"level": "Niveau de décision", "criterion": "Critère", "payer": "Payeur national", "instalment": "Versement", "budget_line": "Ligne de budget",
	"trainer_kind": "Intervenant", "hourly_rate": "Heure de vacation", "rate": "Traitement de l’indice majoré 100", "certifier": "Certification du service fait",
	"publication_threshold": "Seuil de publication", "names_kept_months": "Conservation des noms, après l’année scolaire", "pay_kept_years": "Conservation des pièces de paie",
	"holiday": "Vacances", "public_holiday": "Jour férié", "sheets": "Fiches de la campagne",
}

// labels are what a field is called: of a table, or of any.
var labels = map[string]string{
	"label": "Libellé", "law": "Fondement", "key": "Clé", "date": "Date", "when": "Délai", "kind": "Nature", "about": "À propos de", "text": "Texte",
	"title": "Intitulé", "reference": "Référence", "from": "Du", "to": "Au", "part": "Parts", "of": "Sur", "rank": "Rang", "under": "Moins de",
	"zone": "Calendrier", "index_100": "Montant annuel brut", "departments": "Départements", "swap": "L’un ou l’autre",
	"milestone.from": "Qui", "milestone.to": "À qui", "task": "Ce qui est à faire", "acknowledge": "Ce qui est à faire par qui reçoit", "rate.from": "À partir du",
	"age_band.from": "À partir de", "stay_band.from": "À partir de", "age_band.under": "Moins de (0 : sans limite)", "stay_band.under": "Moins de (0 : sans limite)",
	"instalment.part": "Parts (0 : le reste)",
}

var units = map[string]string{
	"hours": "heures", "group_size_min": "parents", "group_size_max": "parents", "assiduity_percent": "%",
	"publication_threshold": "personnes", "names_kept_months": "mois", "pay_kept_years": "ans",
}

// actors are who owes, and to whom, in milestones.
var actors = map[string]string{
	"school": "école ou établissement", "academie": "académie", "region": "région", "nation": "niveau national", "payer": "payeur national",
	"pooling_school": "établissement mutualisateur", "parent": "parents",
}

// fixed are the fields that other parts of the program or of the folder refer
// to, or that make no sense alone: they change by the folder.
var fixed = []string{"key", "kind", "about", "swap", "code.value", "sheets.value", "sheets.law", "milestone.from", "milestone.to", "holiday.zone"}
