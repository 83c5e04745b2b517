package web_test

import (
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/file"
	"preau/internal/project"
	"preau/internal/web/page"
)

// messagePath fills in a message of the conversation that a route is about, which
// asks for an answer and has a document.
func (m *matrix) messagePath(path string, about project.Filled) string {
	if !strings.Contains(path, "{message}") {
		return path
	}
	message := db.ID(0)
	for _, c := range exchange.Conversations() {
		if strings.HasPrefix(path, page.ConversationPath(about.Number, c)) && !about.SubmittedAt.IsZero() {
			message = m.message(about, c)
		}
	}
	return strings.ReplaceAll(path, "{message}", fmt.Sprint(message))
}

// message is the one message of a file in a conversation.
func (m *matrix) message(about project.Filled, c exchange.Conversation) db.ID {
	if m.messages == nil {
		m.messages = map[string]db.ID{}
	}
	key := page.ConversationPath(about.Number, c)
	if m.messages[key] == 0 {
		m.messages[key] = m.said(about.Project, c, access.RegionalPilot)
	}
	return m.messages[key]
}

// said is a message of a role on a file, with a document, which asks for an answer
// unless one is waited for already.
func (s *site) said(on project.Project, c exchange.Conversation, role access.Role) (id db.ID) {
	s.t.Helper()
	call := access.Call{By: s.Site.Rights.In(s.actor(string(role)).Person, role, access.France), At: moment}
	sent, err := file.Spool(strings.NewReader(smallPDF), "avis.pdf", file.MaxDocument)
	if err != nil {
		s.t.Fatal(err)
	}
	defer sent.Close()
	in := exchange.Sending{Conversation: c, Text: "Où sont les cours ?", Until: moment.Today().Add(7), Document: file.Received{File: sent}}
	if err := s.db.Write(s.t.Context(), func(tx *db.Tx) error {
		thread, err := exchange.ReadThread(tx, call.By, on.Subject(), c, 1)
		if err != nil {
			return err
		}
		if thread.Ours != nil {
			in.Until = civil.Date{}
		}
		id, err = exchange.SendTx(tx, call, on.Topic(), in)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return id
}
