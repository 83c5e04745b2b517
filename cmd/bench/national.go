package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"

	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web"
)

// The table of the national committee is measured with so many files before it, read by
// so many clients. The example has the meeting.
const (
	nationalFiles   = 1000
	nationalClients = 10
	nationalPath    = "/comite-national/reunions/2009-10-16"
)

// national measures the page of the national committee: the region with the most files,
// that in the middle, and one with the fewest.
func (s *site) national(ctx context.Context, o options) error {
	regions, err := s.beforeTheNation(ctx)
	if err != nil || len(regions) == 0 {
		return err
	}
	var files int64
	for _, r := range regions {
		files += r.Files
	}
	var line bytes.Buffer
	server, err := web.New(ctx, web.Config{DB: s.db, Log: slog.New(slog.NewJSONHandler(&line, nil))})
	if err != nil {
		return err
	}
	cookie, err := signIn(ctx, server, pilot)
	if err != nil {
		return err
	}
	if _, _, err := statements(ctx, server, nationalPath, cookie, &line); err != nil {
		return err // the rules of the campaign are read once, and kept
	}
	client, err := s.enter(ctx, pilot, nationalClients)
	if err != nil {
		return err
	}
	fmt.Printf("  %s as %s, %d files in %d regions, %d clients\n", nationalPath, pilot, files, len(regions), nationalClients)
	t := newTable("region", "files", "statements", "kB compressed", "pages/s", "p50 ms", "p95 ms")
	for _, r := range []project.Tally{regions[0], regions[len(regions)/2], regions[len(regions)-1]} {
		path := nationalPath + "?region=" + r.Region
		line.Reset()
		asked, _, err := statements(ctx, server, path, cookie, &line)
		if err != nil {
			return err
		}
		size, err := s.get(ctx, client, path)
		if err != nil {
			return err
		}
		load, err := s.load(ctx, client, path, nationalClients, o.during)
		if err != nil {
			return err
		}
		t.row(r.Region, r.Files, asked, fmt.Sprintf("%.1f", float64(size)/kilobytes), fmt.Sprintf("%.0f", load.perSecond()), ms(load.times.at(50)), ms(load.times.at(95)))
	}
	return t.print()
}

// beforeTheNation leads files of every department to the nation, and counts them by
// region, the most first.
func (s *site) beforeTheNation(ctx context.Context) (regions []project.Tally, err error) {
	v, err := s.nation(ctx)
	if err != nil {
		return nil, err
	}
	var rules *campaign.Campaign
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rules, _, err = campaign.New(s.db).Current(tx)
		return err
	}); err != nil {
		return nil, err
	}
	if _, err := v.transmitted(ctx, rules.Departments.Value, nationalFiles); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := project.NationTallies(tx, rules.Code)
		for _, t := range all {
			i := slices.IndexFunc(regions, func(r project.Tally) bool { return r.Region == t.Region })
			if i < 0 {
				i, regions = len(regions), append(regions, project.Tally{Region: t.Region})
			}
			regions[i].Files += t.Files
		}
		return err
	})
	slices.SortFunc(regions, func(a, b project.Tally) int { return int(b.Files - a.Files) })
	return regions, err
}
