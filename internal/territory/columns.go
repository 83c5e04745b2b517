package territory

import (
	"preau/internal/civil"
)

// A column is what a directory tells of a school, under any of the names that
// it has had.
type column struct {
	key   string
	label string // in French
	must  bool
	limit int      // in characters; 0: another rule holds
	names []string // those of the directory of today first, then RAMSESE and what offices type
}

// The columns, in the order of the preview.
var directoryColumns = []column{
	{"uai", "Numéro UAI", true, 0, []string{"Identifiant_de_l_etablissement", "numero_uai", "numero_uai_etablissement", "uai", "code_uai", "code_etablissement", "num_etab", "rne", "code_rne"}},
	{"name", "Nom", true, 200, []string{"Nom_etablissement", "appellation_officielle", "appellation_officielle_uai", "denomination_officielle", "patronyme_uai", "denomination", "nom", "libelle_etablissement"}},
	{"type", "Nature", true, 0, []string{"Type_etablissement", "nature_uai_libe", "libelle_nature", "denomination_principale", "denomination_principale_uai", "nature", "type"}},
	{"sector", "Secteur", false, 0, []string{"Statut_public_prive", "secteur_public_prive_libe", "secteur_public_prive", "secteur"}},
	{"address", "Adresse", false, 300, []string{"Adresse_1", "adresse_uai", "adresse", "lieu_dit_uai"}},
	{"postcode", "Code postal", false, 10, []string{"Code_postal", "code_postal_uai", "cp"}},
	{"town", "Commune", true, 100, []string{"Nom_commune", "libelle_commune", "localite_acheminement_uai", "localite_acheminement", "commune"}},
	{"phone", "Téléphone", false, 40, []string{"Telephone", "numero_telephone_uai", "telephone_uai", "tel"}},
	{"email", "Courriel", false, 200, []string{"Mail", "mel_uai", "courriel", "email", "adresse_electronique"}},
	{"state", "État", false, 0, []string{"etat", "etat_etablissement_libe", "etat_etablissement", "etat_uai_libe"}},
	{"closed", "Date de fermeture", false, 0, []string{"date_fermeture", "date_de_fermeture", "date_fermeture_uai"}},
}

// Found is a column of a directory, and under which title the file has it;
// blank: it has none.
type Found struct {
	key   string
	Label string
	Title string
	at    []int // every one that is recognised, the best first
}

// findColumns recognises the columns of a header. Every one that must be there
// and is not is a fault.
func findColumns(header []string) (found []Found, faults []RowFault) {
	titles := map[string][]int{}
	for i, title := range header {
		folded := civil.Fold(title)
		titles[folded] = append(titles[folded], i)
	}
	for _, c := range directoryColumns {
		f := Found{key: c.key, Label: c.label}
		for _, name := range c.names {
			f.at = append(f.at, titles[civil.Fold(name)]...)
		}
		if len(f.at) > 0 {
			f.Title = civil.CleanLine(header[f.at[0]])
		} else if c.must {
			faults = append(faults, RowFault{1, c.names[0], "Cette colonne manque."})
		}
		found = append(found, f)
	}
	return found, faults
}
