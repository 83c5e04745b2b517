package campaign

import (
	"maps"
	"slices"
	"strings"

	"preau/internal/rulefile"
)

// Status is how a rule or a question of one campaign stands in another.
type Status string

const (
	Same    Status = "same"
	Changed Status = "changed"
	Added   Status = "added"
	Removed Status = "removed"
)

// A Difference is one value in two campaigns, or in two versions of one.
type Difference struct {
	Group  string // of the rules; of a question, its sheet
	Rule   string
	Field  string // what of it; blank when the rule has a single value
	Before string
	After  string
	Status Status
}

// CompareRules puts the rules of two campaigns side by side, in the order of the
// screen, those that are the same included.
func CompareRules(a, b *Campaign) (all []Difference) {
	for _, p := range prospects(a, b) {
		all = append(all, p.Difference)
	}
	return all
}

// prospects is CompareRules with the name of each value.
func prospects(a, b *Campaign) (all []Prospect) {
	before, after := a.named(), b.named()
	for _, name := range merged(before.order, after.order) {
		was, had := before.values[name]
		is, has := after.values[name]
		d := is
		if !has {
			d = was
		}
		d.Before, d.After, d.Status = was.After, is.After, statusOf(had, has, was.After == is.After)
		all = append(all, Prospect{name, d})
	}
	return all
}

// Differ keeps what is not the same.
func Differ(all []Difference) []Difference {
	return slices.DeleteFunc(slices.Clone(all), func(d Difference) bool { return d.Status == Same })
}

func statusOf(had, has, same bool) Status {
	switch {
	case !had:
		return Added
	case !has:
		return Removed
	case same:
		return Same
	}
	return Changed
}

// values are the values of a campaign by their names, in order. What a value
// says is in After.
type values struct {
	order  []string
	values map[string]Difference
}

func (v *values) put(name string, d Difference) {
	if _, twice := v.values[name]; !twice {
		v.order = append(v.order, name)
	}
	v.values[name] = d
}

func (c *Campaign) named() values {
	v := values{values: map[string]Difference{}}
	for _, group := range c.Rulebook() {
		for _, entry := range group.Entries {
			fields := entry.Fields
			for _, field := range fields {
				label := field.Label
				if label == labels["key"] {
					continue
				}
				if len(fields) <= 2 && label != labels["law"] { // a value and its paragraph
					label = ""
				}
				v.put(field.Name, Difference{Group: group.Title, Rule: entry.Title, Field: label, After: field.Shown})
			}
		}
	}
	return v
}

// merged is the names of both, in the order of the first; one that only the
// second has comes after the one it follows there.
func merged(a, b []string) []string {
	all := slices.Clone(a)
	at := -1
	for _, name := range b {
		if i := slices.Index(all, name); i >= 0 {
			at = i
			continue
		}
		at++
		all = slices.Insert(all, at, name)
	}
	return all
}

// CompareSheets tells which questions of the sheets were added, removed or
// changed. It reads the files as they are written, so that a sheet says here all
// that it says to a school, whatever its questions are made of.
func CompareSheets(a, b *Campaign) []Difference {
	var all []Difference
	for _, file := range merged(a.sheetNames(), b.sheetNames()) {
		before, after := questionsOf(file, a.Files[file]), questionsOf(file, b.Files[file])
		for _, name := range merged(before.order, after.order) {
			was, had := before.values[name]
			is, has := after.values[name]
			d := is
			if !has {
				d = was
			}
			d.Before, d.After, d.Status = "", "", statusOf(had, has, was.After == is.After)
			if d.Status == Changed {
				d.Before, d.After = told(was.After, is.After)
			}
			if d.Status != Same {
				all = append(all, d)
			}
		}
	}
	return all
}

func (c *Campaign) sheetNames() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.Files)), func(name string) bool { return name == rulesFile })
}

// questionsOf are the questions of a sheet, each with all that its file says of
// it, a line each. What belongs to no question belongs to the sheet.
func questionsOf(file string, content []byte) values {
	v := values{values: map[string]Difference{}}
	leaves, _ := rulefile.Leaves(file, content, rulefile.ByKey) // has been read before; none of a file that is not there
	title := strings.TrimSuffix(file, ".toml")
	for _, leaf := range leaves {
		if leaf.Path == "title" || leaf.Path == "label" {
			title = rulefile.Typeset(leaf.Text)
		}
	}
	for _, leaf := range leaves {
		name, rest := question(leaf.Name)
		d, known := v.values[name]
		if !known {
			d = Difference{Group: title, Rule: "La fiche"}
		}
		if rest == "label" && name != "" {
			d.Rule = rulefile.Typeset(leaf.Text)
		}
		d.After += rest + " : " + leaf.Text + "\n"
		v.put(name, d)
	}
	return v
}

// question parts the name of a value of a sheet into its question and the rest.
func question(name string) (of, rest string) {
	const list = "question["
	i := strings.LastIndex(name, list)
	if i < 0 {
		return "", name
	}
	end := strings.IndexByte(name[i:], ']')
	if end < 0 || i+end+2 > len(name) {
		return "", name
	}
	return name[i : i+end+1], name[i+end+2:]
}

// told are the lines of two texts that are not in the other.
func told(before, after string) (was, is string) {
	a, b := strings.Split(strings.TrimSpace(before), "\n"), strings.Split(strings.TrimSpace(after), "\n")
	only := func(some, others []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(some), func(line string) bool { return slices.Contains(others, line) }), "\n")
	}
	return only(a, b), only(b, a)
}
