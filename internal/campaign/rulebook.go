package campaign

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/rulefile"
	"preau/internal/territory"
)

// A RuleGroup is rules that are read and changed together, « chapitre des règles ».
type RuleGroup struct {
	Key     string // in addresses
	Title   string
	Entries []RuleEntry
}

// A RuleEntry is one rule, « règle »: a value with its paragraph, or what a list
// of the file holds, with the values that belong to it.
type RuleEntry struct {
	Path   string // "hours", "milestone[3]"
	Title  string
	Law    string
	Fields []RuleField
}

// A RuleField is one value of a rule.
type RuleField struct {
	Path     string // where it is written: "milestone[3].date"
	Name     string // the same from one version to another: "milestone[project_sending].date"
	Label    string
	Kind     FieldKind
	Value    string   // as one types it
	Items    []string // of Codes
	Shown    string   // as one reads it, with its unit
	Unit     string
	Editable bool // on the screen; else by the folder alone
}

// FieldKind is how a value is typed.
type FieldKind string

const (
	Line   FieldKind = "line" // of text
	Count  FieldKind = "count"
	Day    FieldKind = "day"
	Amount FieldKind = "amount" // euros
	Codes  FieldKind = "codes"  // of departments
	Files  FieldKind = "files"
)

// Rulebook is everything that campaign.toml decides, in the order of the screen.
// A rule that no group asks for is in the last one: none is hidden.
func (c *Campaign) Rulebook() []RuleGroup {
	leaves, _ := rulefile.Leaves(rulesFile, c.Files[rulesFile], named) // has been read before
	all := entriesOf(leaves)
	var book []RuleGroup
	for _, spec := range groups {
		group := RuleGroup{Key: spec.key, Title: spec.title}
		for _, table := range spec.tables {
			group.Entries = append(group.Entries, all.of(table)...)
		}
		book = append(book, group)
	}
	if rest := all.others(); len(rest) > 0 {
		book = append(book, RuleGroup{Key: "autres", Title: "Autres règles", Entries: rest})
	}
	return book
}

// RuleGroup finds a group by its key.
func (c *Campaign) RuleGroup(key string) (RuleGroup, bool) {
	book := c.Rulebook()
	i := slices.IndexFunc(book, func(g RuleGroup) bool { return g.Key == key })
	if i < 0 {
		return RuleGroup{}, false
	}
	return book[i], true
}

// named tells one entry of a list from the others, from one year to another:
// holidays have no key.
func named(value func(string) string) string {
	if zone := value("zone"); zone != "" {
		return zone + " " + value("label")
	}
	return value("key")
}

// entries are the rules in the order of the file.
type entries []RuleEntry

func entriesOf(leaves []rulefile.Leaf) entries {
	var all entries
	for _, leaf := range leaves {
		path, field := split(leaf.Path)
		if len(all) == 0 || all[len(all)-1].Path != path {
			all = append(all, RuleEntry{Path: path})
		}
		entry := &all[len(all)-1]
		if field == "law" {
			entry.Law = rulefile.Typeset(leaf.Text)
		}
		entry.Fields = append(entry.Fields, fieldOf(leaf, path, field))
	}
	for i := range all {
		all[i].Title = all[i].title()
	}
	return all
}

// split parts the path of a value into its rule and its field: "hours" and
// "value", "milestone[3]" and "date"; a value that stands alone is a rule.
func split(path string) (entry, field string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return path, "value"
}

// table is the name that a path begins with.
func table(path string) string {
	if i := strings.IndexAny(path, "[."); i >= 0 {
		return path[:i]
	}
	return path
}

func (all entries) of(name string) entries {
	var some entries
	for _, entry := range all {
		if table(entry.Path) == name {
			some = append(some, entry)
		}
	}
	return some
}

func (all entries) others() entries {
	var rest entries
	for _, entry := range all {
		if !slices.ContainsFunc(groups, func(g groupSpec) bool { return slices.Contains(g.tables, table(entry.Path)) }) {
			rest = append(rest, entry)
		}
	}
	return rest
}

// field finds a value of the rule; none is the zero RuleField.
func (e RuleEntry) field(name string) RuleField {
	for _, f := range e.Fields {
		if _, field := split(f.Path); field == name {
			return f
		}
	}
	return RuleField{}
}

// title is what the rule is called: its label where it has other values too.
func (e RuleEntry) title() string {
	word, known := words[table(e.Path)]
	if !known {
		word = e.Path
	}
	_, rank, listed := strings.Cut(e.Path, "[")
	if !listed {
		return word
	}
	if label := e.field("label").Shown; label != "" && e.valued() {
		if zone := e.field("zone").Shown; zone != "" {
			label += ", " + zone
		}
		return label
	}
	return word + " " + strings.TrimSuffix(rank, "]")
}

// valued tells whether the rule says more than its label.
func (e RuleEntry) valued() bool {
	return slices.ContainsFunc(e.Fields, func(f RuleField) bool {
		_, name := split(f.Path)
		return !slices.Contains([]string{"key", "label", "law"}, name)
	})
}

// Values are what a reader is shown of the rule beside its title and its
// paragraph.
func (e RuleEntry) Values() []RuleField {
	var shown []RuleField
	for _, f := range e.Fields {
		_, name := split(f.Path)
		if name != "key" && name != "law" && name != "kind" && name != "about" && !(name == "label" && e.valued()) {
			shown = append(shown, f)
		}
	}
	return shown
}

// Editable tells whether something of the rule changes on the screen.
func (e RuleEntry) Editable() bool {
	return slices.ContainsFunc(e.Fields, func(f RuleField) bool { return f.Editable })
}

func fieldOf(leaf rulefile.Leaf, path, name string) RuleField {
	f := RuleField{Path: leaf.Path, Name: leaf.Name, Label: labelOf(path, name), Value: leaf.Text, Items: leaf.Items,
		Unit: units[path], Kind: kindOf(leaf, path, name), Editable: !slices.Contains(fixed, name) && !slices.Contains(fixed, table(path)+"."+name)}
	f.Shown = f.shown()
	return f
}

func kindOf(leaf rulefile.Leaf, path, name string) FieldKind {
	switch {
	case path == "sheets":
		return Files
	case leaf.Kind == rulefile.List:
		return Codes
	case name == "index_100":
		return Amount
	case leaf.Kind == rulefile.Number:
		return Count
	case leaf.Kind == rulefile.Day:
		return Day
	}
	return Line
}

func labelOf(path, name string) string {
	if name == "value" {
		return "Valeur"
	}
	if label, known := labels[table(path)+"."+name]; known {
		return label
	}
	if label, known := labels[name]; known {
		return label
	}
	return name
}

func (f RuleField) shown() string {
	entry, name := split(f.Path)
	switch f.Kind {
	case Day:
		if day, err := civil.ParseDate(f.Value); err == nil {
			return day.French()
		}
	case Amount:
		if cents, err := civil.ReadCents(f.Value); err == nil {
			return cents.French()
		}
	case Codes:
		return departmentNames(f.Items)
	case Line:
		if word, known := actors[f.Value]; known && (name == "from" || name == "to") {
			return word
		}
	}
	if f.Unit != "" {
		return f.Value + "\u00a0" + f.Unit
	}
	if table(entry) == "holiday" && name == "zone" {
		return ZoneName(f.Value)
	}
	return rulefile.Typeset(f.Value)
}

func departmentNames(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if d, known := territory.FindDepartment(code); known {
			names[i] = fmt.Sprintf("%s (%s)", d.Name, code)
		}
	}
	return strings.Join(names, ", ")
}

// ZoneName is a zone of the school calendar, or the académie that keeps its own.
func ZoneName(zone string) string {
	for _, d := range territory.Departments() {
		if d.Academie == zone {
			return territory.Academie(d.AcademieName)
		}
	}
	return "zone " + zone
}
