package rulefile

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"preau/internal/civil"
)

func (d *decoder) text(path string, n *node, v reflect.Value, domain string) {
	if !d.expect(path, n, text) {
		return
	}
	written := strings.TrimSpace(n.text)
	if written == "" {
		d.fault(n.line, path, "ce texte est vide.")
		return
	}
	if words := strings.Split(domain, "|"); domain != "" && !slices.Contains(words, written) {
		d.fault(n.line, path, "valeur inconnue «\u202f%s\u202f». Valeurs possibles\u202f: %s.",
			written, strings.Join(words, ", "))
		return
	}
	v.SetString(Typeset(written))
}

func (d *decoder) law(path string, n *node, v reflect.Value) {
	if !d.expect(path, n, text) {
		return
	}
	if !lawForm.MatchString(n.text) {
		d.fault(n.line, path, "fondement attendu («\u202f§3.3\u202f», «\u202fannexe 6\u202f», «\u202fdécret n° 2005-909\u202f» "+
			"ou «\u202fchoix\u202f»)\u202f; trouvé\u202f: «\u202f%s\u202f».", n.text)
		return
	}
	v.SetString(Typeset(strings.TrimSpace(n.text)))
}

func (d *decoder) whole(path string, n *node, v reflect.Value, domain string) {
	if !d.expect(path, n, whole) {
		return
	}
	number, err := strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 10, 64)
	if err != nil || v.OverflowInt(number) {
		d.fault(n.line, path, "nombre impossible à lire\u202f: %s.", n.text)
		return
	}
	if !within(number, domain) {
		low, high, _ := strings.Cut(domain, "..")
		if high == "" {
			d.fault(n.line, path, "nombre trop petit\u202f: %d. Le moins possible est %s.", number, low)
		} else {
			d.fault(n.line, path, "nombre hors limites\u202f: %d. Il doit aller de %s à %s.", number, low, high)
		}
		return
	}
	v.SetInt(number)
}

// within reports whether number is in a domain such as "1..8" or "0..".
func within(number int64, domain string) bool {
	if domain == "" {
		return true
	}
	low, high, _ := strings.Cut(domain, "..")
	least, err := strconv.ParseInt(low, 10, 64)
	if err != nil {
		panic("rulefile: domain " + domain)
	}
	if number < least || high == "" {
		return number >= least
	}
	most, err := strconv.ParseInt(high, 10, 64)
	if err != nil {
		panic("rulefile: domain " + domain)
	}
	return number <= most
}

// date reads a civil day, in Paris: 2009-11-09, with or without quotes.
func (d *decoder) date(path string, n *node, v reflect.Value) {
	if !d.expect(path, n, day, text) {
		return
	}
	date, err := civil.ParseDate(n.text)
	if err != nil {
		d.fault(n.line, path, "date qui n’existe pas\u202f: %s. Une date s’écrit année-mois-jour, comme 2009-11-09.", n.text)
		return
	}
	v.Set(reflect.ValueOf(date))
}

// cents reads an amount in euros, quoted so that the cents are never lost.
func (d *decoder) cents(path string, n *node, v reflect.Value) {
	if !d.expect(path, n, text) {
		return
	}
	amount, err := civil.ReadCents(n.text)
	if err != nil {
		d.fault(n.line, path, "montant en euros attendu, comme \"5 512,17\"\u202f; trouvé\u202f: %s.", n.text)
		return
	}
	v.Set(reflect.ValueOf(amount))
}

// spaced is where French print puts a narrow no-break space, and people who
// type a file put a plain one.
var spaced = regexp.MustCompile(`(«) | ([:;!?»])`)

// Typeset replaces the plain space before : ; ! ? and inside « » by a
// narrow no-break space (U+202F), so that no line of a page starts with a sign.
func Typeset(s string) string {
	return spaced.ReplaceAllString(s, "$1\u202f$2")
}
