package example

import (
	"fmt"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
	"preau/internal/project"
)

// messages makes the cast write to one another, and read what they were written.
func (l *loader) messages(tx *db.Tx) error {
	for _, m := range l.cast.Messages {
		if err := l.message(tx, m); err != nil {
			return fmt.Errorf("example: message of %s on %s: %w", m.By, m.On, err)
		}
	}
	return nil
}

func (l *loader) message(tx *db.Tx, m message) error {
	in := exchange.Sending{Conversation: m.Conversation, Text: m.Text, Answers: m.Answers}
	var err error
	if m.Until != "" {
		if in.Until, err = civil.ReadDate(m.Until); err != nil {
			return err
		}
	}
	call, err := l.who(tx, m.By)
	if err != nil {
		return err
	}
	call.At.Happened = m.On.Start().Add(time.Duration(m.Hour) * time.Hour)
	files, err := project.OfSchool(tx, call.By, uaiOf(m.School))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no file that they read: %w", err)
	}
	p, err := l.projects.SendTx(tx, call, files[0].Number, in)
	if err != nil {
		return err
	}
	for _, login := range m.ReadBy {
		call, err := l.who(tx, login)
		if err != nil {
			return err
		}
		call.At.Happened = m.On.Start().Add(time.Duration(m.Hour+1) * time.Hour)
		thread, err := exchange.ReadThread(tx, call.By, p.Subject(), m.Conversation, 1)
		if err != nil {
			return err
		}
		if err := exchange.OpenTx(tx, call, thread); err != nil {
			return err
		}
	}
	return nil
}

// who is a call by somebody of the cast, in the role that they hold.
func (l *loader) who(tx *db.Tx, login string) (access.Call, error) {
	for _, p := range l.cast.People {
		if p.Login == login {
			person, err := access.ByLogin(tx, login)
			return l.as(person, p.Role, p.place(l.schools)), err
		}
	}
	return access.Call{}, fmt.Errorf("%s is not of the cast", login)
}
