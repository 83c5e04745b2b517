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
	Rules   map[string]Rule     // for « least » and « most »
	Figures map[string]Kind     // for « figure »: what its questions must ask for, or what a computed one shows
	Checks  map[string]bool     // for « check »
	Lists   map[string][]Option // for « list »: the options of a choice that the rules give
	Shares  map[string][]Share  // for « shares »
	Shows   map[string]bool     // for the « shows » of a section
	// RulesUnread says that the rules have faults of their own: bounds and lists
	// that name one are let pass, so that the sheet's own faults are told all the
	// same.
	RulesUnread bool
}

type sheetFile struct {
	Key        string        `toml:"key"`
	Title      string        `toml:"title"`
	ShortTitle string        `toml:"short_title"`
	Intro      string        `toml:"intro,optional"`
	Law        rulefile.Law  `toml:"law"`
	Sections   []sectionFile `toml:"section"`
	Checks     []Check       `toml:"check,optional"`
	Line       int           `toml:"-line"`
}

type sectionFile struct {
	Key       string         `toml:"key"`
	Title     string         `toml:"title"`
	Intro     string         `toml:"intro,optional"`
	Shows     string         `toml:"shows,optional"`
	Questions []questionFile `toml:"question"`
	Line      int            `toml:"-line"`
}

// A question and a column are written alike. Bounds are numbers (min, max) or
// names of rules (least, most).
type questionFile struct {
	Key      string         `toml:"key"`
	Kind     Kind           `toml:"kind" domain:"text|long|yesno|choice|count|amount|date|hours|slot|breakdown|table|computed"`
	Label    string         `toml:"label"`
	Hint     string         `toml:"hint,optional"`
	Law      rulefile.Law   `toml:"law"`
	Required bool           `toml:"required,optional"`
	Fresh    bool           `toml:"fresh,optional"`
	Unit     string         `toml:"unit,optional"`
	Example  string         `toml:"example,optional"`
	Figure   string         `toml:"figure,optional"`
	Length   int            `toml:"length,optional" domain:"1.."`
	Min      *int64         `toml:"min,optional" domain:"0..999999999"`
	Max      *int64         `toml:"max,optional" domain:"0..999999999"`
	Least    string         `toml:"least,optional"`
	Most     string         `toml:"most,optional"`
	Must     string         `toml:"must,optional"`
	Outside  string         `toml:"outside,optional"`
	Level    Level          `toml:"level,optional" domain:"fault|warning"`
	When     *Condition     `toml:"when,optional"`
	List     string         `toml:"list,optional"`
	Options  []Option       `toml:"option,optional"`
	Shares   string         `toml:"shares,optional"`
	Of       string         `toml:"of,optional"`
	Item     string         `toml:"item,optional"`
	Feminine bool           `toml:"feminine,optional"`
	MostRows int            `toml:"most_rows,optional" domain:"1..200"`
	Columns  []questionFile `toml:"column,optional"`
	Line     int            `toml:"-line"`
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
	sheet := &Sheet{Key: read.Key, Title: read.Title, ShortTitle: read.ShortTitle, Intro: read.Intro, Law: read.Law,
		Checks: read.Checks, Line: read.Line}
	for _, s := range read.Sections {
		l.key(slug, "section ", s.Key, s.Line)
		if s.Shows != "" && !l.known.Shows[s.Shows] {
			l.fault(s.Line, "shows", "rien ne s’appelle «\u202f%s\u202f». Possibles\u202f: %s.", s.Shows, sortedKeys(l.known.Shows))
		}
		section := Section{Key: s.Key, Title: s.Title, Intro: s.Intro, Shows: s.Shows, Line: s.Line}
		for _, q := range s.Questions {
			l.key(snakeCase, "question ", q.Key, q.Line)
			section.Questions = append(section.Questions, l.question(q))
		}
		sheet.Sections = append(sheet.Sections, section)
	}
	l.links(sheet)
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
	q := Question{Key: read.Key, Kind: read.Kind, Label: read.Label, Hint: read.Hint, Law: read.Law, Required: read.Required, Fresh: read.Fresh,
		Unit: read.Unit, Example: read.Example, Figure: read.Figure, Must: read.Must, Outside: strings.TrimSuffix(read.Outside, "."), Mild: read.Level == Warning,
		When: read.When, Of: read.Of, Item: read.Item, Feminine: read.Feminine, MostRows: read.MostRows, Line: read.Line}
	q.Length = l.length(read)
	q.Options = l.options(read)
	q.As = l.figure(read)
	q.Shares = l.shares(read)
	q.Least = l.limit(read, "min", read.Min, "least", read.Least)
	q.Most = l.limit(read, "max", read.Max, "most", read.Most)
	if q.Least != nil && q.Most != nil && q.Least.measured(q.Kind) > q.Most.measured(q.Kind) {
		l.fault(q.Line, q.Key, "le plus petit (%s) dépasse le plus grand (%s).", q.bound(q.Least), q.bound(q.Most))
	}
	if q.Outside != "" && read.Min == nil && read.Max == nil && read.Least+read.Most+read.Must == "" {
		l.fault(q.Line, q.Key+".outside", "cette phrase ne sert pas\u202f: la question n’a pas de borne.")
	}
	l.must(q)
	if _, fault := q.Parse(q.Example); q.Example != "" && (fault != "" || q.Kind != Count && q.Kind != Hours) {
		l.fault(q.Line, q.Key+".example", "«\u202f%s\u202f» n’est pas un nombre que la question accepte.", q.Example)
	}
	l.several(read, &q)
	return q
}

// must is one of the answers that the question takes.
func (l *loader) must(q Question) {
	_, known := q.option(q.Must)
	if q.Must != "" && !(q.Kind == YesNo && (q.Must == "oui" || q.Must == "non") || q.Kind == Choice && known) {
		l.fault(q.Line, q.Key+".must", "la réponse attendue «\u202f%s\u202f» n’est pas de celles que la question propose.", q.Must)
	}
}

// several reads what only tables and breakdowns have.
func (l *loader) several(read questionFile, q *Question) {
	if (q.Kind == Table) != (len(read.Columns) > 0 && q.Item != "") {
		l.fault(q.Line, q.Key, "une table a des colonnes (column) et un nom de ligne (item), et elle seule.")
	}
	if (q.Kind == Breakdown) != (q.Of != "") {
		l.fault(q.Line, q.Key+".of", "une répartition dit ce qu’elle divise (of), et elle seule.")
	}
	if q.Kind == Table && q.MostRows == 0 {
		q.MostRows = usualRows
	}
	for _, c := range read.Columns {
		l.key(snakeCase, "column "+q.Key+".", c.Key, c.Line)
		if kind := c.Kind; kind == Table || kind == Breakdown {
			l.fault(c.Line, c.Key+".kind", "une colonne n’est ni une table ni une répartition.")
			continue
		}
		q.Columns = append(q.Columns, l.question(c))
	}
}

// usualRows is how many rows a table has at most where its file does not say.
const usualRows = 30

// links checks what refers to other questions of the sheet.
func (l *loader) links(sheet *Sheet) {
	for q := range sheet.Questions() {
		l.when(sheet, *q, nil)
		for _, column := range q.Columns {
			l.when(sheet, column, q)
		}
		if q.Of != "" {
			whole, known := sheet.Question(q.Of)
			if !known || whole.shown() != Count {
				l.fault(q.Line, q.Key+".of", "«\u202f%s\u202f» n’est pas un nombre de la fiche.", q.Of)
			}
		}
	}
	for _, check := range sheet.Checks {
		l.check(sheet, check)
	}
}

// when is a condition on a choice or a yes or no, of the same row or of the sheet.
func (l *loader) when(sheet *Sheet, q Question, table *Question) {
	if q.When == nil {
		return
	}
	other, known := sheet.Question(q.When.Key)
	if table != nil {
		if column, here := table.column(q.When.Key); here {
			other, known = column, true
		}
	}
	_, option := other.option(q.When.Is)
	if !known || !(option || other.Kind == YesNo && (q.When.Is == "oui" || q.When.Is == "non")) {
		l.fault(q.Line, q.Key+".when", "aucune question «\u202f%s\u202f» n’a la réponse «\u202f%s\u202f».", q.When.Key, q.When.Is)
	}
}

func (l *loader) check(sheet *Sheet, check Check) {
	if !l.known.Checks[check.Name] {
		l.fault(check.Line, "check.name", "contrôle inconnu «\u202f%s\u202f». Contrôles possibles\u202f: %s.", check.Name, sortedKeys(l.known.Checks))
	}
	about, known := sheet.Question(check.About)
	if !known {
		l.fault(check.Line, "check.about", "la fiche n’a pas de question «\u202f%s\u202f».", check.About)
	}
	for field, key := range map[string]string{"check.reason": check.Reason, "check.with": check.With} {
		_, column := about.column(key)
		if _, asked := sheet.Question(key); key != "" && !asked && !column {
			l.fault(check.Line, field, "la fiche n’a pas de question «\u202f%s\u202f».", key)
		}
	}
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

// options are written in the file, or are a list of the rules.
func (l *loader) options(read questionFile) []Option {
	takes := read.Kind == Choice || read.Kind == Breakdown
	if takes != (len(read.Options) > 0 || read.List != "") {
		l.fault(read.Line, read.Key+".option", "des réponses à choisir vont avec les types choice et breakdown, et eux seuls.")
	}
	if read.List != "" && len(read.Options) > 0 {
		l.fault(read.Line, read.Key+".option", "donnez list ou option, pas les deux.")
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
	if read.List == "" {
		return read.Options
	}
	list, known := l.known.Lists[read.List]
	if !known && !l.known.RulesUnread {
		l.fault(read.Line, read.Key+".list", "liste inconnue «\u202f%s\u202f». Listes possibles\u202f: %s.", read.List, sortedKeys(l.known.Lists))
	}
	return list
}

func (l *loader) shares(read questionFile) []Share {
	if read.Shares == "" || l.known.RulesUnread {
		return nil
	}
	shares, known := l.known.Shares[read.Shares]
	if !known {
		l.fault(read.Line, read.Key+".shares", "partage inconnu «\u202f%s\u202f». Partages possibles\u202f: %s.", read.Shares, sortedKeys(l.known.Shares))
	} else if kind := read.Kind; kind != Amount && l.known.Figures[read.Figure] != Amount {
		l.fault(read.Line, read.Key+".shares", "seul un montant se partage.")
	}
	return shares
}

// figure is what a question adds to, or what a computed one shows, whose kind it
// gives.
func (l *loader) figure(read questionFile) Kind {
	if read.Figure == "" {
		if read.Kind == Computed {
			l.fault(read.Line, read.Key+".figure", "un chiffre calculé dit lequel (figure).")
		}
		return ""
	}
	kind, known := l.known.Figures[read.Figure]
	switch {
	case !known:
		l.fault(read.Line, read.Key+".figure", "chiffre inconnu «\u202f%s\u202f». Chiffres possibles\u202f: %s.",
			read.Figure, sortedKeys(l.known.Figures))
	case read.Kind == Computed:
		return kind
	case kind != read.Kind:
		l.fault(read.Line, read.Key+".figure", "ce chiffre additionne des réponses de type %s, pas %s.", kind, read.Kind)
	}
	return ""
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
