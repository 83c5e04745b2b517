package committees

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sort"

	"preau/internal/access"
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
}

// errRights says that who asked may not read what they asked for any more.
var errRights = errors.New("committees: the reader's rights have changed since they asked")

// maxPack is the size in bytes of the largest pack kept.
const maxPack = 1 << 30

// PackWork prepares packs. What is read is read in one transaction that writes nothing;
// the documents are made after it.
func PackWork(site *page.Site) jobs.Work {
	return func(ctx context.Context, j jobs.Job, told jobs.Progress) (made jobs.Result, err error) {
		var p pack
		if err := site.DB.Read(ctx, func(tx *db.Tx) error {
			by, _, err := site.Access.Actor(tx, j.Person, access.Role(j.Role), j.Asked().Today())
			if err == nil && slotOf(by) != j.Slot {
				err = errRights
			}
			if err != nil {
				return err
			}
			region, on := meetingNamed(j.Subject)
			p, err = readPack(tx, site, by, region, on, j.Asked())
			return err
		}); err != nil {
			return made, err
		}
		if err := told(0, int64(len(p.Files))); err != nil {
			return made, err
		}
		text, err := json.Marshal(packMade{p.Head.Seq, p.Head.Hash, len(p.Files), p.By.Person.Name})
		if err != nil {
			return made, err
		}
		made.Text = string(text)
		made.Files, err = p.files(told)
		return made, err
	}
}

// files are the two documents of a pack. Those already made come with an error.
func (p pack) files(told jobs.Progress) (all []*file.Spooled, err error) {
	name := "dossier-reunion-" + p.Meeting.HeldOn.String()
	for _, one := range []struct {
		ext   string
		write func(io.Writer) error
	}{
		{".pdf", func(w io.Writer) error { return p.print(w, told) }},
		{".ods", func(w io.Writer) error { return document.WriteODS(w, p.book()...) }},
	} {
		made, err := spool(name+one.ext, one.write)
		if err != nil {
			return all, err
		}
		all = append(all, made)
	}
	return all, nil
}

// print writes the document, and tells how many files of it are drawn.
func (p pack) print(w io.Writer, told jobs.Progress) error {
	doc, starts := p.document()
	doc.Drawn = func(block, _ int) error {
		return told(int64(max(sort.SearchInts(starts, block+1)-1, 0)), int64(len(p.Files)))
	}
	return document.WritePDF(w, doc)
}

// spool keeps what is written in a temporary file.
func spool(name string, write func(io.Writer) error) (*file.Spooled, error) {
	out, in := io.Pipe()
	go func() { in.CloseWithError(write(in)) }()
	made, err := file.Spool(out, name, maxPack)
	out.CloseWithError(err) // who still writes is told to stop
	return made, err
}
