package civil

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What people may type as a year: a birth, a permit, a school year, not a slip.
const (
	firstTypedYear = 1900
	lastTypedYear  = 2199
)

var (
	faultNoDate   = Fault("Indiquez une date.")
	faultDateForm = Fault("Écrivez la date sous la forme " + quote("30/09/2009") + ".")
	faultNoDay    = Fault("Cette date n’existe pas" + thinSpace + ": vérifiez le jour et le mois.")
	faultYear     = Fault("L’année doit être comprise entre 1900 et 2199.")
)

// Letters and digits with the separators people use; a symbol or a stray sign
// before the day is not guessed at.
var dateShape = regexp.MustCompile(`^[\pL\d][\pL\pM\d /.,\-‐‑–]*$`)

// ReadDate reads a day as people type it: 30/09/2009, 30-9-2009, 30.9.09 (two
// digits are a year of 2000 to 2099), 2009-09-30, « 30 septembre 2009 »,
// « 1er sept. 2009 », « mercredi 30 septembre 2009 ». Case and accents do not
// matter. It refuses a day that does not exist, a day of the week that is not
// the right one, and years outside 1900 to 2199.
func ReadDate(typed string) (Date, error) {
	text := CleanLine(typed)
	if text == "" {
		return Date{}, faultNoDate
	}
	if !dateShape.MatchString(text) {
		return Date{}, faultDateForm
	}
	weekday, words := cutWeekday(strings.Fields(Fold(text)))
	if len(words) != 3 {
		return Date{}, faultDateForm
	}
	d, err := dateFromWords(words[0], words[1], words[2])
	if err != nil {
		return Date{}, err
	}
	if weekday != "" && weekday != dayNames[d.Weekday()] {
		return Date{}, Fault("Le " + d.French() + " est un " + dayNames[d.Weekday()] + ".")
	}
	return d, nil
}

// cutWeekday takes the name of the day off the front of the words, if it is there.
func cutWeekday(words []string) (weekday string, rest []string) {
	if len(words) > 0 && slices.Contains(dayNames[:], words[0]) {
		return words[0], words[1:]
	}
	return "", words
}

// dateFromWords reads day, month and year, or year, month and day when the first
// word has four digits.
func dateFromWords(day, month, year string) (Date, error) {
	if len(day) == 4 {
		day, year = year, day
	}
	d, okDay := readDay(day)
	m, okMonth := readMonth(month)
	y, okYear := readYear(year)
	switch {
	case !okDay || !okMonth || !okYear:
		return Date{}, faultDateForm
	case y < firstTypedYear || y > lastTypedYear:
		return Date{}, faultYear
	}
	date := NewDate(y, m, d)
	if date.IsZero() {
		return Date{}, faultNoDay
	}
	return date, nil
}

func readDay(word string) (int, bool) {
	if word == "1er" {
		return 1, true
	}
	return smallNumber(word, 2)
}

// readMonth takes a number, a name, or the beginning of only one name.
func readMonth(word string) (time.Month, bool) {
	if n, ok := smallNumber(word, 2); ok {
		return time.Month(n), true
	}
	if len(word) < 3 {
		return 0, false
	}
	var found []time.Month
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(Fold(monthNames[m]), word) {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		return 0, false
	}
	return found[0], true
}

func readYear(word string) (int, bool) {
	year, ok := smallNumber(word, 4)
	switch len(word) {
	case 2:
		return 2000 + year, ok
	case 4:
		return year, ok
	}
	return 0, false
}

// smallNumber reads at most so many ASCII digits and nothing else.
func smallNumber(word string, digits int) (int, bool) {
	if len(word) > digits {
		return 0, false
	}
	n, err := strconv.ParseUint(word, 10, 16)
	return int(n), err == nil
}
