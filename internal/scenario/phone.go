package scenario

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	site "preau/internal/web/page"
)

// A phone holds the key of the second factor that a page showed last, and the
// paper beside it the recovery codes.
type phone struct {
	key   string
	codes []string
	now   func() civil.Instant // the machine's, as the server has it
}

var (
	keyShown  = regexp.MustCompile(`<code id="cle">([A-Z2-7 ]+)</code>`)
	codeShown = regexp.MustCompile(`<code>([a-z2-7]{5}-[a-z2-7]{5})</code>`)
)

// read looks at a page for what it shows once.
func (p *phone) read(body []byte) {
	if found := keyShown.FindSubmatch(body); found != nil {
		p.key = strings.ReplaceAll(string(found[1]), " ", "")
	}
	if all := codeShown.FindAllSubmatch(body, -1); all != nil {
		p.codes = nil
		for _, found := range all {
			p.codes = append(p.codes, string(found[1]))
		}
	}
}

// fill puts into fields what the phone shows now, {code}, and the first recovery
// code of the paper, {recovery}.
func (p *phone) fill(fields url.Values) (url.Values, error) {
	filled := maps.Clone(fields)
	for name, values := range fields {
		if len(values) != 1 {
			continue
		}
		text := values[0]
		if strings.Contains(text, "{code}") {
			code, err := totp.GenerateCode(p.key, p.now().Time())
			if err != nil || p.key == "" {
				return nil, errors.New("no page has shown a key")
			}
			text = strings.ReplaceAll(text, "{code}", code)
		}
		if strings.Contains(text, "{recovery}") {
			if len(p.codes) == 0 {
				return nil, errors.New("no page has shown a recovery code")
			}
			text = strings.ReplaceAll(text, "{recovery}", p.codes[0])
		}
		filled[name] = []string{text}
	}
	return filled, nil
}

// readLater reads later DURATION, and moves the machine's clock.
func readLater(rest string) (action, error) {
	after, err := time.ParseDuration(rest)
	if err != nil || after <= 0 {
		return nil, errors.New("later 90s, later 10m, later 72h…")
	}
	return func(s *stage) error {
		s.ahead += after
		return nil
	}, nil
}

// readOpen reads open mail to PERSON: what following the link of a letter does; and open
// link TEXT, that of the page.
func readOpen(rest string) (action, error) {
	if text, is := strings.CutPrefix(rest, "link "); is {
		return func(s *stage) error { return s.on.open(text) }, nil
	}
	login, found := strings.CutPrefix(rest, "mail to ")
	if !found || login == "" {
		return nil, errors.New("open mail to PERSON, or open link TEXT")
	}
	return func(s *stage) error {
		path, err := s.leading(login)
		if err != nil {
			return err
		}
		return s.on.get(path)
	}, nil
}

// leading is where the last letter with a link of its own leads, as it leaves.
func (s *stage) leading(login string) (path string, err error) {
	if err := s.server.Site.Door.WriteForgotten(s.ctx); err != nil {
		return "", err
	}
	err = s.server.Site.DB.Read(s.ctx, func(tx *db.Tx) error {
		person, err := s.person(tx, login)
		if err != nil {
			return err
		}
		letters, _, err := mail.To(tx, person.ID, 0, 100)
		for _, letter := range letters {
			if _, private := access.LinkOf(letter.About); private {
				path = site.Leaving(s.server.Site.Links)(letter.About).Path
				return err
			}
		}
		if err == nil {
			err = fmt.Errorf("no letter to %s has a link of its own", login)
		}
		return err
	})
	return path, err
}
