package page

import (
	"io"
	"strings"

	"preau/internal/access"
	"preau/internal/document"
)

// A Format is a kind of file that people ask for by the end of the address.
type Format struct {
	Ext, mime string
	doc       func(io.Writer, document.Doc) error     // of a document; nil: of tables
	book      func(io.Writer, ...document.Page) error // of tables; nil: of a document
}

var (
	PDF  = Format{Ext: "pdf", mime: "application/pdf", doc: document.WritePDF}
	ODT  = Format{Ext: "odt", mime: "application/vnd.oasis.opendocument.text", doc: document.WriteODT}
	ODS  = Format{Ext: "ods", mime: "application/vnd.oasis.opendocument.spreadsheet", book: document.WriteODS}
	XLSX = Format{Ext: "xlsx", mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book: document.WriteXLSX}
)

// Formats are all that a document is offered in; Papers, those of a text without tables;
// Books, those of tables alone.
var (
	Formats = []Format{PDF, ODT, ODS, XLSX}
	Papers  = []Format{PDF, ODT}
	Books   = []Format{ODS, XLSX}
)

// Name is the format as people say it.
func (f Format) Name() string { return strings.ToUpper(f.Ext) }

// Download sends, as a file of that name, the document or its tables.
func (f Format) Download(name string, doc func() document.Doc, pages func() []document.Page) Response {
	return Download(File{Name: name + "." + f.Ext, Type: f.mime, Write: func(w io.Writer) error {
		if f.book == nil {
			return f.doc(w, doc())
		}
		return f.book(w, pages()...)
	}})
}

// DownloadText sends a text, in a format of Papers.
func (f Format) DownloadText(name string, doc document.Doc) Response {
	return f.Download(name, func() document.Doc { return doc }, nil)
}

// DownloadTables sends tables, in a format of Books.
func (f Format) DownloadTables(name string, pages ...document.Page) Response {
	return f.Download(name, nil, func() []document.Page { return pages })
}

// In are the addresses of one document: its path with the end of each format.
func In(formats []Format, path string, act access.Act, handle func(*Request, Format) (Response, error)) (routes []Route) {
	for _, f := range formats {
		routes = append(routes, Route{Method: "GET", Path: path + "." + f.Ext, Act: act,
			Handle: func(r *Request) (Response, error) { return handle(r, f) }})
	}
	return routes
}
