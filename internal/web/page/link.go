package page

import (
	"strconv"
	"strings"

	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/mail"
)

// LinkOf is where a letter leads, by what it is about. It is asked when the
// letter is shown or sent: no address is kept.
func LinkOf(about string) mail.Link {
	if number, part, is := campaign.FileOf(about); is {
		path := "/projets/" + number
		if part != "" {
			path += "/echanges#" + strings.ReplaceAll(part, ":", "-")
		}
		return mail.Link{Path: path, Label: "Ouvrir le projet " + number}
	}
	return mail.Link{Path: "/accueil", Label: "Voir ce qui est attendu de moi"}
}

// DuePath is the page of something due.
func DuePath(id db.ID) string { return "/campagne/echeances/" + strconv.FormatInt(int64(id), 10) }
