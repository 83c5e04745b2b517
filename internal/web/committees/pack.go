package committees

import (
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/journal"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
)

// A basis is what every « dossier de la réunion » (R8) rests on: the meeting, at one
// moment, for a reader: what the pages show them, and no more.
type basis struct {
	minutes.Minutes
	By   access.Actor // for whom it is made
	Head journal.Head
	At   civil.Instant // on the business clock
}

// A pack is all that the committee of a region decides by.
type pack struct {
	basis
	Money money
	Files []packed
}

// A packed file is a line of the minutes with what stands behind it.
type packed struct {
	minutes.Line
	Filled project.Filled
	School territory.School
	Reads  bool // the reader may open the file itself
}

// readBasis reads a meeting in one state of the database. It returns ErrNotFound when the
// reader may not.
func readBasis(tx *db.Tx, site *page.Site, by access.Actor, of packName, at civil.Moment) (b basis, err error) {
	g, err := site.Committee.Meet(tx, by, of.Committee, of.On, at.Today())
	if err != nil {
		return b, err
	}
	b.By, b.At = by, at.Happened
	if b.Minutes, err = minutes.Of(tx, g, at.Today()); err != nil {
		return b, err
	}
	b.Head, err = journal.Last(tx)
	return b, err
}

// readPack puts the pack of a region's meeting together.
func readPack(tx *db.Tx, b basis, site *page.Site) (p pack, err error) {
	p.basis = b
	g, by := p.Gathering, p.By
	if p.Money, err = moneyOf(by, tx, g.Sitting); err != nil {
		return p, err
	}
	filled, _, err := site.Projects.Docket(tx, g.Rules, g.Region, numbersOf(g.Items))
	if err != nil {
		return p, err
	}
	for _, l := range p.Lines {
		i := slices.IndexFunc(filled, func(f project.Filled) bool { return f.Number == l.Number })
		if i < 0 {
			continue
		}
		one := packed{Line: l, Filled: filled[i], Reads: by.Can(project.ActRead, filled[i].Place)}
		if one.School, err = territory.Find(tx, territory.UAI(filled[i].Place.School)); err != nil {
			return p, err
		}
		p.Files = append(p.Files, one)
	}
	return p, nil
}

func (f packed) subject() string { return fileSubject(f.Number) }

// A packName is which pack: of a committee's meeting, and, for the nation, of the files of
// one region, or of all.
type packName struct {
	Campaign, Committee string
	On                  civil.Date
	Region              string // of the files, before the committee of the nation; blank: all
}

// subject names a pack in the queue, and packNamed reads it back.
func (n packName) subject() string {
	return strings.TrimSuffix(strings.Join([]string{"meeting:" + n.Campaign, n.Committee, n.On.String(), n.Region}, "/"), "/")
}

func packNamed(subject string) (n packName) {
	parts := append(strings.Split(strings.TrimPrefix(subject, "meeting:"), "/"), "", "", "")
	n.On, _ = civil.ParseDate(parts[2]) // what is no day is that of nothing
	n.Campaign, n.Committee, n.Region = parts[0], parts[1], parts[3]
	return n
}

// PackWords say which pack a subject in the queue names.
func PackWords(subject string) string {
	n := packNamed(subject)
	words := committee.Committee{Region: n.Committee}.Name() + ", réunion du " + n.On.French()
	if n.Region != "" {
		words += ", " + committee.RegionName(n.Region)
	}
	return words
}

// slotOf is what a reader may see, in a few words: those who share it share a pack.
func slotOf(by access.Actor) string {
	var places []string
	for _, p := range by.Places {
		places = append(places, strings.Join([]string{p.Region, p.Academie, p.Department, p.School}, "."))
	}
	slices.Sort(places)
	return string(by.Role) + " " + strings.Join(slices.Compact(places), " ")
}

// packChanged tells whether something of a meeting has changed since a row of the
// journal: the committee, this meeting, or one of the files.
func packChanged(tx *db.Tx, g committee.Gathering, files []string, seq int64) (bool, error) {
	const most = 100 // of what does not count, before one gives up telling
	subjects := append([]string{g.Subject()}, files...)
	later, err := journal.Since(tx, seq, subjects, most)
	for _, e := range later {
		if e.Subject != g.Subject() || committee.About(e.Detail, g.Meeting.HeldOn) {
			return true, err
		}
	}
	return len(later) == most, err
}
