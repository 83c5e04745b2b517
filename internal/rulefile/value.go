package rulefile

import "regexp"

// A Law is where a value comes from, « fondement »: a paragraph of the circular
// (« §3.3 », « annexe 6 »), another text (« décret n° 2005-909 »), or « choix »
// where the texts are silent and somebody had to decide.
type Law string

// lawForm is how a Law begins.
var lawForm = regexp.MustCompile(`^(§ ?\d|annexe \d|(arrêté|décret|loi|circulaire|choix)( |$))`)

// A Value is a value decided by a text, with the paragraph that decides it. In
// the file it is a table: group_size_min = { value = 8, law = "§3.3" }.
type Value[T any] struct {
	Value T   `toml:"value"`
	Law   Law `toml:"law"`
	Line  int `toml:"-line"`
}
