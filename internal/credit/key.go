package credit

import (
	"cmp"
	"slices"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// KeyState is where a key that was sent stands.
type KeyState string

const (
	KeyWaiting KeyState = "waiting" // for its sender to confirm it
	KeyKept    KeyState = "kept"
	KeyDropped KeyState = "dropped"
)

// Key is what credits are shared by, « clé de répartition »: the foreign residents of
// each department, from a source, of a year (§4, note 4).
type Key struct {
	ID         db.ID // zero: the one that ships with Préau
	Source     string
	Year       int64
	State      KeyState
	Person     db.ID
	PersonName string
	HappenedAt civil.Instant
	Rows       []KeyRow
}

// KeyRow is a department of a key. No residents: the source does not say, which is
// not zero.
type KeyRow struct {
	Department string
	Residents  *int64
	Confidence string // in French; blank: nothing is said
}

// confidences are the marks of the reference data, in French.
var confidences = map[string]string{"high": "recensement", "medium": "indicatif", "low": "indicatif"}

// Shipped is the key that serves until another is imported: it is indicative.
func Shipped() Key {
	key := Key{Source: "Insee, enquêtes annuelles de recensement 2004-2006\u202f; estimations là où le chiffre manque", Year: 2006, State: KeyKept}
	for _, f := range territory.ForeignResidents() {
		key.Rows = append(key.Rows, KeyRow{f.Department, &f.Residents, confidences[f.Confidence]})
	}
	return key
}

// Row is the row of a department; one that the key does not name says nothing.
func (k Key) Row(department string) KeyRow {
	for _, row := range k.Rows {
		if row.Department == department {
			return row
		}
	}
	return KeyRow{Department: department}
}

// weights are the departments that the key is asked for, or a refusal that names
// those of which it says nothing.
func (k Key) weights(departments []string) ([]Weight, error) {
	var all []Weight
	var missing []workflow.Missing
	for _, code := range departments {
		row := k.Row(code)
		if row.Residents == nil {
			missing = append(missing, workflow.Missing{Sentence: "La clé de répartition ne dit rien de ce département\u202f: " + territory.DepartmentName(code) + ". Importez-en une qui le donne.", Law: "§4"})
			continue
		}
		all = append(all, Weight{code, *row.Residents})
	}
	if len(missing) > 0 {
		return nil, &workflow.Refusal{Act: ActSimulate, Reasons: missing}
	}
	return all, nil
}

// Lacks are the departments open in a campaign of which the key says nothing.
func (k Key) Lacks(rules *campaign.Campaign) (codes []string) {
	for _, code := range rules.Departments.Value {
		if k.Row(code).Residents == nil {
			codes = append(codes, code)
		}
	}
	return codes
}

func sortRows(rows []KeyRow) {
	slices.SortFunc(rows, func(a, b KeyRow) int { return cmp.Compare(a.Department, b.Department) })
}
