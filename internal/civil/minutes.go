package civil

import (
	"fmt"
	"regexp"
	"strconv"
)

// Minutes is a duration in whole minutes, « durée », written in hours. In the
// database and in JSON it is an integer.
type Minutes int

const maxHours = 99_999

// French is the duration as it is read: « 1 h 30 », « 2 h 05 », « 120 h »,
// « 45 min » under an hour, « 0 h » for nothing.
func (m Minutes) French() string {
	switch {
	case m < 0:
		return "−" + (-m).French()
	case m > 0 && m < 60:
		return strconv.Itoa(int(m)) + unitSpace + "min"
	}
	return hoursAndMinutes(FrenchCount(int64(m/60)), int(m%60))
}

// hoursAndMinutes writes a duration or a time of day; on the hour, minutes are
// left out.
func hoursAndMinutes(hours string, minutes int) string {
	if minutes == 0 {
		return hours + unitSpace + "h"
	}
	return fmt.Sprintf("%s%sh%s%02d", hours, unitSpace, unitSpace, minutes)
}

var minutesNumeral = numeral{
	missing:  "Indiquez une durée.",
	negative: "Cette durée ne peut pas être négative.",
	power:    Fault("Écrivez cette durée en entier, sans puissance ni opération, par exemple " + quote(Minutes(120*60).French()) + "."),
	letters:  NotADuration,
}

// NotADuration is the fault of what has no form of a duration.
var NotADuration = Fault("Écrivez cette durée sous la forme " + quote(Minutes(150).French()) + ", " +
	quote("2,5") + " ou " + quote(Minutes(45).French()) + ".")

// DurationLike is NotADuration with hours that suit where they are asked.
func DurationLike(example string) Fault {
	return Fault("Écrivez cette durée en heures, par exemple " + quote(example) + ".")
}

var (
	faultSixty     = Fault("Après les heures, écrivez 59 minutes au plus.")
	faultSeconds   = Fault("Cette durée ne tombe pas sur une minute" + thinSpace + ": écrivez par exemple " + quote(Minutes(80).French()) + ".")
	faultLongHours = Fault("Cette durée est trop longue" + thinSpace + ": " + Minutes(maxHours*60).French() + " au plus.")
)

var (
	// 2 h, 2h30, 2:30, 2 heures 30 min
	clockShape = regexp.MustCompile(`(?i)^(\d[\d ]*?) ?(?:(?:h|heures?) ?(?:(\d{1,2}) ?(?:min|mn|m|minutes?)?)?|: ?(\d{2}))$`)
	// 90 min
	minuteShape = regexp.MustCompile(`(?i)^(\d[\d ]*?) ?(?:min|mn|minutes?)\.?$`)
	// 2,5 or 2.5 h, in hours
	decimalShape = regexp.MustCompile(`(?i)^(\d[\d ]*?)[.,](\d{1,2}) ?(?:h|heures?)?$`)
)

// ReadMinutes reads a duration as people type it: « 2 h », « 2h30 », « 2:30 »,
// « 90 min », and hours alone, « 2 » or « 2,5 ». It refuses signs, 60 minutes
// and more after hours, parts of a minute, and more than 99 999 h.
func ReadMinutes(typed string) (Minutes, error) {
	text := CleanLine(typed)
	if parts := clockShape.FindStringSubmatch(text); parts != nil {
		return clockMinutes(parts[1], parts[2]+parts[3])
	}
	if parts := minuteShape.FindStringSubmatch(text); parts != nil {
		return minutesOf("0", parts[1])
	}
	if parts := decimalShape.FindStringSubmatch(text); parts != nil {
		return decimalMinutes(parts[1], parts[2])
	}
	if whole.MatchString(text) {
		return minutesOf(text, "0")
	}
	if fault := minutesNumeral.fault(text); fault != "" {
		return 0, fault
	}
	return 0, NotADuration
}

func clockMinutes(hours, minutes string) (Minutes, error) {
	if len(minutes) == 2 && minutes >= "60" {
		return 0, faultSixty
	}
	return minutesOf(hours, "0"+minutes)
}

// decimalMinutes reads tenths or hundredths of an hour, where they make whole
// minutes: 2,25 is 135 min, 1,33 is refused.
func decimalMinutes(hours, decimals string) (Minutes, error) {
	hundredths, err := strconv.Atoi((decimals + "0")[:2])
	if err != nil {
		return 0, NotADuration
	}
	if hundredths*60%100 != 0 {
		return 0, faultSeconds
	}
	return minutesOf(hours, strconv.Itoa(hundredths*60/100))
}

// minutesOf adds hours and minutes, both written with thousands apart or not.
func minutesOf(hours, minutes string) (Minutes, error) {
	if !whole.MatchString(hours) || !whole.MatchString(minutes) {
		return 0, faultGrouping
	}
	h, errHours := strconv.ParseUint("0"+digits(hours), 10, 32)
	m, errMinutes := strconv.ParseUint("0"+digits(minutes), 10, 32)
	total := h*60 + m
	if errHours != nil || errMinutes != nil || total > maxHours*60 {
		return 0, faultLongHours
	}
	return Minutes(total), nil
}
