package page

import (
	"net/url"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
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
	if _, private := access.LinkOf(about); private {
		return mail.Link{Path: "/connexion", Label: "Se connecter"}
	}
	if about == access.AboutAccount {
		return mail.Link{Path: "/compte", Label: "Ouvrir mon compte"}
	}
	if rest, is := strings.CutPrefix(about, "pooling:"); is {
		_, academie, _ := strings.Cut(rest, "/")
		return mail.Link{Path: "/credits/mutualisateurs/" + academie, Label: "Voir l’établissement mutualisateur"}
	}
	if meeting, is := strings.CutPrefix(about, "committee:"); is {
		committee, day, _ := strings.Cut(meeting, "#")
		day, _, _ = strings.Cut(day, "/") // the seat of the committee of the nation
		_, region, _ := strings.Cut(committee, "/")
		if day != "" {
			return mail.Link{Path: CommitteePath(region) + "/reunions/" + day + "/releve", Label: "Lire le relevé de décisions"}
		}
	}
	if milestone, actor, part, is := campaign.MilestoneOf(about); is {
		switch {
		case part == campaign.DelayPart:
			return mail.Link{Path: DelayPath(milestone, actor), Label: "Répondre à la demande de délai"}
		case milestone == campaign.CallMilestone:
			return mail.Link{Path: CallPath(actor), Label: "Voir l’appel à projets de la région"}
		case milestone == campaign.SendingMilestone:
			return mail.Link{Path: InvitationPath(actor), Label: "Répondre à l’invitation"}
		}
	}
	if strings.HasPrefix(about, "credits:") {
		return mail.Link{Path: "/credits", Label: "Voir les crédits"}
	}
	return mail.Link{Path: "/accueil", Label: "Voir ce qui est attendu de moi"}
}

// leading is where a private link leads, by what it is for.
var leading = map[access.Purpose]mail.Link{
	access.ForInvitation: {Path: "/invitation/", Label: "Choisir mon mot de passe"},
	access.ForPassword:   {Path: "/mot-de-passe/", Label: "Choisir un nouveau mot de passe"},
}

// Leaving is LinkOf for letters that leave: a private link is signed, which no
// page that shows the letter does.
func Leaving(links *access.Links) func(about string) mail.Link {
	return func(about string) mail.Link {
		purpose, private := access.LinkOf(about)
		if !private {
			return LinkOf(about)
		}
		to := leading[purpose]
		to.Path += access.LeavingToken(links, about)
		return to
	}
}

// PrivatePath is the address, within the site, of a private link that is handed over
// by hand: see access.HandOverTx.
func PrivatePath(purpose access.Purpose, token string) string { return leading[purpose].Path + token }

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

// CallPath is where the call of a region is.
func CallPath(region string) string { return CommitteePath(region) + "/appel" }

// InvitationPath is where a school answers its invitation.
func InvitationPath(school string) string { return "/invitations/" + school }

// CommitteePath is the page of the committee of a region, or of the nation when it is blank.
func CommitteePath(region string) string {
	if region == "" {
		return "/comite-national"
	}
	return "/comites/" + region
}

// MeetingPath is the page of the meeting of a committee, named by its day.
func MeetingPath(region string, on civil.Date) string {
	return CommitteePath(region) + "/reunions/" + on.String()
}

// MinutesPath is the page of its minutes.
func MinutesPath(region string, on civil.Date) string { return MeetingPath(region, on) + "/releve" }

// AskDelayPath is where a school asks for a delay for a milestone.
func AskDelayPath(milestone, school string) string {
	return Query("/campagne/calendrier/"+milestone+"/demande-de-delai", "pour", school)
}

// DelayPath is where the level above grants a delay for a milestone, by the code of who
// owes it.
func DelayPath(milestone, actor string) string {
	return Query("/campagne/calendrier/"+milestone+"/delai", "pour", actor)
}

// DuePath is the page of something due.
func DuePath(id db.ID) string { return "/campagne/echeances/" + strconv.FormatInt(int64(id), 10) }

// Query is an address with its parameters; blank ones are left out.
func Query(path string, pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// PageSaid is a page of a list as its address says it; the first is not said.
func PageSaid(number int) string {
	if number <= 1 {
		return ""
	}
	return strconv.Itoa(number)
}
