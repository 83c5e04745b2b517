package campaign

import (
	"fmt"
	"slices"
	"time"

	"preau/internal/civil"
	"preau/internal/rulefile"
	"preau/internal/territory"
)

// Holiday is a school holiday, « vacances »: the first and the last day without
// class, in a zone (A, B, C) or in the académie of a code, which then keeps
// its own calendar instead of its zone's (Corsica, overseas).
type Holiday struct {
	Zone  string       `toml:"zone"`
	Label string       `toml:"label"`
	From  civil.Date   `toml:"from"`
	To    civil.Date   `toml:"to"`
	Law   rulefile.Law `toml:"law"`
	Line  int          `toml:"-line"`
}

// PublicHoliday is a day without work, « jour férié », in every department or in
// those listed.
type PublicHoliday struct {
	Date        civil.Date   `toml:"date"`
	Label       string       `toml:"label"`
	Departments []string     `toml:"departments,optional"`
	Law         rulefile.Law `toml:"law"`
	Line        int          `toml:"-line"`
}

// ClassOn tells whether schools of a department have class on a day: within the
// school year, not a Sunday, no public holiday there and no holiday of its
// calendar. A calendar that the files do not give has no holidays.
func (c *Campaign) ClassOn(department territory.Department, day civil.Date) bool {
	if day.Before(c.SchoolYear.From) || day.After(c.SchoolYear.To) || day.Weekday() == time.Sunday {
		return false
	}
	for _, free := range c.PublicHolidays {
		if free.Date == day && (len(free.Departments) == 0 || slices.Contains(free.Departments, department.Code)) {
			return false
		}
	}
	return !slices.ContainsFunc(c.HolidaysOf(department), func(h Holiday) bool {
		return !day.Before(h.From) && !day.After(h.To)
	})
}

// HolidaysOf are the school holidays of a department: those of its académie when
// it has any, else those of its zone.
func (c *Campaign) HolidaysOf(department territory.Department) []Holiday {
	if own := c.holidaysIn(department.Academie); len(own) > 0 {
		return own
	}
	return c.holidaysIn(department.HolidayZone)
}

func (c *Campaign) holidaysIn(zone string) []Holiday {
	var all []Holiday
	for _, h := range c.Holidays {
		if h.Zone == zone {
			all = append(all, h)
		}
	}
	return all
}

// aroundYear is how many days before or after the school year a holiday may
// still begin or end: the summer holidays lie outside of it.
const aroundYear = 92

func (k checker) holidays(c *Campaign) {
	for i, h := range c.Holidays {
		field := fmt.Sprintf("holiday[%d]", i+1)
		if !zoneKnown(h.Zone) {
			k.fault(h.Line, field+".zone", "«\u202f%s\u202f» n’est ni une zone (A, B, C), ni le code d’une académie.", h.Zone)
		}
		if h.To.Before(h.From) {
			k.fault(h.Line, field+".to", "les vacances finissent avant de commencer.")
		}
		k.nearYear(c, h.Line, field+".from", h.From)
		k.nearYear(c, h.Line, field+".to", h.To)
		for _, other := range c.Holidays[:i] {
			if other.Zone == h.Zone && !h.From.After(other.To) && !other.From.After(h.To) {
				k.fault(h.Line, field, "ces vacances en recouvrent d’autres de la zone %s, données à la ligne %d.", h.Zone, other.Line)
			}
		}
	}
}

func (k checker) publicHolidays(c *Campaign) {
	for i, free := range c.PublicHolidays {
		field := fmt.Sprintf("public_holiday[%d]", i+1)
		k.nearYear(c, free.Line, field+".date", free.Date)
		for j, code := range free.Departments {
			if _, known := territory.FindDepartment(code); !known {
				k.fault(free.Line, fmt.Sprintf("%s.departments[%d]", field, j+1), "aucun département n’a le code «\u202f%s\u202f».", code)
			}
		}
	}
}

// nearYear refuses a day that belongs to another school year.
func (k checker) nearYear(c *Campaign, line int, field string, day civil.Date) {
	if day.Before(c.SchoolYear.From.Add(-aroundYear)) || day.After(c.SchoolYear.To.Add(aroundYear)) {
		k.fault(line, field, "le %s est loin de l’année scolaire.", day.French())
	}
}

// zoneKnown tells whether a zone, or the code of an académie, is that of some
// department.
func zoneKnown(zone string) bool {
	return slices.ContainsFunc(territory.Departments(), func(d territory.Department) bool {
		return d.Zoned() && d.HolidayZone == zone || d.Academie == zone
	})
}
