package exchange

import (
	"context"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/mail"
	"preau/internal/workflow"
)

// SendTx sends a message on a topic, which the caller keeps for this transaction
// alone, and tells its id. It returns ErrNotFound to who may not write in the
// conversation, and a refusal that says everything wrong.
//
// One that asks for an answer opens a Due for the other side and writes to those who
// hold its role that day; only one request of a side is open at a time. One that
// answers settles what the other side asked.
func SendTx(tx *db.Tx, call access.Call, on Topic, in Sending) (db.ID, error) {
	if !call.By.Can(in.Conversation.WriteAct(), on.Place) {
		return 0, ErrNotFound
	}
	thread, err := requestsOf(tx, call.By.Role.Level(), on.Subject, in.Conversation)
	if err != nil {
		return 0, err
	}
	in.Text = civil.CleanText(in.Text)
	if faults := in.faults(thread, call.At.Today()); len(faults) > 0 {
		return 0, &workflow.Refusal{Act: in.Conversation.WriteAct(), Reasons: faults}
	}
	m := Message{ID: db.NewID(call.At.Recorded.Time()), Conversation: in.Conversation, Role: call.By.Role, Text: in.Text, UntilDay: in.Until, HappenedAt: call.At.Happened}
	if in.Answers {
		m.Answers = thread.Theirs.ID
	}
	digest := ""
	if in.Document.File != nil {
		kept, err := file.Keep(tx, call.At, in.Document.File)
		if err != nil {
			return 0, err
		}
		m.File, digest = kept.ID, kept.Digest
	}
	return m.ID, write(tx, call, on, m, digest)
}

// write ends the sending of a message: what is due, the letters, the journal last,
// which gets no word of it.
func write(tx *db.Tx, call access.Call, on Topic, m Message, digest string) error {
	if err := insertMessage(tx, call, on, m); err != nil {
		return err
	}
	if m.Answers != 0 {
		if err := campaign.Settle(tx, call.At, partOf(on.Subject, m.Conversation, m.Answers)); err != nil {
			return err
		}
	}
	if m.Withdraws != 0 {
		if err := campaign.Drop(tx, call.At, partOf(on.Subject, m.Conversation, m.Withdraws)); err != nil {
			return err
		}
	}
	if m.Asks() {
		if err := ask(tx, call.At, on, m); err != nil {
			return err
		}
	}
	return call.Write(tx, m.Conversation.WriteAct(), on.Subject, messageEntry{m.ID, m.UntilDay, m.Answers, m.Withdraws, digest})
}

// messageEntry is what the journal keeps of a message.
type messageEntry struct {
	ID        db.ID      `json:"id"`
	Until     civil.Date `json:"until,omitzero"`
	Answers   db.ID      `json:"answers,omitempty"`
	Withdraws db.ID      `json:"withdraws,omitempty"`
	Document  string     `json:"document_sha256,omitempty"`
}

// ask opens what a message asks of the other side, and tells its people. The
// morning's letter need not tell them again that it is new.
func ask(tx *db.Tx, at civil.Moment, on Topic, m Message) error {
	due := m.due(on)
	if err := campaign.Expect(tx, at, due); err != nil {
		return err
	}
	people, err := access.Holders(tx, due.Role, on.Place, at.Today())
	if err != nil {
		return err
	}
	for _, person := range people {
		if err := mail.Post(tx, at, m.letter(person, on)); err != nil {
			return err
		}
		if err := keepAsked(tx, person.ID, m.ID, due, at.Today()); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawTx takes back the request that a message made, on a topic which the caller
// keeps for this transaction alone. The message stays. It returns ErrNotFound for
// what is no message of the conversation, and to who may not write in it; a refusal
// when the other side asked, or when nothing is waited for any more.
func WithdrawTx(tx *db.Tx, call access.Call, on Topic, c Conversation, message db.ID) error {
	if !call.By.Can(c.WriteAct(), on.Place) {
		return ErrNotFound
	}
	if _, err := findMessage(tx, on.Subject, c, message); err != nil {
		return orNotFound(err)
	}
	thread, err := requestsOf(tx, call.By.Role.Level(), on.Subject, c)
	switch {
	case err != nil:
		return err
	case thread.Theirs != nil && thread.Theirs.ID == message:
		return workflow.Refuse(c.WriteAct(), "", "Seul le côté qui a demandé une réponse peut retirer sa demande.", "")
	case thread.Ours == nil || thread.Ours.ID != message:
		return workflow.Refuse(c.WriteAct(), "", "Aucune réponse n’est plus attendue à ce message.", "")
	}
	return write(tx, call, on, Message{ID: db.NewID(call.At.Recorded.Time()), Conversation: c, Role: call.By.Role, Withdraws: message, HappenedAt: call.At.Happened}, "")
}

// Open records that the person of the call has read the messages of a thread that
// were not read. It may be done twice. It is no act: the journal says who wrote, not
// who read.
func (c *Chapter) Open(ctx context.Context, call access.Call, thread Thread) error {
	if first, _ := thread.unread(); first == 0 {
		return nil // a page that is read again writes nothing
	}
	return c.db.Write(ctx, func(tx *db.Tx) error { return OpenTx(tx, call, thread) })
}

// OpenTx is Open in a transaction already begun.
func OpenTx(tx *db.Tx, call access.Call, thread Thread) error {
	first, last := thread.unread()
	if first == 0 {
		return nil
	}
	m := thread.Messages[0]
	return insertRead(tx, call, m.Subject, m.Conversation, first, last)
}

// unread are the first and the last message of a thread that are not read; 0 when
// all are.
func (t Thread) unread() (first, last db.ID) {
	for _, m := range t.Messages {
		if m.Unread && first == 0 {
			first = m.ID
		}
		if m.Unread {
			last = m.ID
		}
	}
	return first, last
}

// PageSize is how many messages a page of a conversation has.
const PageSize = 30

// ReadThread is a page of a conversation on a subject, the latest messages being
// page 1. Whoever asks sees to it that the reader may.
func ReadThread(tx *db.Tx, by access.Actor, subject string, c Conversation, page int) (Thread, error) {
	thread, err := requestsOf(tx, by.Role.Level(), subject, c)
	if err != nil {
		return Thread{}, err
	}
	if thread.Messages, thread.Older, err = messagesOf(tx, by.Person.ID, subject, c, page); err != nil {
		return Thread{}, err
	}
	return thread, readersOf(tx, thread.Messages)
}

// Document is the kept file of a message of a conversation on a subject. It returns
// ErrNotFound when there is none. Whoever asks sees to it that the reader may.
func Document(tx *db.Tx, subject string, c Conversation, message db.ID) (file.Kept, error) {
	m, err := findMessage(tx, subject, c, message)
	if err != nil {
		return file.Kept{}, orNotFound(err)
	}
	kept, err := file.Find(tx, m.File)
	return kept, orNotFound(err)
}

// About lists the messages on a subject that an actor may read, the first first, to
// be told in its history: Message.Sentence.
func About(tx *db.Tx, by access.Actor, subject string) ([]Message, error) {
	return messagesAbout(tx, by, subject)
}

// Unread is how much a person has not read.
type Unread struct {
	Messages     int64
	Subjects     int64
	Subject      string       // one of them, the only one when Subjects is 1
	Conversation Conversation // one of them
}

// UnreadOf is how much an actor has not read of all they may.
func UnreadOf(tx *db.Tx, by access.Actor) (Unread, error) { return unreadOfAll(tx, by) }
