package form

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"preau/internal/civil"
	"preau/internal/rulefile"
)

// A Rule is a value of the programme that a question may take as a bound: a
// number, in the unit in which the question is asked (parents, hours, euros), or
// a day.
type Rule struct {
	Number int64
	Day    civil.Date // zero: the rule is a number
	Law    rulefile.Law
}

// Known is what the programme lets a sheet refer to by name.
type Known struct {
	Rules   map[string]Rule // for « least » and « most »
	Figures map[string]Kind // for « figure »: what its questions must ask for

	// RulesUnread says that the rules have faults of their own: bounds that name
	// one are let pass, so that the sheet's own faults are told all the same.
	RulesUnread bool
}

type sheetFile struct {
	Key        string        `toml:"key"`
	Title      string        `toml:"title"`
	ShortTitle string        `toml:"short_title"`
	Intro      string        `toml:"intro,optional"`
	Law        rulefile.Law  `toml:"law"`
	Sections   []sectionFile `toml:"section"`
	Line       int           `toml:"-line"`
}

type sectionFile struct {
	Key       string         `toml:"key"`
	Title     string         `toml:"title"`
	Intro     string         `toml:"intro,optional"`
	Questions []questionFile `toml:"question"`
	Line      int            `toml:"-line"`
}

// Bounds are numbers (min, max) or names of rules (least, most).
type questionFile struct {
	Key      string       `toml:"key"`
	Kind     Kind         `toml:"kind" domain:"text|long|yesno|choice|count|amount|date|hours"`
	Label    string       `toml:"label"`
	Hint     string       `toml:"hint,optional"`
	Law      rulefile.Law `toml:"law"`
	Required bool         `toml:"required,optional"`
	Unit     string       `toml:"unit,optional"`
	Figure   string       `toml:"figure,optional"`
	Length   int          `toml:"length,optional" domain:"1.."`
	Min      *int64       `toml:"min,optional" domain:"0..999999999"`
	Max      *int64       `toml:"max,optional" domain:"0..999999999"`
	Least    string       `toml:"least,optional"`
	Most     string       `toml:"most,optional"`
	Outside  string       `toml:"outside,optional"`
	Options  []Option     `toml:"option,optional"`
	Line     int          `toml:"-line"`
}

// Load reads a sheet from the text of a file. It refuses, by line, what
// [rulefile.Decode] refuses, keys given twice or badly formed, unknown rules and
// figures, and whatever does not go with the kind of a question.
func Load(file string, content []byte, known Known) (*Sheet, rulefile.Faults) {
	var read sheetFile
	faults := rulefile.Decode(file, content, &read)
	if len(faults) > 0 {
		return nil, faults
	}
	l := loader{file: file, known: known, lines: map[string]int{}}
	sheet := l.sheet(read)
	l.faults.Sort()
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	return sheet, nil
}

type loader struct {
	file   string
	known  Known
	lines  map[string]int // where each key was given
	faults rulefile.Faults
}

func (l *loader) fault(line int, field, message string, args ...any) {
	l.faults.Add(l.file, line, field, message, args...)
}

var (
	slug      = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

func (l *loader) sheet(read sheetFile) *Sheet {
	l.key(slug, "", read.Key, read.Line)
	sheet := &Sheet{Key: read.Key, Title: read.Title, ShortTitle: read.ShortTitle, Intro: read.Intro, Law: read.Law, Line: read.Line}
	for _, s := range read.Sections {
		l.key(slug, "section ", s.Key, s.Line)
		section := Section{Key: s.Key, Title: s.Title, Intro: s.Intro, Line: s.Line}
		for _, q := range s.Questions {
			l.key(snakeCase, "question ", q.Key, q.Line)
			section.Questions = append(section.Questions, l.question(q))
		}
		sheet.Sections = append(sheet.Sections, section)
	}
	return sheet
}

// key checks the form of a key, and that its kind of thing has it once.
func (l *loader) key(shape *regexp.Regexp, of, key string, line int) {
	if !shape.MatchString(key) {
		l.fault(line, "key", "clé mal formée «\u202f%s\u202f»\u202f: lettres minuscules sans accent, chiffres et traits.", key)
	}
	if before, taken := l.lines[of+key]; taken {
		l.fault(line, "key", "clé déjà donnée à la ligne %d\u202f: «\u202f%s\u202f».", before, key)
	}
	l.lines[of+key] = line
}

func (l *loader) question(read questionFile) Question {
	q := Question{Key: read.Key, Kind: read.Kind, Label: read.Label, Hint: read.Hint, Law: read.Law, Required: read.Required,
		Unit: read.Unit, Figure: read.Figure, Options: read.Options, Outside: strings.TrimSuffix(read.Outside, "."), Line: read.Line}
	q.Length = l.length(read)
	l.options(read)
	l.figure(read)
	q.Least = l.limit(read, "min", read.Min, "least", read.Least)
	q.Most = l.limit(read, "max", read.Max, "most", read.Most)
	if q.Least != nil && q.Most != nil && q.Least.measured(q.Kind) > q.Most.measured(q.Kind) {
		l.fault(q.Line, q.Key, "le plus petit (%s) dépasse le plus grand (%s).", q.shown(q.Least), q.shown(q.Most))
	}
	if q.Outside != "" && read.Min == nil && read.Max == nil && read.Least+read.Most == "" {
		l.fault(q.Line, q.Key+".outside", "cette phrase ne sert pas\u202f: la question n’a pas de borne.")
	}
	return q
}

func (l *loader) length(read questionFile) int {
	longest := kinds[read.Kind].longest
	if read.Length > longest {
		l.fault(read.Line, read.Key+".length", "%d caractères au plus pour ce type de réponse.", longest)
	}
	if read.Length == 0 {
		return longest
	}
	return read.Length
}

func (l *loader) options(read questionFile) {
	if (read.Kind == Choice) != (len(read.Options) > 0) {
		l.fault(read.Line, read.Key+".option", "des réponses à choisir vont avec le type choice, et lui seul.")
	}
	seen := map[string]int{}
	for _, option := range read.Options {
		if before, taken := seen[option.Key]; taken {
			l.fault(option.Line, "key", "clé déjà donnée à la ligne %d\u202f: «\u202f%s\u202f».", before, option.Key)
		}
		seen[option.Key] = option.Line
		if !snakeCase.MatchString(option.Key) {
			l.fault(option.Line, "key", "clé mal formée «\u202f%s\u202f»\u202f: lettres minuscules sans accent, chiffres et traits.", option.Key)
		}
	}
}

func (l *loader) figure(read questionFile) {
	if read.Figure == "" {
		return
	}
	kind, known := l.known.Figures[read.Figure]
	if !known {
		l.fault(read.Line, read.Key+".figure", "chiffre inconnu «\u202f%s\u202f». Chiffres possibles\u202f: %s.",
			read.Figure, sortedKeys(l.known.Figures))
	} else if kind != read.Kind {
		l.fault(read.Line, read.Key+".figure", "ce chiffre additionne des réponses de type %s, pas %s.", kind, read.Kind)
	}
}

// limit is a bound given as a number in the sheet or by the name of a rule.
func (l *loader) limit(read questionFile, numberField string, number *int64, ruleField, rule string) *Limit {
	if number == nil && rule == "" {
		return nil
	}
	if kinds[read.Kind].measure == nil {
		l.fault(read.Line, read.Key, "le type %s n’a pas de borne.", read.Kind)
		return nil
	}
	if number != nil && rule != "" {
		l.fault(read.Line, read.Key, "donnez %s ou %s, pas les deux.", numberField, ruleField)
		return nil
	}
	if rule != "" && l.known.RulesUnread {
		return nil
	}
	if rule != "" {
		return l.ruleLimit(read, ruleField, rule)
	}
	if read.Kind == Date {
		l.fault(read.Line, read.Key+"."+numberField, "une date se borne par une règle (%s).", ruleField)
		return nil
	}
	return &Limit{Canonical: strconv.FormatInt(*number*kinds[read.Kind].scale, 10)}
}

func (l *loader) ruleLimit(read questionFile, field, name string) *Limit {
	rule, known := l.known.Rules[name]
	if !known {
		l.fault(read.Line, read.Key+"."+field, "règle inconnue «\u202f%s\u202f». Règles possibles\u202f: %s.", name, sortedKeys(l.known.Rules))
		return nil
	}
	if (read.Kind == Date) == rule.Day.IsZero() {
		l.fault(read.Line, read.Key+"."+field, "la règle «\u202f%s\u202f» ne peut pas borner une réponse de type %s.", name, read.Kind)
		return nil
	}
	if read.Kind == Date {
		return &Limit{Canonical: rule.Day.String(), Law: rule.Law}
	}
	return &Limit{Canonical: strconv.FormatInt(rule.Number*kinds[read.Kind].scale, 10), Law: rule.Law}
}

func sortedKeys[T any](m map[string]T) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
