package rulefile

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"preau/internal/civil"
)

// Decode reads content, the text of file, into the struct that into points to,
// and returns every fault in the order of the lines. When there is a fault,
// what into holds must not be used.
//
// The struct says what the file must hold, by a tag on each field:
//
//	Hours int64  `toml:"hours"`                  // must be there
//	Note  string `toml:"note,optional"`          // may be left out
//	Kind  string `toml:"kind" domain:"in|out"`   // one of these words
//	Part  int64  `toml:"part" domain:"1..8"`     // from 1 to 8; "1.." has no upper bound
//	Line  int    `toml:"-line"`                  // set to the line the table starts on
//
// A field without a tag is left alone. The domain of a list or of a [Value] is
// that of what it holds. Types: string, int, int64, bool, [civil.Date] (bare or
// quoted), [civil.Cents] (quoted, in euros, as a person types it: "5 512,17"),
// [Law], structs, slices, maps keyed by string, and pointers to these where
// absent must not be mistaken for zero.
//
// A text that must be there may not be blank, and texts are set as French print
// sets them (see Typeset). Decode panics when into is of another type: that is
// a mistake in the program, not in the file.
func Decode(file string, content []byte, into any) Faults {
	t := tree{file: file}
	root := t.grow(content)
	if t.broken {
		return t.faults
	}
	d := decoder{file: file, faults: t.faults}
	d.table("", root, reflect.ValueOf(into).Elem(), "")
	d.faults.Sort()
	return d.faults
}

type decoder struct {
	file   string
	faults Faults
}

func (d *decoder) fault(line int, path, message string, args ...any) {
	d.faults.Add(d.file, line, path, message, args...)
}

// fill reads n into v. domain is what the tag of the field allows.
func (d *decoder) fill(path string, n *node, v reflect.Value, domain string) {
	switch v.Interface().(type) {
	case civil.Date:
		d.date(path, n, v)
		return
	case civil.Cents:
		d.cents(path, n, v)
		return
	case Law:
		d.law(path, n, v)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.table(path, n, v, domain)
	case reflect.Slice:
		d.list(path, n, v, domain)
	case reflect.Map:
		d.dictionary(path, n, v, domain)
	case reflect.String:
		d.text(path, n, v, domain)
	case reflect.Int, reflect.Int64:
		d.whole(path, n, v, domain)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.fill(path, n, v.Elem(), domain)
	case reflect.Bool:
		if d.expect(path, n, truth) {
			v.SetBool(n.text == "true")
		}
	default:
		panic(fmt.Sprintf("rulefile: no way to read %s", v.Type()))
	}
}

// expect reports whether n has one of the shapes, and a fault when it has none.
func (d *decoder) expect(path string, n *node, shapes ...shape) bool {
	if slices.Contains(shapes, n.shape) {
		return true
	}
	d.fault(n.line, path, "attendu\u202f: %s\u202f; trouvé\u202f: %s.", shapes[0], n.shape)
	return false
}

// table reads a table into a struct: what is unknown, what is missing, then
// each field.
func (d *decoder) table(path string, n *node, v reflect.Value, domain string) {
	if !d.expect(path, n, table) {
		return
	}
	fields := describe(v.Type())
	for _, name := range n.keys {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.name == name }) {
			d.fault(n.fields[name].line, join(path, name), "champ inconnu. Champs possibles\u202f: %s.", names(fields))
		}
	}
	for _, f := range fields {
		child, given := n.fields[f.name]
		switch {
		case f.name == lineField:
			v.Field(f.index).SetInt(int64(n.line))
		case given:
			d.fill(join(path, f.name), child, v.Field(f.index), f.domainOr(domain))
		case !f.optional:
			d.fault(n.line, join(path, f.name), "champ manquant.")
		}
	}
}

func (d *decoder) list(path string, n *node, v reflect.Value, domain string) {
	if !d.expect(path, n, list) {
		return
	}
	items := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		d.fill(path+"["+strconv.Itoa(i+1)+"]", item, items.Index(i), domain)
	}
	v.Set(items)
}

func (d *decoder) dictionary(path string, n *node, v reflect.Value, domain string) {
	if !d.expect(path, n, table) {
		return
	}
	entries := reflect.MakeMapWithSize(v.Type(), len(n.keys))
	for _, name := range n.keys {
		entry := reflect.New(v.Type().Elem()).Elem()
		d.fill(join(path, name), n.fields[name], entry, domain)
		entries.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), entry)
	}
	v.Set(entries)
}

// A field is what the tag of a Go field says.
type field struct {
	index    int
	name     string
	optional bool
	domain   string
}

// lineField is the tag of the Go field that receives the line of its table.
const lineField = "-line"

func describe(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		tag, tagged := t.Field(i).Tag.Lookup("toml")
		if !tagged {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		fields = append(fields, field{index: i, name: name, optional: option == "optional",
			domain: t.Field(i).Tag.Get("domain")})
	}
	return fields
}

// domainOr lets a [Value] be bounded by the tag of the field that holds it.
func (f field) domainOr(outer string) string {
	if f.domain == "" && f.name == "value" {
		return outer
	}
	return f.domain
}

func names(fields []field) string {
	var known []string
	for _, f := range fields {
		if f.name != lineField {
			known = append(known, f.name)
		}
	}
	return strings.Join(known, ", ")
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
