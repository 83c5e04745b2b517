package scenario

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"preau/internal/document"
)

// readDownload reads download PATH is PDF, is ODT, is ODS or is XLSX.
func readDownload(rest string) (action, error) {
	path, others, err := target(rest)
	if err != nil {
		return nil, err
	}
	if len(others) != 2 || others[0] != "is" || kinds[others[1]].check == nil {
		return nil, errors.New("download PATH is PDF, is ODT, is ODS or is XLSX")
	}
	kind := kinds[others[1]]
	return func(s *stage) error {
		if err := s.on.get(path); err != nil {
			return err
		}
		if got := s.on.seen.header.Get("Content-Type"); s.on.seen.code != 200 || got != kind.mime {
			return s.on.seen.got(fmt.Sprintf("a file of type %q, want %q", got, kind.mime))
		}
		s.on.seen.page = page{}
		text, err := kind.check(s.on.seen.body)
		s.on.seen.page.text = text
		return err
	}, nil
}

// A fileKind is a kind of document; check reads one back, and gives its text
// where it can.
type fileKind struct {
	mime  string
	check func([]byte) (string, error)
}

var kinds = map[string]fileKind{
	"PDF":  {"application/pdf", checkPDF},
	"ODT":  {"application/vnd.oasis.opendocument.text", checkODT},
	"ODS":  {"application/vnd.oasis.opendocument.spreadsheet", checkODS},
	"XLSX": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", checkXLSX},
}

func checkPDF(body []byte) (string, error) {
	if !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("%%EOF")) {
		return "", errors.New("this is not a PDF from its first line to its last")
	}
	return "", nil
}

// checkODT reads the text, and that its parts are there.
func checkODT(body []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, name := range []string{"META-INF/manifest.xml", "styles.xml", "meta.xml", "content.xml"} {
		part, err := fs.ReadFile(archive, name)
		if err != nil {
			return "", err
		}
		decoder := xml.NewDecoder(bytes.NewReader(part))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
			if chars, is := token.(xml.CharData); is {
				text.WriteString(string(chars) + " ")
			}
		}
	}
	return clean(text.String()), nil
}

func checkODS(body []byte) (string, error) {
	rows, err := document.ReadODS(bytes.NewReader(body), int64(len(body)))
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, " ") + "\n")
	}
	return clean(text.String()), err
}

// checkXLSX reads the texts and the numbers of all the pages.
func checkXLSX(body []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "", err
	}
	pages, err := fs.Glob(archive, "xl/worksheets/*.xml")
	if err != nil || len(pages) == 0 {
		return "", errors.Join(err, errors.New("this spreadsheet has no page"))
	}
	var text strings.Builder
	for _, name := range pages {
		page, err := fs.ReadFile(archive, name)
		if err != nil {
			return "", err
		}
		var sheet struct {
			Rows []struct {
				Cells []struct {
					Text  string `xml:"is>t"`
					Value string `xml:"v"`
				} `xml:"c"`
			} `xml:"sheetData>row"`
		}
		if err := xml.Unmarshal(page, &sheet); err != nil {
			return "", err
		}
		for _, row := range sheet.Rows {
			for _, cell := range row.Cells {
				text.WriteString(cell.Text + cell.Value + " ")
			}
			text.WriteString("\n")
		}
	}
	return clean(text.String()), nil
}
