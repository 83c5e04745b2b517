package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

const newSchools = "numero_uai;appellation_officielle;nature_uai_libe;libelle_commune\n0940442V;École Louise-Michel;ECOLE MATERNELLE;Vitry\n"

// upload sends a directory as the page of the import does.
func (v *visitor) upload(content string) *answer {
	return v.ask("POST", "/ecoles/importer", strings.NewReader(multipartForm(part{"annuaire", "annuaire.csv", content})), multipartType)
}

func TestADirectoryThatIsRefused(t *testing.T) {
	v := newSite(t).as("administration")
	for name, test := range map[string]struct{ content, want string }{
		"none":            {"", "Ce fichier est vide."},
		"a workbook":      {"PK\x03\x04 and more", "Envoyez un fichier CSV"},
		"bytes":           {"uai\x00", "Envoyez un fichier CSV"},
		"cut in a row":    {newSchools + "0940574N;École", "2 colonnes au lieu de 4"},
		"a UAI twice":     {newSchools + "0940442V;École;ECOLE;Vitry\n", "Le numéro 0940442V est déjà à la ligne 2."},
		"a wrong letter":  {strings.Replace(newSchools, "0940442V", "0940442W", 1), "ne correspond pas à ses chiffres"},
		"no column":       {strings.Replace(newSchools, "libelle_commune", "ville", 1), "Cette colonne manque."},
		"a formula":       {strings.Replace(newSchools, "École Louise", "=cmd|' /C calc'!A0", 1), "comme une formule de tableur"},
		"markup, escaped": {strings.Replace(newSchools, "numero_uai", "<b>", 1), "CSV"},
	} {
		a := v.upload(test.content)
		if a.Code != http.StatusUnprocessableEntity || !strings.Contains(a.body(), test.want) {
			t.Errorf("a directory with %s: got %d, want 422 and %q", name, a.Code, test.want)
		}
	}
	if a := v.get("/ecoles?q=louise+michel"); strings.Contains(a.body(), "École Louise-Michel") {
		t.Error("a refused directory left a school")
	}
}

func TestADirectoryIsConfirmedOnceByItsSender(t *testing.T) {
	s := newSite(t)
	admin, pilot := s.as("administration"), s.as("pilote-dgesco")
	windows, err := charmap.Windows1252.NewEncoder().String(newSchools)
	if err != nil {
		t.Fatal(err)
	}
	a := admin.upload(windows)
	path := a.location()
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/ecoles/importer/") {
		t.Fatalf("POST /ecoles/importer: got %d to %q, want 303 to its preview", a.Code, path)
	}
	if a := admin.get(path); !strings.Contains(a.body(), "1 école modifiée") || !strings.Contains(a.body(), "École Louise-Michel") || !strings.Contains(a.body(), "Windows-1252") {
		t.Errorf("GET %s: got %d %s, want what would change", path, a.Code, a.body())
	}
	for _, other := range []*answer{pilot.get(path), pilot.post(path, nil), pilot.post(path+"/abandonner", nil)} {
		if other.Code != http.StatusNotFound {
			t.Errorf("the import of somebody else: got %d, want 404", other.Code)
		}
	}
	for range 2 {
		if a := admin.post(path, nil); a.Code != http.StatusSeeOther || a.location() != path {
			t.Errorf("POST %s: got %d to %q, want 303 to itself", path, a.Code, a.location())
		}
	}
	if a := admin.get(path); !strings.Contains(a.body(), "Annuaire importé") {
		t.Errorf("GET %s after it: %s", path, a.body())
	}
	if a := pilot.get("/ecoles/0940442V"); !strings.Contains(a.body(), "École Louise-Michel") {
		t.Errorf("GET /ecoles/0940442V: got %d, want the new name", a.Code)
	}
}
