package committee

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/once"
	"preau/internal/workflow"
)

// ErrNotFound says that there is no such committee or meeting for this person: it
// does not exist, or it is out of their reach, and they cannot tell which.
var ErrNotFound = errors.New("committee: not found")

// Chapter is the committees kept in a database.
type Chapter struct {
	db        *db.DB
	campaigns *campaign.Chapter
}

// New builds the chapter.
func New(d *db.DB, campaigns *campaign.Chapter) *Chapter { return &Chapter{d, campaigns} }

// Sitting is a committee with all that is known of it.
type Sitting struct {
	Committee
	Rules       *campaign.Campaign
	Seats       []Seat
	Members     []Member // who sit, or sat
	Delegations []Delegation
	Meetings    []Meeting
}

// Now are the members who sit on a day.
func (s Sitting) Now(day civil.Date) []Member { return membersOn(s.Members, day) }

func membersOn(members []Member, day civil.Date) []Member {
	return slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return !m.On(day) })
}

// Read returns the committee of a region in the current campaign, that of the
// nation when the region is blank, or ErrNotFound out of reach, and for a region
// where the campaign opens no department.
func (c *Chapter) Read(tx *db.Tx, by access.Actor, region string, day civil.Date) (Sitting, error) {
	s, err := c.found(tx, region)
	if err != nil {
		return Sitting{}, err
	}
	if s.Members, err = membersOf(tx, s.ID); err != nil {
		return Sitting{}, err
	}
	if s.Delegations, err = delegationsOf(tx, s.ID); err != nil {
		return Sitting{}, err
	}
	if !mayRead(by, s.Committee, s.Now(day)) && !s.stands(by, day) {
		return Sitting{}, ErrNotFound
	}
	s.Meetings, err = meetingsOf(tx, s.ID)
	return s, err
}

// find is what is known of a committee without asking for its row.
func (c *Chapter) find(tx *db.Tx, region string) (Sitting, error) {
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return Sitting{}, err
	}
	if region != "" && !slices.Contains(Regions(rules), region) {
		return Sitting{}, ErrNotFound
	}
	s := Sitting{Committee: Committee{Campaign: rules.Code, Region: region}, Rules: rules}
	s.Seats = SeatsOf(s.Committee, rules)
	return s, nil
}

// found is find with the id of the committee.
func (c *Chapter) found(tx *db.Tx, region string) (Sitting, error) {
	s, err := c.find(tx, region)
	if err == nil {
		s.ID, err = idOf(tx, s.Campaign, region)
	}
	return s, err
}

// mayRead tells whether an actor reads a committee: by their role, or because
// they sit in it.
func mayRead(by access.Actor, c Committee, members []Member) bool {
	return c.readable(by) && (!seated[by.Role] || slices.ContainsFunc(members, func(m Member) bool { return m.Person == by.Person.ID }))
}

// stands tells whether an actor stands for a co-president on a day; the delegations must
// have been read.
func (s Sitting) stands(by access.Actor, day civil.Date) bool {
	return s.readable(by) && slices.ContainsFunc(s.Delegations, func(d Delegation) bool { return d.Person != 0 && d.Person == by.Person.ID && d.On(day) })
}

// Readable lists the regions of the committees that an actor reads; "" is that of
// the nation.
func (c *Chapter) Readable(tx *db.Tx, by access.Actor, day civil.Date) (regions []string, err error) {
	rules, _, err := c.campaigns.Current(tx)
	if err != nil {
		return nil, err
	}
	sits, err := seatsOf(tx, by.Person.ID, day)
	if err != nil {
		return nil, err
	}
	for _, region := range append([]string{""}, Regions(rules)...) {
		if (Committee{Region: region}).readable(by) && (!seated[by.Role] || slices.Contains(sits, region)) {
			regions = append(regions, region)
		}
	}
	return regions, nil
}

// Reads tells whether Readable lists anything: the actor's role reads committees, and, for
// some, they sit in one.
func Reads(tx *db.Tx, by access.Actor, day civil.Date) (bool, error) {
	if !seated[by.Role] {
		return by.May(ActRead), nil
	}
	sits, err := seatsOf(tx, by.Person.ID, day)
	return slices.ContainsFunc(sits, func(region string) bool { return (Committee{Region: region}).readable(by) }), err
}

// take is a committee that an actor may change, for this transaction alone. Its
// row is made when there is none.
func (c *Chapter) take(tx *db.Tx, call access.Call, region string) (Sitting, error) {
	s, err := c.find(tx, region)
	if err != nil {
		return Sitting{}, err
	}
	if !s.MayManage(call.By) {
		return Sitting{}, ErrNotFound
	}
	if s.ID, err = takeCommittee(tx, s.Committee, call.At); err != nil {
		return Sitting{}, err
	}
	s.Members, err = membersOf(tx, s.ID)
	return s, err
}

// change is what the journal keeps of an act on a committee.
type change struct {
	Did      string    `json:"did"`
	Member   db.ID     `json:"member,omitempty"`
	Name     string    `json:"name,omitempty"`
	Day      string    `json:"day,omitempty"`
	Until    string    `json:"until,omitempty"`
	Subjects []string  `json:"subjects,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	There    []present `json:"there,omitempty"`
	Points   []scored  `json:"points,omitempty"`
	Ranks    []ranked  `json:"ranks,omitempty"`
	Digest   string    `json:"digest,omitempty"`
	Point    db.ID     `json:"point,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Rule     string    `json:"rule,omitempty"`
}

// About tells whether what the journal keeps of an act on a committee says something of
// its meeting of a day: that day is named, or none is.
func About(detail string, on civil.Date) bool {
	var what change
	err := json.Unmarshal([]byte(detail), &what)
	return err != nil || what.Day == "" || what.Day == on.String()
}

type scored struct {
	Criterion string `json:"criterion"`
	Points    int64  `json:"points"`
}

type ranked struct {
	Subject string `json:"subject"`
	Rank    int64  `json:"rank"`
}

type present struct {
	Member   db.ID    `json:"member"`
	Presence Presence `json:"presence"`
}

func (c Committee) write(tx *db.Tx, call access.Call, act access.Act, what change) error {
	return call.Write(tx, act, c.Subject(), what)
}

// Subject names the committee in the journal.
func (c Committee) Subject() string {
	if c.National() {
		return "committee:" + c.Campaign
	}
	return "committee:" + c.Campaign + "/" + c.Region
}

// onceID runs do once for a call, with a new id, and returns that of the first time.
func onceID(tx *db.Tx, call access.Call, do func(db.ID) error) (db.ID, error) {
	text, err := once.Do(tx, call.Key, call.At.Recorded, func() (string, error) {
		id := db.NewID(call.At.Recorded.Time())
		return idText(id), do(id)
	})
	if err != nil {
		return 0, err
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return db.ID(id), err
}

func idText(id db.ID) string { return strconv.FormatInt(int64(id), 10) }

// managed runs an act on a committee that the caller may change, once.
func (c *Chapter) managed(ctx context.Context, call access.Call, region string, do func(*db.Tx, Sitting, db.ID) error) (id db.ID, err error) {
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		id, err = c.managedTx(tx, call, region, do)
		return err
	})
	return id, err
}

func (c *Chapter) managedTx(tx *db.Tx, call access.Call, region string, do func(*db.Tx, Sitting, db.ID) error) (db.ID, error) {
	s, err := c.take(tx, call, region)
	if err != nil {
		return 0, err
	}
	return onceID(tx, call, func(id db.ID) error { return do(tx, s, id) })
}

// AddMember gives somebody a seat from a day on.
func (c *Chapter) AddMember(ctx context.Context, call access.Call, region string, typed TypedMember) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := c.AddMemberTx(tx, call, region, typed)
		return err
	})
}

// AddMemberTx is AddMember in a transaction already begun, and returns the member's id.
func (c *Chapter) AddMemberTx(tx *db.Tx, call access.Call, region string, typed TypedMember) (db.ID, error) {
	return c.managedTx(tx, call, region, func(tx *db.Tx, s Sitting, id db.ID) error {
		m, missing := typed.read(s)
		person, fault, err := account(tx, typed.Login)
		if err != nil {
			return err
		}
		missing = append(missing, fault...)
		missing = append(missing, m.taken(s, person)...)
		closed, err := lastClosed(tx, s.ID)
		if err != nil {
			return err
		}
		if !m.FromDay.IsZero() && !m.FromDay.After(closed) {
			missing = append(missing, sat("depuis", closed)...)
		}
		if err := inOrder(s.managing(), missing, "nom", "fonction", "qualite", "academie", "compte", "depuis"); err != nil {
			return err
		}
		m.ID, m.Committee, m.Person = id, s.ID, person
		if err := insertMember(tx, m, call.At); err != nil {
			return err
		}
		return s.write(tx, call, s.managing(), change{Did: "add", Member: id, Name: m.Name, Day: m.FromDay.String()})
	})
}

// account is the person of a login; a blank one is nobody.
func account(tx *db.Tx, login string) (db.ID, []workflow.Missing, error) {
	if login = civil.CleanLine(login); login == "" {
		return 0, nil, nil
	}
	person, err := access.ByLogin(tx, login)
	if errors.Is(err, access.ErrNotFound) {
		return 0, wrong("compte", "Aucun compte ne porte cet identifiant. Laissez ce champ vide pour un membre sans compte."), nil
	}
	return person.ID, nil, err
}

// Leave ends a seat: the day is its last.
func (c *Chapter) Leave(ctx context.Context, call access.Call, region string, member db.ID, typed string) error {
	_, err := c.managed(ctx, call, region, func(tx *db.Tx, s Sitting, _ db.ID) error {
		m, found := s.Member(member)
		if !found {
			return ErrNotFound
		}
		until, missing := day("jusque", typed, "Indiquez le dernier jour de ce membre au comité, par exemple 07/10/2009.")
		closed, err := lastClosed(tx, s.ID)
		if err != nil {
			return err
		}
		switch {
		case len(missing) == 0 && m.UntilDay.IsZero() && !until.Before(m.FromDay) && until.Before(closed) && !m.FromDay.After(closed):
			missing = sat("jusque", closed)
		case !m.UntilDay.IsZero():
			missing = wrong("jusque", "Ce membre a déjà quitté le comité, le "+m.UntilDay.French()+".")
		case len(missing) == 0 && until.Before(m.FromDay):
			missing = wrong("jusque", "Le dernier jour ne peut pas précéder l’entrée au comité, le "+m.FromDay.French()+".")
		}
		if len(missing) > 0 {
			return &workflow.Refusal{Act: s.managing(), Reasons: missing}
		}
		if err := endMember(tx, member, until); err != nil {
			return err
		}
		return s.write(tx, call, s.managing(), change{Did: "leave", Member: member, Day: until.String()})
	})
	return err
}

// sat refuses a day that would change who sat at a meeting that is closed.
func sat(field string, closed civil.Date) []workflow.Missing {
	return wrong(field, "La réunion du "+closed.French()+" est close\u202f: ceux qui y siégeaient ne changent plus. Donnez une autre date.")
}

// Member finds who sits, or sat.
func (s Sitting) Member(id db.ID) (Member, bool) {
	i := slices.IndexFunc(s.Members, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return Member{}, false
	}
	return s.Members[i], true
}

// Delegate records who stands for a co-president, when and why.
func (c *Chapter) Delegate(ctx context.Context, call access.Call, region string, typed TypedDelegation) error {
	return c.db.Write(ctx, func(tx *db.Tx) error {
		_, err := c.DelegateTx(tx, call, region, typed)
		return err
	})
}

// DelegateTx is Delegate in a transaction already begun.
func (c *Chapter) DelegateTx(tx *db.Tx, call access.Call, region string, typed TypedDelegation) (db.ID, error) {
	return c.managedTx(tx, call, region, func(tx *db.Tx, s Sitting, id db.ID) error {
		d, missing := typed.read(s)
		person, fault, err := account(tx, typed.Login)
		if err != nil {
			return err
		}
		if err := inOrder(s.managing(), append(missing, fault...), "membre", "nom", "fonction", "compte", "depuis", "jusque", "motif"); err != nil {
			return err
		}
		d.ID = id
		if err := insertDelegation(tx, d, person, call); err != nil {
			return err
		}
		return s.write(tx, call, s.managing(), change{Did: "delegate", Member: d.Member, Name: d.Name, Day: d.FromDay.String(), Until: d.UntilDay.String(), Reason: d.Reason})
	})
}
