package territory

import (
	"fmt"
	"regexp"
	"testing"
)

func TestReadUAI(t *testing.T) {
	const (
		form   = "Un numéro UAI compte sept chiffres et une lettre, par exemple 0940176F."
		digits = "Un numéro UAI commence par sept chiffres, par exemple 0940176F."
		letter = "La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre."
	)
	tests := []struct {
		typed string
		want  UAI
		fault string
	}{
		{"0940176F", "0940176F", ""},
		{" 094 0176 f ", "0940176F", ""},
		{"0940176\u00a0F", "0940176F", ""},
		{"0940198E", "0940198E", ""},
		{"0940176G", "", letter},
		{"0941076F", "", letter}, // two digits exchanged
		{"0940176I", "", letter}, // I, O and Q are not used
		{"0940176", "", form},
		{"0940176FF", "", form},
		{"", "", form},
		{"094017FF", "", digits},
		{"F0940176", "", digits},
		{"-940176F", "", digits},
		{"+940176F", "", digits},
	}
	for _, test := range tests {
		got, err := ReadUAI(test.typed)
		fault := ""
		if err != nil {
			fault = err.Error()
		}
		if got != test.want || fault != test.fault {
			t.Errorf("ReadUAI(%q) = %q, %q, want %q, %q", test.typed, got, fault, test.want, test.fault)
		}
	}
}

// One wrong digit always shows: 23 is prime, and no power of ten is one of its
// multiples.
func TestACheckLetterShowsOneWrongDigit(t *testing.T) {
	const number = 940176
	for power := 1; power <= 1_000_000; power *= 10 {
		digit := number / power % 10
		for other := range 10 {
			if wrong := number + (other-digit)*power; other != digit && CheckLetter(wrong) == CheckLetter(number) {
				t.Errorf("CheckLetter(%07d) is that of %07d", wrong, number)
			}
		}
	}
}

func TestAUAITellsItsDepartment(t *testing.T) {
	tests := []struct {
		digits                       int
		department, academie, region string
	}{
		{6200001, "2A", "27", "94"}, {7200001, "2B", "27", "94"}, {940176, "94", "24", "11"},
		{130001, "13", "02", "93"}, {9740001, "974", "28", "04"}, {200001, "", "", ""},
	}
	for _, test := range tests {
		uai := UAI(fmt.Sprintf("%07d%c", test.digits, CheckLetter(test.digits)))
		got, ok := School{UAI: uai}.Located()
		if got.Department != test.department || got.Academie != test.academie || got.Region != test.region || ok != (test.department != "") {
			t.Errorf("School{%s}.Located() = %q, %q, %q, %v, want %+v", uai, got.Department, got.Academie, got.Region, ok, test)
		}
	}
}

func TestDepartmentsOf2009(t *testing.T) {
	prefixes, regions, academies := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range Departments() {
		prefixes[d.UAIPrefix], regions[d.Region], academies[d.Academie] = true, true, true
	}
	if len(Departments()) != 100 || len(prefixes) != 100 || len(regions) != 26 || len(academies) != 30 {
		t.Errorf("got %d departments, %d prefixes, %d regions, %d académies, want 100, 100, 26, 30",
			len(Departments()), len(prefixes), len(regions), len(academies))
	}
}

func TestAcademiesAreNamedInASentence(t *testing.T) {
	for name, want := range map[string]string{"Créteil": "académie de Créteil", "Aix-Marseille": "académie d’Aix-Marseille", "Orléans-Tours": "académie d’Orléans-Tours", "": "académie de "} {
		if got := Academie(name); got != want {
			t.Errorf("Academie(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPlaceNames(t *testing.T) {
	d, _ := FindDepartment("93")
	place := d.Place()
	for _, want := range []string{"Seine-Saint-Denis", "académie de Créteil", "région Île-de-France", "France"} {
		if got := PlaceName(place); got != want {
			t.Errorf("PlaceName(%+v) = %q, want %q", place, got, want)
		}
		switch {
		case place.Department != "":
			place.Department = ""
		case place.Academie != "":
			place.Academie = ""
		default:
			place.Region = ""
		}
	}
}

// A number that is taken has its form, whatever was typed, and is read back as itself.
func FuzzReadUAI(f *testing.F) {
	for _, typed := range []string{"0940176F", " 094 0176 f ", "+940176F", "094０176F", "0940176ſ", "09401761", "ı940176F"} {
		f.Add(typed)
	}
	form := regexp.MustCompile(`^[0-9]{7}[A-HJ-NPR-Z]$`)
	f.Fuzz(func(t *testing.T, typed string) {
		uai, err := ReadUAI(typed)
		if err != nil {
			if uai != "" {
				t.Errorf("ReadUAI(%q) = %q, %v", typed, uai, err)
			}
			return
		}
		if again, err := ReadUAI(string(uai)); !form.MatchString(string(uai)) || again != uai || err != nil {
			t.Errorf("ReadUAI(%q) = %q, read back as %q, %v", typed, uai, again, err)
		}
	})
}
