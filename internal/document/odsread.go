package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Why ReadODS refuses a file.
var (
	ErrNotODS   = errors.New("not an OpenDocument spreadsheet, or a damaged or encrypted one")
	ErrTooLarge = errors.New("spreadsheet too large")
)

// What ReadODS accepts. A file is trusted in nothing: 1 kB may unpack to
// gigabytes, and one cell may claim to be repeated a billion times.
const (
	maxODSBytes = 64 << 20  // of content.xml, unpacked
	maxODSCells = 1_000_000 // up to the last filled one, repeats included; an empty row counts as one
	maxODSDepth = 64        // elements inside elements
	// A run of spaces is cut there: it unpacks to three times its text at most.
	maxODSSpaces = 64
)

const (
	nsTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	nsText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	nsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
)

// ReadODS reads the first sheet of a spreadsheet, row by row, without the blank
// cells and rows at its ends. Dates are 2009-09-30 and numbers 1234.56 however
// the sheet shows them, but a number shown with leading zeros keeps them
// (department 01). Formulas give the value that was saved; notes, drawings and
// hidden history give nothing. The error is, for [errors.Is], ErrNotODS or
// ErrTooLarge.
func ReadODS(r io.ReaderAt, size int64) ([][]string, error) {
	rows, err := readODS(r, size)
	if err != nil {
		return nil, fmt.Errorf("document: read ods: %w", err)
	}
	return rows, nil
}

func readODS(r io.ReaderAt, size int64) ([][]string, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotODS, err)
	}
	if err := checkMimetype(archive); err != nil {
		return nil, err
	}
	content, err := archive.Open("content.xml")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotODS, err)
	}
	defer content.Close()
	s := &odsSheet{xml: xml.NewDecoder(&bounded{content, maxODSBytes})}
	if err := s.readFirst(); err != nil {
		return nil, asODSError(err)
	}
	return s.rows, nil
}

// asODSError: whatever is not too large is damaged.
func asODSError(err error) error {
	if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrNotODS) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrNotODS, err)
}

func checkMimetype(archive *zip.Reader) error {
	f, err := archive.Open("mimetype")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotODS, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 200))
	if err != nil || strings.TrimSpace(string(text)) != odsMimetype {
		return fmt.Errorf("%w: its type is %q", ErrNotODS, text)
	}
	return nil
}

// bounded is io.LimitReader with an error at the limit: too large must not pass
// for damaged.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, maxODSBytes)
	}
	return n, err
}
