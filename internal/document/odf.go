package document

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"strconv"
	"strings"

	"preau/internal/civil"
)

// What spreadsheets and texts of OpenDocument share (OASIS ODF 1.3).

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// odfNamespaces is the same in every part, so that one prefix is one thing.
const odfNamespaces = ` xmlns:office="` + nsOffice + `"` +
	` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
	` xmlns:text="` + nsText + `" xmlns:table="` + nsTable + `"` +
	` xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"` +
	` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
	` xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"` +
	` xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"` +
	` xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"`

// A zipPart is a file of an archive that is known before its rows.
type zipPart struct{ name, text string }

func writeParts(archive *zip.Writer, parts []zipPart) error {
	for _, part := range parts {
		out, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, part.text); err != nil {
			return err
		}
	}
	return nil
}

// writeMimetype puts the type first, stored and with its size before it, so
// that `file` and mail readers know it without unpacking (ODF 1.3, part 2, 3.3).
func writeMimetype(archive *zip.Writer, mimetype string) error {
	out, err := archive.CreateRaw(&zip.FileHeader{
		Name:               "mimetype",
		Method:             zip.Store,
		CRC32:              crc32.ChecksumIEEE([]byte(mimetype)),
		CompressedSize64:   uint64(len(mimetype)),
		UncompressedSize64: uint64(len(mimetype)),
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, mimetype)
	return err
}

// odfManifest names the parts of an archive of that type.
func odfManifest(mimetype string, parts ...string) zipPart {
	var b strings.Builder
	b.WriteString(xmlHead + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` + "\n" +
		`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + mimetype + `"/>` + "\n")
	for _, name := range parts {
		fmt.Fprintf(&b, `<manifest:file-entry manifest:full-path="%s" manifest:media-type="text/xml"/>`+"\n", name)
	}
	b.WriteString("</manifest:manifest>\n")
	return zipPart{"META-INF/manifest.xml", b.String()}
}

// odfMeta is the part of the metadata, with more of them.
func odfMeta(title, more string) zipPart {
	return zipPart{"meta.xml", xmlHead + `<office:document-meta` + odfNamespaces + `><office:meta>` +
		`<meta:generator>Préau</meta:generator><dc:title>` + escapeXML(civil.CleanLine(title)) + `</dc:title>` +
		`<dc:language>fr-FR</dc:language>` + more + `</office:meta></office:document-meta>`}
}

// escapeXML also replaces what XML cannot hold.
func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

// odfLine is a line of text as a paragraph holds it, with all of its spaces.
func odfLine(line string) string {
	return collapsible.ReplaceAllStringFunc(escapeXML(line), func(spaces string) string {
		return `<text:s text:c="` + strconv.Itoa(len(spaces)) + `"/>`
	})
}

// collapsible are the spaces that a reader would drop or make one (ODF 1.3, part
// 3, 6.1.2).
var collapsible = regexp.MustCompile(`^ +| {2,}| +$`)
