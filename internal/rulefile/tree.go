package rulefile

import (
	"bytes"
	"errors"
	"sort"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// A shape is what a node of the file is, as it was written.
type shape int

const (
	table shape = iota
	list
	text
	whole
	decimal
	truth
	day
	moment // a time, or a date with a time: nothing of ours is written so
)

// String is the shape in French, as in « nombre entier attendu, texte trouvé ».
func (s shape) String() string {
	names := [...]string{"tableau de champs", "liste", "texte", "nombre entier", "nombre à virgule",
		"true ou false", "date", "heure"}
	return names[s]
}

// A node is a value of the file with the line it was written on.
type node struct {
	line   int
	shape  shape
	text   string // what was written, for the shapes without children
	keys   []string
	fields map[string]*node
	items  []*node
	sealed bool // written whole in one place: nothing may be added to it
	opened bool // given by its own [header]

	// Where the value is written, in bytes: from its first to after its last. Of a
	// table with a [header]: from the header's line to its last value.
	start, end int
}

// A tree builds nodes from the expressions of a TOML document. The parser of
// go-toml checks the grammar; what the grammar cannot see (a key given twice, a
// table opened twice) is checked here, and does not stop the reading.
type tree struct {
	file    string
	content []byte // without its byte order mark
	parser  unstable.Parser
	starts  []int // the offset of each line
	faults  Faults
	broken  bool // the text is not TOML: nothing of it can be trusted
}

// deepest is how many keys a dotted key may have: enough for any file of rules.
const deepest = 16

// grow reads the whole document. It refuses text that is not UTF-8 and faults
// of syntax with a single fault, the first.
func (t *tree) grow(content []byte) *node {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	t.content, t.starts = content, lineStarts(content)
	root := &node{line: 1, fields: map[string]*node{}}
	if at := invalidUTF8(content); at >= 0 {
		t.broken = true
		t.faults.Add(t.file, t.lineAt(at), "", "ce fichier n’est pas enregistré en UTF-8.")
		return root
	}
	t.parser.Reset(content)
	current := root
	for t.parser.NextExpression() {
		expression := t.parser.Expression()
		switch expression.Kind {
		case unstable.Table, unstable.ArrayTable:
			current = t.open(root, expression)
			current.start, current.end = t.headerRange(expression)
		case unstable.KeyValue:
			t.put(current, expression)
			current.end = max(current.end, int(expression.Raw.Offset+expression.Raw.Length))
		}
	}
	if err := t.parser.Error(); err != nil {
		t.broken, t.faults = true, Faults{t.syntax(err)}
	}
	return root
}

// syntax tells where the document stops being TOML.
func (t *tree) syntax(err error) Fault {
	line := len(t.starts)
	var parse *unstable.ParserError
	if errors.As(err, &parse) && len(parse.Highlight) > 0 {
		line = t.lineAt(int(t.parser.Range(parse.Highlight).Offset))
	}
	return Fault{File: t.file, Line: line, Message: "cette ligne ne se lit pas (guillemets, crochets, accolades, " +
		"virgule ou signe = ?). Le reste du fichier n’a pas été lu."}
}

// open finds or makes the table that a [header] or [[header]] opens.
func (t *tree) open(root *node, header *unstable.Node) *node {
	keys := t.keys(header.Key())
	parent := t.descend(root, keys[:len(keys)-1])
	last := keys[len(keys)-1]
	if header.Kind == unstable.ArrayTable {
		return t.openItem(parent, last)
	}
	here := &node{line: last.line, fields: map[string]*node{}, opened: true}
	before, taken := parent.fields[last.name]
	switch {
	case !taken:
		parent.add(last.name, here)
	case before.shape == table && !before.opened && !before.sealed:
		before.opened, before.line = true, last.line
		return before
	default:
		t.twice(last, before)
	}
	return here
}

// openItem adds a table to the list that [[last]] names.
func (t *tree) openItem(parent *node, last key) *node {
	item := &node{line: last.line, fields: map[string]*node{}, opened: true}
	before, taken := parent.fields[last.name]
	switch {
	case !taken:
		parent.add(last.name, &node{line: last.line, shape: list, items: []*node{item}})
	case before.shape == list && !before.sealed:
		before.items = append(before.items, item)
	default:
		t.twice(last, before)
	}
	return item
}

// put adds a « key = value » to a table.
func (t *tree) put(into *node, pair *unstable.Node) {
	keys := t.keys(pair.Key())
	parent := t.descend(into, keys[:len(keys)-1])
	last := keys[len(keys)-1]
	if before, taken := parent.fields[last.name]; taken {
		t.twice(last, before)
		return
	}
	value := t.value(pair.Value(), last.line)
	value.start, value.end = t.valueRange(pair, last.end)
	parent.add(last.name, value)
}

// valueRange is where the value of a « key = value » is written.
func (t *tree) valueRange(pair *unstable.Node, keyEnd int) (start, end int) {
	end = int(pair.Raw.Offset + pair.Raw.Length)
	after := bytes.TrimLeft(t.content[keyEnd:end], " \t=")
	return end - len(after), keyEnd + len(bytes.TrimRight(t.content[keyEnd:end], " \t"))
}

// headerRange is the line of a [header].
func (t *tree) headerRange(header *unstable.Node) (start, end int) {
	it := header.Key()
	it.Next()
	line := t.lineAt(int(it.Node().Raw.Offset))
	start, end = t.starts[line-1], len(t.content)
	if line < len(t.starts) {
		end = t.starts[line]
	}
	return start, start + len(bytes.TrimRight(t.content[start:end], "\r\n"))
}

// descend follows the first keys of a dotted key, making the tables on the way.
// Where the way is barred, what follows is put in a table that nobody reads.
func (t *tree) descend(from *node, keys []key) *node {
	for _, k := range keys {
		next, taken := from.fields[k.name]
		if !taken {
			next = &node{line: k.line, fields: map[string]*node{}}
			from.add(k.name, next)
		}
		if next.shape == list && !next.sealed {
			next = next.items[len(next.items)-1]
		}
		if next.shape != table || next.sealed {
			t.twice(k, next)
			next = &node{line: k.line, fields: map[string]*node{}}
		}
		from = next
	}
	return from
}

// value turns a parsed value into a node. Only scalars and inline tables know
// their place in the text; a list takes the line of its key.
func (t *tree) value(v *unstable.Node, line int) *node {
	if v.Raw.Length > 0 {
		line = t.lineAt(int(v.Raw.Offset))
	}
	n := &node{line: line, sealed: true, shape: shapeOf(v.Kind), text: string(v.Data),
		start: int(v.Raw.Offset), end: int(v.Raw.Offset + v.Raw.Length)}
	switch v.Kind {
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, t.value(it.Node(), line))
		}
	case unstable.InlineTable:
		n.fields, n.sealed = map[string]*node{}, false
		for it := v.Children(); it.Next(); {
			t.put(n, it.Node())
		}
		n.sealed = true
	}
	return n
}

func shapeOf(kind unstable.Kind) shape {
	switch kind {
	case unstable.InlineTable:
		return table
	case unstable.Array:
		return list
	case unstable.String:
		return text
	case unstable.Integer:
		return whole
	case unstable.Float:
		return decimal
	case unstable.Bool:
		return truth
	case unstable.LocalDate:
		return day
	default:
		return moment
	}
}

// A key is one part of a dotted key.
type key struct {
	name string
	line int
	end  int // the offset after it
}

func (t *tree) keys(it unstable.Iterator) []key {
	var keys []key
	for it.Next() {
		n := it.Node()
		keys = append(keys, key{name: string(n.Data), line: t.lineAt(int(n.Raw.Offset)), end: int(n.Raw.Offset + n.Raw.Length)})
	}
	if len(keys) > deepest {
		t.faults.Add(t.file, keys[0].line, "", "ce champ a trop de niveaux.")
		keys = keys[:deepest]
	}
	return keys
}

func (n *node) add(name string, child *node) {
	n.keys = append(n.keys, name)
	n.fields[name] = child
}

func (t *tree) twice(k key, before *node) {
	t.faults.Add(t.file, k.line, k.name, "champ déjà donné à la ligne %d.", before.line)
}

func (t *tree) lineAt(offset int) int {
	return sort.SearchInts(t.starts, offset+1)
}

func lineStarts(content []byte) []int {
	starts := []int{0}
	for i, b := range content {
		if b == '\n' && i+1 < len(content) {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// invalidUTF8 is the offset where content stops being UTF-8, or -1.
func invalidUTF8(content []byte) int {
	for at := 0; at < len(content); {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}
