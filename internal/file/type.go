package file

import (
	"fmt"
	"slices"
	"strings"
)

// Type is what a file is, by its content. The zero Type is none of those known.
type Type string

const (
	PDF  Type = "pdf"
	ODT  Type = "odt"
	ODS  Type = "ods"
	ODP  Type = "odp"
	DOCX Type = "docx"
	XLSX Type = "xlsx"
	JPEG Type = "jpg"
	PNG  Type = "png"
	// CSV is any plain text: without a control character, and no markup. What
	// its columns are, and how its letters are written, is not looked at.
	CSV Type = "csv"
)

type typeInfo struct {
	is    Type
	mime  string
	label string
	names []string // extensions, the proper one first
}

var types = []typeInfo{
	{PDF, "application/pdf", "PDF", []string{"pdf"}},
	{ODT, "application/vnd.oasis.opendocument.text", "ODT", []string{"odt"}},
	{ODS, "application/vnd.oasis.opendocument.spreadsheet", "ODS", []string{"ods"}},
	{ODP, "application/vnd.oasis.opendocument.presentation", "ODP", []string{"odp"}},
	{DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", []string{"docx"}},
	{XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", []string{"xlsx"}},
	{JPEG, "image/jpeg", "JPEG", []string{"jpg", "jpeg"}},
	{PNG, "image/png", "PNG", []string{"png"}},
	{CSV, "text/csv", "CSV", []string{"csv", "txt"}},
}

func (t Type) info() typeInfo {
	for _, info := range types {
		if info.is == t {
			return info
		}
	}
	return typeInfo{t, "application/octet-stream", "inconnu", nil}
}

// MIME is the type as browsers are told of it.
func (t Type) MIME() string { return t.info().mime }

// Label is the type's name on the screen: « PDF ».
func (t Type) Label() string { return t.info().label }

// Ext is the extension of the type's files, without its dot; "" for none.
func (t Type) Ext() string {
	if names := t.info().names; len(names) > 0 {
		return names[0]
	}
	return ""
}

// Extensions lists the extensions of types as an upload control offers them:
// « .pdf,.jpg,.jpeg ».
func Extensions(of ...Type) string {
	var all []string
	for _, t := range of {
		for _, name := range t.info().names {
			all = append(all, "."+name)
		}
	}
	return strings.Join(all, ",")
}

// Labels names types in a sentence: « PDF, ODT ou JPEG ».
func Labels(of ...Type) string {
	var names []string
	for _, t := range of {
		names = append(names, t.Label())
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " ou " + names[last]
}

// A Refusal is a file that is not taken. Its sentence, in French, says why and
// how to mend it.
type Refusal struct{ Sentence string }

func (r *Refusal) Error() string { return r.Sentence }

// French is the sentence for the person who sent the file.
func (r *Refusal) French() string { return r.Sentence }

// ErrNone is the refusal of a form sent without choosing a file.
var ErrNone = &Refusal{"Choisissez un fichier."}

// ErrEmpty is the refusal of a file without a byte.
var ErrEmpty = &Refusal{"Ce fichier est vide."}

// tooLarge is the refusal of a file above a limit.
func tooLarge(limit int64) *Refusal {
	return &Refusal{fmt.Sprintf("Ce fichier dépasse %s.", Size(limit))}
}

// accept refuses a type that is not among those wanted; why says what else is
// wrong with the file.
func accept(t Type, why string, wanted []Type) error {
	if slices.Contains(wanted, t) {
		return nil
	}
	if why == "" {
		why = "Ce fichier n’est pas d’un type accepté."
	}
	return &Refusal{why + " Envoyez un fichier " + Labels(wanted...) + "."}
}
