package civil

import (
	"strings"
	"unicode/utf8"
)

// longestReason is in characters.
const longestReason = 1000

// ReadReason reads why something is done, « motif », cleaned by CleanText. It
// refuses none, and one of more than 1,000 characters.
func ReadReason(typed string) (string, error) {
	reason := CleanText(typed)
	switch {
	case reason == "":
		return "", Fault("Écrivez le motif.")
	case utf8.RuneCountInString(reason) > longestReason:
		return "", Fault("Ce motif est trop long\u202f: 1\u202f000 caractères au plus.")
	}
	return reason, nil
}

// ReadEmail reads an electronic address, in one line; "" when it is blank. Only a
// letter that arrives proves an address: it asks for one sign between a name and a
// domain, and refuses what would be two addresses.
func ReadEmail(typed string) (string, error) {
	address := CleanLine(typed)
	name, domain, _ := strings.Cut(address, "@")
	if address != "" && (name == "" || !strings.Contains(strings.Trim(domain, "."), ".") ||
		strings.ContainsAny(address, " ;,<>()[]\"\\") || strings.Contains(domain, "@")) {
		return "", Fault("Écrivez l’adresse sous la forme " + quote("nom@exemple.fr") + ".")
	}
	return address, nil
}
