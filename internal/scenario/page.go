package scenario

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"preau/internal/civil"
)

// A page is what a person reads of an answer, and the forms that they can fill
// in there.
type page struct {
	text  string // all of it, cleaned
	main  string // of the main part
	forms []pageForm
	links []link // of the main part
}

// A link is what is read of a link, and where it leads.
type link struct{ text, href string }

// linkOf is where the first link that reads so leads; "" when none does.
func (p page) linkOf(text string) string {
	for _, l := range p.links {
		if l.text == clean(text) {
			return l.href
		}
	}
	return ""
}

// A pageForm is a form of the main part: what a browser would send if nothing
// were changed in it, and every name that can be filled in, in the page's order.
type pageForm struct {
	id     string
	action string
	fields url.Values
	names  []string
	button map[string]string // the value of the last button of a name
}

// named is the fields under the names that the form has for them, and those that
// it lacks.
func (f pageForm) named(fields url.Values) (named url.Values, lacking []string) {
	named = url.Values{}
	for pattern, values := range fields {
		name, known := f.name(pattern)
		if !known {
			lacking = append(lacking, pattern)
		}
		if value, button := f.button[name]; len(values) == 0 && button {
			values = []string{value}
		} else if len(values) == 0 {
			lacking = append(lacking, "the button "+pattern)
		}
		named[name] = values
	}
	return named, lacking
}

// name is the name of the form that a pattern means: in groups.*.size, the star
// stands for one part, whatever it is; of several such names, the page's last.
func (f pageForm) name(pattern string) (name string, known bool) {
	before, after, starred := strings.Cut(pattern, "*")
	if !starred {
		return pattern, slices.Contains(f.names, pattern)
	}
	for _, full := range slices.Backward(f.names) {
		part, begins := strings.CutPrefix(full, before)
		part, ends := strings.CutSuffix(part, after)
		if begins && ends && part != "" && !strings.Contains(part, ".") {
			return full, true
		}
	}
	return pattern, false
}

// clean makes texts comparable: one line, ordinary spaces and apostrophes.
func clean(text string) string {
	return strings.ReplaceAll(civil.CleanLine(text), "’", "'")
}

// readPage reads the site's own pages, which are well formed but for the empty
// elements of HTML.
func readPage(r io.Reader) (page, error) {
	decoder := xml.NewDecoder(r)
	decoder.Strict = false
	decoder.AutoClose = xml.HTMLAutoClose
	decoder.Entity = xml.HTMLEntity
	var p pageReader
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return page{clean(p.text.String()), clean(p.main.String()), p.forms, p.links}, nil
		} else if err != nil {
			return page{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			p.start(token)
		case xml.EndElement:
			p.end(token.Name.Local)
		case xml.CharData:
			p.write(string(token))
		}
	}
}

// pageReader walks a page.
type pageReader struct {
	text, main strings.Builder
	inMain     bool
	silent     bool // in an element whose content is not read by persons
	forms      []pageForm
	form       *pageForm // the one being read
	links      []link
	linked     bool   // within the last of them
	textarea   string // the name of the one being read
	choice     string // the name of the list being read
}

// Elements that do not part the words around them.
var inline = map[string]bool{"a": true, "abbr": true, "b": true, "em": true, "i": true, "small": true,
	"span": true, "strong": true, "sub": true, "sup": true, "time": true}

func (p *pageReader) write(text string) {
	if p.silent {
		return
	}
	p.text.WriteString(text)
	if p.inMain {
		p.main.WriteString(text)
	}
	if p.linked {
		p.links[len(p.links)-1].text += text
	}
	if p.textarea != "" {
		p.form.fields.Set(p.textarea, p.form.fields.Get(p.textarea)+strings.TrimPrefix(text, "\n"))
	}
}

func (p *pageReader) start(e xml.StartElement) {
	if !inline[e.Name.Local] {
		p.write(" ")
	}
	switch e.Name.Local {
	case "main":
		p.inMain = true
	case "script", "style":
		p.silent = true
	case "a":
		if p.inMain {
			p.links, p.linked = append(p.links, link{href: attribute(e, "href")}), true
		}
	case "form":
		if p.inMain && attribute(e, "method") == "post" {
			p.form = &pageForm{id: attribute(e, "id"), action: attribute(e, "action"), fields: url.Values{}, button: map[string]string{}}
		}
	default:
		p.control(e)
	}
}

func (p *pageReader) end(name string) {
	switch name {
	case "main":
		p.inMain = false
	case "script", "style":
		p.silent = false
	case "textarea":
		p.textarea = ""
	case "a":
		if p.linked {
			p.links[len(p.links)-1].text, p.linked = clean(p.links[len(p.links)-1].text), false
		}
	case "form":
		if p.form != nil {
			p.forms = append(p.forms, *p.form)
		}
		p.form = nil
	}
	if !inline[name] {
		p.write(" ")
	}
}

// control reads one element of a form. What stands in a text field is read by
// the person: it is text too.
func (p *pageReader) control(e xml.StartElement) {
	if e.Name.Local == "input" && attribute(e, "type") == "text" {
		p.write(attribute(e, "value") + " ")
	}
	name := attribute(e, "name")
	if e.Name.Local == "option" {
		name = p.choice
	}
	if id := attribute(e, "form"); id != "" { // it stands outside of its form, after it
		within := p.form
		defer func() { p.form = within }()
		p.form = p.formOf(id)
	}
	if p.form == nil || name == "" {
		return
	}
	if !slices.Contains(p.form.names, name) {
		p.form.names = append(p.form.names, name)
	}
	switch e.Name.Local {
	case "input":
		p.input(e, name)
	case "button":
		p.form.button[name] = attribute(e, "value")
	case "textarea":
		p.textarea = name
		p.form.fields.Set(name, "")
	case "select":
		p.choice = name
	case "option":
		if has(e, "selected") || !p.form.fields.Has(name) {
			p.form.fields.Set(name, attribute(e, "value"))
		}
	}
}

// formOf is a form that was read, by its id; nil when there is none.
func (p *pageReader) formOf(id string) *pageForm {
	for i := range p.forms {
		if p.forms[i].id == id {
			return &p.forms[i]
		}
	}
	return nil
}

func (p *pageReader) input(e xml.StartElement, name string) {
	switch attribute(e, "type") {
	case "submit", "button":
	case "radio", "checkbox":
		if has(e, "checked") {
			p.form.fields.Set(name, attribute(e, "value"))
		}
	default:
		p.form.fields.Set(name, attribute(e, "value"))
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func has(e xml.StartElement, name string) bool {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return true
		}
	}
	return false
}
