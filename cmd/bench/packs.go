package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansregular"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/web"
)

// The pack of a meeting is measured with so many files, of the region of this pilot.
const (
	packFiles  = 200
	packPilot  = "prefet-idf"
	packRegion = "11"
	packDay    = "2009-09-23"
)

// packs measures the pack of a meeting, from the asking to its end, beside a bare loop of
// the library that writes as many pages of text.
func (s *site) packs(ctx context.Context, _ options) error {
	files, err := s.beforeACommittee(ctx)
	if err != nil {
		return err
	}
	server, err := web.New(ctx, web.Config{DB: s.db, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Key: s.key})
	if err != nil {
		return err
	}
	client, err := s.enter(ctx, packPilot, 1)
	if err != nil {
		return err
	}
	made, err := weighed(func() error {
		if _, err := s.post(ctx, client, "/comites/"+packRegion+"/reunions/"+packDay+"/dossier", nil); err != nil {
			return err
		}
		return server.Site.Jobs.Settle(ctx)
	})
	if err := errors.Join(err, server.Site.Jobs.Stop()); err != nil {
		return err
	}
	pages, size, err := s.lastPack(ctx)
	if err != nil {
		return err
	}
	bare, err := weighed(func() error { return barePages(pages) })
	if err != nil {
		return err
	}
	fmt.Printf("  the pack of a meeting of %d files, %d pages\n", files, pages)
	t := newTable("what", "MB", "seconds", "peak heap MB", "pages/s")
	t.row("pack, PDF and ODS", megabytes(size/kilobytes), fmt.Sprintf("%.1f", made.took.Seconds()), megabytes(made.heap/kilobytes), fmt.Sprintf("%.0f", float64(pages)/made.took.Seconds()))
	t.row("fpdf alone", "", fmt.Sprintf("%.1f", bare.took.Seconds()), megabytes(bare.heap/kilobytes), fmt.Sprintf("%.0f", float64(pages)/bare.took.Seconds()))
	t.row("ratio", "", fmt.Sprintf("%.1f", made.took.Seconds()/bare.took.Seconds()), fmt.Sprintf("%.1f", float64(made.heap)/float64(bare.heap)), "")
	return t.print()
}

// beforeACommittee calls a meeting about so many files of a region, whatever became of
// them: each was sent.
func (s *site) beforeACommittee(ctx context.Context) (files int, err error) {
	call := access.Call{At: noon(), By: rights.Table().In(access.Person{}, access.RegionalPilot, access.Place{Region: packRegion})}
	chapter := campaign.New(s.db)
	var agenda []string
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		rules, _, err := chapter.Current(tx)
		if err != nil {
			return err
		}
		if call.By.Person, err = access.ByLogin(tx, packPilot); err != nil {
			return err
		}
		listing, err := project.List(tx, call.By, rules.Code, project.Query{All: true})
		for _, row := range listing.Rows {
			if len(agenda) < packFiles {
				agenda = append(agenda, "project:"+row.Number)
			}
		}
		return err
	}); err != nil {
		return 0, err
	}
	_, err = committee.New(s.db, chapter).AddMeeting(ctx, call, packRegion, committee.TypedMeeting{Day: "23/09/2009", Place: "Préfecture de région"}, agenda)
	return len(agenda), err
}

// lastPack counts the pages of what was made last, and its bytes.
func (s *site) lastPack(ctx context.Context) (pages int, size int64, err error) {
	var kept file.Kept
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, _, err := jobs.List(tx, 0, 1)
		if err != nil {
			return err
		}
		_, files, err := jobs.LatestDone(tx, all[0].Kind, all[0].Subject, all[0].Slot)
		if err == nil {
			kept = files[0]
		} else if all[0].State == jobs.Failed {
			err = fmt.Errorf("the pack failed, reference %s: %w", all[0].Fault, err)
		}
		return err
	}); err != nil {
		return 0, 0, err
	}
	content, err := io.ReadAll(file.Open(ctx, s.db, kept))
	return bytes.Count(content, []byte("<</Type /Page\n")), kept.Size, err
}

// A weight is how long something took, and the most that was in use of the heap, above
// what was there before.
type weight struct {
	took time.Duration
	heap int64
}

func weighed(do func() error) (w weight, err error) {
	debug.FreeOSMemory()
	before, done, most := inUse(), make(chan bool), make(chan int64)
	go func() {
		var peak int64
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				most <- peak
				return
			case <-tick.C:
				peak = max(peak, inUse())
			}
		}
	}()
	began := time.Now()
	err = do()
	w.took = time.Since(began)
	close(done)
	w.heap = max(<-most-before, 1)
	return w, err
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}

// barePages writes as many pages of text with the library alone.
func barePages(pages int) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("liberation", "", liberationsansregular.TTF)
	line := strings.Repeat("Un texte de la longueur d’une ligne. ", 3)
	for range pages {
		pdf.AddPage()
		pdf.SetFont("liberation", "", 10.5)
		for n := range 45 {
			pdf.Text(20, 20+float64(n)*5.2, line)
		}
	}
	return pdf.Output(io.Discard)
}
