package page

import (
	"strings"

	"preau/internal/mail"
)

// LinkOf is where a letter leads, by what it is about. It is asked when the
// letter is shown or sent: no address is kept.
func LinkOf(about string) mail.Link {
	if number, is := strings.CutPrefix(about, "project:"); is {
		number, part, _ := strings.Cut(number, "#")
		path := "/projets/" + number
		if part != "" {
			path += "/echanges#" + strings.ReplaceAll(part, ":", "-")
		}
		return mail.Link{Path: path, Label: "Ouvrir le projet " + number}
	}
	return mail.Link{Path: "/accueil", Label: "Voir ce qui est attendu de moi"}
}
