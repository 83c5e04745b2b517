package territory

import (
	"strconv"
	"strings"

	"preau/internal/civil"
)

// UAI is a school's number in the national directory, « unité administrative
// immatriculée »: seven digits and a check letter, 0940176F.
type UAI string

// The check letter is this sequence's letter at the number modulo 23. I, O and
// Q are not used.
const checkLetters = "ABCDEFGHJKLMNPRSTUVWXYZ"

// CheckLetter is the letter that ends the UAI of a number of seven digits.
func CheckLetter(number int) byte { return checkLetters[number%len(checkLetters)] }

// ReadUAI reads a UAI as typed. It refuses, with a civil.Fault, one that has
// not its form or whose letter does not fit its digits.
func ReadUAI(typed string) (UAI, error) {
	text := strings.ToUpper(strings.ReplaceAll(civil.CleanLine(typed), " ", ""))
	if len(text) != 8 {
		return "", civil.Fault("Un numéro UAI compte sept chiffres et une lettre, par exemple 0940176F.")
	}
	number, err := strconv.ParseUint(text[:7], 10, 32)
	if err != nil {
		return "", civil.Fault("Un numéro UAI commence par sept chiffres, par exemple 0940176F.")
	}
	if text[7] != CheckLetter(int(number)) {
		return "", civil.Fault("La lettre finale de ce numéro UAI ne correspond pas à ses chiffres\u202f: vérifiez chaque chiffre.")
	}
	return UAI(text), nil
}

// Prefix is the three digits that name the department: 094; 620 and 720 are
// Corse-du-Sud and Haute-Corse.
func (u UAI) Prefix() string { return string(u[:3]) }
