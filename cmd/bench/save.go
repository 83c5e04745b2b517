package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"time"
)

// A draft of the example, and who may write in it.
const (
	lead      = "principal-courbet"
	draft     = "/projets/2009-93-0042"
	savedPath = draft + "/fiche/annexe-3/reseau"
)

// saves measures a section saved from its page, each save beside a bare sync of
// the same disk a moment before. What a save must wait for is the disk.
func (s *site) saves(ctx context.Context, o options) error {
	client, err := s.enter(ctx, lead, 1)
	if err != nil {
		return err
	}
	var disk, saved times
	for until := time.Now().Add(o.during); time.Now().Before(until); {
		if s.folder != "" {
			took, err := syncOnce(s.folder)
			if err != nil {
				return err
			}
			disk = append(disk, took)
		}
		began := time.Now()
		if _, err := s.post(ctx, client, savedPath, section(len(saved))); err != nil {
			return err
		}
		saved = append(saved, time.Since(began))
	}
	saved.sort()
	disk.sort()
	fmt.Println("  a section saved, one after another")
	t := newTable("", "times", "p50 ms", "p95 ms")
	t.row("save", len(saved), ms(saved.at(50)), ms(saved.at(95)))
	if len(disk) == 0 {
		err := t.print()
		fmt.Println("    (this server, made for tests, does not wait for the disk)")
		return err
	}
	t.row("sync of 4 kB", len(disk), ms(disk.at(50)), ms(disk.at(95)))
	t.row("ratio", "", fmt.Sprintf("%.1f", float64(saved.at(50))/float64(disk.at(50))), fmt.Sprintf("%.1f", float64(saved.at(95))/float64(disk.at(95))))
	return t.print()
}

// section is what the page of the section sends; no two are the same, and none
// meets a conflict: it claims to have seen every version.
func section(n int) url.Values {
	form := url.Values{}
	for _, key := range []string{"other_schemes", "own_support", "network"} {
		form.Set(key, "Une réunion par trimestre, la "+strconv.Itoa(n)+"e.")
		form.Set("version-"+key, strconv.Itoa(1<<30))
	}
	return form
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
