package page

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/file"
	"preau/internal/territory"
	"preau/internal/web/ui"
)

// A form with files is read as it comes. What is drained of files that are too
// large, so that the person gets the page again and not a cut line, is bounded
// too: the whole form is at most this many times the largest file.
const maxForms = 4

// maxParts is how many fields and files a form may have.
const maxParts = 1000

// errOneFile is the refusal of several files in one field.
var errOneFile = &file.Refusal{Sentence: "Envoyez un seul fichier à la fois."}

// An upload is what came in a file field: a file, or why it is not taken.
type upload struct {
	file    *file.Spooled
	refusal error
}

// Upload is the file sent in a field, whose type the caller still has to
// accept. It is gone when the request is answered. It returns a *file.Refusal
// when the file is empty, too large (Route.Upload), or not alone in its field,
// and file.ErrNone when none was chosen.
func (r *Request) Upload(field string) (*file.Spooled, error) {
	sent, chosen := r.uploads[field]
	if !chosen {
		return nil, file.ErrNone
	}
	return sent.file, sent.refusal
}

// Document is Upload for a document that is joined to something: what is wrong with
// it goes to the act, which tells it with the rest.
func (r *Request) Document(field string) (doc file.Received, err error) {
	sent, err := r.Upload(field)
	if err == nil {
		doc.File = sent
	} else if errors.As(err, &doc.Refusal) {
		err = nil
	}
	return doc, err
}

// closeUploads removes what was received.
func (r *Request) closeUploads() {
	for field, sent := range r.uploads {
		if err := sent.file.Close(); err != nil {
			r.site.Log.Warn("upload not removed", "field", field, "err", err)
		}
	}
}

// isMultipart tells whether a form came as one that may hold files.
func (r *Request) isMultipart() bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// readFiles reads a form that may hold files of at most limit bytes: fields
// into memory, bounded together as those of other forms are, files to the disk.
func (r *Request) readFiles(w http.ResponseWriter, limit int64) error {
	r.Body = &patient{http.MaxBytesReader(w, r.Body, maxForms*limit+maxForm), newPatience(w)}
	parts, err := r.MultipartReader()
	if err != nil {
		return ErrUnreadable
	}
	fields := url.Values{}
	r.uploads = map[string]upload{}
	room := int64(maxForm)
	for range maxParts {
		part, err := parts.NextRawPart()
		if err == io.EOF { // itself: wrapped in another, it says that the form was cut
			r.PostForm, r.Form = fields, merged(fields, r.URL.Query())
			return nil
		}
		if err == nil {
			room, err = r.readPart(part, fields, room, limit)
		}
		if err != nil {
			return unreadable(err)
		}
	}
	return ErrUnreadable
}

// readPart reads one field or one file, and returns how much room is left for fields.
func (r *Request) readPart(part *multipart.Part, fields url.Values, room, limit int64) (int64, error) {
	name := part.FormName()
	if part.FileName() != "" {
		return room, r.spool(name, part, limit)
	}
	value, err := io.ReadAll(io.LimitReader(part, room+1))
	if room -= int64(len(value)); err == nil && room < 0 {
		err = &http.MaxBytesError{Limit: maxForm}
	}
	fields.Add(name, string(value))
	return room, err
}

// spool receives a file. What a refused one still holds is passed over when the
// next part is asked for.
func (r *Request) spool(field string, part *multipart.Part, limit int64) error {
	if sent, twice := r.uploads[field]; twice {
		r.uploads[field] = upload{sent.file, errOneFile}
		return nil
	}
	spooled, err := file.Spool(part, asNamed.Replace(part.FileName()), limit)
	var refusal *file.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	r.uploads[field] = upload{spooled, err}
	return nil
}

// asNamed undoes what browsers do to the three signs that a form cannot hold in
// the name of a file.
var asNamed = strings.NewReplacer("%22", `"`, "%0D", "\r", "%0A", "\n")

// unreadable tells a form that was cut or is none from a fault of ours, and
// from one that is too large.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	var full *file.SpoolError
	if errors.As(err, &tooLarge) || errors.As(err, &full) {
		return err
	}
	return ErrUnreadable
}

func merged(first, second url.Values) url.Values {
	all := url.Values{}
	for _, values := range []url.Values{first, second} {
		for name, some := range values {
			all[name] = append(all[name], some...)
		}
	}
	return all
}

// A school's line may be slow, and the server's own limits are short. Who sends
// or receives a file is waited for as long as something comes each minute, and
// for half an hour at most.
const (
	pause   = time.Minute
	longest = 30 * time.Minute
)

type patience struct {
	line *http.ResponseController
	end  time.Time
}

// Lines follow the machine's clock.
func newPatience(w http.ResponseWriter) patience {
	return patience{http.NewResponseController(w), time.Now().Add(longest)}
}

// wait gives the line another while. A recorder, in tests, has no line.
func (p patience) wait() {
	next := time.Now().Add(pause)
	if next.After(p.end) {
		next = p.end
	}
	_ = p.line.SetReadDeadline(next)
	_ = p.line.SetWriteDeadline(next.Add(pause))
}

// patient waits while a form comes in.
type patient struct {
	io.ReadCloser
	patience patience
}

func (p *patient) Read(into []byte) (int, error) {
	p.patience.wait()
	return p.ReadCloser.Read(into)
}

// sending waits while a file goes out.
type sending struct {
	io.ReadSeeker
	patience patience
}

func (s *sending) Read(into []byte) (int, error) {
	s.patience.wait()
	return s.ReadSeeker.Read(into)
}

// disposition asks the browser to save a file under its name: in ASCII for old
// ones, as it is for others. The name is safe: see file.CleanName.
func disposition(name string) string {
	return `attachment; filename="` + asciiName(name) + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// asciiName is a file's name in lower-case letters without accents, digits and
// hyphens.
func asciiName(name string) string {
	ext := path.Ext(name)
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, civil.Fold(strings.TrimSuffix(name, ext)))
	if plain = strings.Join(strings.Fields(plain), "-"); plain == "" {
		plain = "fichier"
	}
	return plain + ext
}

// FaultRows are the rows of a table of what is wrong in a file, by row and column.
func FaultRows(faults []territory.RowFault) (rows []ui.Row) {
	for _, f := range faults {
		row := ui.Row{Cells: []templ.Component{ui.Text(civil.FrenchCount(int64(f.Row))), nil, ui.Text(f.Message)}}
		if f.Column != "" {
			row.Cells[1] = ui.Text(f.Column)
		}
		rows = append(rows, row)
	}
	return rows
}
