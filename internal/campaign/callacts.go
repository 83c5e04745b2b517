package campaign

import (
	"context"
	"fmt"

	"preau/internal/access"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// CallOf reads the call of a region in the current campaign, for who may read it. It
// returns ErrNotFound out of reach, and for a region where the campaign opens no
// department.
func (c *Chapter) CallOf(tx *db.Tx, by access.Actor, region string) (CallForProjects, error) {
	return c.callOf(tx, by, ActReadCall, region)
}

func (c *Chapter) callOf(tx *db.Tx, by access.Actor, act access.Act, region string) (cfp CallForProjects, err error) {
	if cfp.Rules, _, err = c.Current(tx); err != nil {
		return cfp, err
	}
	cfp.Region = region
	if region == "" || len(cfp.Departments()) == 0 || !by.Can(act, cfp.place()) {
		return cfp, ErrNotFound
	}
	if err := cfp.readDue(tx); err != nil {
		return cfp, err
	}
	limits, err := LimitsAt(tx, cfp.Rules, cfp.place())
	cfp.Sending, _ = limits.Of(SendingMilestone) // it has a day: check.go refuses a campaign without
	return cfp, err
}

// WithLauncher reads who launched the call too.
func (cfp CallForProjects) WithLauncher(tx *db.Tx) (CallForProjects, error) {
	by, err := launcher(tx, cfp.Rules.Code, cfp.Region)
	cfp.LaunchedBy = by
	return cfp, err
}

// launching takes the call of a region for this transaction alone.
func (c *Chapter) launching(tx *db.Tx, call access.Call, region string) (CallForProjects, error) {
	if err := c.lockCurrent(tx); err != nil { // two at once: the second sees what the first did
		return CallForProjects{}, err
	}
	return c.callOf(tx, call.By, ActLaunch, region)
}

// Inviting is a list of schools as it was read, to be invited; Launch: with the launch
// of the call.
type Inviting struct {
	Region   string
	Campaign string // of the page that was read
	Seal     string // of the Choice that was read
	Launch   bool
}

// InvitedAll is what came of it.
type InvitedAll struct {
	Schools int64
	Owing   int64 // of these, the schools of whom something is now due: they had begun nothing
	Letters int64
	Nobody  int64 // of those owing, the schools where nobody has an account: no letter tells them
}

// Invite launches the call of a region, or invites more schools after it: those of its
// list each owe a file by the last day of the region's schools (§6). The region's own
// Due is settled. It refuses a second launch, a list that has changed since it was
// read, an empty one after the launch, and invitations once that day is over.
func (c *Chapter) Invite(ctx context.Context, call access.Call, in Inviting) (InvitedAll, error) {
	return onceOf(ctx, c, call, func(tx *db.Tx) (InvitedAll, error) { return c.InviteTx(tx, call, in) })
}

// InviteTx is Invite in a transaction already begun.
func (c *Chapter) InviteTx(tx *db.Tx, call access.Call, in Inviting) (done InvitedAll, err error) {
	cfp, err := c.launching(tx, call, in.Region)
	if err != nil {
		return done, err
	}
	choice, err := ChoiceOf(tx, cfp)
	if err != nil {
		return done, err
	}
	schools, missing, err := cfp.ready(tx, call, in, choice)
	if err != nil {
		return done, err
	}
	if len(missing) > 0 {
		return done, &workflow.Refusal{Act: ActLaunch, Reasons: missing}
	}
	round := db.NewID(call.At.Recorded.Time())
	if err := insertRound(tx, call, round, cfp, in.Launch); err != nil {
		return done, err
	}
	if in.Launch {
		if err := settleDue(tx, call.At, cfp.Due.ID, call.At.Today()); err != nil {
			return done, err
		}
	}
	if err := insertInvitations(tx, call, cfp, round, choice); err != nil {
		return done, err
	}
	if err := cfp.expect(tx, call, schools); err != nil {
		return done, err
	}
	if err := dropChoices(tx, cfp.Rules.Code, cfp.Region, ""); err != nil {
		return done, err
	}
	done = InvitedAll{Schools: int64(len(choice)), Owing: int64(len(schools))}
	told, err := cfp.tellInvited(tx, call, round)
	if err != nil {
		return done, err
	}
	for _, letters := range told {
		done.Letters += letters
	}
	done.Nobody = done.Owing - int64(len(told))
	return done, call.Write(tx, ActLaunch, cfp.subject(), callEntry{Launch: in.Launch, Schools: done.Schools, List: choice.Seal()})
}

// callEntry is what the journal keeps of a call.
type callEntry struct {
	Launch  bool   `json:"launch,omitempty"`
	Schools int64  `json:"schools"`
	List    string `json:"list_sha256,omitempty"` // of the schools invited
	Ended   Stand  `json:"ended,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// ready are the schools of a list that have begun nothing, or why the invitations do
// not leave.
func (cfp CallForProjects) ready(tx *db.Tx, call access.Call, in Inviting, choice Choice) (schools []territory.School, missing []workflow.Missing, err error) {
	say := func(sentence, law string) { missing = append(missing, workflow.Missing{Sentence: sentence, Law: law}) }
	today := call.At.Today()
	switch {
	case in.Campaign != cfp.Rules.Code:
		say("La campagne de cette page est close\u202f: revenez à l’appel de la campagne en cours.", "")
	case in.Launch && cfp.Launched():
		if cfp, err = cfp.WithLauncher(tx); err != nil {
			return nil, nil, err
		}
		say("L’appel à projets de la région est déjà lancé"+cfp.launchedWords()+".", "")
	case !in.Launch && !cfp.Launched():
		say("L’appel à projets de la région n’est pas encore lancé\u202f: lancez-le d’abord.", "§6")
	case in.Seal != choice.Seal():
		say("La liste des écoles à inviter a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.", "")
	case !in.Launch && len(choice) == 0:
		say("La liste des écoles à inviter est vide.", "")
	case len(choice) > 0 && cfp.Over(today):
		say(cfp.Overdue(), "§6")
	}
	if len(missing) > 0 || len(choice) == 0 {
		return nil, missing, nil
	}
	known, err := territory.InRegion(tx, cfp.Region)
	if err != nil {
		return nil, nil, err
	}
	begun, err := begunIn(tx, cfp)
	for _, s := range choice {
		school := known[s.School]
		if why := cfp.unfit(school, s.School, today); why != "" {
			say(located(s.Name+", "+s.Town, why)+" Retirez cette ligne de la liste.", "")
		}
		if !begun[s.School] {
			schools = append(schools, school)
		}
	}
	return schools, missing, err
}

// answerTask is what an invited school does.
const answerTask = "Commencer et transmettre la fiche du projet"

// expect opens what is due of each school; those that were granted a delay have their
// own day.
func (cfp CallForProjects) expect(tx *db.Tx, call access.Call, schools []territory.School) error {
	if len(schools) == 0 {
		return nil
	}
	if err := insertExpected(tx, call, cfp, schools); err != nil {
		return err
	}
	extended, err := extendedIn(tx, cfp)
	if err != nil || !extended {
		return err
	}
	return moveDues(tx, cfp.Rules, cfp.Sending.Milestone, cfp.Region)
}

// tellInvited writes to those who answer for each school of a round, and counts the
// letters by school.
func (cfp CallForProjects) tellInvited(tx *db.Tx, call access.Call, round db.ID) (map[territory.UAI]int64, error) {
	people, err := inviteesOf(tx, round, call.At.Today())
	if err != nil {
		return nil, err
	}
	told := map[territory.UAI]int64{}
	for _, p := range people {
		body := fmt.Sprintf("Bonjour,\n\nLe comité de pilotage régional invite %s, %s, à répondre à son appel à projets «\u202fOuvrir l’École aux parents pour réussir l’intégration\u202f», %s.\n\nLa fiche du projet se transmet au plus tard le %s.\nSi votre école ou votre établissement ne participe pas, dites-le dans Préau, avec le motif.\n\nFait le %s.\nPréau\n",
			p.SchoolName, p.Town, cfp.Rules.Label, p.DueOn.FrenchLong(), call.At.Happened.French())
		if err := mail.Post(tx, call.At, mail.Letter{Person: p.Person, Address: p.Email, Title: callTitle("votre école ou votre établissement est invité"), Body: body, About: p.Subject}); err != nil {
			return nil, err
		}
		told[p.School]++
	}
	return told, nil
}

// callTitle is that of a letter about a call.
func callTitle(what string) string { return "Appel à projets\u202f: " + what }
