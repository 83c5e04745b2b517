package file

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
)

// What is read of a zip is bounded: its directory, the two entries that say
// what it is, and what its entries say they would take once opened, in bytes.
const (
	maxDirectory = 1 << 20
	maxEntry     = 1 << 20
	maxOpened    = 400 << 20
)

const (
	startOfZip = "PK\x03\x04"
	endOfZip   = "PK\x05\x06"
)

// The types that a zip says of itself: an OpenDocument in its first entry,
// « mimetype »; an Office document in the list of its parts.
var (
	openDocuments = []Type{ODT, ODS, ODP}
	mainParts     = map[Type][2]string{
		DOCX: {"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"},
		XLSX: {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"},
	}
)

// archive tells which document a zip is.
func archive(r io.ReaderAt, size int64, tail []byte) (Type, string) {
	if !wholeZip(size, tail) {
		return "", damaged
	}
	opened, err := zip.NewReader(r, size)
	if err != nil || len(opened.File) == 0 {
		return "", damaged
	}
	is, why := named(opened)
	if is == "" {
		return "", why
	}
	return is, contents(opened)
}

// wholeZip tells whether a zip begins at the file's first byte and ends at its
// last, with a directory that is not too long, so that nothing is hidden before,
// between or behind. The comment may not hold an end of its own.
func wholeZip(size int64, tail []byte) bool {
	at := bytes.LastIndex(tail, []byte(endOfZip))
	if at < 0 || len(tail)-at < 22 {
		return false
	}
	end := tail[at:]
	length, from := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	comment := int(binary.LittleEndian.Uint16(end[20:]))
	return length <= maxDirectory && from+length == size-int64(len(end)) && len(end) == 22+comment
}

// named is what a zip says that it is.
func named(z *zip.Reader) (Type, string) {
	first := z.File[0]
	if offset, err := first.DataOffset(); first.Name == "mimetype" && err == nil && offset == 38 && first.Method == zip.Store {
		return openDocument(entry(first))
	}
	for _, part := range z.File {
		if part.Name == "[Content_Types].xml" {
			return officeDocument(z, entry(part))
		}
	}
	return "", ""
}

func openDocument(mime string) (Type, string) {
	for _, t := range openDocuments {
		if mime == t.MIME() {
			return t, ""
		}
	}
	return "", ""
}

func officeDocument(z *zip.Reader, parts string) (Type, string) {
	if strings.Contains(strings.ToLower(parts), "macroenabled") {
		return "", withCode
	}
	for _, t := range []Type{DOCX, XLSX} {
		if _, err := z.Open(mainParts[t][0]); err == nil && strings.Contains(parts, mainParts[t][1]) {
			return t, ""
		}
	}
	return "", ""
}

// entry is the text of an entry, or "" when it is too long or cannot be read.
func entry(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxEntry+1))
	if err != nil || len(text) > maxEntry {
		return ""
	}
	return string(text)
}

// contents says what is wrong with the entries of a document: programs, or more
// than a machine should open.
func contents(z *zip.Reader) string {
	var opened uint64
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") {
			return withCode
		}
		opened += min(f.UncompressedSize64, maxOpened)
		if opened >= maxOpened {
			return bloated
		}
	}
	return ""
}
