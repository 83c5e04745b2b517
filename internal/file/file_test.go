package file

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

const (
	pdf     = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	program = "MZ\x90\x00\x03\x00\x00\x00This program cannot be run in DOS mode."
	docx    = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	xlsx    = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	docm    = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`
)

// zipped makes a zip of names and texts, the first stored as it is.
func zipped(entries ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		name, text := entries[i], entries[i+1]
		create := z.Create
		if i == 0 {
			size := uint64(len(text))
			create = func(string) (io.Writer, error) {
				return z.CreateRaw(&zip.FileHeader{Name: name, UncompressedSize64: size, CompressedSize64: size, CRC32: crc32.ChecksumIEEE([]byte(text))})
			}
		}
		w, err := create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func photo(encode func(io.Writer, image.Image) error) string {
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		panic(err)
	}
	return b.String()
}

func asJPEG(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }

// bomb is a document of a few kB that opens to half a gigabyte.
func bomb() string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{{"[Content_Types].xml", docx}, {"word/document.xml", "<w/>"}} {
		w, _ := z.Create(part.name)
		io.WriteString(w, part.text)
	}
	w, _ := z.CreateRaw(&zip.FileHeader{Name: "word/media/image1.bmp", Method: zip.Deflate, CompressedSize64: 8, UncompressedSize64: 500 << 20})
	io.WriteString(w, "12345678")
	z.Close()
	return b.String()
}

// samples are contents, what they are, and else the start of what is wrong.
var samples = []struct {
	name, content string
	is            Type
	why           string
}{
	{"pdf", pdf, PDF, ""},
	{"odt", zipped("mimetype", ODT.MIME(), "content.xml", "<a/>"), ODT, ""},
	{"ods", zipped("mimetype", ODS.MIME(), "content.xml", "<a/>"), ODS, ""},
	{"odp", zipped("mimetype", ODP.MIME(), "content.xml", "<a/>"), ODP, ""},
	{"docx", zipped("[Content_Types].xml", docx, "word/document.xml", "<w/>"), DOCX, ""},
	{"xlsx", zipped("[Content_Types].xml", xlsx, "xl/workbook.xml", "<w/>"), XLSX, ""},
	{"jpeg", photo(asJPEG), JPEG, ""},
	{"jpeg of a telephone", photo(asJPEG) + "SEFT", JPEG, ""},
	{"png", photo(png.Encode), PNG, ""},
	{"csv", "nom;classe\r\nÉcole;CP\r\n", CSV, ""},
	{"csv in windows-1252", "nom;\xc9cole\r\n", CSV, ""},
	{"csv with a byte order mark", "\ufeffnom;classe\n", CSV, ""},

	{"a program", program, "", ""},
	{"a page", "<!doctype html><script>alert(1)</script>", "", ""},
	{"a page behind a mark", "\ufeff \n<html></html>", "", ""},
	{"a drawing", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "", ""},
	{"a script", "#!/bin/sh\nrm -r /\n", "", ""},
	{"a word of 1997", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "", ""},
	{"a pdf that was cut", pdf[:30], "", damaged},
	{"a pdf with junk in front", "\n" + program + pdf, "", ""},
	{"a pdf and a zip", pdf + zipped("a.class", "x"), "", twofold},
	{"a pdf around a zip", pdf + zipped("a.class", "x") + "%%EOF", "", twofold},
	{"a picture and a zip", photo(png.Encode) + zipped("a.class", "x"), "", twofold},
	{"a picture that was cut", photo(png.Encode)[:40], "", damaged},
	{"the name of a picture", "\x89PNG\r\n\x1a\n<svg/>", "", damaged},
	{"the head of a picture", "\xff\xd8\xff<html>\xff\xd9", "", damaged},
	{"a plain zip", zipped("a.txt", "x"), "", ""},
	{"a jar", zipped("META-INF/MANIFEST.MF", "x", "A.class", "x"), "", ""},
	{"a zip that was cut", zipped("mimetype", ODT.MIME(), "content.xml", "<a/>")[:60], "", damaged},
	{"a zip behind something", "MZ" + zipped("mimetype", ODT.MIME()), "", twofold},
	{"a zip with something inside", strings.Replace(zipped("mimetype", ODT.MIME()), "PK\x01\x02", "xxPK\x01\x02", 1), "", damaged},
	{"a zip with something behind", zipped("mimetype", ODT.MIME()) + "x", "", damaged},
	{"a docm", zipped("[Content_Types].xml", docm, "word/document.xml", "<w/>"), "", withCode},
	{"a docx with a program", zipped("[Content_Types].xml", docx, "word/document.xml", "<w/>", "word/vbaProject.bin", "x"), "", withCode},
	{"an odt with a program", zipped("mimetype", ODT.MIME(), "Basic/Standard/script.xml", "x"), "", withCode},
	{"a docx without its text", zipped("[Content_Types].xml", docx), "", ""},
	{"an odt that says so late", zipped("content.xml", "<a/>", "mimetype", ODT.MIME()), "", ""},
	{"an epub", zipped("mimetype", "application/epub+zip"), "", ""},
	{"a template", zipped("mimetype", ODT.MIME()+"-template"), "", ""},
	{"a bomb", bomb(), "", bloated},
	{"a long list of parts", zipped("[Content_Types].xml", docx+strings.Repeat(" ", 2<<20), "word/document.xml", "<w/>"), "", ""},
	{"bytes", "\x00\x01\x02", "", ""},
}

func TestTypeIsThatOfTheContent(t *testing.T) {
	for _, sample := range samples {
		is, why, err := detect(strings.NewReader(sample.content), int64(len(sample.content)))
		if is != sample.is || why != sample.why || err != nil {
			t.Errorf("detect(%s) = %q, %q, %v, want %q, %q", sample.name, is, why, err, sample.is, sample.why)
		}
	}
}

// Whatever comes, detection ends, reads no more than it should, and is right
// about what is easily told.
func FuzzDetect(f *testing.F) {
	for _, sample := range samples {
		f.Add([]byte(sample.content))
	}
	heads := map[Type]string{PDF: "%PDF-", JPEG: "\xff\xd8\xff", PNG: "\x89PNG", ODT: startOfZip, ODS: startOfZip, ODP: startOfZip, DOCX: startOfZip, XLSX: startOfZip, CSV: ""}
	f.Fuzz(func(t *testing.T, content []byte) {
		is, why, err := detect(bytes.NewReader(content), int64(len(content)))
		if err != nil || is != "" && why != "" {
			t.Errorf("detect = %q, %q, %v", is, why, err)
		}
		if is != "" && !bytes.HasPrefix(content, []byte(heads[is])) {
			t.Errorf("detect = %q of a file that begins with %q", is, content[:min(8, len(content))])
		}
		if is == CSV && bytes.ContainsAny(content, "\x00\x1b\x7f") {
			t.Errorf("detect = csv of %q", content)
		}
	})
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		name string
		is   Type
		want string
	}{
		{"Délibération du conseil.PDF", PDF, "Délibération du conseil.pdf"},
		{"photo.jpeg", JPEG, "photo.jpg"},
		{"facture.exe", PDF, "facture.pdf"},
		{"facture.pdf.exe", PDF, "facture.pdf.pdf"},
		{"Avis n.12", PDF, "Avis n.12.pdf"},
		{"sans extension", ODT, "sans extension.odt"},
		{"../../etc/passwd", PDF, "passwd.pdf"},
		{`C:\Users\moi\avis.docx`, DOCX, "avis.docx"},
		{"..", PDF, "fichier.pdf"},
		{".pdf", PDF, "fichier.pdf"},
		{"", "", "fichier"},
		{"a\x00b.pdf", PDF, "ab.pdf"},
		{"a\r\nSet-Cookie: x.pdf", PDF, "a Set-Cookie- x.pdf"},
		{`a"b<c>|?*.pdf`, PDF, "a'b-c----.pdf"},
		{"fact\u202efdp.exe", PDF, "factfdp.pdf"},
		{"\u202e\u2066", PNG, "fichier.png"},
		{"école 🏫.png", PNG, "école 🏫.png"},
		{"\xff\xfe.pdf", PDF, "-.pdf"},
		{strings.Repeat("é", 300) + ".pdf", PDF, strings.Repeat("é", 78) + ".pdf"},
	} {
		got := CleanName(test.name, test.is)
		if got != test.want {
			t.Errorf("CleanName(%q, %q) = %q, want %q", test.name, test.is, got, test.want)
		}
		if again := CleanName(got, test.is); again != got && test.name != "facture.pdf.exe" {
			t.Errorf("CleanName(%q) = %q: a clean name is clean", got, again)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("Délibération.pdf")
	f.Add("a\u202e/..\\\x00\".exe")
	f.Fuzz(func(t *testing.T, name string) {
		got := CleanName(name, PDF)
		if len(got) > maxName || !strings.HasSuffix(got, ".pdf") || strings.ContainsAny(got, "/\\\"\x00\r\n\u202e") || strings.HasPrefix(got, ".") {
			t.Errorf("CleanName(%q) = %q", name, got)
		}
	})
}

func TestSizes(t *testing.T) {
	for bytes, want := range map[int64]string{1: "1 octet", 900: "900 octets", 1024: "1 ko", 340 << 10: "340 ko", 1 << 20: "1 Mo", 1<<20 + 300<<10: "1,2 Mo", 20 << 20: "20 Mo"} {
		if got := Size(bytes); got != want {
			t.Errorf("Size(%d) = %q, want %q", bytes, got, want)
		}
	}
}

// temporary lists the files that a spool leaves in its folder.
func temporary(t *testing.T, folder string) []os.DirEntry {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestSpool(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	s, err := Spool(iotest.OneByteReader(strings.NewReader(pdf)), "../avis.exe", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again, err := io.ReadAll(s.Open())
		if err != nil || string(again) != pdf {
			t.Errorf("Open: got %q, %v, want what was received", again, err)
		}
	}
	digest := fmt.Sprintf("%x", sha256.Sum256([]byte(pdf)))
	if s.Name != "avis.pdf" || s.Type != PDF || s.Size != int64(len(pdf)) || s.Digest != digest {
		t.Errorf("Spool: got %+v", s)
	}
	if n := len(temporary(t, folder)); n != 0 {
		t.Errorf("temporary files that a killed program would leave: got %d, want 0", n)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if n := len(temporary(t, folder)); n != 0 {
		t.Errorf("temporary files after Close: got %d, want 0", n)
	}
}

func TestSpoolRefuses(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	for _, test := range []struct {
		content string
		want    string
	}{
		{strings.Repeat("a", 100), ""},
		{strings.Repeat("a", 101), "Ce fichier dépasse 100 octets."},
		{"", "Ce fichier est vide."},
	} {
		s, err := Spool(strings.NewReader(test.content), "a", 100)
		var refusal *Refusal
		if errors.As(err, &refusal) != (test.want != "") || refusal != nil && refusal.French() != test.want {
			t.Errorf("Spool of %d bytes: got %v, want %q", len(test.content), err, test.want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	cut := errors.New("the line was cut")
	if _, err := Spool(io.MultiReader(strings.NewReader("%PDF-"), iotest.ErrReader(cut)), "a", 100); !errors.Is(err, cut) {
		t.Errorf("Spool of a line that is cut: got %v, want its error", err)
	}
	if n := len(temporary(t, folder)); n != 0 {
		t.Errorf("temporary files left: got %d, want 0", n)
	}
}

// A disk that is full, and a folder that is not there, are faults of ours.
func TestSpoolSaysThatTheDiskIsFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	_, err = spool(full, strings.NewReader(pdf), "a.pdf", 1000)
	var fault *SpoolError
	if !errors.As(err, &fault) {
		t.Errorf("spool on a full disk: got %v, want *SpoolError", err)
	}
	t.Setenv("TMPDIR", "/nowhere")
	if _, err := Spool(strings.NewReader(pdf), "a.pdf", 1000); !errors.As(err, &fault) {
		t.Errorf("Spool without a folder: got %v, want *SpoolError", err)
	}
}

func TestAcceptNamesWhatIsAccepted(t *testing.T) {
	for _, test := range []struct{ content, want string }{
		{pdf, ""},
		{program, "Ce fichier n’est pas d’un type accepté. Envoyez un fichier PDF ou PNG."},
		{photo(asJPEG), "Ce fichier n’est pas d’un type accepté. Envoyez un fichier PDF ou PNG."},
		{pdf[:30], damaged + " Envoyez un fichier PDF ou PNG."},
	} {
		s, err := Spool(strings.NewReader(test.content), "a.pdf", 10_000)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := s.Accept(PDF, PNG); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("Accept(PDF, PNG) of %.10q: got %q, want %q", test.content, got, test.want)
		}
		s.Close()
	}
}

// large is a PDF of a size, made as it is read.
func large(size int64) io.Reader {
	return io.MultiReader(strings.NewReader("%PDF-1.4\n"), io.LimitReader(spaces{}, size-15), strings.NewReader("%%EOF\n"))
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// allocated is how many bytes do asks of memory, all told.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// What is asked of memory for 20 MB, and for 21 that are refused, is what is
// asked for 1.
func TestSpoolHoldsLittle(t *testing.T) {
	for _, size := range []int64{1 << 20, 20 << 20, 21 << 20} {
		var s *Spooled
		var err error
		got := allocated(func() { s, err = Spool(large(size), "grand.pdf", 20<<20) })
		if got > 512<<10 {
			t.Errorf("Spool of %s asks for %d bytes of memory, want at most 512 kB", Size(size), got)
		}
		if refused := err != nil; refused != (size > 20<<20) {
			t.Errorf("Spool of %s: got %v", Size(size), err)
		}
		s.Close()
	}
}
