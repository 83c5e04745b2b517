package minutes

import (
	"slices"
	"strings"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/web/page"
	"preau/internal/workflow"
)

// Nation is what the minutes of a meeting of the committee of the nation say of its
// files (§3.2).
type Nation struct {
	Files   []project.Verdict // by number
	Regions []RegionSum       // that have sent some, by name
	Total   RegionSum
}

// A RegionSum is what the files of a region come to.
type RegionSum struct {
	Region, Name                                              string
	Files, Validated, Refused, SentBack, Withdrawn, Undecided int64
	Sent                                                      int64       // files that its schools have sent to the region
	Asked                                                     civil.Cents // by these
	Proposed                                                  civil.Cents // by the region
	Granted                                                   civil.Cents
}

// composeNation reads what the meeting had before it. What the schools ask their region
// for is told beside, and is no part of what is approved.
func (m *Minutes) composeNation(tx *db.Tx) error {
	all, err := project.VerdictsOf(tx, m.Campaign)
	if err != nil {
		return err
	}
	asked, err := project.AskedByRegion(tx, m.Campaign)
	if err != nil {
		return err
	}
	m.Nation = nationOf(windowOf(all, m.Meeting), asked)
	return nil
}

// windowOf are the files that a meeting had before it: the first of the year has what was
// decided before it too.
func windowOf(all project.Verdicts, meeting committee.Meeting) []project.Verdict {
	from := meeting.HeldOn
	if meeting.HeldBefore.IsZero() {
		from = civil.Date{}
	}
	return all.At(from, meeting.HeldAfter, meeting.ClosedAt)
}

func nationOf(files []project.Verdict, asked []project.Tally) *Nation {
	n := &Nation{Files: files, Total: RegionSum{Name: "Toutes les régions"}}
	for _, v := range files {
		i := slices.IndexFunc(n.Regions, func(s RegionSum) bool { return s.Region == v.Region })
		if i < 0 {
			i, n.Regions = len(n.Regions), append(n.Regions, RegionSum{Region: v.Region, Name: committee.RegionName(v.Region)})
		}
		n.Regions[i].count(v)
		n.Total.count(v)
	}
	for i := range n.Regions {
		for _, t := range asked {
			if t.Region == n.Regions[i].Region {
				n.Regions[i].Sent, n.Regions[i].Asked = t.Files, t.Asked
				n.Total.Sent, n.Total.Asked = n.Total.Sent+t.Files, n.Total.Asked+t.Asked
			}
		}
	}
	slices.SortFunc(n.Regions, func(a, b RegionSum) int { return strings.Compare(civil.SortKey(a.Name), civil.SortKey(b.Name)) })
	return n
}

func (s *RegionSum) count(v project.Verdict) {
	s.Files++
	if v.Act == project.ActWithdraw {
		s.Withdrawn++
		return
	}
	s.Proposed += v.AskedCents
	switch v.Act {
	case project.ActValidate:
		s.Validated++
		s.Granted += *v.GrantedCents
	case project.ActRefuse:
		s.Refused++
	case project.ActSendBack:
		s.SentBack++
	default:
		s.Undecided++
	}
}

// Of are the files of a region, by number.
func (n Nation) Of(region string) (all []project.Verdict) {
	for _, v := range n.Files {
		if v.Region == region {
			all = append(all, v)
		}
	}
	return all
}

// Motivated are the files that were not given all that they ask for: each with its reason.
func (n Nation) Motivated() []project.Verdict {
	return slices.DeleteFunc(slices.Clone(n.Files), func(v project.Verdict) bool {
		return v.Act != project.ActRefuse && v.Act != project.ActSendBack && !v.Lowered()
	})
}

// VerdictWords are what was decided of a file.
func VerdictWords(v project.Verdict) string {
	switch {
	case v.Lowered():
		return "Validé, pour moins que la demande"
	case v.Act == "":
		return "Pas de décision à cette réunion"
	}
	return map[workflow.Act]string{project.ActValidate: "Validé", project.ActRefuse: "Refusé", project.ActSendBack: "Renvoyé à la région",
		project.ActWithdraw: "Retiré par l’école"}[v.Act]
}

// VerdictOn are VerdictWords with its day.
func VerdictOn(v project.Verdict) string {
	if v.Act == "" {
		return VerdictWords(v)
	}
	return VerdictWords(v) + ", le " + v.At.Date().French()
}

// VerdictSchool says which school, and where.
func VerdictSchool(v project.Verdict) string {
	return v.School + ", " + v.Town + " (" + v.Department + ")"
}

// MilestoneWords say which meeting of the calendar it is (§6); blank: another one.
func MilestoneWords(rules *campaign.Campaign, meeting committee.Meeting) string {
	m, known := rules.Milestone(meeting.Milestone)
	if !known {
		return ""
	}
	words := m.Label + ", au plus tard le " + m.Date.French()
	if meeting.HeldOn.After(m.Date) {
		words += "\u202f; cette date est dépassée"
	}
	return page.Cited(words+".", string(m.Law))
}

// The sealedNation structs are what the members of the committee of the nation approve, in
// a form that never changes.
type sealedNation struct {
	Committee, Day, Time, Place string
	There                       []sealedPresence
	Files                       []sealedVerdict
	Points                      []sealedPoint
}

type sealedVerdict struct {
	Number   string
	Asked    civil.Cents
	Decision workflow.Act
	Granted  civil.Cents
	Reason   string
	KeptOut  []sealedInterest
}

type sealedPoint struct{ Title, Text, Decision, Rule string }

func (m Minutes) sealNation() sealedNation {
	s := sealedNation{Committee: m.Subject(), Day: m.Meeting.HeldOn.String(), Time: m.Meeting.StartsAt, Place: m.Meeting.Place, There: m.sealedPresence()}
	for _, v := range m.Nation.Files {
		f := sealedVerdict{Number: v.Number, Asked: v.AskedCents, Decision: v.Act, Reason: v.Reason}
		if v.GrantedCents != nil {
			f.Granted = *v.GrantedCents
		}
		for _, i := range m.InterestsIn(v.Number) {
			f.KeptOut = append(f.KeptOut, sealedInterest{i.Member, i.Reason})
		}
		s.Files = append(s.Files, f)
	}
	for _, p := range m.Points {
		s.Points = append(s.Points, sealedPoint{p.Title, p.Text, p.Decision, p.Rule})
	}
	return s
}

// InterestsIn are those declared about the file of a number.
func (m Minutes) InterestsIn(number string) (all []committee.Interest) {
	for _, i := range m.Interests {
		if i.Subject == "project:"+number {
			all = append(all, i)
		}
	}
	return all
}

// Declared are the interests declared about the files of the minutes.
func (m Minutes) Declared() (all []Declared) {
	if m.Nation == nil {
		for _, l := range m.Lines {
			for _, i := range l.Kept {
				all = append(all, Declared{l.Number, i})
			}
		}
		return all
	}
	for _, v := range m.Nation.Files {
		for _, i := range m.InterestsIn(v.Number) {
			all = append(all, Declared{v.Number, i})
		}
	}
	return all
}

// Declared is an interest with the number of the file.
type Declared struct {
	Number string
	committee.Interest
}

// A Lack is what is missing before some decisions of the nation can be told: the minutes
// of a meeting are not approved. On is zero when the committee has held none.
type Lack struct {
	On  civil.Date
	Why workflow.Missing
}

// Lacking says what is missing before some decisions of the nation can be told: the
// meetings that took them are closed, and their minutes approved by every member (R9).
func Lacking(tx *db.Tx, campaign string, numbers []string, today civil.Date, committees *committee.Chapter) (missing []Lack, err error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	all, err := project.VerdictsOf(tx, campaign)
	if err != nil {
		return nil, err
	}
	meetings, err := committees.NationalMeetings(tx, campaign, today)
	if err != nil {
		return nil, err
	}
	if len(meetings) == 0 {
		return []Lack{lack(civil.Date{}, "Le comité de pilotage national ne s’est pas encore réuni\u202f: ses décisions restent proposées.")}, nil
	}
	days := all.DecidedOn(numbers)
	for i, meeting := range meetings {
		if !slices.ContainsFunc(days, func(day civil.Date) bool { return belongs(day, meeting, i == 0) }) {
			continue
		}
		why, err := unapproved(tx, committees, campaign, all, meeting, today)
		if err != nil {
			return nil, err
		}
		if why != "" {
			missing = append(missing, lack(meeting.HeldOn, why))
		}
	}
	return missing, nil
}

// belongs tells whether what was decided on a day is in the minutes of a meeting.
func belongs(day civil.Date, meeting committee.Meeting, first bool) bool {
	return (first || !day.Before(meeting.HeldOn)) && (meeting.HeldAfter.IsZero() || day.Before(meeting.HeldAfter))
}

// unapproved says why the minutes of a meeting are not approved; blank: they are.
func unapproved(tx *db.Tx, committees *committee.Chapter, campaign string, all project.Verdicts, meeting committee.Meeting, today civil.Date) (string, error) {
	name := "Réunion du " + meeting.HeldOn.French()
	if !meeting.Closed() {
		return name + "\u202f: elle n’est pas close, et son relevé de décisions ne s’approuve qu’ensuite.", nil
	}
	g, err := committees.OfNation(tx, campaign, meeting)
	if err != nil {
		return "", err
	}
	m := Minutes{Gathering: g, Nation: &Nation{Files: windowOf(all, g.Meeting)}}
	if m.Digest, err = m.digest(); err != nil {
		return "", err
	}
	m.Signatures = g.Signatures(m.Digest, today)
	if m.Approved() {
		return "", nil
	}
	return name + ", relevé de décisions encore à approuver. " + strings.Join(m.Waiting(), "\u202f; ") + ".", nil
}

func lack(on civil.Date, sentence string) Lack {
	return Lack{on, workflow.Missing{Sentence: sentence, Law: "§3.2"}}
}
