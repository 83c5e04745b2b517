package territory

import (
	"cmp"
	"slices"

	"preau/internal/civil"
)

// Comparison is what a directory would change in what is known. The three lists
// share no school; each is in the order of the UAI.
type Comparison struct {
	Added     []School
	Changed   []School
	Closed    []School // open until now, and closed by the directory
	Unchanged int
	Absent    int // known, and not in the directory: they are left as they are
}

// Counts is the comparison in figures.
func (c Comparison) Counts() Import {
	return Import{Added: len(c.Added), Changed: len(c.Changed), Closed: len(c.Closed), Unchanged: c.Unchanged}
}

// Import is what an import of schools did, or would do.
type Import struct{ Added, Changed, Closed, Unchanged int }

// Total is how many schools the directory had.
func (i Import) Total() int { return i.Added + i.Changed + i.Closed + i.Unchanged }

// Nothing tells whether nothing changes.
func (i Import) Nothing() bool { return i.Total() == i.Unchanged }

// compare tells what the directory changes on a day.
func (d Directory) compare(known map[UAI]School, day civil.Date) Comparison {
	var c Comparison
	for _, school := range d.Schools {
		before, found := known[school.UAI]
		after := d.over(before, school)
		switch {
		case !found:
			c.Added = append(c.Added, school)
		case before == after:
			c.Unchanged++
		case before.OpenOn(day) && !after.OpenOn(day):
			c.Closed = append(c.Closed, after)
		default:
			c.Changed = append(c.Changed, after)
		}
	}
	c.Absent = len(known) + len(c.Added) - len(d.Schools)
	for _, list := range [][]School{c.Added, c.Changed, c.Closed} {
		slices.SortFunc(list, func(a, b School) int { return cmp.Compare(a.UAI, b.UAI) })
	}
	return c
}

// over is a known school as the directory tells it: what it has no column for
// stays.
func (d Directory) over(before, now School) School {
	if d.Columns == nil {
		return now
	}
	for _, field := range []struct {
		key  string
		stay func()
	}{
		{"sector", func() { now.Sector = before.Sector }},
		{"address", func() { now.Address = before.Address }},
		{"postcode", func() { now.Postcode = before.Postcode }},
		{"phone", func() { now.Phone = before.Phone }},
		{"email", func() { now.Email = before.Email }},
		{"state", func() { now.Open = before.Open }},
	} {
		if !d.has(field.key) {
			field.stay()
		}
	}
	if !d.has("closed") && !(d.has("state") && now.Open) {
		now.ClosedOn = before.ClosedOn
	}
	return now
}

func (d Directory) has(key string) bool { return d.found(key).Title != "" }
