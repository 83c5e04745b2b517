package example

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// loader loads the example into a database.
type loader struct {
	db        *db.DB
	rights    *access.Rights
	access    *access.Chapter
	territory *territory.Chapter
	campaigns *campaign.Chapter
	credits   *credit.Chapter
	projects  *project.Chapter
	rules     *campaign.Campaign

	cast    cast
	schools map[territory.UAI]territory.School
	team    access.Person // who acts for the crowd; holds no role, so that nobody enters as them
	machine civil.Instant
	acts    int
	step    time.Duration // from one act to the next
	ago     int           // how many years before the example's day one acts
}

func newLoader(d *db.DB, now civil.Instant) (*loader, error) {
	c, err := readCast()
	if err != nil {
		return nil, err
	}
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		return nil, err
	}
	rules, faults := campaign.Load(folder)
	if len(faults) > 0 {
		return nil, faults
	}
	table := rights.Table()
	chapter := campaign.New(d)
	return &loader{db: d, rights: table, access: access.New(d, table), territory: territory.New(d), campaigns: chapter,
		credits: credit.New(d, chapter), projects: project.New(d, chapter), rules: rules, cast: c, machine: now, step: time.Minute, schools: map[territory.UAI]territory.School{}}, nil
}

// Load fills an empty database with the example. One that is already an
// example, or that is in use, is left as it is.
func Load(ctx context.Context, d *db.DB, now civil.Instant) error {
	l, err := newLoader(d, now)
	if err != nil {
		return err
	}
	used := false
	if err := d.Read(ctx, func(tx *db.Tx) error {
		used, err = installed(tx)
		return err
	}); err != nil || used {
		return err
	}
	if err := l.campaigns.Install(ctx, campaign.Installation{Example: true, BusinessDate: l.cast.Day}); err != nil {
		return err
	}
	if _, err := l.campaigns.Prepare(ctx, l.as(access.Person{}, access.Program, access.France), l.rules); err != nil {
		return err
	}
	return d.Write(ctx, l.everything)
}

func installed(tx *db.Tx) (bool, error) {
	_, err := campaign.Installed(tx)
	if errors.Is(err, db.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (l *loader) everything(tx *db.Tx) error {
	l.acts = 0
	all, err := l.cast.schools()
	if err != nil {
		return err
	}
	crowd := crowdOf(all)
	all = append(all, crowd.made...)
	if _, err := l.territory.ImportTx(tx, l.as(access.Person{}, access.Program, access.France), territory.Directory{Schools: all}); err != nil {
		return err
	}
	for _, s := range all {
		l.schools[s.UAI] = s
	}
	if err := l.people(tx); err != nil {
		return err
	}
	if err := l.territories(tx); err != nil {
		return err
	}
	if err := l.yearBefore(tx); err != nil {
		return err
	}
	if err := l.share(tx, nationalAmount, 1); err != nil {
		return err
	}
	if err := l.pooling(tx); err != nil {
		return err
	}
	if err := l.calendar(tx); err != nil {
		return err
	}
	for _, f := range crowd.files {
		if err := l.file(tx, f.school, f.state, groupsOf(f.school), true); err != nil {
			return err
		}
	}
	for _, f := range l.cast.Files {
		if f.Returned {
			err = l.returned(tx, f)
		} else {
			err = l.file(tx, l.schools[uaiOf(f.School)], workflow.State(f.State), f.Groups, f.Complete)
		}
		if err != nil {
			return err
		}
	}
	return l.messages(tx)
}

func (l *loader) people(tx *db.Tx) (err error) {
	call := l.as(access.Person{}, access.Program, access.France)
	for _, p := range l.cast.People {
		grant := access.RoleGrant{Role: p.Role, Place: p.place(l.schools), FromDay: l.rules.Text.Date}
		who := access.Person{Login: p.Login, Name: p.Name, Email: p.Login + "@exemple.invalid"}
		if _, err := l.access.AddTx(tx, call, who, []access.RoleGrant{grant}); err != nil {
			return fmt.Errorf("example: %s: %w", p.Login, err)
		}
	}
	l.team, err = l.access.AddTx(tx, call, access.Person{Login: "equipe-exemple", Name: "Équipe de l’exemple", Email: "equipe@exemple.invalid"}, nil)
	return err
}

// as is a call by a person in a role over a place; each is a minute later.
func (l *loader) as(who access.Person, role access.Role, over access.Place) access.Call {
	l.acts++
	morning := civil.Paris(l.cast.Day.Year-l.ago, l.cast.Day.Month, l.cast.Day.Day, 8, 0, 0).Add(-14 * 24 * time.Hour)
	return access.Call{By: l.rights.In(who, role, over),
		At: civil.Moment{Happened: morning.Add(time.Duration(l.acts) * l.step), Recorded: l.machine}}
}

// The acts that lead a file from its opening to each state.
var ways = map[workflow.State][]workflow.Act{
	project.Draft:       nil,
	project.Submitted:   {project.ActSubmit},
	project.Returned:    {project.ActSubmit, project.ActReturn},
	project.Preselected: {project.ActSubmit, project.ActOpine, project.ActPreselect},
	project.Reserve:     {project.ActSubmit, project.ActOpine, project.ActReserve, project.ActAnnounce},
	project.Discarded:   {project.ActSubmit, project.ActDiscard, project.ActAnnounce},
	project.Transmitted: {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit},
	project.SentBack:    {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActSendBack},
	project.Validated:   {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActValidate},
	project.Refused:     {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActRefuse, project.ActRelease},
	project.Closed:      {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActValidate, project.ActRelease, project.ActClose},
	project.Withdrawn:   {project.ActSubmit, project.ActWithdraw},
}

// roleOf is who does an act.
func (l *loader) roleOf(act workflow.Act) access.Role {
	for _, role := range []access.Role{access.SchoolLead, access.RegionalPilot, access.NationalPilot} {
		if l.rights.Reach(role, act) != access.Nowhere {
			return role
		}
	}
	return access.Program
}

// file opens the file of a school, fills it, and leads it to a state.
func (l *loader) file(tx *db.Tx, s territory.School, state workflow.State, groups int, complete bool) error {
	wrong := func(err error) error { return fmt.Errorf("example: file of %s: %w", s.UAI, err) }
	p, err := l.projects.OpenTx(tx, l.as(l.team, access.SchoolLead, s.Place()), s.UAI)
	if err != nil {
		return wrong(err)
	}
	revision := p.Revision
	for i, sheet := range l.rules.Sheets {
		if !complete && i > 0 {
			break
		}
		in := project.Saving{Sheet: sheet.Key, Typed: l.then(answers(sheet, groups, complete))}
		saved, err := l.projects.SaveTx(tx, l.as(l.team, access.SchoolLead, s.Place()), p.Number, in)
		if err != nil || !saved.Good() {
			return wrong(fmt.Errorf("%w %v", err, saved.Faults))
		}
		revision++
	}
	way := ways[state]
	if state == project.Validated && draw(string(s.UAI), "released", 2) == 0 {
		way = append(slices.Clone(way), project.ActRelease) // the others wait for the 21st of October
	}
	for _, act := range way {
		call := l.as(l.team, l.roleOf(act), s.Place())
		if p, err = l.projects.MoveTx(tx, call, act, p.Number, l.input(act, p, revision)); err != nil {
			return wrong(fmt.Errorf("%s: %w", act, err))
		}
	}
	return nil
}

func (l *loader) input(act workflow.Act, p project.Project, revision int64) project.Input {
	switch act {
	case project.ActSubmit:
		return project.Input{Revision: revision}
	case project.ActOpine:
		return project.Input{Opinion: "Projet cohérent avec l’offre du département. Avis favorable."}
	case project.ActValidate:
		return project.Input{Granted: p.AskedCents}
	case project.ActReturn:
		return project.Input{Reason: "Précisez les horaires : ils ne permettent pas à tous les parents de venir.", Until: civil.MustDate("2009-10-02")}
	case project.ActDiscard, project.ActRefuse:
		return project.Input{Reason: "Le projet ne prévoit pas d’action sur la parentalité."}
	case project.ActSendBack:
		return project.Input{Reason: "Le budget des heures de concertation est à justifier."}
	case project.ActWithdraw:
		return project.Input{Reason: "Trop peu de parents inscrits."}
	}
	return project.Input{}
}
