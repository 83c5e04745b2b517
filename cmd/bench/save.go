package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/rights"
)

// A draft of the example, and who may write in it.
const (
	lead      = "principal-courbet"
	draft     = "/projets/2009-93-0042"
	savedPath = draft + "/fiche/annexe-3/reseau"
	groups    = draft + "/fiche/annexe-2/groupes"
)

// writer leads every school, so that each client can write in a file of its own.
const writer = "mesures"

// saves measures one field saved as one types, at one client and at fifty, each
// in its own file, beside a bare sync of the same disk in the same seconds. What
// a save must wait for is the disk.
func (s *site) saves(ctx context.Context, o options) error {
	drafts, err := s.addWriter(ctx)
	if err != nil {
		return err
	}
	client, err := s.enter(ctx, writer, 50)
	if err != nil {
		return err
	}
	fmt.Println("  one field saved, each client in its own file")
	t := newTable("clients", "saves/s", "p50 ms", "p95 ms", "sync p50 ms", "sync p95 ms", "ratio p50", "ratio p95")
	for _, clients := range []int{1, 50} {
		if clients > len(drafts) {
			clients = len(drafts)
		}
		saved, disk, err := s.saveTogether(ctx, client, drafts[:clients], o.during)
		if err != nil {
			return err
		}
		if len(disk) == 0 { // a server made for tests, which does not wait for the disk
			t.row(clients, fmt.Sprintf("%.0f", float64(len(saved))/o.during.Seconds()), ms(saved.at(50)), ms(saved.at(95)), "—", "—", "—", "—")
			continue
		}
		t.row(clients, fmt.Sprintf("%.0f", float64(len(saved))/o.during.Seconds()), ms(saved.at(50)), ms(saved.at(95)), ms(disk.at(50)), ms(disk.at(95)),
			ratio(saved.at(50), disk.at(50)), ratio(saved.at(95), disk.at(95)))
	}
	return t.print()
}

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.1f", float64(a)/float64(max(b, 1))) }

// saveTogether lets each client save in its file, as fast as it is answered,
// while the disk is synced again and again.
func (s *site) saveTogether(ctx context.Context, client *http.Client, drafts []string, during time.Duration) (saved, disk times, err error) {
	until := time.Now().Add(during)
	each, faults := make([]times, len(drafts)), make([]error, len(drafts))
	var wait sync.WaitGroup
	for i, number := range drafts {
		wait.Go(func() { each[i], faults[i] = s.saveOne(ctx, client, number, until) })
	}
	for s.folder != "" && time.Now().Before(until) {
		took, err := syncOnce(s.folder)
		if err != nil {
			return nil, nil, err
		}
		disk = append(disk, took)
		time.Sleep(10 * time.Millisecond)
	}
	wait.Wait()
	for _, some := range each {
		saved = append(saved, some...)
	}
	saved.sort()
	disk.sort()
	return saved, disk, errors.Join(faults...)
}

func (s *site) saveOne(ctx context.Context, client *http.Client, number string, until time.Time) (all times, err error) {
	for time.Now().Before(until) {
		began := time.Now()
		// It meets no conflict: it claims to have seen every version.
		form := url.Values{"network": {"Une réunion par trimestre, la " + strconv.Itoa(len(all)) + "e."}, "version-network": {strconv.Itoa(1 << 30)}}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.server.URL+"/projets/"+number+"/fiche/annexe-3/reseau", bytesOf(form))
		if err != nil {
			return all, err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Preau-Partial", "1")
		if _, err := answer(client, request, http.StatusOK); err != nil {
			return all, err
		}
		all = append(all, time.Since(began))
	}
	return all, nil
}

// addWriter makes the writer, and lists the files that they can write in.
func (s *site) addWriter(ctx context.Context) (drafts []string, err error) {
	table, chapter := rights.Table(), access.New(s.db, rights.Table())
	now := civil.At(time.Now())
	call := access.Call{By: table.In(access.Person{}, access.Program, access.France), At: civil.Moment{Happened: now, Recorded: now}}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		person, err := chapter.AddTx(tx, call, access.Person{Login: writer, Name: "Mesures", Email: writer + "@exemple.invalid"},
			[]access.RoleGrant{{Role: access.SchoolLead, Place: access.France, FromDay: civil.MustDate("2009-07-28")}})
		if err != nil {
			return err
		}
		listing, err := project.List(tx, table.In(person, access.SchoolLead, access.France), "2009-2010", project.Query{State: project.Draft, All: true})
		for _, row := range listing.Rows {
			drafts = append(drafts, row.Number)
		}
		return err
	})
	return drafts, err
}

// sheets measures the page of six groups: what it asks of the database, how long
// it takes, what it sends, the first time and then (R5).
func (s *site) sheets(ctx context.Context, o options) error {
	client, err := s.enter(ctx, lead, 1)
	if err != nil {
		return err
	}
	form := url.Values{}
	for i := range 6 {
		row := fmt.Sprintf("groups.g%d", i+1)
		for column, text := range map[string]string{".size": "12", ".hours": "120", ".start": "05/11/2009", ".room": "Salle 12"} {
			form.Set(row+column, text)
			form.Set("version-"+row+column, strconv.Itoa(1<<30))
		}
	}
	if _, err := s.post(ctx, client, groups, form); err != nil {
		return err
	}
	var read times
	var size int64
	for until := time.Now().Add(o.during); time.Now().Before(until); {
		began := time.Now()
		if size, err = s.get(ctx, client, groups); err != nil {
			return err
		}
		read = append(read, time.Since(began))
	}
	read.sort()
	first, err := s.beside(ctx, client, groups)
	if err != nil {
		return err
	}
	fmt.Println("  the page of six groups")
	t := newTable("times", "p50 ms", "p95 ms", "kB, compressed", "kB more at the first visit, images aside")
	t.row(len(read), ms(read.at(50)), ms(read.at(95)), fmt.Sprintf("%.1f", float64(size)/kilobytes), fmt.Sprintf("%.1f", float64(first)/kilobytes))
	return t.print()
}

// asset is a style sheet or a script of a page, and a font of a style sheet.
var asset = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js))"`)

// beside is the size of what a page asks for besides itself.
func (s *site) beside(ctx context.Context, client *http.Client, path string) (size int64, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+path, nil)
	if err != nil {
		return 0, err
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	for _, found := range asset.FindAllStringSubmatch(string(body), -1) {
		more, err := s.get(ctx, client, found[1])
		if err != nil {
			return 0, err
		}
		size += more
	}
	return size, err
}

// syncOnce writes 4 kB at the end of a file and waits until they are on the disk.
func syncOnce(folder string) (time.Duration, error) {
	file, err := os.OpenFile(folder+"/sync", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	began := time.Now()
	if _, err := file.Write(make([]byte, 4*kilobytes)); err != nil {
		return 0, err
	}
	err = file.Sync()
	return time.Since(began), err
}
