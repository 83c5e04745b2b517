package page

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/web/ui"
)

// maxForm is the size in bytes of the largest form read. Longer texts than a
// field takes fit in it, so that the person is told beside the field.
const maxForm = 4 << 20

// ErrUnreadable says that what was sent is no form, or is no text.
var ErrUnreadable = errors.New("page: unreadable")

// readForm reads what the address and the form say. It returns ErrUnreadable
// for what no page of ours sends: an ill-formed form, or a text that is not
// UTF-8 or holds a NUL, which PostgreSQL does not keep. A route that takes files
// says how large they may be.
func (r *Request) readForm(w http.ResponseWriter, upload int64) error {
	sent := r.Method == http.MethodPost
	if sent && upload > 0 && r.isMultipart() {
		if err := r.readFiles(w, upload); err != nil {
			return err
		}
	} else if sent {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	}
	err := r.ParseForm() // nothing, when it is read already
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case err != nil && sent, !isText(r.URL.Path):
		return ErrUnreadable
	}
	for field, values := range r.Form {
		if !isText(field + strings.Join(values, "")) {
			return ErrUnreadable
		}
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// Typed is a field of the form as it was typed.
func (r *Request) Typed(field string) string { return r.PostFormValue(field) }

// NewKey makes the one-time key of a form about to be shown.
func NewKey() string { return rand.Text() }

// Call is the act that the form sent: by whom, when, and its one-time key,
// which is worth only for this person on this address. The key is kept as a
// hash: it comes from outside, and may be of any length.
func (r *Request) Call() access.Call {
	call := access.Call{By: r.By, At: r.At}
	if key := r.PostFormValue(ui.KeyField); key != "" {
		sum := sha256.Sum256([]byte(strings.Join([]string{r.By.Person.Login, r.URL.Path, key}, " ")))
		call.Key = hex.EncodeToString(sum[:])
	}
	return call
}
