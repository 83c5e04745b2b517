package project_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"preau/campaigns"
	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/dbtest"
	"preau/internal/dbtest/migrated"
	"preau/internal/ledger"
	"preau/internal/project"
	"preau/internal/rights"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// A world is a database with the campaign of 2009-2010, schools, and one person
// in each role: those of a school are at the first school.
type world struct {
	testing.TB
	db        *db.DB
	rights    *access.Rights
	campaigns *campaign.Chapter
	projects  *project.Chapter
	rules     *campaign.Campaign
	schools   []territory.School // of Seine-Saint-Denis, then one of Val-de-Marne and one of Marseille
	people    map[access.Role]access.Actor
	now       civil.Instant // by which deadlines are judged
	opened    int           // schools that have a file
}

var machine = civil.Paris(2026, time.November, 24, 8, 0, 0)

// inWorlds runs the test on each engine, in a world with this many schools in
// Seine-Saint-Denis, on the day on which the example opens.
func inWorlds(t *testing.T, schools int, test func(t *testing.T, w *world)) {
	t.Helper()
	worlds(schools).Engines(t, func(t *testing.T, url string) { test(t, newWorld(t, migrated.Open(t, url), schools)) })
}

// onSQLite is a world on that engine alone.
func onSQLite(t *testing.T, schools int) *world {
	t.Helper()
	return newWorld(t, migrated.Open(t, worlds(schools).SQLite(t)), schools)
}

var models sync.Map // by how many schools

func worlds(schools int) *dbtest.Model {
	model, _ := models.LoadOrStore(schools, migrated.Then(func(ctx context.Context, d *db.DB) error {
		w, err := readWorld(d, schools)
		if err != nil {
			return err
		}
		return w.prepare(ctx)
	}))
	return model.(*dbtest.Model)
}

// newWorld is the world of a database that is prepared.
func newWorld(t testing.TB, d *db.DB, schools int) *world {
	t.Helper()
	w, err := readWorld(d, schools)
	w.TB = t
	w.must(err)
	w.read(w.meet)
	return w
}

func readWorld(d *db.DB, schools int) (*world, error) {
	w := &world{db: d, rights: rights.Table(), campaigns: campaign.New(d), people: map[access.Role]access.Actor{},
		now: civil.Paris(2009, time.September, 21, 9, 0, 0)}
	w.projects = project.New(d, w.campaigns)
	for i := range schools {
		w.schools = append(w.schools, madeSchool(930001+i))
	}
	w.schools = append(w.schools, madeSchool(940002), madeSchool(130003))
	folder, err := fs.Sub(campaigns.FS, "2009-2010")
	if err != nil {
		return w, err
	}
	rules, faults := campaign.Load(folder)
	w.rules = rules
	return w, faults.Err()
}

// prepare fills a database: nothing has happened to its files yet.
func (w *world) prepare(ctx context.Context) error {
	chapter := territory.New(w.db)
	if err := errors.Join(chapter.Setup(ctx), w.campaigns.Open(ctx, w.program(), w.rules)); err != nil {
		return err
	}
	if _, err := chapter.Import(ctx, w.program(), territory.Directory{Schools: w.schools}); err != nil {
		return err
	}
	if err := errors.Join(w.db.Write(ctx, w.populate), w.db.Read(ctx, w.meet)); err != nil {
		return err
	}
	return errors.Join(w.launching(ctx, "11"), w.launching(ctx, "93"), w.notify(ctx, 31_000_000_00))
}

// launch launches the call of a region, without inviting any school.
func (w *world) launch(region string) {
	w.Helper()
	w.must(w.launching(context.Background(), region))
}

func (w *world) launching(ctx context.Context, region string) error {
	call := w.as(access.RegionalPilot)
	call.By.Places = []access.Place{{Region: region}}
	_, err := w.campaigns.Invite(ctx, call, campaign.Inviting{Region: region, Campaign: w.rules.Code, Seal: campaign.Choice{}.Seal(), Launch: true})
	return err
}

// notify shares an amount among the departments.
func (w *world) notify(ctx context.Context, total civil.Cents) error {
	credits := credit.New(w.db, w.campaigns)
	return w.db.Write(ctx, func(tx *db.Tx) error {
		id, err := credits.SimulateTx(tx, w.as(access.NationalPilot), credit.Simulating{Name: "Essai", Total: total})
		if err != nil {
			return err
		}
		s, err := credits.Simulation(tx, w.people[access.NationalPilot], id)
		if err != nil {
			return err
		}
		return credits.AdoptTx(tx, w.as(access.NationalPilot), credit.Adopting{Simulation: id, Digest: s.Digest()})
	})
}

// reopen opens the campaign of a folder.
func (w *world) reopen(folder fs.FS) {
	w.Helper()
	rules, faults := campaign.Load(folder)
	w.must(faults.Err())
	w.must(w.campaigns.Open(context.Background(), w.program(), rules))
	w.rules = rules
}

func madeSchool(number int) territory.School {
	uai := territory.UAI(fmt.Sprintf("%07d%c", number, territory.CheckLetter(number)))
	school, _ := territory.School{UAI: uai, Name: fmt.Sprint("Collège ", number), Kind: territory.College, Town: "Ville", Open: true}.Located()
	return school
}

func (w *world) populate(tx *db.Tx) error {
	chapter := access.New(w.db, w.rights)
	for _, role := range access.Roles() {
		grant := access.RoleGrant{Role: role, Place: w.placeOf(role), FromDay: civil.MustDate("2009-07-28")}
		if _, err := chapter.AddTx(tx, w.program(), access.Person{Login: string(role), Name: "Nom de " + role.Label(),
			Email: string(role) + "@exemple.invalid"}, []access.RoleGrant{grant}); err != nil {
			return err
		}
	}
	return nil
}

// meet finds the people again.
func (w *world) meet(tx *db.Tx) error {
	for _, role := range access.Roles() {
		person, err := access.ByLogin(tx, string(role))
		if err != nil {
			return err
		}
		w.people[role] = w.rights.In(person, role, w.placeOf(role))
	}
	return nil
}

func (w *world) placeOf(role access.Role) access.Place {
	place := w.schools[0].Place()
	switch role.Level() {
	case access.School:
		return place
	case access.Department:
		place.School = ""
		return place
	case access.Academie:
		return access.Place{Academie: place.Academie, Region: place.Region}
	case access.Region:
		return access.Place{Region: place.Region}
	}
	return access.France
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) at() civil.Moment { return civil.Moment{Happened: w.now, Recorded: machine} }

func (w *world) program() access.Call {
	return access.Call{By: w.rights.In(access.Person{}, access.Program, access.France), At: w.at()}
}

// as is a call by the person of a role.
func (w *world) as(role access.Role) access.Call { return access.Call{By: w.people[role], At: w.at()} }

// leads is a call by the head of the first school, as if of another's.
func (w *world) leads(school territory.School) access.Call {
	by := w.people[access.SchoolLead]
	by.Places = []access.Place{school.Place()}
	return access.Call{By: by, At: w.at()}
}

// by is a call by whoever does an act to the file of a school.
func (w *world) by(act workflow.Act, school territory.School) access.Call {
	for _, role := range []access.Role{access.RegionalPilot, access.NationalPilot} {
		if w.rights.Reach(role, act) != access.Nowhere {
			call := w.as(role)
			call.By.Places = []access.Place{access.France}
			return call
		}
	}
	return w.leads(school)
}

// A dossier is a file of a test: its number and its school.
type dossier struct {
	number string
	school territory.School
}

// open starts the file of the next school that has none.
func (w *world) open() dossier {
	w.Helper()
	school := w.schools[w.opened]
	w.opened++
	number, err := w.projects.Open(context.Background(), w.leads(school), school.UAI)
	w.must(err)
	return dossier{number, school}
}

// complete is what a school types in both sheets; it asks for 8 000 €.
var complete = map[string]map[string]string{
	"annexe-2": {
		"groups.a1.size": "12", "groups.a1.profile": "beginner", "groups.a1.hours": "120", "groups.a1.start": "05/11/2009",
		"groups.a1.slot_1": "mardi de 14 h à 16 h 30", "groups.a1.slot_2": "jeudi de 14 h à 16 h 30", "groups.a1.room": "Salle 12", "groups.a1.inside": "oui",
		"groups.a2.size": "12", "groups.a2.profile": "literacy", "groups.a2.hours": "120", "groups.a2.start": "06/11/2009",
		"groups.a2.slot_1": "lundi de 9 h à 11 h 30", "groups.a2.slot_2": "vendredi de 9 h à 11 h 30", "groups.a2.room": "CDI", "groups.a2.inside": "oui",
		"trainers.t1.kind": "teacher", "trainers.t1.hours": "240", "renewal.renewed": "6", "renewal.new": "18",
		"budget_teaching": "6800", "budget_material": "450", "budget_consultation": "600", "budget_communication": "150"},
	"annexe-3": {"school_project": "oui", "objectives": "oui", "objectives_how": "Avec les documents de l’école.", "assessment": "oui", "grid": "shared",
		"other_schemes": "Le centre social.", "own_support": "oui", "own_support_link": "Les cafés des parents.", "network": "Une réunion par trimestre."},
}

const asked = 8_000_00

func (w *world) save(f dossier, sheet string, typed map[string]string, seen map[string]int64) (project.Saved, error) {
	return w.projects.Save(context.Background(), w.leads(f.school), f.number, project.Saving{Sheet: sheet, Typed: typed, Seen: seen})
}

func (w *world) fill(f dossier) dossier {
	w.Helper()
	for _, sheet := range slices.Sorted(maps.Keys(complete)) {
		seen := map[string]int64{}
		for key := range complete[sheet] {
			seen[key] = 1 << 30 // whatever was written before
		}
		saved, err := w.save(f, sheet, complete[sheet], seen)
		w.must(err)
		if !saved.Good() {
			w.Fatalf("Save(%s): faults %v, conflicts %v", sheet, saved.Faults, saved.Conflicts)
		}
	}
	return f
}

// move makes a move as whoever may.
func (w *world) move(f dossier, act workflow.Act, in project.Input) error {
	_, err := w.projects.Move(context.Background(), w.by(act, f.school), act, f.number, in)
	return err
}

// good is what each move asks for, for a file in a revision.
func good(act workflow.Act, revision int64) project.Input {
	switch act {
	case project.ActSubmit:
		return project.Input{Revision: revision}
	case project.ActOpine:
		return project.Input{Opinion: "Avis favorable."}
	case project.ActReturn:
		return project.Input{Reason: "Précisez les horaires.", Until: civil.MustDate("2009-10-05")}
	case project.ActValidate:
		return project.Input{Granted: 5_000_00, Reason: "Trois groupes au plus."}
	case project.ActDiscard, project.ActRefuse, project.ActSendBack, project.ActWithdraw:
		return project.Input{Reason: "Motif de " + string(act) + "."}
	}
	return project.Input{}
}

// ways lead a complete file to each state; of a decision held, without its release.
var ways = map[workflow.State][]workflow.Act{
	project.Draft:       {},
	project.Submitted:   {project.ActSubmit},
	project.Returned:    {project.ActSubmit, project.ActReturn},
	project.Preselected: {project.ActSubmit, project.ActOpine, project.ActPreselect},
	project.Reserve:     {project.ActSubmit, project.ActOpine, project.ActReserve},
	project.Discarded:   {project.ActSubmit, project.ActDiscard},
	project.Transmitted: {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit},
	project.SentBack:    {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActSendBack},
	project.Validated:   {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActValidate},
	project.Refused:     {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActRefuse},
	project.Closed:      {project.ActSubmit, project.ActOpine, project.ActPreselect, project.ActTransmit, project.ActValidate, project.ActRelease, project.ActClose},
	project.Withdrawn:   {project.ActSubmit, project.ActWithdraw},
}

// in opens a file and leads it to a state.
func (w *world) in(state workflow.State) dossier {
	w.Helper()
	f := w.fill(w.open())
	w.follow(f, ways[state]...)
	return f
}

func (w *world) follow(f dossier, acts ...workflow.Act) {
	w.Helper()
	for _, act := range acts {
		if err := w.move(f, act, good(act, w.file(f).Revision)); err != nil {
			w.Fatalf("Move(%s): %v", act, err)
		}
	}
}

// file is a file as its own school's head reads it, with its true state beside.
func (w *world) file(f dossier) (file project.Filled) {
	w.Helper()
	w.read(func(tx *db.Tx) (err error) {
		file, err = w.projects.Read(tx, w.leads(f.school).By, f.number)
		return err
	})
	return file
}

func (w *world) read(do func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Read(context.Background(), do))
}

func (w *world) history(f dossier, by access.Level) (steps []project.Step) {
	w.Helper()
	file := w.file(f)
	w.read(func(tx *db.Tx) (err error) {
		steps, err = project.History(tx, file.Project, by)
		return err
	})
	return steps
}

// verified fails the test unless what is kept agrees with the steps, and what is
// due with where the files stand.
func (w *world) verified() {
	w.Helper()
	for _, verify := range []func(*db.Tx) ([]string, error){project.Verify, project.VerifyDues, project.VerifyCredits, credit.Verify, ledger.Verify} {
		w.read(func(tx *db.Tx) error {
			faults, err := verify(tx)
			for _, fault := range faults {
				w.Error(fault)
			}
			return err
		})
	}
}

// reasons are the sentences of a refusal; none for no error. Another error
// fails the test.
func (w *world) reasons(err error) (sentences []string) {
	w.Helper()
	var refusal *workflow.Refusal
	if err != nil && !errors.As(err, &refusal) {
		w.Fatalf("got %v, want a refusal or none", err)
	}
	if refusal != nil {
		for _, reason := range refusal.Reasons {
			sentences = append(sentences, reason.Sentence)
		}
	}
	return sentences
}
