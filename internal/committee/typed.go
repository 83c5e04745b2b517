package committee

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// The longest texts kept, in characters.
const (
	maxName   = 150
	maxReason = 2000
)

// TypedMember is a member as typed.
type TypedMember struct{ Name, Title, Quality, Academie, Login, From string }

// TypedDelegation is a delegation as typed; Member is the co-president's id.
type TypedDelegation struct {
	Member                                  db.ID
	Name, Title, Login, From, Until, Reason string
}

// TypedMeeting is a meeting as typed.
type TypedMeeting struct {
	Day, Time, Place string
	Milestone        string // which meeting of the calendar it is; blank: another one
}

// inOrder refuses an act with what is wrong, in the order of the fields of its form.
func inOrder(act access.Act, missing []workflow.Missing, fields ...string) error {
	if len(missing) == 0 {
		return nil
	}
	slices.SortStableFunc(missing, func(a, b workflow.Missing) int {
		return cmp.Compare(slices.Index(fields, a.Field), slices.Index(fields, b.Field))
	})
	return &workflow.Refusal{Act: act, Reasons: missing}
}

func wrong(field, sentence string) []workflow.Missing {
	return []workflow.Missing{{Field: field, Sentence: sentence}}
}

// line reads a short text that must be given, or not.
func line(field, typed, lacking string) (string, []workflow.Missing) {
	text := civil.CleanLine(typed)
	switch {
	case text == "" && lacking != "":
		return "", wrong(field, lacking)
	case utf8.RuneCountInString(text) > maxName:
		return "", wrong(field, fmt.Sprintf("Ce texte est trop long\u202f: %d caractères au plus.", maxName))
	}
	return text, nil
}

// reason reads a text that says why.
func reason(typed, lacking string) (string, []workflow.Missing) {
	text := civil.CleanText(typed)
	switch {
	case text == "":
		return "", wrong("motif", lacking)
	case utf8.RuneCountInString(text) > maxReason:
		return "", wrong("motif", "Ce texte est trop long\u202f: 2\u202f000 caractères au plus.")
	}
	return text, nil
}

// day reads a day that must be given.
func day(field, typed, lacking string) (civil.Date, []workflow.Missing) {
	if civil.CleanLine(typed) == "" {
		return civil.Date{}, wrong(field, lacking)
	}
	date, err := civil.ReadDate(typed)
	if err != nil {
		return civil.Date{}, wrong(field, err.Error())
	}
	return date, nil
}

func (t TypedMember) read(s Sitting) (m Member, missing []workflow.Missing) {
	var faults [3][]workflow.Missing
	m.Name, faults[0] = line("nom", t.Name, "Écrivez le nom du membre.")
	m.Title, faults[1] = line("fonction", t.Title, "")
	m.FromDay, faults[2] = day("depuis", t.From, "Indiquez depuis quand ce membre siège, par exemple 07/09/2009.")
	missing = slices.Concat(faults[:]...)
	m.Quality = Quality(t.Quality)
	if !slices.Contains(QualitiesOf(s.Committee), m.Quality) {
		return m, append(missing, wrong("qualite", "Choisissez la qualité du membre.")...)
	}
	if m.Quality == Recteur {
		m.Academie = t.Academie
		if !slices.Contains(s.Seats, m.Seat) {
			missing = append(missing, wrong("academie", "Choisissez l’académie du recteur ou de la rectrice.")...)
		}
	}
	return m, missing
}

// taken says why somebody cannot have the seat: a co-president's has one holder at
// a time, and a person sits once.
func (m Member) taken(s Sitting, person db.ID) (missing []workflow.Missing) {
	for _, other := range s.Members {
		over := !other.UntilDay.IsZero() && other.UntilDay.Before(m.FromDay)
		if over {
			continue
		}
		if person != 0 && other.Person == person {
			missing = append(missing, wrong("compte", other.Name+" siège déjà avec ce compte.")...)
		}
		if m.Seat == other.Seat && slices.Contains(s.Seats, m.Seat) {
			missing = append(missing, wrong("qualite", fmt.Sprintf("%s occupe ce siège. Indiquez d’abord son départ.", other.Name))...)
		}
	}
	return missing
}

func (t TypedDelegation) read(s Sitting) (d Delegation, missing []workflow.Missing) {
	var faults [5][]workflow.Missing
	d.Member = t.Member
	d.Name, faults[0] = line("nom", t.Name, "Écrivez le nom de la personne qui reçoit la délégation.")
	d.Title, faults[1] = line("fonction", t.Title, "")
	d.FromDay, faults[2] = day("depuis", t.From, "Indiquez à partir de quand la délégation vaut, par exemple 07/10/2009.")
	d.UntilDay, faults[3] = day("jusque", t.Until, "Indiquez jusqu’à quand la délégation vaut, par exemple 09/10/2009.")
	d.Reason, faults[4] = reason(t.Reason, "Écrivez pourquoi la délégation est donnée.")
	missing = slices.Concat(faults[:]...)
	if len(missing) == 0 && d.UntilDay.Before(d.FromDay) {
		missing = wrong("jusque", "La délégation ne peut pas finir avant de commencer.")
	}
	m, found := s.Member(t.Member)
	switch {
	case !found || !m.Presides(s.Committee):
		missing = append(missing, wrong("membre", "Choisissez qui donne délégation.")...)
	case len(missing) == 0 && !(m.On(d.FromDay) && m.On(d.UntilDay)):
		missing = append(missing, wrong("depuis", m.Name+" ne siège pas pendant toute cette période.")...)
	}
	return d, missing
}

func (t TypedMeeting) read(s Sitting) (m Meeting, missing []workflow.Missing) {
	var faults [3][]workflow.Missing
	m.HeldOn, faults[0] = day("jour", t.Day, "Indiquez le jour de la réunion, par exemple 07/10/2009.")
	m.StartsAt, faults[1] = line("heure", t.Time, "")
	m.Place, faults[2] = line("lieu", t.Place, "Écrivez où se tient la réunion.")
	missing = slices.Concat(faults[:]...)
	if m.Milestone = t.Milestone; m.Milestone != "" && !slices.ContainsFunc(Planned(s.Rules), func(p campaign.Milestone) bool { return s.National() && p.Key == m.Milestone }) {
		missing = append(missing, wrong("echeance", "Choisissez une des réunions du calendrier, ou aucune.")...)
	}
	if year := s.Rules.SchoolYear; len(faults[0]) == 0 && (m.HeldOn.Before(s.Rules.Text.Date) || m.HeldOn.After(year.To)) {
		missing = append(missing, wrong("jour", fmt.Sprintf("Choisissez un jour de la campagne, du %s au %s.", s.Rules.Text.Date.French(), year.To.French()))...)
	}
	return m, missing
}
