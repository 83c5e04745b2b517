package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
	"preau/internal/once"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// Appeal reads the call of a region in the current campaign, for who may read
// it. It returns ErrNotFound out of reach, and for a region where the campaign
// opens no department.
func (c *Chapter) Appeal(tx *db.Tx, by access.Actor, region string) (Appeal, error) {
	return c.appeal(tx, by, ActReadCall, region)
}

func (c *Chapter) appeal(tx *db.Tx, by access.Actor, act access.Act, region string) (a Appeal, err error) {
	if a.Rules, _, err = c.Current(tx); err != nil {
		return a, err
	}
	a.Region = region
	if region == "" || len(a.Departments()) == 0 || !by.Can(act, a.place()) {
		return a, ErrNotFound
	}
	if err := a.readDue(tx); err != nil {
		return a, err
	}
	limits, err := LimitsAt(tx, a.Rules, a.place())
	a.Sending, _ = limits.Of(SendingMilestone) // it has a day: check.go refuses a campaign without
	return a, err
}

// WithLauncher reads who launched the call too.
func (a Appeal) WithLauncher(tx *db.Tx) (Appeal, error) {
	by, err := launcher(tx, a.Rules.Code, a.Region)
	a.LaunchedBy = by
	return a, err
}

// launching takes the call of a region for this transaction alone.
func (c *Chapter) launching(tx *db.Tx, call access.Call, region string) (Appeal, error) {
	if err := c.lockCurrent(tx); err != nil { // two at once: the second sees what the first did
		return Appeal{}, err
	}
	return c.appeal(tx, call.By, ActLaunch, region)
}

// ChoiceOf is the schools that a region means to invite.
func ChoiceOf(tx *db.Tx, a Appeal) (Choice, error) { return choiceOf(tx, a.Rules.Code, a.Region) }

// Renewable are the schools of a region that sent a file the year before, and are
// neither invited nor chosen: they are proposed.
func (c *Chapter) Renewable(tx *db.Tx, a Appeal, today civil.Date) (all []territory.UAI, err error) {
	previous, _, err := c.Previous(tx, a.Rules.Code)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	rows, err := renewable(tx, a, previous.Code, today)
	for _, s := range rows {
		if a.Rules.Opens(s.Department) {
			all = append(all, s.School)
		}
	}
	return all, err
}

// onceOf does an act once for the call's key, and gives again what it gave the first time.
func onceOf[T any](ctx context.Context, c *Chapter, call access.Call, do func(*db.Tx) (T, error)) (done T, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		kept, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
			done, err := do(tx)
			if err != nil {
				return "", err
			}
			text, err := json.Marshal(done)
			return string(text), err
		})
		if err == nil {
			_ = json.Unmarshal([]byte(kept), &done) // a key that another act has used gives nothing
		}
		return err
	})
	return done, err
}

// StandingIn are the schools of a region that are invited, and those that are on its list.
func StandingIn(tx *db.Tx, a Appeal) (invited, chosen map[territory.UAI]bool, err error) {
	return standingOf(tx, a.Rules.Code, a.Region)
}

func (c *Chapter) sentBefore(tx *db.Tx, a Appeal) (map[territory.UAI]bool, error) {
	previous, _, err := c.Previous(tx, a.Rules.Code)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return sentIn(tx, previous.Code, a.Region)
}

// Choosing adds schools to those that a region means to invite: some that were ticked,
// a list that was pasted, those of the year before, or all that a search finds.
type Choosing struct {
	Ticked  []string
	Pasted  string // a UAI a line, or the first column of a table
	Renewed bool
	Search  *territory.Query
}

// Chose is what came of it.
type Chose struct{ Added, Already, Invited int64 }

// maxFaults bounds what is told of a list that was pasted.
const maxFaults = 30

// Choose adds schools to the list of a region. It refuses the whole, line by line, as
// soon as one is unknown, elsewhere, closed, or in a department that is not open; one
// that is there already, or invited, is counted and left.
func (c *Chapter) Choose(ctx context.Context, call access.Call, region string, in Choosing) (Chose, error) {
	return onceOf(ctx, c, call, func(tx *db.Tx) (Chose, error) { return c.ChooseTx(tx, call, region, in) })
}

// ChooseTx is Choose in a transaction already begun.
func (c *Chapter) ChooseTx(tx *db.Tx, call access.Call, region string, in Choosing) (done Chose, err error) {
	a, err := c.launching(tx, call, region)
	if err != nil {
		return done, err
	}
	today := call.At.Today()
	named, missing, err := c.named(tx, call, a, in)
	if err != nil {
		return done, err
	}
	if len(missing) == 0 && len(named) == 0 {
		missing = workflow.Refuse(ActLaunch, "liste", "Choisissez au moins une école ou un établissement.", "").Reasons
	}
	if a.Over(today) {
		missing = append(missing, a.overdue()...)
	}
	if len(missing) > 0 {
		return done, &workflow.Refusal{Act: ActLaunch, Reasons: missing}
	}
	before, err := c.sentBefore(tx, a)
	if err != nil {
		return done, err
	}
	invited, chosen, err := standingOf(tx, a.Rules.Code, region)
	if err != nil {
		return done, err
	}
	var added []territory.UAI
	for _, uai := range named {
		switch {
		case invited[uai]:
			done.Invited++
		case chosen[uai]:
			done.Already++
		default:
			added, chosen[uai] = append(added, uai), true
		}
	}
	done.Added = int64(len(added))
	return done, putChoices(tx, a.Rules.Code, region, added, before)
}

// overdue says that nobody is invited any more.
func (a Appeal) overdue() []workflow.Missing {
	return []workflow.Missing{{Sentence: fmt.Sprintf("La date limite d’envoi des projets, le %s, est dépassée\u202f: plus aucune école ne peut être invitée.", a.Sending.Day().French()), Law: "§6"}}
}

// named are the schools that are named, and what is wrong with the lines.
func (c *Chapter) named(tx *db.Tx, call access.Call, a Appeal, in Choosing) (all []territory.UAI, missing []workflow.Missing, err error) {
	today := call.At.Today()
	if in.Renewed {
		if all, err = c.Renewable(tx, a, today); err != nil {
			return nil, nil, err
		}
	}
	if in.Search != nil {
		found, err := territory.Matching(tx, call.By, *in.Search, today)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range found {
			if s.Region == a.Region && s.OpenOn(today) && a.Rules.Opens(s.Department) {
				all = append(all, s.UAI)
			}
		}
	}
	if len(in.Ticked) == 0 && civil.CleanText(in.Pasted) == "" {
		return all, nil, nil
	}
	schools, err := territory.InRegion(tx, a.Region)
	if err != nil {
		return nil, nil, err
	}
	more := 0 // faults that are not told
	take := func(cell, where string) {
		uai, err := territory.ReadUAI(cell)
		sentence := ""
		if err != nil {
			sentence = err.Error()
		} else {
			sentence = a.unfit(schools[uai], uai, today)
		}
		switch {
		case sentence == "":
			all = append(all, uai)
		case len(missing) < maxFaults:
			missing = append(missing, workflow.Missing{Field: "liste", Sentence: where + sentence})
		default:
			more++
		}
	}
	for _, ticked := range in.Ticked {
		take(ticked, "")
	}
	for i, line := range strings.Split(in.Pasted, "\n") {
		cell := columnOf(line)
		if cell == "" || i == 0 && titled(cell) {
			continue
		}
		take(cell, fmt.Sprintf("Ligne %d\u202f: ", i+1))
	}
	if more > 0 {
		missing = append(missing, workflow.Missing{Field: "liste", Sentence: "Et " + civil.Plural(int64(more), "autre ligne", "autres lignes") + "."})
	}
	return all, missing, nil
}

// unfit says why a school cannot be invited; blank when it can.
func (a Appeal) unfit(s territory.School, uai territory.UAI, today civil.Date) string {
	switch {
	case s.UAI == "" || !a.Rules.Opens(s.Department):
		return fmt.Sprintf("aucune école ni aucun établissement de votre région, dans un département ouvert, n’a le numéro %s.", uai)
	case !s.OpenOn(today):
		return fmt.Sprintf("l’annuaire dit que %s, %s (%s) est fermé.", s.Name, s.Town, uai)
	}
	return ""
}

// Unchoose takes a school, or all when it is blank, off the list of a region.
func (c *Chapter) Unchoose(ctx context.Context, call access.Call, region string, school territory.UAI) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		a, err := c.launching(tx, call, region)
		if err != nil {
			return err
		}
		return dropChoices(tx, a.Rules.Code, a.Region, school)
	})
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
	a, err := c.launching(tx, call, in.Region)
	if err != nil {
		return done, err
	}
	choice, err := ChoiceOf(tx, a)
	if err != nil {
		return done, err
	}
	schools, missing, err := a.ready(tx, call, in, choice)
	if err != nil {
		return done, err
	}
	if len(missing) > 0 {
		return done, &workflow.Refusal{Act: ActLaunch, Reasons: missing}
	}
	round := db.NewID(call.At.Recorded.Time())
	if err := insertRound(tx, call, round, a, in.Launch); err != nil {
		return done, err
	}
	if in.Launch {
		if err := settleDue(tx, call.At, a.Due.ID, call.At.Today()); err != nil {
			return done, err
		}
	}
	if err := insertInvitations(tx, call, a, round, choice); err != nil {
		return done, err
	}
	if err := c.expectOf(tx, call, a, schools); err != nil {
		return done, err
	}
	if err := dropChoices(tx, a.Rules.Code, a.Region, ""); err != nil {
		return done, err
	}
	letters, err := a.letters(tx, call, round)
	if err != nil {
		return done, err
	}
	done = InvitedAll{int64(len(choice)), int64(len(schools)), int64(len(letters))}
	if err := call.Write(tx, ActLaunch, a.subject(), appealed{Launch: in.Launch, Schools: done.Schools, List: choice.digest()}); err != nil {
		return done, err
	}
	return done, postEach(tx, call.At, letters)
}

// appealed is what the journal keeps of a call: the digest is that of the UAIs invited.
type appealed struct {
	Launch  bool   `json:"launch,omitempty"`
	Schools int64  `json:"schools"`
	List    string `json:"list_sha256,omitempty"`
	Ended   Stand  `json:"ended,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

func (c Choice) digest() string {
	if len(c) == 0 {
		return ""
	}
	sum := sha256.New()
	for _, s := range c {
		fmt.Fprintln(sum, s.School)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// ready are the schools of a list that have begun nothing, or why the invitations do
// not leave.
func (a Appeal) ready(tx *db.Tx, call access.Call, in Inviting, choice Choice) (schools []territory.School, missing []workflow.Missing, err error) {
	say := func(sentence, law string) { missing = append(missing, workflow.Missing{Sentence: sentence, Law: law}) }
	today := call.At.Today()
	switch {
	case in.Campaign != a.Rules.Code:
		say("La campagne de cette page est close\u202f: revenez à l’appel de la campagne en cours.", "")
	case in.Launch && a.Launched():
		if a, err = a.WithLauncher(tx); err != nil {
			return nil, nil, err
		}
		say("L’appel à projets de la région est déjà lancé"+a.launchedWords()+".", "")
	case !in.Launch && !a.Launched():
		say("L’appel à projets de la région n’est pas encore lancé\u202f: lancez-le d’abord.", "§6")
	case in.Seal != choice.Seal():
		say("La liste des écoles à inviter a changé depuis que vous l’avez lue. Relisez-la, puis confirmez.", "")
	case !in.Launch && len(choice) == 0:
		say("La liste des écoles à inviter est vide.", "")
	case len(choice) > 0 && a.Over(today):
		missing = append(missing, a.overdue()...)
	}
	if len(missing) > 0 || len(choice) == 0 {
		return nil, missing, nil
	}
	known, err := territory.InRegion(tx, a.Region)
	if err != nil {
		return nil, nil, err
	}
	begun, err := begunIn(tx, a.Rules.Code, a.Region)
	for _, s := range choice {
		school := known[s.School]
		if why := a.unfit(school, s.School, today); why != "" {
			say(s.Name+", "+s.Town+"\u202f: "+why+" Retirez cette ligne de la liste.", "")
		}
		if !begun[s.School] {
			schools = append(schools, school)
		}
	}
	return schools, missing, err
}

// launchedWords says when the call was launched, and by whom.
func (a Appeal) launchedWords() string {
	if a.LaunchedOn.IsZero() {
		return ""
	}
	words := " depuis le " + a.LaunchedOn.French()
	if a.LaunchedBy != "" {
		words += ", par " + a.LaunchedBy
	}
	return words
}

// answerTask is what an invited school does.
const answerTask = "Commencer et transmettre la fiche du projet"

// expectOf opens what is due of each school; those that were granted a delay have
// their own day.
func (c *Chapter) expectOf(tx *db.Tx, call access.Call, a Appeal, schools []territory.School) error {
	if len(schools) == 0 {
		return nil
	}
	if err := expectEach(tx, call, a, schools); err != nil {
		return err
	}
	extended, err := extendedIn(tx, a)
	if err != nil || !extended {
		return err
	}
	return moveDues(tx, a.Rules, a.Sending.Milestone, a.Region)
}

// letters are written to those who answer for each school, one a school.
func (a Appeal) letters(tx *db.Tx, call access.Call, round db.ID) (all []mail.Letter, err error) {
	people, err := inviteesOf(tx, round, call.At.Today())
	for _, p := range people {
		body := fmt.Sprintf("Bonjour,\n\nLe comité de pilotage régional invite %s, %s, à répondre à son appel à projets «\u202fOuvrir l’École aux parents pour réussir l’intégration\u202f», %s.\n\nLa fiche du projet se transmet au plus tard le %s.\nSi votre école ou votre établissement ne participe pas, dites-le dans Préau, avec le motif.\n\nFait le %s.\nPréau\n",
			p.SchoolName, p.Town, a.Rules.Label, p.DueOn.FrenchLong(), call.At.Happened.French())
		all = append(all, mail.Letter{Person: p.Person, Address: p.Email, Title: "Appel à projets\u202f: votre école ou votre établissement est invité", Body: body, About: p.Subject})
	}
	return all, err
}

// Ending ends an invitation, with a reason.
type Ending struct {
	School territory.UAI
	Reason string
}

// Withdraw takes back the invitation of a school of a region. It refuses one that has
// ended, and one whose school has begun its file: what it proposes is then its own.
func (c *Chapter) Withdraw(ctx context.Context, call access.Call, region string, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error {
		a, err := c.launching(tx, call, region)
		if err != nil {
			return err
		}
		invited, err := InvitationIn(tx, a, in.School, call.At.Today())
		if err != nil {
			return err
		}
		reason, err := invited.end(ActLaunch, in.Reason)
		if err != nil {
			return err
		}
		subject, err := ended(tx, call, a.Rules, invited, StandWithdrawn, reason)
		if err != nil {
			return err
		}
		if err := tellWithdrawn(tx, call.At, in.School, reason); err != nil {
			return err
		}
		return call.Write(tx, ActLaunch, subject, appealed{Ended: StandWithdrawn, Reason: reason})
	})
}

// Decline says that a school takes no part, with a reason. It refuses a school that is
// not invited any more, and one that has begun its file, which is withdrawn instead.
func (c *Chapter) Decline(ctx context.Context, call access.Call, in Ending) error {
	return c.once(ctx, call, func(tx *db.Tx) error { return c.DeclineTx(tx, call, in) })
}

// DeclineTx is Decline in a transaction already begun.
func (c *Chapter) DeclineTx(tx *db.Tx, call access.Call, in Ending) error {
	if err := c.lockCurrent(tx); err != nil {
		return err
	}
	invited, rules, err := c.Invitation(tx, call.By, in.School, call.At.Today())
	if err != nil {
		return err
	}
	reason, err := invited.end(ActAnswer, in.Reason)
	if err != nil {
		return err
	}
	subject, err := ended(tx, call, rules, invited, StandDeclined, reason)
	if err != nil {
		return err
	}
	return call.Write(tx, ActAnswer, subject, appealed{Ended: StandDeclined, Reason: reason})
}

// Invitation is the invitation of a school for who answers for it, or ErrNotFound.
func (c *Chapter) Invitation(tx *db.Tx, by access.Actor, school territory.UAI, today civil.Date) (Invited, *Campaign, error) {
	rules, _, err := c.Current(tx)
	if err != nil {
		return Invited{}, nil, err
	}
	found, err := territory.Find(tx, school)
	if errors.Is(err, db.ErrNotFound) || err == nil && !by.Can(ActAnswer, found.Place()) {
		return Invited{}, nil, ErrNotFound
	} else if err != nil {
		return Invited{}, nil, err
	}
	invited, err := findInvitation(tx, rules, school, today)
	return invited, rules, err
}

// InvitationIn is the invitation of a school of the region of a call, or ErrNotFound.
func InvitationIn(tx *db.Tx, a Appeal, school territory.UAI, today civil.Date) (Invited, error) {
	invited, err := findInvitation(tx, a.Rules, school, today)
	if d, _ := territory.FindDepartment(invited.Department); err == nil && d.Region != a.Region {
		err = ErrNotFound
	}
	return invited, err
}

func findInvitation(tx *db.Tx, rules *Campaign, school territory.UAI, today civil.Date) (Invited, error) {
	invited, err := invitationOf(tx, rules.Code, school, today)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return invited, err
}

// end reads the reason of an end, and refuses what does not end any more.
func (i Invited) end(act access.Act, typed string) (string, error) {
	reason, missing := reasonOf(typed)
	switch {
	case i.HasFile:
		missing = workflow.Refuse(act, "", "La fiche du projet est commencée\u202f: c’est elle que l’école ou l’établissement retire.", "").Reasons
	case !i.Ends():
		missing = workflow.Refuse(act, "", "Cette invitation n’attend plus de réponse.", "").Reasons
	}
	if len(missing) > 0 {
		return "", &workflow.Refusal{Act: act, Reasons: missing}
	}
	return reason, nil
}

func ended(tx *db.Tx, call access.Call, rules *Campaign, i Invited, as Stand, reason string) (subject string, err error) {
	if err := endInvitation(tx, call, rules.Code, i.School, as, reason); err != nil {
		return "", err
	}
	m, _ := rules.Milestone(SendingMilestone)
	subject = rules.owedSubject(m, access.Place{School: string(i.School)})
	return subject, Drop(tx, call.At, subject)
}

// tellWithdrawn writes to a school that it is not invited any more.
func tellWithdrawn(tx *db.Tx, at civil.Moment, uai territory.UAI, reason string) error {
	school, err := territory.Find(tx, uai)
	if err != nil {
		return err
	}
	people, err := access.Holders(tx, access.SchoolLead, school.Place(), at.Today())
	if err != nil {
		return err
	}
	body := fmt.Sprintf("Bonjour,\n\nLe comité de pilotage régional retire son invitation à répondre à l’appel à projets\u202f: rien n’est attendu de %s, %s.\n\nMotif\u202f: %s\n\nFait le %s.\nPréau\n",
		school.Name, school.Town, reason, at.Happened.French())
	return post(tx, at, people, "Appel à projets\u202f: l’invitation est retirée", body)
}

// Answered drops what an invited school owed: it has begun its file, which is due in
// its place.
func Answered(tx *db.Tx, at civil.Moment, limits Limits) error {
	return DropOf(tx, at, limits, SendingMilestone)
}

// InvitedOf lists the schools that were invited in a region.
func InvitedOf(tx *db.Tx, a Appeal, q InvitedQuery, today civil.Date) ([]Invited, error) {
	return invitedOf(tx, a, q, today)
}

// InvitedBy counts the schools that were invited in a region, or in one department of
// it, by how far they are.
func InvitedBy(tx *db.Tx, a Appeal, department string, today civil.Date) (map[Stand]int64, error) {
	return countInvited(tx, a, department, today)
}

// LateRegion is how many invited schools of a region have sent nothing, their day being
// over, and the first of these days.
type LateRegion struct {
	Region  string
	Schools int64
	DueOn   civil.Date
}

// LateInvited counts the invited schools that are late, where an actor launches the call.
func LateInvited(tx *db.Tx, by access.Actor, campaign string, today civil.Date) ([]LateRegion, error) {
	if !by.May(ActLaunch) {
		return nil, nil
	}
	return lateByRegion(tx, by, campaign, today)
}
