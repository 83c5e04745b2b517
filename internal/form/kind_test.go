package form

import (
	"strings"
	"testing"
)

// Typed as people type, or as an attack would; blank is blank in every kind.
var typings = []struct {
	kind            Kind
	typed           string
	canonical, read string
	fault           string // a part of the sentence
}{
	{Text, "  Salle   des\tparents ", "Salle des parents", "Salle des parents", ""},
	{Text, "Salle \U0001F600", "Salle \U0001F600", "Salle \U0001F600", ""},
	{Text, "a\u202eb\u200bc\u0000", "abc", "abc", ""},
	{Text, " \u200b\u202e ", "", "", ""},
	{Long, "un\r\ndeux\n", "un\ndeux", "un\ndeux", ""},
	{Long, "\u200f\n\t", "", "", ""},

	{YesNo, "", "", "", ""},
	{YesNo, "oui", "oui", "Oui", ""},
	{YesNo, "  NON ", "non", "Non", ""},
	{YesNo, "0", "", "", "Répondez par oui ou par non."},
	{YesNo, "\U0001F44D", "", "", "Répondez par oui ou par non."},

	{Count, "", "", "", ""},
	{Count, " 0 ", "0", "0", ""},
	{Count, "1 234", "1234", "1\u202f234", ""},
	{Count, "1\u00a0234", "1234", "1\u202f234", ""},
	{Count, "12\u202c", "12", "12", ""},
	{Count, "1 234,5", "", "", "nombre entier"},
	{Count, "-3", "", "", "négatif"},
	{Count, "−3", "", "", "négatif"},
	{Count, "10^9", "", "", "sans puissance"},
	{Count, "1e9", "", "", "sans puissance"},
	{Count, "douze", "", "", "chiffres seulement"},
	{Count, "\U0001F600", "", "", "chiffres seulement"},
	{Count, "١٢", "", "", "chiffres seulement"},
	{Count, strings.Repeat("9", 5000), "", "", "trop grand"},

	{Amount, "", "", "", ""},
	{Amount, "0", "0", "0,00\u00a0€", ""},
	{Amount, "1 234,5", "123450", "1\u202f234,50\u00a0€", ""},
	{Amount, "1234.56 €", "123456", "1\u202f234,56\u00a0€", ""},
	{Amount, "-3", "", "", "négatif"},
	{Amount, "10^9", "", "", "sans puissance"},
	{Amount, "1,234", "", "", "deux chiffres"},
	{Amount, "\U0001F4B6", "", "", "chiffres seulement"},

	{Date, "", "", "", ""},
	{Date, "09/11/2009", "2009-11-09", "9 novembre 2009", ""},
	{Date, "9 novembre 2009", "2009-11-09", "9 novembre 2009", ""},
	{Date, "2009-11-09", "2009-11-09", "9 novembre 2009", ""},
	{Date, "30/02/2010", "", "", "existe pas"},
	{Date, "bientôt", "", "", "date"},
	{Date, "-3", "", "", "date"},

	{Hours, "", "", "", ""},
	{Hours, "120", "7200", "120\u00a0h", ""},
	{Hours, "2h30", "150", "2\u00a0h\u00a030", ""},
	{Hours, "1 234,5", "74070", "1\u202f234\u00a0h\u00a030", ""},
	{Hours, "-3", "", "", "négative"},
	{Hours, "10^9", "", "", "sans puissance"},
	{Hours, "\U0001F550", "", "", "durée"},
	{Slot, "", "", "", ""},
	{Slot, "mardi|14 h|16h30", "2 14:00-16:30", "mardi, de 14\u00a0h à 16\u00a0h\u00a030", ""},
	{Slot, "Mardi de 14 h à 16 h", "2 14:00-16:00", "mardi, de 14\u00a0h à 16\u00a0h", ""},
	{Slot, "dimanche|9|11", "7 09:00-11:00", "dimanche, de 9\u00a0h à 11\u00a0h", ""},
	{Slot, "lundi|0:15|1 h", "1 00:15-01:00", "lundi, de 0\u00a0h\u00a015 à 1\u00a0h", ""},
	{Slot, "|14 h|16 h", "", "", "le jour"},
	{Slot, "mardi||16 h", "", "", "heure de début"},
	{Slot, "mardi|14 h|", "", "", "heure de fin"},
	{Slot, "mardi|16 h|14 h", "", "", "après l’heure de début"},
	{Slot, "mardi|14 h|14 h", "", "", "après l’heure de début"},
	{Slot, "mardi|14 h|24 h", "", "", "14\u00a0h\u00a030"},
	{Slot, "demain|14 h|16 h", "", "", "le jour"},
	{Slot, "\U0001F550", "", "", "le jour"},
}

func TestKinds(t *testing.T) {
	for _, test := range typings {
		canonical, err := test.kind.Parse(test.typed)
		if canonical != test.canonical {
			t.Errorf("%s.Parse(%.40q) = %q, want %q", test.kind, test.typed, canonical, test.canonical)
		}
		if (err != nil) != (test.fault != "") || err != nil && !strings.Contains(err.Error(), test.fault) {
			t.Errorf("%s.Parse(%.40q): %v, want a sentence with %q", test.kind, test.typed, err, test.fault)
		}
		if read := test.kind.Format(canonical); read != test.read {
			t.Errorf("%s.Format(%q) = %q, want %q", test.kind, canonical, read, test.read)
		}
	}
}

func TestEdit(t *testing.T) {
	tests := []struct {
		kind            Kind
		canonical, want string
	}{
		{Amount, "123450", "1234,50"},
		{Date, "2009-11-09", "09/11/2009"},
		{Hours, "7200", "120"},
		{Hours, "150", "2h30"},
		{Hours, "", ""},
		{Count, "1234", "1234"},
	}
	for _, test := range tests {
		if got := test.kind.Edit(test.canonical); got != test.want {
			t.Errorf("%s.Edit(%q) = %q, want %q", test.kind, test.canonical, got, test.want)
		}
	}
}

// An answer kept under another kind, in an older version of a sheet, is shown.
func TestWhatIsUnreadableIsShownAsItIs(t *testing.T) {
	for kind := range kinds {
		marked := unread("un\u202e peu\x1a")
		if got := kind.Format(marked) + "/" + kind.Edit(marked); got != "un peu/un peu" {
			t.Errorf("%s of what was unreadable: %q", kind, got)
		}
		if got := kind.Format("un peu"); got != "un peu" {
			t.Errorf("%s.Format(\"un peu\") = %q", kind, got)
		}
		if got := kind.Edit("un peu"); got != "un peu" {
			t.Errorf("%s.Edit(\"un peu\") = %q", kind, got)
		}
	}
}

func FuzzKinds(f *testing.F) {
	for _, test := range typings {
		f.Add(test.typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for kind := range kinds {
			canonical, err := kind.Parse(typed)
			if err != nil {
				if canonical != "" || err.Error() == "" {
					t.Errorf("%s.Parse(%q) = %q, %q", kind, typed, canonical, err)
				}
				continue
			}
			again, err := kind.Parse(kind.Edit(canonical))
			if err != nil || again != canonical {
				t.Errorf("%s: %q is kept as %q, edited as %q, read back as %q, %v",
					kind, typed, canonical, kind.Edit(canonical), again, err)
			}
			if (canonical == "") != (kind.Format(canonical) == "") {
				t.Errorf("%s.Format(%q) = %q", kind, canonical, kind.Format(canonical))
			}
		}
	})
}

// A time slot that is kept is read as it was written, and one that is not is refused.
func FuzzReadSlot(f *testing.F) {
	for _, text := range []string{"2 14:00-16:00", "7 00:00-23:59", "0 14:00-16:00", "2 99:99--1:-1", "2 14:00-16:00x", "2 9223372036854775807:00-16:00", "\x1amardi|14|"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slot, ok := ReadSlot(text)
		if ok && (slot.From < 0 || slot.To > 24*60 || slot.String() != text) {
			t.Errorf("ReadSlot(%q) = %+v", text, slot)
		}
		SplitSlot(text)
	})
}
