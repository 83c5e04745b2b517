package ui

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// nnbsp is the narrow no-break space of French typography: before ; : ! ? and inside numbers.
const nnbsp = "\u202f"

// Text is a plain text where a component is asked for, such as the cell of a table. It is escaped.
type Text string

func (t Text) Render(ctx context.Context, w io.Writer) error {
	_, err := io.WriteString(w, templ.EscapeString(string(t)))
	return err
}

// FieldID returns the id of the control named name: what an error or a refusal links to ("#" + FieldID(name)).
// Of a group of radio buttons or of checkboxes, it is the first control. Names that differ only by their punctuation
// would collide: a form does not hold two such names.
func FieldID(name string) string {
	return "champ-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
}

// Number writes n as French does: 1 234.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + nnbsp + digits[i:]
	}
	return sign + digits
}

// count writes a number with its noun: 0 and 1 take the singular in French.
func count(n int, singular, plural string) string {
	if n > -2 && n < 2 {
		return Number(n) + " " + singular
	}
	return Number(n) + " " + plural
}

// joined returns the words that are not empty, separated by spaces: a list of classes or of ids.
func joined(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// when returns word if condition holds, else nothing.
func when(condition bool, word string) string {
	if condition {
		return word
	}
	return ""
}

// joinedWith puts a middle dot between two texts, if there are two.
func joinedWith(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + " · " + second
}
