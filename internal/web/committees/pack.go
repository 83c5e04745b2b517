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

// A pack is the « dossier de la réunion » (R8): all that a committee decides by, at one
// moment, for a reader: what the pages show them, and no more.
type pack struct {
	minutes.Minutes
	By    access.Actor // for whom it is made
	Money money
	Files []packed
	Head  journal.Head
	At    civil.Instant // on the business clock
}

// A packed file is a line of the minutes with what stands behind it.
type packed struct {
	minutes.Line
	Filled project.Filled
	School territory.School
	Reads  bool // the reader may open the file itself
}

// readPack puts a pack together in one state of the database. It returns ErrNotFound
// when the reader may not read the meeting.
func readPack(tx *db.Tx, site *page.Site, by access.Actor, region string, on civil.Date, at civil.Moment) (p pack, err error) {
	g, err := site.Committee.Meet(tx, by, region, on, at.Today())
	if err != nil {
		return p, err
	}
	if p.Minutes, err = minutes.Of(tx, g, at.Today()); err != nil {
		return p, err
	}
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
	p.By, p.At = by, at.Happened
	p.Head, err = journal.Last(tx)
	return p, err
}

func (f packed) subject() string { return fileSubject(f.Number) }

// packSubject names a meeting in the queue, and meetingNamed reads it back.
func packSubject(m committee.Gathering) string {
	return "meeting:" + m.Campaign + "/" + m.Region + "/" + m.Meeting.HeldOn.String()
}

func meetingNamed(subject string) (region string, on civil.Date) {
	parts := strings.Split(strings.TrimPrefix(subject, "meeting:"), "/")
	if len(parts) != 3 {
		return "", civil.Date{}
	}
	on, _ = civil.ParseDate(parts[2]) // what is no day is that of nothing
	return parts[1], on
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
// journal: the committee, this meeting, or a file of its agenda.
func packChanged(tx *db.Tx, g committee.Gathering, seq int64) (bool, error) {
	const most = 100 // of what does not count, before one gives up telling
	subjects := []string{g.Subject()}
	for _, item := range g.Items {
		subjects = append(subjects, item.Subject)
	}
	later, err := journal.Since(tx, seq, subjects, most)
	for _, e := range later {
		if e.Subject != g.Subject() || committee.About(e.Detail, g.Meeting.HeldOn) {
			return true, err
		}
	}
	return len(later) == most, err
}
