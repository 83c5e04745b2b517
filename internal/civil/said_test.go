package civil

import (
	"strings"
	"testing"
)

func TestReadReason(t *testing.T) {
	for _, c := range []struct{ typed, want, wrong string }{
		{" L’agence\r\nferme. ", "L’agence\nferme.", ""},
		{strings.Repeat("é", 1000), strings.Repeat("é", 1000), ""},
		{strings.Repeat("é", 1001), "", "Ce motif est trop long\u202f: 1\u202f000 caractères au plus."},
		{"\u200b ", "", "Écrivez le motif."},
	} {
		got, err := ReadReason(c.typed)
		if got != c.want || said(err) != c.wrong {
			t.Errorf("ReadReason(%q): got %q, %v, want %q, %q", c.typed, got, err, c.want, c.wrong)
		}
	}
}

func TestReadEmail(t *testing.T) {
	for typed, want := range map[string]string{"": "", " Anne.Martin@Ac-Creteil.fr ": "Anne.Martin@Ac-Creteil.fr", "o'neil+x@b.c": "o'neil+x@b.c"} {
		if got, err := ReadEmail(typed); got != want || err != nil {
			t.Errorf("ReadEmail(%q): got %q, %v, want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"agence", "@b.fr", "a@", "a@b", "a@.", "a@b.", "a b@c.fr", "a@b.fr, c@d.fr", "a@b.fr;c@d.fr", "A <a@b.fr>", "a@b@c.fr"} {
		if got, err := ReadEmail(typed); got != "" || said(err) != "Écrivez l’adresse sous la forme «\u202fnom@exemple.fr\u202f»." {
			t.Errorf("ReadEmail(%q): got %q, %v, want a refusal", typed, got, err)
		}
	}
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// An address that is taken is one line and one address, in which no header can hide.
func FuzzReadEmail(f *testing.F) {
	for _, typed := range []string{"nom@exemple.fr", "a@b.fr\r\nBcc: c@d.fr", "a@b@c.fr", "\u202ea@b.fr", "a b@c.fr", "\x00@b.fr", "a@..", "<a@b.fr>", "é@exemple.fr"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, err := ReadEmail(typed)
		if err != nil {
			if address != "" {
				t.Errorf("ReadEmail(%q) = %q, %v", typed, address, err)
			}
			return
		}
		if strings.ContainsAny(address, "\r\n\x00 ;,<>") || address != "" && strings.Count(address, "@") != 1 || CleanLine(address) != address {
			t.Errorf("ReadEmail(%q) = %q", typed, address)
		}
	})
}
