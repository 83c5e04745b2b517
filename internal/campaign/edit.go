package campaign

import (
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"

	"preau/internal/civil"
	"preau/internal/rulefile"
	"preau/internal/workflow"
)

// An Edit is what was typed for one value of campaign.toml.
type Edit struct {
	Path  string
	Typed string
	Items []string // of Codes, instead
}

// With is the campaign once values are changed: each is replaced in the text of
// its file, and the whole folder is read again. What stands in the way is told
// by the path of the value; changed is how many values are not what they were.
func (c *Campaign) With(edits []Edit) (after *Campaign, changed int, missing []workflow.Missing) {
	content := c.Files[rulesFile]
	fields := c.fields()
	for _, edit := range edits {
		field, known := fields[edit.Path]
		if !known || !field.Editable {
			missing = append(missing, workflow.Missing{Field: edit.Path, Sentence: "Cette valeur ne se change pas à l’écran."})
			continue
		}
		value, same, err := field.written(edit)
		if err != nil {
			missing = append(missing, workflow.Missing{Field: edit.Path, Sentence: err.Error()})
		}
		if err != nil || same {
			continue
		}
		if content, err = rulefile.Replace(content, edit.Path, value); err != nil {
			missing = append(missing, workflow.Missing{Field: edit.Path, Sentence: "Cette valeur n’est plus dans les règles."})
			return nil, 0, missing
		}
		changed++
	}
	if len(missing) > 0 {
		return nil, 0, missing
	}
	after, faults := c.reread(content)
	return after, changed, placed(faults, edits)
}

// reread is the campaign with another campaign.toml.
func (c *Campaign) reread(content []byte) (*Campaign, rulefile.Faults) {
	files := maps.Clone(c.Files)
	files[rulesFile] = content
	return Load(folderOf(files))
}

func folderOf(files map[string][]byte) fs.FS {
	folder := fstest.MapFS{}
	for name, content := range files {
		folder[name] = &fstest.MapFile{Data: content}
	}
	return folder
}

func (c *Campaign) fields() map[string]RuleField {
	all := map[string]RuleField{}
	for _, group := range c.Rulebook() {
		for _, entry := range group.Entries {
			for _, field := range entry.Fields {
				all[field.Path] = field
			}
		}
	}
	return all
}

// longest is how many characters a text of a rule may have.
const longest = 1000

// written reads what was typed, as TOML; same is when it says nothing new.
func (f RuleField) written(edit Edit) (value string, same bool, err error) {
	switch f.Kind {
	case Count:
		number, err := civil.ReadCount(edit.Typed)
		now, wrong := strconv.ParseInt(strings.ReplaceAll(f.Value, "_", ""), 10, 64)
		return strconv.FormatInt(number, 10), err == nil && wrong == nil && number == now, err
	case Day:
		day, err := civil.ReadDate(edit.Typed)
		return day.String(), day.String() == f.Value, err
	case Amount:
		cents, err := civil.ReadCents(edit.Typed)
		now, wrong := civil.ReadCents(f.Value)
		return rulefile.Quote(cents.Plain()), err == nil && wrong == nil && cents == now, err
	case Codes:
		items := ordered(edit.Items)
		return rulefile.QuoteList(items), slices.Equal(items, ordered(f.Items)), nil
	}
	text := civil.CleanLine(edit.Typed)
	switch {
	case text == "":
		return "", false, civil.Fault("Écrivez ce texte : il ne peut pas être vide.")
	case len([]rune(text)) > longest:
		return "", false, civil.Fault("Ce texte est trop long : 1 000 caractères au plus.")
	}
	return rulefile.Quote(text), text == civil.CleanLine(f.Value), nil
}

// ordered is a set of codes in their order: boxes are ticked in that of the screen.
func ordered(codes []string) []string { return slices.Compact(slices.Sorted(slices.Values(codes))) }

// placed tells each fault of the folder at the value that was changed, when one
// was: the fault may name the rule, its value, or an item of it. A sheet that no
// longer holds because of such a value is not told: it will hold again.
func placed(faults rulefile.Faults, edits []Edit) []workflow.Missing {
	var here, elsewhere []workflow.Missing
	for _, fault := range faults {
		i := slices.IndexFunc(edits, func(e Edit) bool { return fault.Field != "" && within(fault.Field, e.Path) })
		switch {
		case fault.File == rulesFile && i >= 0:
			here = append(here, workflow.Missing{Field: edits[i].Path, Sentence: upper(fault.Message)})
		case fault.File == rulesFile:
			here = append(here, workflow.Missing{Sentence: fault.String()})
		default:
			elsewhere = append(elsewhere, workflow.Missing{Sentence: fault.String()})
		}
	}
	if len(here) > 0 {
		return here
	}
	return elsewhere
}

// within tells whether a fault of field is about the value at path.
func within(field, path string) bool {
	entry, _ := split(path)
	return field == path || field == entry || strings.HasPrefix(field, path+"[")
}

func upper(sentence string) string {
	runes := []rune(sentence)
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}

// withCalendar is the campaign with the holidays of an académie replaced.
func (c *Campaign) withCalendar(own Calendar) (*Campaign, int, []workflow.Missing) {
	wrong := func(sentence string) (*Campaign, int, []workflow.Missing) {
		return nil, 0, []workflow.Missing{{Field: "academie", Sentence: sentence}}
	}
	if len(own.Academie) < 2 || !zoneKnown(own.Academie) {
		return wrong("Choisissez une académie.")
	}
	content := c.Files[rulesFile]
	if before := c.holidaysIn(own.Academie); sameHolidays(before, own.Holidays) {
		return c, 0, nil
	}
	leaves, _ := rulefile.Leaves(rulesFile, content, named)
	for _, leaf := range slices.Backward(leaves) { // from the end: the ranks before do not move
		entry, field := split(leaf.Path)
		if table(entry) != "holiday" || field != "zone" || leaf.Text != own.Academie {
			continue
		}
		var err error
		if content, err = rulefile.Remove(content, entry); err != nil {
			return wrong("Ce calendrier est écrit autrement dans le dossier de la campagne : changez-le dans le dossier.")
		}
	}
	var added strings.Builder
	for _, h := range own.Holidays {
		added.WriteString("\n[[holiday]]\nzone = " + rulefile.Quote(own.Academie) + "\nlabel = " + rulefile.Quote(civil.CleanLine(h.Label)) +
			"\nfrom = " + h.From.String() + "\nto = " + h.To.String() + "\nlaw = \"choix\"\n")
	}
	content = append(slices.Clip(content), added.String()...)
	after, faults := c.reread(content)
	missing := placed(faults, nil)
	for i := range missing {
		missing[i].Field = "vacances"
	}
	return after, 1, missing
}

func sameHolidays(a, b []Holiday) bool {
	return slices.EqualFunc(a, b, func(x, y Holiday) bool { return x.Label == y.Label && x.From == y.From && x.To == y.To })
}
