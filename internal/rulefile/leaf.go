package rulefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Leaf is one value of a file, « valeur »: a text, a number, a day, or a list
// of these.
type Leaf struct {
	Path  string   // such as "milestone[3].date" (the first is 1)
	Name  string   // the same, with what names a table instead of its rank: "milestone[project_sending].date"
	Text  string   // what is written, without its quotes; of a list, its items between commas
	Items []string // of a list
	Kind  Kind
	Line  int
}

// Kind is how a value is written.
type Kind string

const (
	Text   Kind = "text"
	Number Kind = "number" // whole
	Day    Kind = "day"    // without quotes
	List   Kind = "list"   // of values
	Other  Kind = "other"
)

var kinds = map[shape]Kind{text: Text, whole: Number, day: Day}

func (s shape) kind() Kind {
	if kind, known := kinds[s]; known {
		return kind
	}
	return Other
}

// A Namer says what names a table of a list, given its values; blank: its rank.
type Namer func(value func(field string) string) string

// ByKey names a table by its field « key ».
func ByKey(value func(string) string) string { return value("key") }

// Leaves lists the values of a file in the order in which they are written. It
// returns a fault of syntax when content is not TOML.
func Leaves(file string, content []byte, name Namer) ([]Leaf, Faults) {
	t := tree{file: file}
	root := t.grow(content)
	if len(t.faults) > 0 {
		return nil, t.faults
	}
	l := leaver{namer: name}
	l.walk("", "", root)
	return l.leaves, nil
}

type leaver struct {
	namer  Namer
	leaves []Leaf
}

func (l *leaver) walk(path, name string, n *node) {
	switch {
	case n.shape == table:
		for _, key := range n.keys {
			l.walk(join(path, key), join(name, key), n.fields[key])
		}
	case n.shape == list && !n.ofTables():
		leaf := Leaf{Path: path, Name: name, Kind: List, Line: n.line}
		for _, item := range n.items {
			leaf.Items = append(leaf.Items, item.text)
		}
		leaf.Text = strings.Join(leaf.Items, ", ")
		l.leaves = append(l.leaves, leaf)
	case n.shape == list:
		taken := map[string]bool{}
		for i, item := range n.items {
			rank := strconv.Itoa(i + 1)
			known := l.namer(item.value)
			if known == "" || taken[known] {
				known = rank
			}
			taken[known] = true
			l.walk(path+"["+rank+"]", name+"["+known+"]", item)
		}
	default:
		l.leaves = append(l.leaves, Leaf{Path: path, Name: name, Text: n.text, Kind: n.shape.kind(), Line: n.line})
	}
}

// ofTables tells whether a list holds tables.
func (n *node) ofTables() bool {
	return slices.ContainsFunc(n.items, func(item *node) bool { return item.shape == table })
}

// value is the text of a field of a table.
func (n *node) value(field string) string {
	if child, given := n.fields[field]; given && child.shape != table && child.shape != list {
		return child.text
	}
	return ""
}

// ErrNoSuchValue says that a file has nothing at a path.
type ErrNoSuchValue struct{ Path string }

func (e ErrNoSuchValue) Error() string { return fmt.Sprintf("rulefile: nothing at %q", e.Path) }

// Replace writes another value at a path; what stands around it, comments and
// order included, stays as it is. value is TOML: see [Quote] and [QuoteList].
// The result is to be read again: Replace does not say whether it holds.
func Replace(content []byte, path, value string) ([]byte, error) {
	at, text, err := find(content, path)
	if err != nil {
		return nil, err
	}
	if at.opened { // a table is written in many places
		return nil, ErrNoSuchValue{path}
	}
	return slices.Concat(text[:at.start], []byte(value), text[at.end:]), nil
}

// Remove takes out a table with a [[header]], given by its path: its lines, and
// no comment before the next header.
func Remove(content []byte, path string) ([]byte, error) {
	at, text, err := find(content, path)
	if err != nil {
		return nil, err
	}
	if !at.opened {
		return nil, ErrNoSuchValue{path}
	}
	end := at.end
	for end < len(text) && text[end] != '\n' { // a comment at the end of the last line goes with it
		end++
	}
	for end < len(text) && text[end] == '\n' {
		end++
	}
	return slices.Concat(text[:at.start], text[end:]), nil
}

// find is the node at a path, and the text in which it is placed.
func find(content []byte, path string) (*node, []byte, error) {
	var t tree
	n := t.grow(content)
	if len(t.faults) > 0 {
		return nil, nil, t.faults
	}
	for _, step := range strings.Split(path, ".") {
		name, rank, ranked := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		n = n.fields[name]
		if n != nil && ranked {
			n = n.item(rank)
		}
		if n == nil {
			return nil, nil, ErrNoSuchValue{path}
		}
	}
	if n.end == 0 {
		return nil, nil, ErrNoSuchValue{path} // a list of tables is written in many places
	}
	return n, t.content, nil
}

// item is the item of a rank, from 1; nil when there is none.
func (n *node) item(rank string) *node {
	i, err := strconv.Atoi(rank)
	if err != nil || i < 1 || i > len(n.items) {
		return nil
	}
	return n.items[i-1]
}

// Quote is a text as TOML, whatever signs it holds.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// perLine is how many items of a list stand on a line.
const perLine = 8

// QuoteList is a list of texts as TOML.
func QuoteList(items []string) string {
	var lines []string
	for some := range slices.Chunk(items, perLine) {
		quoted := make([]string, len(some))
		for i, item := range some {
			quoted[i] = Quote(item)
		}
		lines = append(lines, strings.Join(quoted, ", "))
	}
	if len(lines) < 2 {
		return "[" + strings.Join(lines, "") + "]"
	}
	return "[\n  " + strings.Join(lines, ",\n  ") + "\n]"
}
