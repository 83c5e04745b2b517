package file

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

// tailSize is how much of a file's end is looked at: the end of a zip, with the
// longest comment, is in it.
const tailSize = 64<<10 + 22

const (
	damaged  = "Ce fichier est abîmé ou incomplet."
	twofold  = "Ce fichier en cache un autre."
	withCode = "Ce fichier contient des macros, c’est-à-dire des programmes."
	bloated  = "Ce fichier est anormal\u202f: une fois ouvert, il prendrait trop de place."
)

// detect tells what a file is by its content. Of one that is nothing known, or
// that only pretends to be, why says what is wrong; blank: it is just something
// else. The error is of the reader.
func detect(r io.ReaderAt, size int64) (is Type, why string, err error) {
	sound := &readerAt{r: r}
	head, tail := sound.part(0, 512, size), sound.part(size-tailSize, tailSize, size)
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		is, why = PDF, endsWith(tail, "%%EOF", 1024)
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		is, why = JPEG, picture(sound, size, jpeg.DecodeConfig, tail, "\xff\xd9")
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		is, why = PNG, picture(sound, size, png.DecodeConfig, tail, "IEND")
	case bytes.HasPrefix(head, []byte(startOfZip)):
		is, why = archive(sound, size, tail)
	case isPlain(head) && plain(io.NewSectionReader(sound, 0, size)):
		is = CSV
	}
	if why == "" && !bytes.HasPrefix(head, []byte(startOfZip)) && bytes.Contains(tail, []byte(endOfZip)) {
		why = twofold // a document in front, an archive behind
	}
	if why != "" {
		is = ""
	}
	return is, why, sound.err
}

// readerAt remembers that reading failed: what follows from a file that cannot
// be read is not the fault of the file.
type readerAt struct {
	r   io.ReaderAt
	err error
}

func (r *readerAt) ReadAt(p []byte, at int64) (int, error) {
	n, err := r.r.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// part is the bytes of a file from a place on, as many as there are.
func (r *readerAt) part(from, length, size int64) []byte {
	from = max(from, 0)
	part := make([]byte, min(length, size-from))
	n, _ := r.ReadAt(part, from) // remembered
	return part[:n]
}

// endsWith asks for a mark near the end: a file that was cut has lost it.
func endsWith(tail []byte, mark string, within int) string {
	if bytes.Contains(tail[max(0, len(tail)-within):], []byte(mark)) {
		return ""
	}
	return damaged
}

// picture asks for a header that can be read, and for an end. Telephones write
// data of their own behind it.
func picture(r io.ReaderAt, size int64, config func(io.Reader) (image.Config, error), tail []byte, end string) string {
	if _, err := config(io.NewSectionReader(r, 0, size)); err != nil {
		return damaged
	}
	return endsWith(tail, end, tailSize)
}

// isPlain tells whether a text begins like one: not like markup, which a
// browser could take for a page.
func isPlain(head []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return !bytes.HasPrefix(text, []byte("<")) && !bytes.HasPrefix(text, []byte("#!"))
}

// plain tells whether every byte can stand in a text, in any of the ways French
// offices write letters.
func plain(r io.Reader) bool {
	part := make([]byte, 32<<10)
	for {
		n, err := r.Read(part)
		for _, b := range part[:n] {
			if b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7f {
				return false
			}
		}
		if err != nil {
			return err == io.EOF
		}
	}
}
