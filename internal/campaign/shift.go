package campaign

import (
	"regexp"
	"time"

	"preau/internal/civil"
	"preau/internal/rulefile"
)

// kept are the tables whose days are facts and not decisions of a school year:
// what an hour of pay was worth does not move with the campaign.
var kept = map[string]bool{"rate": true}

// copied is the text of campaign.toml for another school year: its code, its
// label, and every day moved by whole years. A later year follows the same text,
// of the same day, until another is written.
func (c *Campaign) copied(code, label string, years int) ([]byte, error) {
	content := c.Files[rulesFile]
	leaves, faults := rulefile.Leaves(rulesFile, content, named)
	if len(faults) > 0 {
		return nil, faults
	}
	for _, leaf := range leaves {
		value := ""
		switch day, err := civil.ParseDate(leaf.Text); {
		case leaf.Path == "code":
			value = rulefile.Quote(code)
		case leaf.Path == "label":
			value = rulefile.Quote(label)
		case err == nil && !kept[table(leaf.Path)] && !(table(leaf.Path) == "text" && years > 0):
			value = moved(table(leaf.Path), day, years).String()
		}
		if value == "" {
			continue
		}
		var err error
		if content, err = rulefile.Replace(content, leaf.Path, value); err != nil {
			return nil, err
		}
	}
	return content, nil
}

// moved is a day of a table, whole years later. A deadline keeps its day and its
// month; school holidays keep their day of the week, the nearest to that; a
// public holiday that follows Easter follows it.
func moved(table string, day civil.Date, years int) civil.Date {
	sameDay := civil.NewDate(day.Year+years, day.Month, day.Day)
	if sameDay.IsZero() { // 29 February
		sameDay = civil.NewDate(day.Year+years, day.Month, day.Day-1)
	}
	switch table {
	case "holiday":
		return sameDay.Add(toWeekday(sameDay.Weekday(), day.Weekday()))
	case "public_holiday":
		if after := day.Sub(easter(day.Year)); movable[after] {
			return easter(day.Year + years).Add(after)
		}
	}
	return sameDay
}

// toWeekday is how many days, -3 to 3, lead from one day of the week to another.
func toWeekday(from, to time.Weekday) int {
	days := (int(to) - int(from) + 7) % 7
	if days > 3 {
		days -= 7
	}
	return days
}

// movable are the public holidays that follow Easter Sunday, in days after it:
// Good Friday, Easter Monday, Ascension, Whit Monday.
var movable = map[int]bool{-2: true, 1: true, 39: true, 50: true}

// easter is Easter Sunday of a year of the Gregorian calendar (Butcher's rule).
func easter(year int) civil.Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return civil.NewDate(year, time.Month(n/31), n%31+1)
}

// A Doubt is what a copy should be read for: a day on which nobody works, a text
// that names a year.
type Doubt struct {
	Rule, Field, Shown, Why string
}

// Doubts lists what to read over in a campaign made by copying.
func (c *Campaign) Doubts() []Doubt {
	var all []Doubt
	for _, group := range c.Rulebook() {
		if group.Key == "vacances" || group.Key == "vacations" || group.Key == "annee" {
			continue
		}
		for _, entry := range group.Entries {
			for _, field := range entry.Fields {
				if why := c.doubt(field); why != "" {
					all = append(all, Doubt{entry.Title, field.Label, field.Shown, why})
				}
			}
		}
	}
	return all
}

func (c *Campaign) doubt(f RuleField) string {
	day, err := civil.ParseDate(f.Value)
	switch {
	case f.Kind == Day && err == nil && day.Weekday() == time.Saturday:
		return "tombe un samedi"
	case f.Kind == Day && err == nil && day.Weekday() == time.Sunday:
		return "tombe un dimanche"
	case f.Kind == Line && f.Editable && yearNamed.MatchString(f.Value):
		return "nomme une année"
	}
	return ""
}

var yearNamed = regexp.MustCompile(`\b20\d\d\b`)
