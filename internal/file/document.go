package file

import "fmt"

// MaxDocument is the size in bytes of the largest document that somebody joins to
// something.
const MaxDocument = 20 << 20

// Documents is what such a document may be.
var Documents = []Type{PDF, ODT, ODS, ODP, DOCX, JPEG, PNG}

// Received is a document as a form brought it. File is nil when none was received:
// Refusal may say why.
type Received struct {
	File    *Spooled
	Refusal *Refusal
}

// Sent tells whether a document was sent, good or not.
func (r Received) Sent() bool { return r.File != nil || r.Refusal != nil && r.Refusal != ErrNone }

// Fault is why the document is not taken, in French; blank when it is.
func (r Received) Fault() string {
	if r.File == nil && r.Refusal == nil {
		return ErrNone.French()
	} else if r.File == nil {
		return r.Refusal.French()
	}
	if err := r.File.Accept(Documents...); err != nil {
		return err.Error()
	}
	if r.File.Size > MaxDocument {
		return fmt.Sprintf("Ce fichier dépasse %s.", Size(MaxDocument))
	}
	return ""
}

// DocumentHint says what may be sent; again: what was chosen was not kept.
func DocumentHint(again bool) string {
	hint := Labels(Documents...) + "\u202f; " + Size(MaxDocument) + " au plus."
	if again {
		hint += " Choisissez de nouveau le fichier\u202f: il n’a pas été gardé."
	}
	return hint
}
