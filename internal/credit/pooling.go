package credit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// PoolingSchool is the « établissement mutualisateur » of an académie: the EPLE to which
// the payer gives all the credits (§4).
type PoolingSchool struct {
	ID         db.ID
	Campaign   string
	Academie   string
	Region     string
	School     string // its UAI
	Department string // that of the school
	SchoolName string
	Town       string
	Contact    string // who answers there
	Phone      string
	Email      string
	PersonName string // who named it
	HappenedAt civil.Instant
	ReceivedOn civil.Date // zero: the payer has not said so
	ReplacedAt civil.Instant
	Reason     string // why another took its place
}

// Current tells whether the school is the one of its académie.
func (p PoolingSchool) Current() bool { return p.ReplacedAt.IsZero() }

// At is where the school is.
func (p PoolingSchool) At() access.Place {
	return access.Place{School: p.School, Department: p.Department, Academie: p.Academie, Region: p.Region}
}

// Place is the académie that named it.
func (p PoolingSchool) Place() access.Place {
	return access.Place{Academie: p.Academie, Region: p.Region}
}

func poolingSubject(campaign, academie string) string { return "pooling:" + campaign + "/" + academie }

// poolingMilestone is the key of the milestone by which the payer receives the details (§6).
const poolingMilestone = "pooling_school"

// Naming names an « établissement mutualisateur ».
type Naming struct {
	Academie string
	School   string // its UAI, as it was typed
	Contact  string
	Phone    string
	Email    string
	Reason   string // to replace the one that is in place
}

// Name names the « établissement mutualisateur » of an académie, or puts it in the place
// of another, with a reason; the payer is told by letter, and the académie has to tell the
// new one what is notified (§4). It returns ErrNotFound out
// of reach, and refuses, with every reason, what is no EPLE of the académie, and a contact
// that cannot be reached.
func (c *Chapter) Name(ctx context.Context, call access.Call, in Naming) error {
	return c.act(ctx, call, func(tx *db.Tx) error { return c.NameTx(tx, call, in) })
}

// NameTx is Name in a transaction already begun.
func (c *Chapter) NameTx(tx *db.Tx, call access.Call, in Naming) error {
	place := academiePlace(in.Academie)
	if place.Academie == "" || !call.By.Can(ActName, place) {
		return ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return err
	}
	if err := tx.Lock("academie", "code", place.Academie); err != nil { // two at once: the second replaces the first
		return err
	}
	before, err := currentPooling(tx, rules.Code, place.Academie)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	school, missing, err := in.school(tx, place, call.At.Today())
	if err != nil {
		return err
	}
	p := PoolingSchool{ID: db.NewID(call.At.Recorded.Time()), Campaign: rules.Code, Academie: place.Academie, Region: place.Region, School: string(school.UAI), HappenedAt: call.At.Happened}
	missing = append(missing, in.contact(&p)...)
	reason := ""
	if before.ID != 0 {
		if reason, err = civil.ReadReason(in.Reason); err != nil {
			missing = append(missing, workflow.Missing{Field: "motif", Sentence: err.Error()})
		}
	}
	if len(missing) > 0 {
		return &workflow.Refusal{Act: ActName, Reasons: missing}
	}
	if before.ID != 0 {
		if err := replacePooling(tx, before.ID, call.At.Happened, reason); err != nil {
			return err
		}
	}
	if err := insertPooling(tx, p, school.Kind, call); err != nil {
		return err
	}
	if err := c.tellPayer(tx, call, rules, p, school, before); err != nil {
		return err
	}
	if err := informAnew(tx, call.At, rules.Code, place, before); err != nil {
		return err
	}
	return call.Write(tx, ActName, poolingSubject(p.Campaign, p.Academie), named{p.School, before.School, reason})
}

// informAnew has the académie tell its credits to a school that takes the place of
// another, when there are some to tell (§4).
func informAnew(tx *db.Tx, at civil.Moment, code string, place access.Place, before PoolingSchool) error {
	ceilings, err := notified(tx, code, place)
	if err != nil || before.ID == 0 || len(ceilings) == 0 {
		return err
	}
	return expectInforming(tx, at, code, place)
}

// named is what the journal keeps of it.
type named struct {
	School string `json:"school"`
	Before string `json:"before,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// school finds the school that was typed, and says what is wrong with it.
func (in Naming) school(tx *db.Tx, place access.Place, day civil.Date) (territory.School, []workflow.Missing, error) {
	wrong := func(sentence string) []workflow.Missing {
		return []workflow.Missing{{Field: "ecole", Sentence: sentence, Law: "§4"}}
	}
	uai, err := territory.ReadUAI(in.School)
	if err != nil {
		return territory.School{}, wrong(err.Error()), nil
	}
	school, err := territory.Find(tx, uai)
	switch {
	case errors.Is(err, db.ErrNotFound) || err == nil && !place.Contains(school.Place()):
		return territory.School{}, wrong("Aucun collège ni aucun lycée de votre académie ne porte ce numéro."), nil
	case err != nil:
		return territory.School{}, nil, err
	case school.Kind == territory.Ecole:
		return school, wrong("Une école n’a pas de personnalité juridique\u202f: elle ne peut pas recevoir les crédits. Choisissez un collège ou un lycée."), nil
	case !school.IsEPLE():
		return school, wrong("Un établissement privé n’est pas un établissement public local d’enseignement\u202f: choisissez-en un qui est public."), nil
	case !school.OpenOn(day):
		return school, wrong("L’annuaire dit que cet établissement est fermé."), nil
	}
	return school, nil, nil
}

// contact reads who answers in the school, and says what is missing.
func (in Naming) contact(p *PoolingSchool) (missing []workflow.Missing) {
	p.Contact, p.Phone = civil.CleanLine(in.Contact), civil.CleanLine(in.Phone)
	email, err := civil.ReadEmail(in.Email)
	p.Email = email
	add := func(field, sentence string) {
		missing = append(missing, workflow.Missing{Field: field, Sentence: sentence})
	}
	if p.Contact == "" {
		add("contact", "Indiquez qui répond dans l’établissement.")
	}
	if p.Phone == "" && p.Email == "" && err == nil {
		add("telephone", "Indiquez un téléphone ou un courriel\u202f: l’Acsé doit pouvoir joindre l’établissement.")
	}
	if err != nil {
		add("courriel", err.Error())
	}
	for _, typed := range []struct{ field, text string }{{"contact", p.Contact}, {"telephone", p.Phone}, {"courriel", p.Email}} {
		if len([]rune(typed.text)) > 200 {
			add(typed.field, "Ce texte est trop long\u202f: 200 caractères au plus.")
		}
	}
	return missing
}

// tellPayer writes the details to the payer, and opens the receipt of those of a school
// that replaces one already received.
func (c *Chapter) tellPayer(tx *db.Tx, call access.Call, rules *campaign.Campaign, p PoolingSchool, school territory.School, before PoolingSchool) error {
	subject := poolingSubject(p.Campaign, p.Academie)
	body := "L’" + territory.PlaceName(p.Place()) + " a désigné son établissement mutualisateur\u202f: " + school.Name + ", " + school.Town + " (" + p.School + ").\n" +
		"Contact\u202f: " + p.Contact + ", " + strings.Trim(p.Phone+", "+p.Email, ", ") + ".\n"
	if before.ID != 0 {
		body += "Il prend la place de " + before.SchoolName + ", " + before.Town + ".\n"
	}
	body += "Accusez-en réception dans Préau, page «\u202fCrédits\u202f», onglet «\u202fÉtablissements mutualisateurs\u202f».\n"
	if err := write(tx, call.At, access.NationalPayer, p.Place(), subject, "établissement mutualisateur désigné", body); err != nil {
		return err
	}
	if err := campaign.Drop(tx, call.At, subject); err != nil {
		return err
	}
	if before.ID == 0 || before.ReceivedOn.IsZero() {
		return nil // the milestone of the calendar waits for it
	}
	return campaign.Expect(tx, call.At, campaign.Due{Campaign: p.Campaign, Act: ActReceive, Task: "Accuser réception des coordonnées du nouvel établissement mutualisateur",
		Role: access.NationalPayer, Place: p.Place(), Subject: subject, DueOn: call.At.Today().Add(daysToInform)})
}

// Receiving says that the payer has received the details of a pooling school.
type Receiving struct {
	Academie string
	On       civil.Date // the day it was received
}

// Receive acknowledges the details of the « établissement mutualisateur » of an académie:
// what the calendar waited for is received on that day (§4, §6). What is received already
// stays as it is. It refuses a day that is to come, one before the circular, and an
// académie that has named no school.
func (c *Chapter) Receive(ctx context.Context, call access.Call, in Receiving) error {
	return c.act(ctx, call, func(tx *db.Tx) error { return c.ReceiveTx(tx, call, in) })
}

// ReceiveTx is Receive in a transaction already begun.
func (c *Chapter) ReceiveTx(tx *db.Tx, call access.Call, in Receiving) error {
	place := academiePlace(in.Academie)
	if place.Academie == "" || !call.By.Can(ActReceive, place) {
		return ErrNotFound
	}
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return err
	}
	if err := tx.Lock("academie", "code", place.Academie); err != nil {
		return err
	}
	p, err := currentPooling(tx, rules.Code, place.Academie)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return workflow.Refuse(ActReceive, "", "Cette académie n’a pas encore désigné son établissement mutualisateur.", "§4")
	case err != nil:
		return err
	case !p.ReceivedOn.IsZero():
		return nil
	case in.On.IsZero():
		return workflow.Refuse(ActReceive, "jour", "Indiquez le jour.", "")
	case in.On.After(call.At.Today()):
		return workflow.Refuse(ActReceive, "jour", "Ce jour n’est pas encore venu.", "")
	case in.On.Before(rules.Text.Date):
		return workflow.Refuse(ActReceive, "jour", fmt.Sprintf("Ce jour est avant la circulaire (%s).", rules.Text.Date.French()), "")
	}
	if err := receivePooling(tx, p.ID, in.On, call.By.Person.ID); err != nil {
		return err
	}
	if err := c.settleReceipt(tx, call, rules, place, in.On); err != nil {
		return err
	}
	subject := poolingSubject(p.Campaign, p.Academie)
	body := "L’Acsé a reçu le " + in.On.FrenchLong() + " les coordonnées de votre établissement mutualisateur\u202f: " + p.SchoolName + ", " + p.Town + " (" + p.School + ").\nCe message vaut accusé de réception.\n"
	if err := write(tx, call.At, access.AcademieManager, p.Place(), subject, "coordonnées reçues par l’Acsé", body); err != nil {
		return err
	}
	return call.Write(tx, ActReceive, subject, received{p.School, in.On})
}

// received is what the journal keeps of it.
type received struct {
	School string     `json:"school"`
	On     civil.Date `json:"on"`
}

// settleReceipt settles what the calendar, or a replacement, waited for.
func (c *Chapter) settleReceipt(tx *db.Tx, call access.Call, rules *campaign.Campaign, place access.Place, on civil.Date) error {
	if err := campaign.Settle(tx, call.At, poolingSubject(rules.Code, place.Academie)); err != nil {
		return err
	}
	owed, _, err := campaign.OwedOf(tx, call.By, campaign.OwedQuery{Campaign: rules.Code, Milestone: poolingMilestone, In: place, Max: 1}, call.At.Today())
	if err != nil || len(owed) == 0 {
		return err
	}
	return c.campaigns.DeclareTx(tx, call, campaign.Declaring{Due: owed[0].ID, On: on})
}

// PoolingLimit is until when the payer receives the details of an académie; ok is false
// when the campaign sets no day.
func PoolingLimit(tx *db.Tx, rules *campaign.Campaign, academie string) (limit campaign.Limit, ok bool, err error) {
	limits, err := campaign.LimitsAt(tx, rules, academiePlace(academie))
	if err != nil {
		return limit, false, err
	}
	limit, ok = limits.Of(poolingMilestone)
	return limit, ok, nil
}

// academiesOf are the académies where a person may do an act, in the order of the
// departments.
func academiesOf(by access.Actor, act access.Act) (all []access.Place) {
	if !by.May(act) {
		return nil
	}
	for _, d := range territory.Departments() {
		if at := (access.Place{Academie: d.Academie, Region: d.Region}); by.Can(act, at) && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

// academiePlace is where an académie lies; the zero place when there is none.
func academiePlace(code string) access.Place {
	for _, d := range territory.Departments() {
		if d.Academie == code {
			return access.Place{Academie: code, Region: d.Region}
		}
	}
	return access.Place{}
}
