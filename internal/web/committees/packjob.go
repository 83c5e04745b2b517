package committees

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/web/page"
)

// PackKind is the kind of the jobs that prepare the « dossier » of a meeting.
const PackKind = "meeting_pack"

// packMade is what the job says of a pack, beside its files.
type packMade struct {
	Seq   int64  `json:"seq"` // of the journal's head
	Hash  string `json:"hash"`
	Files int    `json:"files"`
	By    string `json:"by"`
	// Ceilings are those that the pack tells, to see later whether they have changed; blank:
	// it tells of none.
	Ceilings string `json:"ceilings,omitempty"`
}

// errRights says that who asked may not read what they asked for any more.
var errRights = errors.New("committees: the reader's rights have changed since they asked")

// maxPack is the size in bytes of the largest pack kept.
const maxPack = 1 << 30

// PackWork prepares packs. What is read is read in one transaction that writes nothing;
// the documents are made after it.
func PackWork(site *page.Site) jobs.Work {
	return func(ctx context.Context, j jobs.Job, told jobs.Progress) (made jobs.Result, err error) {
		var p prepared
		if err := site.DB.Read(ctx, func(tx *db.Tx) error {
			by, _, err := site.Access.Actor(tx, j.Person, access.Role(j.Role), j.Asked().Today())
			if err == nil && slotOf(by) != j.Slot {
				err = errRights
			}
			if err != nil {
				return err
			}
			p, err = prepare(tx, site, by, packNamed(j.Subject), j.Asked())
			return err
		}); err != nil {
			return made, err
		}
		says := p.says()
		if err := told(0, int64(says.Files)); err != nil {
			return made, err
		}
		text, err := json.Marshal(says)
		if err != nil {
			return made, err
		}
		made.Text = string(text)
		made.Files, err = p.files(told)
		return made, err
	}
}

// prepared is what is read of a meeting, of which documents are made.
type prepared interface {
	says() packMade
	// files are the documents. Those already made come with an error.
	files(told jobs.Progress) ([]*file.Spooled, error)
}

func prepare(tx *db.Tx, site *page.Site, by access.Actor, of packName, at civil.Moment) (prepared, error) {
	b, err := readBasis(tx, site, by, of, at)
	if err != nil {
		return nil, err
	}
	if b.National() {
		return readNationPack(tx, b, site, of.Region)
	}
	return readPack(tx, b, site)
}

func (b basis) made(files int) packMade {
	return packMade{Seq: b.Head.Seq, Hash: b.Head.Hash, Files: files, By: b.By.Person.Name}
}

func (p pack) says() packMade {
	made := p.made(len(p.Files))
	made.Ceilings = sealOf(p.Money.Ceilings)
	return made
}

// sealOf is the text by which ceilings are compared: fmt prints a map in the order of its keys.
func sealOf(ceilings map[string]civil.Cents) string { return fmt.Sprint(ceilings) }

func (p pack) files(told jobs.Progress) ([]*file.Spooled, error) {
	doc, starts := p.document()
	return spoolAll(p.fileName(""), printed(doc, starts, told), p.book())
}

// fileName is that of a pack, without its end.
func (b basis) fileName(region string) string {
	name := "dossier-reunion-" + b.Meeting.HeldOn.String()
	if region != "" {
		name += "-" + region
	}
	return name
}

// printed writes a document, and tells how many of the files that start at some of its
// blocks are drawn.
func printed(doc document.Doc, starts []int, told jobs.Progress) func(io.Writer) error {
	return func(w io.Writer) error {
		doc.Drawn = func(block, _ int) error {
			return told(int64(max(sort.SearchInts(starts, block+1)-1, 0)), int64(len(starts)))
		}
		return document.WritePDF(w, doc)
	}
}

// spoolAll keeps the document to print, where there is one, and the spreadsheet.
func spoolAll(name string, print func(io.Writer) error, book []document.Page) (all []*file.Spooled, err error) {
	for _, one := range []struct {
		ext   string
		write func(io.Writer) error
	}{{".pdf", print}, {".ods", func(w io.Writer) error { return document.WriteODS(w, book...) }}} {
		if one.write == nil {
			continue
		}
		made, err := spool(name+one.ext, one.write)
		if err != nil {
			return all, err
		}
		all = append(all, made)
	}
	return all, nil
}

// spool keeps what is written in a temporary file.
func spool(name string, write func(io.Writer) error) (*file.Spooled, error) {
	out, in := io.Pipe()
	go func() { in.CloseWithError(write(in)) }()
	made, err := file.Spool(out, name, maxPack)
	out.CloseWithError(err) // who still writes is told to stop
	return made, err
}
