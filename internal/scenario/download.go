package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"preau/internal/document"
)

// readDownload reads download PATH is PDF, or is ODS.
func readDownload(rest string) (action, error) {
	path, others, err := target(rest)
	if err != nil {
		return nil, err
	}
	if len(others) != 2 || others[0] != "is" || kinds[others[1]].check == nil {
		return nil, errors.New("download PATH is PDF, or is ODS")
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
	"PDF": {"application/pdf", checkPDF},
	"ODS": {"application/vnd.oasis.opendocument.spreadsheet", checkODS},
}

func checkPDF(body []byte) (string, error) {
	if !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("%%EOF")) {
		return "", errors.New("this is not a PDF from its first line to its last")
	}
	return "", nil
}

func checkODS(body []byte) (string, error) {
	rows, err := document.ReadODS(bytes.NewReader(body), int64(len(body)))
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, " ") + "\n")
	}
	return clean(text.String()), err
}
