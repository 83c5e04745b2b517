package mail

import (
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Link is where a letter leads, and what the link says.
type Link struct {
	Path  string // within the site: "/projets/2009-93-0042"
	Label string
}

// text is the letter with its link, in plain text.
func (l Letter) text(site string, to Link) string {
	return strings.TrimRight(l.Body, "\n") + "\n\n" + to.Label + " : " + site + to.Path + "\n"
}

// page is the letter in HTML: its own lines, and one link. It asks nothing of
// any other server.
func (l Letter) page(site string, to Link) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>` + escaped(l.Title) +
		`</title></head><body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#161616;max-width:36em;margin:0 auto;padding:1em">`)
	for part := range strings.SplitSeq(strings.TrimSpace(l.Body), "\n\n") {
		b.WriteString("<p>" + strings.ReplaceAll(escaped(part), "\n", "<br>") + "</p>")
	}
	fmt.Fprintf(&b, `<p><a href="%s" style="display:inline-block;padding:.5em 1em;background:#000091;color:#fff;text-decoration:none">%s</a></p></body></html>`,
		escaped(site+to.Path), escaped(to.Label))
	return b.String()
}

// escaped is a text as HTML shows it.
func escaped(text string) string { return marks.Replace(text) }

var marks = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// message is the letter as it leaves. Its number is that of the letter: a server
// that is handed it twice can tell.
func (s *Server) message(l Letter, to Link) (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.FromFormat("Préau", s.from); err != nil {
		return nil, err
	}
	if err := m.To(l.Address); err != nil {
		return nil, err
	}
	m.Subject(strings.Join(strings.Fields(l.Title), " ")) // no line of its own in the header
	m.SetMessageIDWithValue(fmt.Sprintf("lettre-%d@%s", l.ID, s.from[strings.LastIndex(s.from, "@")+1:]))
	m.SetDateWithValue(l.RecordedAt.Time())
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(gomail.TypeTextPlain, l.text(s.site, to))
	m.AddAlternativeString(gomail.TypeTextHTML, l.page(s.site, to))
	return m, nil
}
