package example

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
)

// committeeOf is the committee of a region, that of the nation when it has none,
// with a meeting when it has a day.
type committeeOf struct {
	Region   string `toml:"region,optional"`
	Day      string `toml:"day,optional"`
	Time     string `toml:"time,optional"`
	Place    string `toml:"place,optional"`
	Interest string `toml:"interest,optional"`    // why a member is kept out of a file
	KeptOut  string `toml:"kept_out,optional"`    // the name of that member
	Of       string `toml:"kept_out_of,optional"` // the number of that file

	Milestone string `toml:"milestone,optional"` // which meeting of the calendar it is
	Point     string `toml:"point,optional"`     // on its agenda, beside the files
	PointText string `toml:"point_text,optional"`

	There    []string `toml:"there,optional"`     // names of those who said that they come
	ScoredBy []string `toml:"scored_by,optional"` // logins of those who have read some files before
	Ranked   []string `toml:"ranked,optional"`    // the numbers of those files, in their order
}

// seat is a member of a committee.
type seat struct {
	Region   string `toml:"region,optional"`
	Name     string `toml:"name"`
	Title    string `toml:"title"`
	Quality  string `toml:"quality"`
	Academie string `toml:"academie,optional"`
	Login    string `toml:"login,optional"`
}

// delegation is given by a member, of that name.
type delegation struct {
	Region string `toml:"region"`
	From   string `toml:"from"`
	Name   string `toml:"name"`
	Title  string `toml:"title"`
	Start  string `toml:"start"`
	Until  string `toml:"until"`
	Reason string `toml:"reason"`
}

// committees composes the committees of the cast, and prepares their meetings.
func (l *loader) committees(tx *db.Tx) error {
	for _, c := range l.cast.Committees {
		if err := l.oneCommittee(tx, c); err != nil {
			return fmt.Errorf("example: committee of %s: %w", c.Region, err)
		}
	}
	return nil
}

func (l *loader) oneCommittee(tx *db.Tx, c committeeOf) error {
	role := access.RegionalPilot
	if c.Region == "" {
		role = access.NationalPilot
	}
	by := func() access.Call { return l.as(l.team, role, access.Place{Region: c.Region}) }
	members := map[string]db.ID{}
	for _, s := range l.cast.Seats {
		if s.Region != c.Region {
			continue
		}
		id, err := l.committee.AddMemberTx(tx, by(), c.Region, committee.TypedMember{Name: s.Name, Title: s.Title, Quality: s.Quality,
			Academie: s.Academie, Login: s.Login, From: "04/09/2009"})
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		members[s.Name] = id
	}
	for _, d := range l.cast.Delegations {
		if d.Region != c.Region {
			continue
		}
		if _, err := l.committee.DelegateTx(tx, by(), c.Region, committee.TypedDelegation{Member: members[d.From], Name: d.Name, Title: d.Title,
			From: d.Start, Until: d.Until, Reason: d.Reason}); err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
	}
	if c.Day == "" {
		return nil
	}
	return l.meeting(tx, c, members, by)
}

func (l *loader) meeting(tx *db.Tx, c committeeOf, members map[string]db.ID, by func() access.Call) error {
	_, waiting, err := l.projects.Docket(tx, l.rules, c.Region, nil)
	if err != nil {
		return err
	}
	if n := len(waiting); n > 0 {
		waiting = waiting[:n-1] // one came after the agenda was made
	}
	on, err := l.committee.AddMeetingTx(tx, by(), c.Region, committee.TypedMeeting{Day: c.Day, Time: c.Time, Place: c.Place, Milestone: c.Milestone}, subjects(waiting))
	if err == nil && c.Point != "" {
		err = l.committee.AddPointTx(tx, by(), c.Region, on, committee.TypedPoint{Title: c.Point, Text: c.PointText}, nil)
	}
	if err != nil || len(c.Ranked) == 0 {
		return err
	}
	there := map[db.ID]string{}
	for _, name := range c.There {
		there[members[name]] = string(committee.Present)
	}
	if err := l.committee.AttendTx(tx, by(), c.Region, on, there); err != nil {
		return err
	}
	interest := committee.TypedInterest{Subject: project.Project{Number: c.Of}.Subject(), Member: members[c.KeptOut], Reason: c.Interest}
	if err := l.committee.DeclareTx(tx, by(), c.Region, on, interest); err != nil {
		return err
	}
	return l.scores(tx, c, on, members, by)
}

// scores has some members score some files, which then have the first ranks.
func (l *loader) scores(tx *db.Tx, c committeeOf, on civil.Date, members map[string]db.ID, by func() access.Call) error {
	ranks := map[string]string{}
	for i, number := range c.Ranked {
		subject := project.Project{Number: number}.Subject()
		ranks[subject] = fmt.Sprint(i + 1)
		for _, login := range c.ScoredBy {
			call, err := l.who(tx, login)
			if err != nil {
				return err
			}
			typed := committee.TypedScoring{Subject: subject, Member: members[call.By.Person.Name], Points: map[string]string{},
				Reason: "Projet clair, horaires à discuter avec les familles."}
			for _, criterion := range l.rules.Criteria {
				typed.Points[criterion.Key] = fmt.Sprint(2 + draw(number, login+criterion.Key, 3))
			}
			if err := l.committee.ScoreTx(tx, call, c.Region, on, typed); err != nil {
				return fmt.Errorf("%s: %w", login, err)
			}
		}
	}
	return l.committee.RankTx(tx, by(), c.Region, on, committee.TypedRanking{Ranks: ranks, Revision: 1})
}

func subjects(files []project.Filled) (all []string) {
	for _, f := range files {
		all = append(all, f.Subject())
	}
	return all
}
