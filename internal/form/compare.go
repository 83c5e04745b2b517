package form

import "slices"

// A Filling is a sheet with its answers, computed figures included.
type Filling struct {
	Sheet  *Sheet
	Values Values
}

// A Change is one answer that is not the same in two fillings. Before and After
// are canonical; blank: nothing was answered, or nothing was asked there.
type Change struct {
	Was    Field // as the earlier sheet asks it; without a key: it does not
	Now    Field
	Before string
	After  string
}

// Field is where the answer is: as the later sheet asks it, if it still does.
func (c Change) Field() Field {
	if c.Now.Key != "" {
		return c.Now
	}
	return c.Was
}

// Fate is what became of a row from one filling to the next.
type Fate string

const (
	Kept    Fate = ""
	Added   Fate = "added"
	Removed Fate = "removed"
)

// A Difference is what changed in one place of a sheet: the questions of a section
// that are in no table, or one row of a table.
type Difference struct {
	Section Section
	Table   *Question // nil: no table
	Row     string    // its id
	Fate    Fate      // of the row
	Was     string    // the title of the row in the earlier filling: « Groupe 3 »; blank: it was not there
	Now     string    // and in the later
	Changes []Change
}

// Compare lists what changed from one filling of a sheet to the next, in the order
// of the later sheet. The two may be of different rules: answers are known by the
// key of their question, rows by their id. What neither asks is left out.
func Compare(before, after Filling) (all []Difference) {
	for _, section := range bothSections(before.Sheet, after.Sheet) {
		own := Difference{Section: section}
		var rows []Difference
		for _, key := range bothQuestions(section.Key, before.Sheet, after.Sheet) {
			was, now := before.fields(key), after.fields(key)
			for _, row := range bothRows(key, before, after) {
				changes := changesOf(inRow(was, row), inRow(now, row), before.Values, after.Values)
				if row == "" {
					own.Changes = append(own.Changes, changes...)
					continue
				}
				d := rowDifference(section, key, row, before, after)
				if d.Changes = changes; d.Fate != Kept || len(changes) > 0 {
					rows = append(rows, d)
				}
			}
		}
		if len(own.Changes) > 0 {
			all = append(all, own)
		}
		all = append(all, rows...)
	}
	return all
}

// fields are those of a question that are asked.
func (f Filling) fields(key string) []Field {
	q, known := f.Sheet.question(key)
	if !known {
		return nil
	}
	return q.Fields(f.Values)
}

func inRow(fields []Field, row string) (some []Field) {
	for _, f := range fields {
		if f.Row == row {
			some = append(some, f)
		}
	}
	return some
}

// changesOf compares the fields of one place: those of the later sheet, then those
// that it asks no more.
func changesOf(was, now []Field, before, after Values) (changes []Change) {
	for _, f := range now {
		c := Change{Now: f, After: after[f.Key]}
		if i := slices.IndexFunc(was, func(w Field) bool { return w.Key == f.Key }); i >= 0 {
			c.Was, c.Before = was[i], before[f.Key]
		}
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	for _, f := range was {
		gone := !slices.ContainsFunc(now, func(n Field) bool { return n.Key == f.Key })
		if gone && before[f.Key] != "" {
			changes = append(changes, Change{Was: f, Before: before[f.Key]})
		}
	}
	return changes
}

func rowDifference(section Section, key, row string, before, after Filling) Difference {
	d := Difference{Section: section, Row: row}
	d.Was, d.Table = before.title(key, row)
	if title, table := after.title(key, row); table != nil {
		d.Now, d.Table = title, table
	}
	switch {
	case d.Was == "":
		d.Fate = Added
	case d.Now == "":
		d.Fate = Removed
	}
	return d
}

// title is that of a row that stands, with its table.
func (f Filling) title(key, row string) (string, *Question) {
	q, known := f.Sheet.question(key)
	if !known || q.Kind != Table {
		return "", nil
	}
	if !slices.Contains(f.Values.Rows(key), row) {
		return "", q
	}
	return Field{Of: q, Row: row}.Heading(f.Values), q
}

// bothSections are those of the later sheet, then those that it has no more.
func bothSections(before, after *Sheet) []Section {
	all := slices.Clone(after.Sections)
	for _, section := range before.Sections {
		if !slices.ContainsFunc(all, func(s Section) bool { return s.Key == section.Key }) {
			all = append(all, section)
		}
	}
	return all
}

// bothQuestions are the keys of the questions of a section: those that the later
// sheet asks there, then those that it asks no more anywhere.
func bothQuestions(section string, before, after *Sheet) (keys []string) {
	for q := range after.Questions() {
		if after.SectionOf(q.Key) == section {
			keys = append(keys, q.Key)
		}
	}
	for q := range before.Questions() {
		if _, asked := after.question(q.Key); !asked && before.SectionOf(q.Key) == section {
			keys = append(keys, q.Key)
		}
	}
	return keys
}

// bothRows are the ids of the rows of a question in either filling, in their order;
// one blank id outside tables.
func bothRows(key string, before, after Filling) []string {
	rows := []string{""}
	for _, f := range []Filling{before, after} {
		if q, known := f.Sheet.question(key); known && q.Kind == Table {
			rows = append(rows, f.Values.Rows(key)...)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}
