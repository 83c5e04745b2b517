package page

import (
	"strconv"
	"strings"

	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/mail"
)

// LinkOf is where a letter leads, by what it is about. It is asked when the
// letter is shown or sent: no address is kept.
func LinkOf(about string) mail.Link {
	if number, part, is := campaign.FileOf(about); is {
		if message, is := strings.CutPrefix(part, "message:"); is {
			conversation, id, _ := strings.Cut(message, ":")
			return mail.Link{Path: ConversationPath(number, exchange.Conversation(conversation)) + MessageAnchor(id), Label: "Lire les messages du projet " + number}
		}
		return mail.Link{Path: "/projets/" + number, Label: "Ouvrir le projet " + number}
	}
	return mail.Link{Path: "/accueil", Label: "Voir ce qui est attendu de moi"}
}

// conversationWords are the conversations as addresses name them.
var conversationWords = map[exchange.Conversation]string{exchange.Regional: "ecole-region", exchange.National: "region-nation"}

// ConversationPath is the page of a conversation on the file of a number.
func ConversationPath(number string, c exchange.Conversation) string {
	return "/projets/" + number + "/echanges/" + conversationWords[c]
}

// MessageAnchor is where a message is on the page of its conversation; "" for none.
func MessageAnchor(id string) string {
	if id == "" {
		return ""
	}
	return "#message-" + id
}

// DuePath is the page of something due.
func DuePath(id db.ID) string { return "/campagne/echeances/" + strconv.FormatInt(int64(id), 10) }
