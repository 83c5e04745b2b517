package project

import (
	"slices"
	"strconv"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/form"
	"preau/internal/territory"
)

// A filling is a sheet being read: what figures and checks look at.
type filling struct {
	rules      *campaign.Campaign
	department territory.Department
	sheet      *form.Sheet
	values     form.Values
	timetables map[string]timetable // by row: a year of days is gone through once
}

// fillingOf is a sheet of a file with its computed figures.
func fillingOf(p Project, rules *campaign.Campaign, sheet *form.Sheet, answers Answers) filling {
	department, _ := territory.FindDepartment(p.Department)
	f := filling{rules, department, sheet, answers[sheet.Key], map[string]timetable{}}
	f.values = sheet.With(f.values, f.figure)
	return f
}

// figures are those that are more than a sum of answers, by the name that the
// sheets give them (campaign.Figures). within is the row they are asked for.
var figures = map[string]func(f filling, within string) string{
	"slots_hours":      func(f filling, within string) string { return f.slotsHours(within) },
	"hours_reached_on": func(f filling, within string) string { return f.reachedOn(within) },
	"cost_per_group":   func(f filling, _ string) string { return f.costPer(f.groups()) },
	"cost_per_parent": func(f filling, _ string) string {
		parents, _ := f.sheet.Sum("parents_expected", f.values, "")
		return f.costPer(parents)
	},
}

// figure computes a figure for the sheet or for the row of a field; blank where
// nothing tells it.
func (f filling) figure(name string, at form.Field) string {
	within := ""
	if at.Row != "" {
		within = form.RowKey(at.Of.Key, at.Row) + "."
	}
	if compute, special := figures[name]; special {
		return compute(f, within)
	}
	sum, known := f.sheet.Sum(name, f.values, within)
	if !known {
		return ""
	}
	return strconv.FormatInt(sum, 10)
}

// groups is how many rows say for how many parents they are.
func (f filling) groups() (n int64) {
	for field := range f.sheet.Feeding("parents_expected", f.values, "") {
		if field.Row != "" {
			n++
		}
	}
	return n
}

// costPer is what is asked for, divided, to the nearest cent.
func (f filling) costPer(n int64) string {
	asked, known := f.sheet.Sum("amount_asked", f.values, "")
	if !known || n == 0 {
		return ""
	}
	return strconv.FormatInt((2*asked+n)/(2*n), 10)
}

// A timetable is what the slots of a group give until the end of the school
// year (§2.2): holidays, public holidays and Sundays out.
type timetable struct {
	lessons int64
	longest civil.Minutes // of the lessons
	total   civil.Minutes
	reached civil.Date // when the hours planned are reached; zero: never
}

// timetable goes through the days of class of a group. ok is false when its
// start or its slots are not known.
func (f filling) timetable(within string) (t timetable, ok bool) {
	start, known := f.start(within)
	slots := f.slots(within)
	if !known || len(slots) == 0 {
		return t, false
	}
	if t, found := f.timetables[within]; found {
		return t, true
	}
	planned, _ := f.sheet.Sum("hours_planned", f.values, within)
	for day := start; !day.After(f.rules.SchoolYear.To) && !day.IsZero(); day = day.Add(1) {
		if !slices.ContainsFunc(slots, func(s form.TimeSlot) bool { return s.Day == day.Weekday() }) || !f.rules.ClassOn(f.department, day) {
			continue
		}
		for _, slot := range slots {
			if slot.Day == day.Weekday() {
				t.lessons, t.total, t.longest = t.lessons+1, t.total+slot.Length(), max(t.longest, slot.Length())
			}
		}
		if t.reached.IsZero() && planned > 0 && int64(t.total) >= planned {
			t.reached = day
		}
	}
	f.timetables[within] = t
	return t, true
}

func (f filling) start(within string) (civil.Date, bool) {
	for field := range f.sheet.Feeding("starts_on", f.values, within) {
		day, err := civil.ParseDate(f.values[field.Key])
		year := f.rules.SchoolYear
		return day, err == nil && !day.Before(year.From) && !day.After(year.To)
	}
	return civil.Date{}, false
}

// slots are those of a row that can be read. Those that overlap are one: no hour is
// given twice.
func (f filling) slots(within string) (slots []form.TimeSlot) {
	var all []form.TimeSlot
	for _, field := range f.slotFields(within) {
		if slot, reads := form.ReadSlot(f.values[field.Key]); reads {
			all = append(all, slot)
		}
	}
	slices.SortFunc(all, func(a, b form.TimeSlot) int { return int(a.From - b.From) })
	for _, slot := range all {
		if i := slices.IndexFunc(slots, slot.Overlaps); i >= 0 {
			slots[i].To = max(slots[i].To, slot.To)
			continue
		}
		slots = append(slots, slot)
	}
	return slots
}

func (f filling) slotFields(within string) (fields []form.Field) {
	for q := range f.sheet.Questions() {
		for _, field := range q.Fields(f.values) {
			if field.Question.Kind == form.Slot && field.Row != "" && form.RowKey(q.Key, field.Row)+"." == within {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

func (f filling) slotsHours(within string) string {
	t, known := f.timetable(within)
	if !known {
		return ""
	}
	return strconv.Itoa(int(t.total))
}

func (f filling) reachedOn(within string) string {
	t, _ := f.timetable(within)
	return t.reached.String()
}
