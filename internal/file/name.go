package file

import (
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
)

// maxName is the length of the longest name kept, in bytes: file systems stop
// at 255, and who downloads it may add to it.
const maxName = 160

// reserved cannot stand in the name of a file on one system or another.
var reserved = strings.NewReplacer("/", "-", `\`, "-", ":", "-", "*", "-", "?", "-", `"`, "'", "<", "-", ">", "-", "|", "-", "\uFFFD", "-")

// CleanName makes of the name that a file came with one that is safe on every
// system: no folder, no invisible nor control character, no mark that turns
// the reading round, at most 160 bytes, and the extension of what the file
// truly is. A name of which nothing is left is « fichier ».
func CleanName(name string, t Type) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	stem, ext := reserved.Replace(civil.CleanLine(name)), ""
	if t.Ext() != "" {
		stem, ext = withoutExtension(stem), "."+t.Ext()
	}
	stem = strings.TrimRight(cut(strings.TrimLeft(stem, " ."), maxName-len(ext)), " .")
	if stem == "" {
		stem = "fichier"
	}
	return stem + ext
}

// withoutExtension takes off what looks like an extension: up to five letters
// or digits, one of them a letter. « Avis n.12 » keeps its number.
func withoutExtension(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return name
	}
	letters, ext := 0, name[dot+1:]
	for _, sign := range strings.ToLower(ext) {
		switch {
		case sign >= 'a' && sign <= 'z':
			letters++
		case sign < '0' || sign > '9':
			return name
		}
	}
	if letters == 0 || len(ext) > 5 {
		return name
	}
	return name[:dot]
}

// cut is the text without the letters beyond a length in bytes.
func cut(text string, length int) string {
	if len(text) <= length {
		return text
	}
	for length > 0 && !utf8.RuneStart(text[length]) {
		length--
	}
	return text[:length]
}

// Size writes a number of bytes as French does: « 340 ko », « 1,2 Mo ». A Mo is
// 1 048 576 bytes, as file managers count them.
func Size(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return civil.Plural(bytes, "octet", "octets")
	case bytes < 1<<20:
		return civil.FrenchCount(bytes>>10) + " ko"
	}
	tenths := bytes * 10 >> 20
	if tenths%10 == 0 {
		return civil.FrenchCount(tenths/10) + " Mo"
	}
	return civil.FrenchCount(tenths/10) + "," + civil.FrenchCount(tenths%10) + " Mo"
}
