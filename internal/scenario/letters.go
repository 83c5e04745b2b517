package scenario

import (
	"errors"
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/mail"
)

// readMail reads mail to PERSON and a matcher. Titles and texts of all the
// letters of that person are looked into.
func readMail(rest string) (action, error) {
	rest, found := strings.CutPrefix(rest, "to ")
	login, what, _ := strings.Cut(rest, " ")
	m, err := readMatcher(what)
	if err == nil && !found {
		err = errors.New("mail to PERSON …")
	}
	return func(s *stage) error {
		if err := s.server.Site.Door.WriteForgotten(s.ctx); err != nil {
			return err
		}
		text, err := s.letters(login)
		if err != nil {
			return err
		}
		if wrong := m.wrong(text); wrong != "" {
			return fmt.Errorf("letters to %s: %s in %q", login, wrong, text)
		}
		return nil
	}, err
}

// letters is every letter of a person, as one text.
func (s *stage) letters(login string) (text string, err error) {
	err = s.server.Site.DB.Read(s.ctx, func(tx *db.Tx) error {
		person, err := s.person(tx, login)
		if err != nil {
			return err
		}
		letters, _, err := mail.To(tx, person.ID, 0, 100)
		for _, letter := range letters {
			text += letter.Title + "\n" + letter.Body + "\n"
		}
		return err
	})
	return text, err
}

func (s *stage) person(tx *db.Tx, login string) (access.Person, error) {
	person, err := access.ByLogin(tx, login)
	if errors.Is(err, access.ErrNotFound) {
		return person, fmt.Errorf("nobody of the cast is called %q", login)
	}
	return person, err
}
