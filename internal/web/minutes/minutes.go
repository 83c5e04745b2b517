// Package minutes is the « relevé de décisions » of a committee's meeting (R8, R9): what
// was decided of each file, by whom, and who approved it. It puts package committee,
// whose things on the agenda are opaque, together with package project, for the pages of
// both.
package minutes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/workflow"
)

// Minutes are those of a meeting, as they are now.
type Minutes struct {
	committee.Gathering
	Lines      []Line
	Nation     *Nation // of the committee of the nation, instead of Lines
	Digest     string  // of what is approved: SHA-256
	Signatures []committee.Signature
}

// A Line is a file of the agenda, in the order of the ranking.
type Line struct {
	project.Decided
	Rank    int64 // zero: none
	Mean    int64 // in hundredths of a point
	Scorers int64
	Kept    []committee.Interest
	Total   civil.Cents // asked down to here, of the files that have a rank
}

// uncounted are the decisions after which a file asks for nothing.
var uncounted = map[workflow.Act]bool{project.ActDiscard: true, project.ActWithdraw: true}

// Of puts the minutes of a meeting together.
func Of(tx *db.Tx, g committee.Gathering, today civil.Date) (m Minutes, err error) {
	if m, err = composed(tx, g); err != nil {
		return m, err
	}
	m.Signatures = g.Signatures(m.Digest, today)
	return m, nil
}

// DigestOf is the digest of the minutes of a meeting.
func DigestOf(tx *db.Tx, g committee.Gathering) (string, error) {
	m, err := composed(tx, g)
	return m.Digest, err
}

func composed(tx *db.Tx, g committee.Gathering) (m Minutes, err error) {
	m.Gathering = g
	if g.National() {
		if err := m.composeNation(tx); err != nil {
			return m, err
		}
		m.Digest, err = m.digest()
		return m, err
	}
	var numbers []string
	later := map[string]civil.Date{}
	for _, item := range g.Items {
		if number, is := strings.CutPrefix(item.Subject, "project:"); is {
			numbers, later[number] = append(numbers, number), item.Again
		}
	}
	decided, err := project.DecidedOf(tx, g.Campaign, g.Region, numbers, g.Meeting.HeldOn, g.Meeting.ClosedAt, later)
	if err != nil {
		return m, err
	}
	var total civil.Cents
	for _, item := range g.Items {
		d, known := decided[strings.TrimPrefix(item.Subject, "project:")]
		if !known {
			continue
		}
		l := Line{Decided: d, Rank: item.Rank}
		if l.Mean, l.Scorers = g.MeanOf(item.Subject); l.Rank > 0 && !uncounted[cmp.Or(d.Act, d.Earlier)] {
			total += d.AskedCents
		}
		l.Total = total
		for _, i := range g.Interests {
			if i.Subject == item.Subject {
				l.Kept = append(l.Kept, i)
			}
		}
		m.Lines = append(m.Lines, l)
	}
	m.Digest, err = m.digest()
	return m, err
}

// The sealed structs are what the co-presidents approve, in a form that never
// changes: neither names, which are elsewhere, nor what was notified since.
type sealed struct {
	Committee, Day, Time, Place string
	There                       []sealedPresence
	Files                       []sealedFile
}

type sealedPresence struct {
	Member, Delegation db.ID
	Presence           committee.Presence
}

type sealedFile struct {
	Number                string
	Rank, Mean, Scorers   int64
	Asked                 civil.Cents
	Decision              workflow.Act
	Reason, Until, Opined string
	KeptOut               []sealedInterest
	After                 int64 `json:",omitempty"` // what comes back to an earlier text is approved again
}

type sealedInterest struct {
	Member db.ID
	Reason string
}

func (m Minutes) sealedPresence() (all []sealedPresence) {
	for _, one := range m.There {
		all = append(all, sealedPresence{one.ID, one.Delegation, one.Presence})
	}
	return all
}

func (m Minutes) digest() (string, error) {
	if m.Nation != nil {
		return digestOf(m.sealNation())
	}
	return digestOf(m.seal())
}

func digestOf[T sealed | sealedNation](what T) (string, error) {
	text, err := json.Marshal(what)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

func (m Minutes) seal() sealed {
	s := sealed{Committee: m.Subject(), Day: m.Meeting.HeldOn.String(), Time: m.Meeting.StartsAt, Place: m.Meeting.Place, There: m.sealedPresence()}
	for _, l := range m.Lines {
		f := sealedFile{Number: l.Number, Rank: l.Rank, Mean: l.Mean, Scorers: l.Scorers, Asked: l.AskedCents, Decision: l.Act, Reason: l.Reason, Opined: l.Opinion, After: l.After}
		if !l.Until.IsZero() {
			f.Until = l.Until.String()
		}
		for _, i := range l.Kept {
			f.KeptOut = append(f.KeptOut, sealedInterest{i.Member, i.Reason})
		}
		s.Files = append(s.Files, f)
	}
	return s
}

// Approved tells whether the decisions are no longer « proposées ».
func (m Minutes) Approved() bool { return m.Meeting.Closed() && committee.AllApproved(m.Signatures) }

// Changed tells whether somebody approved minutes that have changed since.
func (m Minutes) Changed() bool {
	for _, s := range m.Signatures {
		if s.Stale {
			return true
		}
	}
	return false
}

// Signed tells whether the minutes, as they are, are approved for a seat.
func (m Minutes) Signed(seat committee.Seat) bool {
	for _, s := range m.Signatures {
		if s.Seat == seat && s.Done {
			return true
		}
	}
	return false
}

// Standing says how far the approval of the decisions is, in a word or two.
func (m Minutes) Standing() string {
	if m.Approved() {
		return "Décisions approuvées"
	}
	return "Décisions proposées"
}

// StandingWords say the same in a sentence.
func (m Minutes) StandingWords() string {
	switch {
	case m.Approved():
		return m.members().approved
	case !m.Meeting.Closed():
		return "La réunion n’est pas close\u202f: le relevé n’est qu’un projet, et peut encore changer."
	case m.Changed():
		return "Le relevé a changé depuis une approbation\u202f: il est à approuver de nouveau. Jusque-là, les décisions sont proposées."
	}
	return "Les décisions restent proposées tant que " + m.members().each + ", ou la personne qui a sa délégation, n’a pas approuvé le relevé."
}

// memberWords are those who approve, as the minutes call them.
type memberWords struct{ title, seat, each, approved string }

func (m Minutes) members() memberWords {
	if m.National() {
		return memberWords{"Approbation des membres", "Membre", "chacun des deux ministères et l’Acsé", "Les deux ministères et l’Acsé ont approuvé le relevé."}
	}
	return memberWords{"Approbation des coprésidents", "Coprésidence", "chaque coprésident", "Tous les coprésidents ont approuvé le relevé."}
}

// SigningTitle is the title of the approvals, and SeatTitle that of their first column.
func (m Minutes) SigningTitle() string { return m.members().title }
func (m Minutes) SeatTitle() string    { return m.members().seat }

// Waiting are the seats whose approval is still to come, in words.
func (m Minutes) Waiting() (all []string) {
	for _, s := range m.Signatures {
		switch words := s.Label(); {
		case s.Done:
		case s.Stale:
			all = append(all, words+"\u202f: a changé depuis, à approuver de nouveau")
		case s.Holder == "":
			all = append(all, words+"\u202f: personne n’occupe ce siège")
		default:
			all = append(all, words+"\u202f: "+s.Holder)
		}
	}
	return all
}

var decisions = map[workflow.Act]string{project.ActPreselect: "Présélectionné", project.ActReserve: "En liste complémentaire",
	project.ActReturn: "Retourné à l’école pour complément", project.ActDiscard: "Écarté", project.ActWithdraw: "Retiré par l’école", "": "Pas de décision à cette réunion"}

// Decision is what was decided of the file, in words.
func (l Line) Decision() string { return decisions[l.Act] + l.untilWords() }

func (l Line) untilWords() string {
	if l.Until.IsZero() || l.Act != project.ActReturn {
		return ""
	}
	return ", au plus tard le " + l.Until.French()
}

// DecisionWords are Decision with its day.
func (l Line) DecisionWords() string {
	if earlier := l.EarlierWords(); earlier != "" {
		return l.Decision() + " (auparavant\u202f: " + strings.ToLower(earlier) + ")"
	}
	if l.Act == "" {
		return l.Decision()
	}
	return decisions[l.Act] + " le " + l.At.Date().French() + l.untilWords()
}

// EarlierWords are what was decided before the meeting, which did not decide again.
func (l Line) EarlierWords() string {
	if l.Act != "" || l.Earlier == "" {
		return ""
	}
	return decisions[l.Earlier] + " le " + l.EarlierOn.French()
}

// MeanWords are the mean of the scores, and of how many members.
func (l Line) MeanWords() string {
	if l.Scorers == 0 {
		return "Non noté"
	}
	return MeanWords(l.Mean)
}

// MeanWords are a mean in hundredths of a point: « 3,25 sur 4 ».
func MeanWords(hundredths int64) string {
	return fmt.Sprintf("%d,%02d sur %d", hundredths/100, hundredths%100, committee.MaxPoints)
}

// RankWords are its rank.
func (l Line) RankWords() string { return RankWords(l.Rank) }

// RankWords are a rank; zero: none.
func RankWords(rank int64) string {
	if rank == 0 {
		return "Sans rang"
	}
	return civil.FrenchCount(rank)
}

// SchoolWords say which school, and where.
func (l Line) SchoolWords() string { return l.School + ", " + l.Town + " (" + l.Department + ")" }

// A Sum is how many files had a decision, and what they ask for.
type Sum struct {
	Decision string
	Files    int64
	Cents    civil.Cents
}

// Sums add up the files by decision.
func (m Minutes) Sums() (all []Sum) {
	for _, act := range []workflow.Act{project.ActPreselect, project.ActReserve, project.ActReturn, project.ActDiscard, project.ActWithdraw, ""} {
		sum := Sum{Decision: decisions[act]}
		for _, l := range m.Lines {
			if l.Act == act {
				sum.Files, sum.Cents = sum.Files+1, sum.Cents+l.AskedCents
			}
		}
		if sum.Files > 0 {
			all = append(all, sum)
		}
	}
	return all
}

// Presence is whether a member was there, in words.
func Presence(m committee.Member) string {
	switch m.Presence {
	case committee.Present:
		return "Présent"
	case committee.Represented:
		return "Représenté par " + m.Delegate
	case committee.Excused:
		return "Excusé"
	}
	return "Non pointé"
}

// QuorumWords say whether the meeting could decide.
func (m Minutes) QuorumWords() string {
	q := m.Quorum()
	words := "Atteint"
	if !q.Reached() {
		words = "Non atteint"
	}
	words += ". " + q.Words(m.Meeting.Closed())
	if len(q.Lacking) > 0 {
		words += " " + strings.Join(committee.Labels(q.Lacking), "\u202f; ") + "."
	}
	return words
}

// Seal is the digest as people compare it: by groups.
func (m Minutes) Seal() string { return inGroups(m.Digest) }

func inGroups(digest string) string {
	var b strings.Builder
	for i := 0; i < len(digest); i += 8 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(digest[i:min(i+8, len(digest))])
	}
	return b.String()
}
