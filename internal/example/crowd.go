package example

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// draw is a number under n, always the same for a school and a purpose.
func draw(uai, purpose string, n int) int {
	hash := sha256.Sum256([]byte(uai + " " + purpose))
	return int(binary.BigEndian.Uint32(hash[:]) % uint32(n))
}

// crowd is the files around the cast.
type crowd struct {
	made  []territory.School // invented
	files []crowdFile
}

type crowdFile struct {
	school territory.School
	state  workflow.State
}

// crowdOf takes one real école in twenty, and invents collèges: forty-one in
// Seine-Saint-Denis, so that the next file there is 2009-93-0042, and a few in
// other departments.
func crowdOf(schools []territory.School) crowd {
	var c crowd
	for _, s := range schools {
		if s.Department == "94" && s.UAI != "0940176F" && draw(string(s.UAI), "chosen", 20) == 0 {
			c.files = append(c.files, crowdFile{s, stateOf(s)})
		}
	}
	c.invent("93", 41)
	for _, department := range []string{"13", "75", "77", "92", "83", "59", "67"} {
		c.invent(department, 4)
	}
	return c
}

// stateOf is where an invented file stands: every state has some.
func stateOf(s territory.School) workflow.State {
	states := project.AllStates()
	return states[draw(string(s.UAI), "state", len(states))]
}

// groupsOf is how many groups an invented file has.
func groupsOf(s territory.School) int { return 1 + draw(string(s.UAI), "groups", 3) }

var towns = []string{"Bellerive", "Montclair", "Saint-Aubin", "Les Tilleuls", "Rochefleur", "Valmont"}

var patrons = []string{"Olympe-de-Gouges", "Jean-Moulin", "Marie-Curie", "Victor-Hugo", "George-Sand", "Aimé-Césaire", "Jules-Verne"}

// invent adds collèges to a department, with a file each.
func (c *crowd) invent(department string, count int) {
	for i := range count {
		if s, ok := invented(department, i); ok {
			c.made = append(c.made, s)
			c.files = append(c.files, crowdFile{s, stateOf(s)})
		}
	}
}

func invented(department string, i int) (territory.School, bool) {
	d, ok := territory.FindDepartment(department)
	if !ok {
		return territory.School{}, false
	}
	var prefix int
	_, _ = fmt.Sscanf(d.UAIPrefix, "%d", &prefix) // three digits: the reference data is tested
	key := fmt.Sprintf("%s %d", department, i)
	return made(prefix*10_000+9_000-i, "Collège "+patrons[draw(key, "patron", len(patrons))], territory.College, towns[draw(key, "town", len(towns))])
}

// filesOfFrance is how many files France had in 2009-2010, to measure by: about
// thirty in each of the thirty-one departments.
const filesOfFrance = 1000

// Fill adds invented files over the open departments, size times as many as
// France had, and returns how many. It is for measures.
func Fill(ctx context.Context, d *db.DB, now civil.Instant, size float64) (int, error) {
	l, err := newLoader(d, now)
	if err != nil {
		return 0, err
	}
	var c crowd
	departments := l.rules.Departments.Value
	for i := range int(size * filesOfFrance) {
		if s, ok := invented(departments[i%len(departments)], 100+i/len(departments)); ok {
			c.made = append(c.made, s)
			c.files = append(c.files, crowdFile{s, stateOf(s)})
		}
	}
	l.step = time.Duration(float64(time.Minute) / max(size, 1)) // all before the schools' deadline
	if err := d.Write(ctx, func(tx *db.Tx) (err error) {
		if l.team, err = access.ByLogin(tx, "equipe-exemple"); err != nil {
			return err
		}
		if _, err = l.territory.ImportTx(tx, l.as(access.Person{}, access.Program, access.France), territory.Directory{Schools: c.made}); err != nil {
			return err
		}
		if err := l.launchAll(tx); err != nil {
			return err
		}
		return l.share(tx, civil.Cents(max(size, 1)*float64(crowdAmount))/100*100, 2)
	}); err != nil {
		return 0, err
	}
	for some := range slices.Chunk(c.files, perTransaction) {
		if err := d.Write(ctx, func(tx *db.Tx) error { return l.files(tx, some) }); err != nil {
			return 0, err
		}
	}
	return len(c.files), nil
}

// launchAll launches the calls that the example leaves late.
func (l *loader) launchAll(tx *db.Tx) error {
	everywhere := l.as(l.team, access.NationalPilot, access.France)
	late, _, err := campaign.OwedOf(tx, everywhere.By, campaign.OwedQuery{Campaign: l.rules.Code, Milestone: campaign.CallMilestone, Status: campaign.OwedMissing, Max: 100}, l.cast.Day)
	for _, o := range late {
		if err == nil {
			err = l.launch(tx, l.as(l.team, access.RegionalPilot, o.Place), o.Region)
		}
	}
	return err
}

// perTransaction is how many files are added at once. PostgreSQL keeps every
// version of a row (the journal's head) until the transaction that made them
// ends, and reads through them all.
const perTransaction = 100

func (l *loader) files(tx *db.Tx, some []crowdFile) error {
	for _, f := range some {
		if err := l.file(tx, f.school, f.state, groupsOf(f.school), true); err != nil {
			return err
		}
	}
	return nil
}
