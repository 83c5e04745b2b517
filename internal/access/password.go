package access

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"preau/internal/civil"
)

// How long a password is, in characters (R44). maxPasswordBytes is read before
// anything is done with what was typed.
const (
	MinPassword      = 12
	MaxPassword      = 128
	maxPasswordBytes = 4 * MaxPassword
)

// normal is a password as it is hashed: the same text typed on two keyboards
// gives the same characters (NFKC).
func normal(password string) string { return norm.NFKC.String(password) }

// WeakPassword says what is wrong with a password that somebody chooses; blank:
// nothing. about is what is known of the person: it is the first thing tried.
func WeakPassword(password string, about ...string) string {
	if len(password) > maxPasswordBytes || utf8.RuneCountInString(normal(password)) > MaxPassword {
		return "Ce mot de passe est trop long\u202f: 128 caractères au plus."
	}
	if utf8.RuneCountInString(normal(password)) < MinPassword {
		return "Choisissez un mot de passe d’au moins 12 caractères."
	}
	known := append(wordsOf(about), common...)
	plain := plainly(password)
	if min(weight(plain, known), weight(disguises.Replace(plain), known)) < minWeight {
		return "Ce mot de passe se devine trop facilement\u202f: il est fait surtout de mots courants, de votre nom, de suites ou de répétitions. " +
			"Choisissez par exemple trois ou quatre mots sans rapport entre eux."
	}
	return ""
}

// minWeight is how many things that are not guessed at once a password holds.
const minWeight = 8

// weight counts the pieces of a password: a word that is tried first, a suite, a
// repetition or a year is one piece, as is any other character.
func weight(text string, known []string) int {
	signs := []rune(text)
	for block := 1; block <= len(signs)/2; block++ {
		if repeats(signs, block) {
			return 1 + weight(string(signs[:block]), known)
		}
	}
	pieces := 0
	for i := 0; i < len(signs); pieces++ {
		i += piece(signs[i:], known)
	}
	return pieces
}

// repeats tells whether signs are their first ones again and again.
func repeats(signs []rune, block int) bool {
	for i := block; i < len(signs); i++ {
		if signs[i] != signs[i-block] {
			return false
		}
	}
	return true
}

// piece is how many signs the first piece takes.
func piece(signs []rune, known []string) int {
	longest := max(1, alike(signs), suite(signs), len(year.FindString(string(signs[:min(4, len(signs))]))))
	for _, word := range known {
		if n := utf8.RuneCountInString(word); n > longest && strings.HasPrefix(string(signs), word) {
			longest = n
		}
	}
	return longest
}

var year = regexp.MustCompile(`^(19|20)\d\d$`)

// alike is how many times the first sign is repeated, from three on.
func alike(signs []rune) int {
	n := 1
	for n < len(signs) && signs[n] == signs[0] {
		n++
	}
	return orNone(n)
}

// suite is how many signs follow each other in the alphabet, among numbers or on
// a keyboard, one way or the other, from three on.
func suite(signs []rune) int {
	longest := 0
	for _, row := range suites {
		at := strings.IndexRune(row, signs[0])
		for _, step := range []int{1, -1} {
			n := 1
			for at >= 0 && n < len(signs) && at+n*step >= 0 && at+n*step < len(row) && rune(row[at+n*step]) == signs[n] {
				n++
			}
			longest = max(longest, orNone(n))
		}
	}
	return longest
}

func orNone(n int) int {
	if n < 3 {
		return 0
	}
	return n
}

// suites are of one byte a sign: what hands follow.
var suites = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1a2z3e4r5t6y", "1q2w3e4r5t6y"}

// disguises are letters as they are hidden by those who think that it helps.
var disguises = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// plainly is a text without accents or capitals, its other signs kept.
func plainly(text string) string {
	var b strings.Builder
	for _, r := range normal(text) {
		if folded := civil.Fold(string(r)); folded != "" {
			b.WriteString(folded)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wordsOf are the words of what is known of a person, from three letters on.
func wordsOf(about []string) (words []string) {
	for _, text := range about {
		for _, word := range strings.Fields(civil.Fold(text)) {
			if utf8.RuneCountInString(word) >= 3 {
				words = append(words, word)
			}
		}
	}
	return words
}

// common are the words that those who guess passwords in France try first, and
// those of the place.
var common = strings.Fields(`motdepasse password passe secret azerty qwerty bonjour bonsoir soleil doudou loulou chouchou coucou
	bienvenue welcome admin administrateur administration administrator root test exemple invite utilisateur user login connexion
	france paris marseille lyon toulouse nice nantes bordeaux lille jetaime iloveyou amour chocolat princesse dragon monkey
	football marseillais jesus maman papa famille vacances liberte egalite fraternite republique
	preau ecole ecoles college lycee academie rectorat inspection prefecture prefet recteur principal principale proviseur directeur
	directrice direction secretaire professeur maitre maitresse eleve eleves parent parents classe rentree cantine education nationale
	ministere ouvrir integration reussir projet
	janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
	lundi mardi mercredi jeudi vendredi samedi dimanche printemps ete automne hiver
	letmein sunshine master superman batman pokemon`)
