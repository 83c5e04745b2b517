package page

import "testing"

func TestAParagraphComesBeforeTheFullStop(t *testing.T) {
	for _, test := range []struct{ sentence, law, want string }{
		{"Indiquez le montant.", "§4", "Indiquez le montant (§4)."},
		{"Indiquez le montant.", "", "Indiquez le montant."},
		{"Indiquez le montant.", "choix", "Indiquez le montant."},
		{"Qui le porte\u202f?", "§4", "Qui le porte\u202f? (§4)"},
		{"Il en faut 120 (§2.2).", "§2.2", "Il en faut 120 (§2.2)."},
		{"Il en faut de 8 à 15 (§3.3).", "§2.2", "Il en faut de 8 à 15 (§3.3)."},
		{"C’est après la date de la circulaire (le 30 septembre).", "§6", "C’est après la date de la circulaire (le 30 septembre, §6)."},
	} {
		if got := Cited(test.sentence, test.law); got != test.want {
			t.Errorf("Cited(%q, %q): got %q, want %q", test.sentence, test.law, got, test.want)
		}
	}
}
