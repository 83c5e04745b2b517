package civil

import (
	"errors"
	"regexp"
	"testing"
)

// sentence is what a person may be shown: French, ended, no technical prefix.
var sentence = regexp.MustCompile(`^\p{Lu}[^%\n]*\.$`)

// checkRefusal fails if a Read function refuses with anything but a sentence.
func checkRefusal(t *testing.T, read, typed string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var fault Fault
	if !errors.As(err, &fault) {
		t.Errorf("%s(%q) refuses with a %T, %v, want a Fault", read, typed, err, err)
	}
	if !sentence.MatchString(err.Error()) {
		t.Errorf("%s(%q) refuses with %q, want a sentence", read, typed, err)
	}
}

func TestFaultsReadAsSentences(t *testing.T) {
	for _, c := range []struct {
		fault Fault
		want  string
	}{
		{faultDateForm, "Écrivez la date sous la forme «\u202f30/09/2009\u202f»."},
		{faultMuchMoney, "Ce montant est trop grand\u202f: 90\u202f000\u202f000\u202f000\u202f000,00\u00a0€ au plus."},
		{faultMany, "Ce nombre est trop grand\u202f: 999\u202f999\u202f999 au plus."},
		{faultLongHours, "Cette durée est trop longue\u202f: 99\u202f999\u00a0h au plus."},
		{CountLike("11"), "Écrivez ce nombre avec des chiffres seulement, par exemple «\u202f11\u202f»."},
		{DurationLike("120"), "Écrivez cette durée en heures, par exemple «\u202f120\u202f»."},
		{NotADuration, "Écrivez cette durée sous la forme «\u202f2\u00a0h\u00a030\u202f», «\u202f2,5\u202f» ou «\u202f45\u00a0min\u202f»."},
	} {
		if got := c.fault.Error(); got != c.want {
			t.Errorf("Error() = %q, want %q", got, c.want)
		}
	}
}
