package civil

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const maxCount = 999_999_999

var countNumeral = numeral{
	missing:  "Indiquez un nombre.",
	negative: "Ce nombre ne peut pas être négatif.",
	power:    Fault("Écrivez ce nombre en entier, sans puissance ni opération, par exemple " + quote(FrenchCount(1_000_000)) + "."),
	letters:  NotACount,
}

// NotACount is the fault of what holds anything but digits.
var NotACount = CountLike("25")

// CountLike is NotACount with a number that suits where it is asked.
func CountLike(example string) Fault {
	return Fault("Écrivez ce nombre avec des chiffres seulement, par exemple " + quote(example) + ".")
}

var (
	faultFraction = Fault("Écrivez un nombre entier, sans virgule ni point.")
	faultGrouping = Fault("Vérifiez les espaces" + thinSpace + ": ils ne séparent que les milliers, par exemple " + quote(FrenchCount(1234)) + ".")
	faultMany     = Fault("Ce nombre est trop grand" + thinSpace + ": " + FrenchCount(maxCount) + " au plus.")
)

// ReadCount reads a number of persons, hours or files as people type it: digits,
// with or without spaces between thousands. It refuses signs, decimals, powers,
// letters and symbols, and more than 999 999 999.
func ReadCount(typed string) (int64, error) {
	text := CleanLine(typed)
	if fault := countNumeral.fault(text); fault != "" {
		return 0, fault
	}
	switch {
	case strings.ContainsAny(text, ".,"):
		return 0, faultFraction
	case !whole.MatchString(text):
		return 0, faultGrouping
	case len(digits(text)) > len(strconv.Itoa(maxCount)):
		return 0, faultMany
	}
	return strconv.ParseInt("0"+digits(text), 10, 64)
}

// FrenchCount is the number with its thousands apart, « 1 234 567 », and a true
// minus sign when negative.
func FrenchCount(n int64) string {
	plain := strconv.FormatInt(n, 10)
	sign, digits := "", plain
	if n < 0 {
		sign, digits = "−", plain[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(thinSpace)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Plural is the number and its noun: « 0 projet », « 1 projet », « 12 projets ».
// In French the plural begins at two.
func Plural(n int64, one, many string) string {
	if n > -2 && n < 2 {
		return FrenchCount(n) + " " + one
	}
	return FrenchCount(n) + " " + many
}

// Lowered is a text in the middle of a sentence: its first letter is small.
func Lowered(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToLower(text[:size]) + text[size:]
}
