package exchange

import (
	"fmt"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// MaxText is in characters.
const MaxText = 5000

// farthest is how many days ahead an answer may be asked for.
const farthest = 365

// Topic is what messages are about, and where it lies.
type Topic struct {
	Subject  string // "project:2009-93-0042"
	Campaign string
	access.Place
}

// Message is what somebody wrote to the other side of a conversation, « message ».
// Sent, it never changes.
type Message struct {
	ID           db.ID
	Subject      string
	Conversation Conversation
	Person       db.ID
	PersonName   string
	Role         access.Role // in which it was written
	// DelegatorName is who lent that role to the person; blank: nobody.
	DelegatorName string
	Text          string     // blank: it only withdraws
	UntilDay      civil.Date // zero: it asks for nothing
	Answers       db.ID      // the message whose request it answers; 0: none
	Withdraws     db.ID      // the message whose request it withdraws; 0: none
	HappenedAt    civil.Instant

	// What it answers or withdraws.
	AskedAt    civil.Instant
	AskedUntil civil.Date

	// Its document; File is 0 when it has none.
	File     db.ID
	FileName string
	FileType file.Type
	FileSize int64

	// What became of what it asks for.
	Outcome   campaign.Outcome
	SettledOn civil.Date
	Withdrawn bool // by who had asked

	Unread  bool // by who looks, who did not write it
	Readers []Reader
}

// Asks tells whether the message asked for an answer.
func (m Message) Asks() bool { return !m.UntilDay.IsZero() }

// Side is who answers for the side that wrote.
func (m Message) Side() access.Role { return m.Conversation.Side(m.Role.Level()) }

// Reader is one who opened the conversation since a message was sent.
type Reader struct {
	Message    db.ID
	PersonName string
	Role       access.Role
	HappenedAt civil.Instant
}

// Seen are the readers as a level knows them: those of its own side by name; of the
// other side, when it wrote the message, the first of each role.
func (m Message) Seen(by access.Level) (seen []Reader) {
	roles := map[access.Role]bool{}
	for _, r := range m.Readers {
		own := r.Role.Level() == by
		switch wrote := m.Role.Level() == by; {
		case !own && (!wrote || roles[r.Role]):
			continue
		case !own:
			roles[r.Role], r.PersonName = true, ""
		}
		seen = append(seen, r)
	}
	return seen
}

// A Request is an answer that is waited for.
type Request struct {
	ID         db.ID // of the message that asks
	Role       access.Role
	UntilDay   civil.Date
	HappenedAt civil.Instant
}

// Thread is a page of a conversation.
type Thread struct {
	Messages []Message // the first first
	Older    bool      // there are others before
	Ours     *Request  // what the reader's side asks and waits for
	Theirs   *Request  // what the other side asks of the reader's
}

// Sending is a message to send.
type Sending struct {
	Conversation Conversation
	Text         string
	Until        civil.Date // zero: no answer is asked for
	Answers      bool       // it is the answer that the other side waits for
	Document     file.Received
}

// faults is everything wrong with a message: « texte », « reponse » and « fichier »
// are its fields.
func (in Sending) faults(thread Thread, today civil.Date) (all []workflow.Missing) {
	add := func(field, sentence string) {
		all = append(all, workflow.Missing{Field: field, Sentence: sentence})
	}
	switch n := utf8.RuneCountInString(in.Text); {
	case n == 0:
		add("texte", "Écrivez votre message.")
	case n > MaxText:
		add("texte", fmt.Sprintf("Ce message est trop long\u202f: %s caractères, pour %s au plus. Joignez un document, ou envoyez plusieurs messages.",
			civil.FrenchCount(int64(n)), civil.FrenchCount(MaxText)))
	}
	switch {
	case in.Until.IsZero():
	case thread.Ours != nil:
		add("reponse", fmt.Sprintf("Vous attendez déjà une réponse pour le %s. Laissez ce jour vide, ou retirez d’abord cette demande.", thread.Ours.UntilDay.French()))
	case in.Until.Before(today):
		add("reponse", "Ce jour est déjà passé. Donnez aujourd’hui ou un jour à venir.")
	case in.Until.After(today.Add(farthest)):
		add("reponse", "Ce jour est trop loin\u202f: donnez un jour dans l’année qui vient.")
	}
	if in.Answers && thread.Theirs == nil {
		add("", "Aucune réponse n’est attendue de vous\u202f: la demande est retirée, ou une réponse est déjà donnée. Relisez les messages, puis envoyez le vôtre.")
	}
	if why := in.Document.Fault(); in.Document.Sent() && why != "" {
		add("fichier", why)
	}
	return all
}

// partOf names the request of a message in what is due and in letters.
func partOf(subject string, c Conversation, message db.ID) string {
	return fmt.Sprintf("%s#message:%s:%d", subject, c, message)
}

// due is what a message asks of the other side.
func (m Message) due(on Topic) campaign.Due {
	return campaign.Due{Campaign: on.Campaign, Act: m.Conversation.WriteAct(), Task: "Répondre " + To(m.Side()), Role: m.Conversation.Facing(m.Role.Level()),
		Place: on.Place, OwedTo: m.Side(), Subject: partOf(on.Subject, m.Conversation, m.ID), DueOn: m.UntilDay}
}

// letter tells of a request, and never what the message says: it could name a parent.
func (m Message) letter(to access.Person, on Topic) mail.Letter {
	number, _, _ := campaign.FileOf(on.Subject)
	body := fmt.Sprintf("Bonjour,\n\nProjet n° %s.\n%s vous a écrit et attend votre réponse au plus tard le %s.\n\n"+
		"Ouvrez le projet dans Préau pour lire le message et y répondre. Ce courrier ne dit pas ce qu’il contient.\n\nFait le %s.\nPréau\n",
		number, Who(m.Side()), m.UntilDay.FrenchLong(), m.HappenedAt.French())
	return mail.Letter{Person: to.ID, Address: to.Email, Title: fmt.Sprintf("Projet %s\u202f: votre réponse est attendue pour le %s", number, m.UntilDay.French()),
		Body: body, About: partOf(on.Subject, m.Conversation, m.ID)}
}

// As is in which role a message was written, and by whose delegation.
func (m Message) As() string {
	if m.DelegatorName == "" {
		return m.Role.Label()
	}
	return m.Role.Label() + ", par délégation de " + m.DelegatorName
}

// Sentence says in French what a message did, without what it says: a line of the
// history of a file.
func (m Message) Sentence() string {
	to := To(m.Conversation.Facing(m.Role.Level()))
	what := " a écrit " + to
	switch {
	case m.Withdraws != 0:
		return Who(m.Side()) + " a retiré sa demande de réponse"
	case m.Answers != 0:
		what = " a répondu " + to
	}
	if m.Asks() {
		what += " et demandé une réponse pour le " + m.UntilDay.French()
	}
	return Who(m.Side()) + what
}
