package form

import (
	"fmt"
	"strconv"
	"strings"

	"preau/internal/civil"
)

// A Kind is what a question asks for, « type de réponse ».
type Kind string

const (
	Text   Kind = "text"   // one line
	Long   Kind = "long"   // several lines
	YesNo  Kind = "yesno"  // « oui » or « non »
	Choice Kind = "choice" // the key of one of the question's options
	Count  Kind = "count"  // a whole number
	Amount Kind = "amount" // euros, kept in cents
	Date   Kind = "date"   // a civil day, in Paris
	Hours  Kind = "hours"  // a duration, kept in minutes
	Slot   Kind = "slot"   // a time of the week: see TimeSlot

	// Several fields.
	Breakdown Kind = "breakdown" // what a count divides into
	Table     Kind = "table"     // rows of the same questions

	// Computed is a figure of the programme, shown and never typed.
	Computed Kind = "computed"

	row Kind = "row" // whether a row of a table stands
)

// A representation is all that a kind knows of its answers. measure gives what
// bounds compare, in the unit that is kept; nil: the kind has no bounds. Text
// that was kept under another kind, in an older version of a sheet, is shown as
// it is rather than lost.
type representation struct {
	control Control
	longest int // characters; 0: not a text
	parse   func(typed string) (string, error)
	format  func(canonical string) string
	edit    func(canonical string) string
	measure func(canonical string) (int64, bool)
	scale   int64 // what is kept for one of what a rule is written in
}

var kinds = map[Kind]representation{
	Text:   {control: Control{Type: "text"}, longest: 300, parse: parseLine, format: same, edit: same},
	Long:   {control: Control{Type: "textarea", Rows: 6}, longest: 20_000, parse: parseText, format: same, edit: same},
	YesNo:  {control: Control{Type: "radio", Options: yesNo}, parse: parseYesNo, format: formatYesNo, edit: same},
	Choice: {control: Control{Type: "radio"}, parse: parseLine, format: same, edit: same},
	Count: {control: Control{Type: "text", InputMode: "numeric"}, parse: parseCount, format: formatCount,
		edit: same, measure: integer, scale: 1},
	Amount: {control: Control{Type: "text", InputMode: "decimal"}, parse: parseAmount, format: formatAmount,
		edit: editAmount, measure: integer, scale: 100},
	Date: {control: Control{Type: "text"}, parse: parseDate, format: formatDate,
		edit: editDate, measure: dayNumber},
	Hours: {control: Control{Type: "text"}, parse: parseHours, format: formatHours,
		edit: editHours, measure: integer, scale: 60},
	Slot: {control: Control{Type: "slot"}, parse: parseSlot, format: formatSlot, edit: formatSlot},

	Breakdown: {control: Control{Type: "group"}, parse: parseNothing, format: same, edit: same},
	Table:     {control: Control{Type: "group"}, parse: parseNothing, format: same, edit: same},
	Computed:  {control: Control{Type: "figure"}, parse: parseNothing, format: same, edit: same},
	row:       {parse: parseRow, format: same, edit: same},
}

// Parse reads what a person typed into what is kept. Blank, and what holds
// nothing visible, is "". The error is one French sentence.
func (k Kind) Parse(typed string) (string, error) {
	if civil.CleanLine(typed) == "" {
		return "", nil
	}
	return kinds[k].parse(typed)
}

// Format is what is kept as a person reads it; "" for blank. The options of a
// choice are known to [Question.Format] only.
func (k Kind) Format(canonical string) string {
	typed, bad := Unread(canonical)
	switch {
	case bad && k == Slot:
		return civil.CleanLine(strings.ReplaceAll(typed, slotParts, " "))
	case bad, canonical == "":
		return typed
	}
	return kinds[k].format(canonical)
}

// Edit is what is kept as it stands in the field to be changed; Parse reads it
// back to the same.
func (k Kind) Edit(canonical string) string {
	if typed, bad := Unread(canonical); bad || canonical == "" {
		return typed
	}
	return kinds[k].edit(canonical)
}

// parseNothing refuses what is typed where nothing is to be typed.
func parseNothing(string) (string, error) {
	return "", civil.Fault("Cette réponse ne s’écrit pas ici.")
}

func parseRow(typed string) (string, error) {
	if civil.CleanLine(typed) == rowKept {
		return rowKept, nil
	}
	return "", civil.Fault("Cette ligne ne peut pas être lue.")
}

func same(canonical string) string { return canonical }

func parseLine(typed string) (string, error) { return civil.CleanLine(typed), nil }

func parseText(typed string) (string, error) { return civil.CleanText(typed), nil }

var yesNo = []Option{{Key: "oui", Label: "Oui"}, {Key: "non", Label: "Non"}}

func parseYesNo(typed string) (string, error) {
	switch civil.Fold(civil.CleanLine(typed)) {
	case "oui", "o":
		return "oui", nil
	case "non", "n":
		return "non", nil
	}
	return "", civil.Fault("Répondez par oui ou par non.")
}

func formatYesNo(canonical string) string {
	for _, option := range yesNo {
		if option.Key == canonical {
			return option.Label
		}
	}
	return canonical
}

func parseCount(typed string) (string, error) {
	n, err := civil.ReadCount(typed)
	return kept(n, err)
}

func parseAmount(typed string) (string, error) {
	cents, err := civil.ReadCents(typed)
	return kept(int64(cents), err)
}

func parseHours(typed string) (string, error) {
	minutes, err := civil.ReadMinutes(typed)
	return kept(int64(minutes), err)
}

func parseDate(typed string) (string, error) {
	date, err := civil.ReadDate(typed)
	return date.String(), err
}

func kept(n int64, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(n, 10), nil
}

// Number is a count, cents or minutes as kept; ok is false for what is blank or
// cannot be read.
func Number(kept string) (n int64, ok bool) { return integer(kept) }

func integer(canonical string) (int64, bool) {
	n, err := strconv.ParseInt(canonical, 10, 64)
	return n, err == nil
}

// epoch is only the day from which days are counted.
var epoch = civil.MustDate("2000-01-01")

func dayNumber(canonical string) (int64, bool) {
	date, err := civil.ParseDate(canonical)
	return int64(date.Sub(epoch)), err == nil
}

func formatCount(canonical string) string {
	n, ok := integer(canonical)
	if !ok {
		return canonical
	}
	return civil.FrenchCount(n)
}

func formatAmount(canonical string) string {
	n, ok := integer(canonical)
	if !ok {
		return canonical
	}
	return civil.Cents(n).French()
}

func editAmount(canonical string) string {
	n, ok := integer(canonical)
	if !ok {
		return canonical
	}
	return civil.Cents(n).Plain()
}

func formatHours(canonical string) string {
	n, ok := integer(canonical)
	if !ok {
		return canonical
	}
	return civil.Minutes(n).French()
}

// editHours writes whole hours as a number, and others as 2h30.
func editHours(canonical string) string {
	n, ok := integer(canonical)
	if !ok {
		return canonical
	}
	if n%60 == 0 {
		return strconv.FormatInt(n/60, 10)
	}
	return fmt.Sprintf("%dh%02d", n/60, n%60)
}

func formatDate(canonical string) string {
	date, err := civil.ParseDate(canonical)
	if err != nil {
		return canonical
	}
	return date.French()
}

func editDate(canonical string) string {
	date, err := civil.ParseDate(canonical)
	if err != nil {
		return canonical
	}
	return fmt.Sprintf("%02d/%02d/%04d", date.Day, date.Month, date.Year)
}
