package committee

import (
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

// Committee is a « comité de pilotage »: that of a region (§3.1), or that of the
// nation, whose region is blank (§3.2). The ID is zero as long as nothing was
// written about it.
type Committee struct {
	ID       db.ID
	Campaign string
	Region   string
}

// Place is where the committee lies.
func (c Committee) Place() access.Place { return access.Place{Region: c.Region} }

// National tells whether it is that of the nation.
func (c Committee) National() bool { return c.Region == "" }

// Name is the committee on the screen.
func (c Committee) Name() string {
	if c.National() {
		return "Comité de pilotage national"
	}
	return "Comité de pilotage régional, " + RegionName(c.Region)
}

// RegionName is the name of the region of a code.
func RegionName(code string) string {
	return strings.TrimPrefix(territory.PlaceName(access.Place{Region: code}), "région ")
}

// Regions are the regions that a campaign opens, each with its committee, in the
// order of the departments.
func Regions(rules *campaign.Campaign) (codes []string) {
	for _, code := range rules.Departments.Value {
		if d, known := territory.FindDepartment(code); known && !slices.Contains(codes, d.Region) {
			codes = append(codes, d.Region)
		}
	}
	return codes
}

// Quality is as what a member sits, « qualité ».
type Quality string

const (
	Prefet      Quality = "prefet"
	Recteur     Quality = "recteur"
	Ministry    Quality = "education"
	Immigration Quality = "immigration"
	Acse        Quality = "acse"
	OFII        Quality = "ofii"
	Inspection  Quality = "inspection"
	Prefecture  Quality = "prefecture"
	Casnav      Quality = "casnav"
	Association Quality = "association"
	Other       Quality = "other"
)

// qualities says what each is called, and which committee it presides: the
// regional one is presided jointly by the préfet and the recteurs (§3.1); the
// national one is made of two ministries and the Acsé (§3.2), each of which
// counts as a president does.
var qualities = []struct {
	quality          Quality
	label            string
	presides, nation bool // presides: in a region; nation: in the national committee
}{
	{Prefet, "Préfet ou préfète de région", true, false},
	{Recteur, "Recteur ou rectrice", true, false},
	{Ministry, "Ministère de l’éducation nationale", false, true},
	{Immigration, "Ministère chargé de l’immigration et de l’intégration", false, true},
	{Acse, "Acsé", false, true},
	{OFII, "OFII", false, false},
	{Inspection, "Inspection académique", false, false},
	{Prefecture, "Préfecture de département", false, false},
	{Casnav, "CASNAV", false, false},
	{Association, "Association", false, false},
	{Other, "Autre", false, false},
}

// QualitiesOf lists as what one may sit in a committee.
func QualitiesOf(c Committee) (all []Quality) {
	for _, q := range qualities {
		if !(c.National() && q.presides) {
			all = append(all, q.quality)
		}
	}
	return all
}

// Label is the quality on the screen.
func (q Quality) Label() string {
	for _, known := range qualities {
		if known.quality == q {
			return known.label
		}
	}
	return string(q)
}

func (q Quality) presides(national bool) bool {
	for _, known := range qualities {
		if known.quality == q {
			return national && known.nation || !national && known.presides
		}
	}
	return false
}

// A Seat is a place of co-president: the committee is not whole without the one
// who holds it.
type Seat struct {
	Quality  Quality
	Academie string // of a recteur
}

// SeatsOf are the seats of the co-presidents: the préfet de région and the
// recteur of each académie of the region where the campaign opens a department
// (§3.1: three in Île-de-France, two in Provence-Alpes-Côte d'Azur).
func SeatsOf(c Committee, rules *campaign.Campaign) (seats []Seat) {
	if c.National() {
		return []Seat{{Quality: Ministry}, {Quality: Immigration}, {Quality: Acse}}
	}
	seats = []Seat{{Quality: Prefet}}
	for _, code := range rules.Departments.Value {
		d, _ := territory.FindDepartment(code)
		if seat := (Seat{Recteur, d.Academie}); d.Region == c.Region && !slices.Contains(seats, seat) {
			seats = append(seats, seat)
		}
	}
	return seats
}

// Label is the seat on the screen.
func (s Seat) Label() string {
	if s.Academie == "" {
		return s.Quality.Label()
	}
	return s.Quality.Label() + ", " + territory.PlaceName(access.Place{Academie: s.Academie})
}

// Member is who sits in a committee, from a day until another, its last; none
// while they sit. Person is their account, zero when they have none.
type Member struct {
	ID        db.ID
	Committee db.ID
	Name      string
	Title     string // « préfet de la région d’Île-de-France »
	Seat
	Person   db.ID
	Login    string
	FromDay  civil.Date
	UntilDay civil.Date

	// Of one meeting: blank when nothing was said yet.
	Presence   Presence
	Delegation db.ID
	Delegate   string
	Stand      db.ID // the account of the delegate; zero when they have none
}

// On tells whether the member sits on a day.
func (m Member) On(day civil.Date) bool {
	return !m.FromDay.After(day) && (m.UntilDay.IsZero() || !m.UntilDay.Before(day))
}

// Presides tells whether the member is a co-president.
func (m Member) Presides(c Committee) bool { return m.Quality.presides(c.National()) }

// There tells whether the member is at the meeting, or somebody for them.
func (m Member) There() bool { return m.Presence == Present || m.Presence == Represented }

// Presence is whether a member is at a meeting.
type Presence string

const (
	Present     Presence = "present"
	Represented Presence = "represented" // a co-president, by a delegate
	Excused     Presence = "excused"
)

// Delegation is a « délégation »: who stands for a co-president, when and why.
type Delegation struct {
	ID         db.ID
	Member     db.ID
	MemberName string
	Name       string
	Title      string
	Person     db.ID // the account of who receives it; zero when they have none
	FromDay    civil.Date
	UntilDay   civil.Date
	Reason     string
}

// On tells whether the delegation holds on a day.
func (d Delegation) On(day civil.Date) bool {
	return !d.FromDay.After(day) && !d.UntilDay.Before(day)
}

// Meeting is a « réunion » of a committee.
type Meeting struct {
	ID        db.ID
	Committee db.ID
	HeldOn    civil.Date
	// When the committee has met last before, and meets next: zero when it does not.
	HeldBefore civil.Date
	HeldAfter  civil.Date
	Milestone  string // which meeting of the campaign's calendar it is; blank: another one
	StartsAt   string // « 14 h 30 », as it was typed
	Place      string
	Revision   int64 // of the order of its files
	RankedBy   string
	RankedAt   civil.Instant
	ClosedAt   civil.Instant
	Items      int64 // how many things are on its agenda
}

// Closed tells whether the meeting has ended: nothing of it changes any more.
func (m Meeting) Closed() bool { return !m.ClosedAt.IsZero() }

// Quorum is what makes a meeting able to decide. The circular says nothing of it:
// see docs/ecarts.md.
type Quorum struct {
	Lacking []Seat // of co-presidents who are neither there nor represented
	Present int64  // members who are there, or represented
	Needed  int64  // half of the members, at least
	Members int64
}

// Reached tells whether the meeting may decide.
func (q Quorum) Reached() bool { return len(q.Lacking) == 0 && q.Members > 0 && q.Present >= q.Needed }

// QuorumOf counts those who are at a meeting among the members of its day: every
// co-president, or a delegate, and half of the members.
func QuorumOf(seats []Seat, members []Member) Quorum {
	q := Quorum{Members: int64(len(members)), Needed: int64(len(members)+1) / 2}
	held := map[Seat]bool{}
	for _, m := range members {
		if m.There() {
			q.Present++
			held[m.Seat] = true
		}
	}
	for _, seat := range seats {
		if !held[seat] {
			q.Lacking = append(q.Lacking, seat)
		}
	}
	return q
}

// Words count who is at the meeting, or was once it is over. What lacks, when something
// does, is to follow.
func (q Quorum) Words(over bool) string {
	needs, enough, lacks := "il en faut ", "Le nombre y est", " manque"
	if over {
		needs, enough, lacks = "il en fallait ", "Le nombre y était", " manquait"
	}
	lacks += ", en personne ou par délégation\u202f:"
	words := civil.Plural(q.Present, "membre présent ou représenté", "membres présents ou représentés") + " sur " + civil.FrenchCount(q.Members)
	switch {
	case q.Members == 0:
		words = "Le comité n’a pas de membre ce jour-là."
	case q.Present >= q.Needed && len(q.Lacking) > 0:
		return enough + " (" + words + "), mais il" + lacks
	default:
		words += "\u202f; " + needs + civil.FrenchCount(q.Needed) + "."
	}
	if len(q.Lacking) > 0 {
		words += " Il" + lacks
	}
	return words
}

// Labels are seats on the screen.
func Labels(seats []Seat) (all []string) {
	for _, s := range seats {
		all = append(all, s.Label())
	}
	return all
}

// Vacant are the seats that nobody holds.
func Vacant(seats []Seat, members []Member) []Seat {
	return slices.DeleteFunc(slices.Clone(seats), func(s Seat) bool {
		return slices.ContainsFunc(members, func(m Member) bool { return m.Seat == s })
	})
}

// Interest is a « conflit d’intérêts » that a member declared about a thing on the
// agenda: they are kept out of it.
type Interest struct {
	Subject    string
	Member     db.ID
	MemberName string
	Reason     string
}
