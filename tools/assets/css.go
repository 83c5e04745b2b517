package main

import (
	"fmt"
	"strings"
)

// rule is one rule of a style sheet: a style rule ("a{color:red}"), an at-rule that holds rules ("@media print{…}")
// or a statement that ends with a semicolon ("@charset").
type rule struct {
	prelude   string // selectors, or the at-rule with its condition
	body      string // declarations, as written
	inner     []rule // rules of a nesting at-rule
	nested    bool
	statement bool
}

// parse reads a style sheet into its rules, without its comments. It knows just enough CSS to be sure where a rule
// starts and ends (strings, escapes, comments, braces); it refuses a sheet whose braces do not match.
func parse(css string) ([]rule, error) {
	p := &parser{css: withoutComments(css)}
	rules, err := p.rules(false)
	if err != nil {
		return nil, fmt.Errorf("at byte %d: %w", p.at, err)
	}
	return rules, nil
}

type parser struct {
	css string
	at  int
}

// rules reads up to the end of the sheet, or up to the brace that closes the at-rule it is in.
func (p *parser) rules(inside bool) ([]rule, error) {
	var rules []rule
	for {
		text, end := p.until(";{}")
		prelude := strings.TrimSpace(text)
		switch end {
		case ';':
			rules = append(rules, rule{prelude: prelude, statement: true})
		case '{':
			r, err := p.block(prelude)
			if err != nil {
				return nil, err
			}
			rules = append(rules, r)
		case '}':
			if !inside {
				return nil, fmt.Errorf("a brace closes nothing")
			}
			return rules, nil
		default:
			if inside || prelude != "" {
				return nil, fmt.Errorf("the sheet ends inside %q", prelude)
			}
			return rules, nil
		}
	}
}

func (p *parser) block(prelude string) (rule, error) {
	if holdsRules(prelude) {
		inner, err := p.rules(true)
		return rule{prelude: prelude, inner: inner, nested: true}, err
	}
	body, end := p.until("{}")
	if end != '}' {
		return rule{}, fmt.Errorf("no end to the declarations of %q", prelude)
	}
	return rule{prelude: prelude, body: strings.TrimSpace(body)}, nil
}

// until returns the text up to the first of stops outside strings, and that stop; 0 at the end of the sheet.
func (p *parser) until(stops string) (text string, stop byte) {
	start := p.at
	var quote byte
	for ; p.at < len(p.css); p.at++ {
		c := p.css[p.at]
		switch {
		case c == '\\':
			p.at++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(stops, c) >= 0:
			p.at++
			return p.css[start : p.at-1], c
		}
	}
	return p.css[start:], 0
}

func holdsRules(prelude string) bool {
	for _, name := range []string{"@media", "@supports", "@keyframes", "@-moz-document", "@layer", "@container"} {
		if strings.HasPrefix(prelude, name) {
			return true
		}
	}
	return false
}

// withoutComments takes comments out, except inside strings: DSFR's data addresses hold "//" but never "/*".
func withoutComments(css string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(css, "/*")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, css, _ = strings.Cut(rest, "*/")
	}
}

// write puts rules back into text, one per line.
func write(out *strings.Builder, rules []rule) {
	for _, r := range rules {
		out.WriteString(r.prelude)
		switch {
		case r.statement:
			out.WriteString(";")
		case r.nested:
			out.WriteString("{\n")
			write(out, r.inner)
			out.WriteString("}")
		default:
			out.WriteString("{" + r.body + "}")
		}
		out.WriteString("\n")
	}
}
