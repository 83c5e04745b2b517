package civil

import (
	"strconv"
	"time"
)

var monthNames = [...]string{
	time.January: "janvier", time.February: "février", time.March: "mars", time.April: "avril",
	time.May: "mai", time.June: "juin", time.July: "juillet", time.August: "août",
	time.September: "septembre", time.October: "octobre", time.November: "novembre", time.December: "décembre",
}

var dayNames = [...]string{
	time.Sunday: "dimanche", time.Monday: "lundi", time.Tuesday: "mardi", time.Wednesday: "mercredi",
	time.Thursday: "jeudi", time.Friday: "vendredi", time.Saturday: "samedi",
}

// French is the day as it is read, « 30 septembre 2009 », « 1er octobre 2009 »;
// "" for no date.
func (d Date) French() string {
	if !d.valid() {
		return ""
	}
	day := strconv.Itoa(d.Day)
	if d.Day == 1 {
		day = "1er"
	}
	return day + " " + monthNames[d.Month] + " " + strconv.Itoa(d.Year)
}

// FrenchLong is the day with its name, « mercredi 30 septembre 2009 »; "" for no
// date.
func (d Date) FrenchLong() string {
	if !d.valid() {
		return ""
	}
	return dayNames[d.Weekday()] + " " + d.French()
}

// MonthName is a month in French, « septembre ».
func MonthName(m time.Month) string { return monthNames[m] }
