package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
)

// A visitor is one browser: its cookies, the page it is on, and the form that
// it sent last.
type visitor struct {
	base   string // of the site
	client *http.Client
	seen   answer
	sent   *form
	phone  *phone
}

// An answer is what the site said.
type answer struct {
	path   string
	code   int
	header http.Header
	body   []byte
	page   page
}

func newVisitor(base string, phone *phone) *visitor {
	jar, _ := cookiejar.New(nil) // fails for options only
	return &visitor{base: base, phone: phone, client: &http.Client{Jar: jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) get(path string) error {
	r, err := http.NewRequest("GET", v.base+path, nil)
	if err != nil {
		return err
	}
	return v.ask(r)
}

// post sends a form as a browser does: it says which site the form was on.
func (v *visitor) post(f form) (err error) {
	if f.fields, err = v.phone.fill(f.fields); err != nil {
		return err
	}
	body, contentType, err := encoded(f.fields)
	if err != nil {
		return err
	}
	r, err := http.NewRequest("POST", v.base+f.path, body)
	if err != nil {
		return err
	}
	v.sent = &f
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Origin", v.base)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if f.site != "" {
		r.Header.Set("Origin", f.site)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	return v.ask(r)
}

func (v *visitor) ask(r *http.Request) error {
	response, err := v.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	v.seen = answer{path: r.URL.Path, code: response.StatusCode, header: response.Header, body: body}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		v.phone.read(body)
		v.seen.page, err = readPage(bytes.NewReader(body))
	} else {
		v.seen.page.text = string(body)
	}
	return err
}

// open goes where a link of the page's main part leads, by what is read of it.
func (v *visitor) open(text string) error {
	href := v.seen.page.linkOf(text)
	if href == "" {
		return v.seen.got(fmt.Sprintf("no link %q", text))
	}
	return v.get(href)
}

// send fills in the form of the page that the visitor is on, and sends it.
func (v *visitor) send(fields url.Values) error {
	shown, filled, err := v.seen.formWith(fields)
	if err != nil {
		return err
	}
	for name, values := range shown.fields {
		if !filled.Has(name) {
			filled[name] = values
		}
	}
	path := shown.action
	if path == "" {
		path = v.seen.path
	}
	return v.post(form{path: path, fields: filled})
}

// formWith is the first form of the page's main part that has all the fields,
// and these under the names that they have in it.
func (a answer) formWith(fields url.Values) (pageForm, url.Values, error) {
	var lacking []string
	for _, f := range a.page.forms {
		var named url.Values
		if named, lacking = f.named(fields); len(lacking) == 0 {
			return f, named, nil
		}
	}
	if len(lacking) > 0 {
		return pageForm{}, nil, a.got(fmt.Sprintf("a form without %s", strings.Join(lacking, ", ")))
	}
	return pageForm{}, nil, a.got("no form to fill in")
}

// excerpt is in characters.
const excerpt = 500

// got is an error that says what was got, and on which page.
func (a answer) got(what string) error {
	if a.code == 0 {
		return errors.New(what + ", and nothing has been asked for yet")
	}
	text := a.page.main
	if text == "" {
		text = clean(a.page.text)
	}
	if runes := []rune(text); len(runes) > excerpt {
		text = string(runes[:excerpt]) + "…"
	}
	return fmt.Errorf("%s; the page %s (%d) reads: %s", what, a.path, a.code, text)
}
