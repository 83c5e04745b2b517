package project

import (
	"fmt"
	"slices"
	"time"

	"preau/internal/civil"
	"preau/internal/form"
)

// checks are the rules over several answers (R6), by the name that the sheets
// give them (campaign.Checks). Each says what is wrong and how to mend it; the
// sheet says its paragraph and whether it blocks.
var checks = map[string]func(filling, form.Check) []form.Finding{
	"slots_on_weekdays":    filling.slotsOnWeekdays,
	"slots_reach_hours":    filling.slotsReachHours,
	"slots_are_apart":      filling.slotsAreApart,
	"rooms_are_free":       filling.roomsAreFree,
	"lessons_are_usual":    filling.lessonsAreUsual,
	"hours_are_usual":      filling.hoursAreUsual,
	"first_rank_or_reason": filling.firstRankOrReason,
	"trainers_cover_hours": filling.trainersCoverHours,
	"amount_is_asked":      filling.amountIsAsked,
	"pay_covers_hours":     filling.payCoversHours,
}

// findings are everything to look at in the sheet.
func (f filling) findings() []form.Finding {
	return f.sheet.Findings(f.values, func(check form.Check) []form.Finding { return checks[check.Name](f, check) })
}

// found is what a check has to say of a field, at its own level.
func found(check form.Check, field, sentence string, args ...any) form.Finding {
	return form.Finding{Level: check.Level, Field: field, Law: string(check.Law), Sentence: fmt.Sprintf(sentence, args...)}
}

// slotsOnWeekdays: lessons are given in the week; on a Saturday, with a reason
// (§2.2).
func (f filling) slotsOnWeekdays(check form.Check) (all []form.Finding) {
	for _, l := range f.lessons(check) {
		field, slot := l.field, l.slot
		reason := f.values[form.RowKey(check.About, field.Row)+"."+check.Reason]
		switch group := field.Heading(f.values); {
		case slot.Day == time.Sunday:
			all = append(all, found(check, field.Key, "%s\u202f: un cours a lieu le dimanche. Les cours ont lieu en semaine\u202f: choisissez un autre jour.", group))
		case slot.Day == time.Saturday && reason == "":
			all = append(all, found(check, field.Key, "%s\u202f: un cours a lieu le samedi. Choisissez un jour de la semaine, ou dites pourquoi le samedi convient mieux.", group))
		case slot.Day == time.Saturday:
			warning := found(check, field.Key, "%s\u202f: un cours a lieu le samedi. Le comité lira vos raisons.", group)
			warning.Level = form.Warning
			all = append(all, warning)
		}
	}
	return all
}

// What is so unusual that it is rather a slip. The circular says none of it
// (docs/ecarts.md).
const (
	longestAdvised = civil.Minutes(4 * 60) // a lesson that we advise to give
	longestLesson  = civil.Minutes(6 * 60)
	earliestLesson = civil.Minutes(7 * 60)
	latestLesson   = civil.Minutes(22 * 60)
	timesTooMany   = 2 // above so many times the hours that are needed
)

// slotsReachHours: the lessons really give the hours planned before the end of
// the school year (§2.2). Nothing is said where a check tells that the day, or the
// hours planned, are wrong.
func (f filling) slotsReachHours(check form.Check) (all []form.Finding) {
	for _, row := range f.values.Rows(check.About) {
		within := form.RowKey(check.About, row) + "."
		t, known := f.timetable(within)
		planned, asked := f.sheet.Sum("hours_planned", f.values, within)
		slots := f.slotFields(within)
		unread := slices.ContainsFunc(slots, func(slot form.Field) bool { _, bad := form.Unread(f.values[slot.Key]); return bad })
		sunday := slices.ContainsFunc(f.slots(within), func(slot form.TimeSlot) bool { return slot.Day == time.Sunday })
		if !known || !asked || unread || sunday || f.tooManyHours(planned) || int64(t.total) >= planned {
			continue
		}
		first := slots[0]
		all = append(all, found(check, first.Key, "%s\u202f: ces cours donnent %s d’ici au %s, vacances et jours fériés retirés, pour %s prévues. %s",
			first.Heading(f.values), t.total.French(), f.rules.SchoolYear.To.French(), civil.Minutes(planned).French(), t.mend(planned)))
	}
	return all
}

// mend says how much longer the lessons should be, to five minutes, as long as they
// stay such as people can follow.
func (t timetable) mend(planned int64) string {
	if t.lessons == 0 {
		return "Avancez le premier cours."
	}
	lacking := planned - int64(t.total)
	longer := civil.Minutes((lacking + 5*t.lessons - 1) / (5 * t.lessons) * 5)
	if t.longest+longer > longestAdvised {
		return "Ajoutez un cours dans la semaine, ou vérifiez le nombre d’heures."
	}
	return fmt.Sprintf("Allongez chaque cours de %s, ou ajoutez un cours dans la semaine.", longer.French())
}

// slotsAreApart: a group is in one lesson at a time (§2.2).
func (f filling) slotsAreApart(check form.Check) (all []form.Finding) {
	lessons := f.lessons(check)
	said := map[string]bool{}
	for i, l := range lessons {
		if day := l.field.Row + l.slot.DayName(); !said[day] && slices.ContainsFunc(lessons[:i], func(other lesson) bool {
			return other.field.Row == l.field.Row && other.slot.Overlaps(l.slot)
		}) {
			said[day] = true
			all = append(all, found(check, l.field.Key, "%s\u202f: deux cours se chevauchent le %s. Changez les heures de l’un d’eux.",
				l.field.Heading(f.values), l.slot.DayName()))
		}
	}
	return all
}

// roomsAreFree: two groups are not in one room at the same time. Of a group, one
// other is named.
func (f filling) roomsAreFree(check form.Check) (all []form.Finding) {
	lessons := f.lessons(check)
	room := func(l lesson) string {
		return civil.Fold(f.values[form.RowKey(check.About, l.field.Row)+"."+check.With])
	}
	said := map[string]bool{}
	for i, l := range lessons {
		at := slices.IndexFunc(lessons[:i], func(other lesson) bool {
			return other.field.Row != l.field.Row && other.slot.Overlaps(l.slot) && room(l) != "" && room(other) == room(l)
		})
		if at < 0 || said[l.field.Row] {
			continue
		}
		said[l.field.Row] = true
		all = append(all, found(check, l.field.Key, "%s et %s\u202f: dans la même salle au même moment, le %s. Vérifiez la salle ou les heures.",
			lessons[at].field.Heading(f.values), l.field.Named(f.values), l.slot.DayName()))
	}
	return all
}

// lessonsAreUsual: a lesson that nobody could follow is a slip.
func (f filling) lessonsAreUsual(check form.Check) (all []form.Finding) {
	for _, l := range f.lessons(check) {
		why := ""
		switch {
		case l.slot.Length() > longestLesson:
			why = "dure plus de " + longestLesson.French()
		case l.slot.From < earliestLesson:
			why = "commence avant " + earliestLesson.French()
		case l.slot.To > latestLesson:
			why = "finit après " + latestLesson.French()
		default:
			continue
		}
		all = append(all, found(check, l.field.Key, "%s\u202f: le cours du %s, %s. Vérifiez ses heures.", l.field.Heading(f.values), l.slot.French(), why))
	}
	return all
}

// hoursAreUsual: many more hours than the rule asks for are rather a slip.
func (f filling) hoursAreUsual(check form.Check) (all []form.Finding) {
	for field := range f.sheet.Feeding("hours_planned", f.values, "") {
		if planned, reads := form.Number(f.values[field.Key]); reads && f.tooManyHours(planned) {
			all = append(all, found(check, field.Key, "%s\u202f: %s de cours dans l’année, c’est plus de deux fois %s. Vouliez-vous écrire %d\u202f?",
				field.Heading(f.values), civil.Minutes(planned).French(), civil.Minutes(f.rules.Hours.Value*60).French(), f.rules.Hours.Value))
		}
	}
	return all
}

func (f filling) tooManyHours(planned int64) bool {
	return planned > timesTooMany*f.rules.Hours.Value*60
}

// A lesson is a slot that can be read, and where it is written.
type lesson struct {
	field form.Field
	slot  form.TimeSlot
}

func (f filling) lessons(check form.Check) (all []lesson) {
	for _, field := range f.fieldsOf(check.About) {
		if slot, reads := form.ReadSlot(f.values[field.Key]); field.Question.Kind == form.Slot && reads {
			all = append(all, lesson{field, slot})
		}
	}
	return all
}

// firstRankOrReason: teachers, and staff of approved associations or of OFII
// providers, come first (§2.2).
func (f filling) firstRankOrReason(check form.Check) []form.Finding {
	ranks := map[string]int64{}
	for _, kind := range f.rules.TrainerKinds {
		ranks[kind.Key] = kind.Rank
	}
	first := ""
	for _, field := range f.fieldsOf(check.About) {
		rank, known := ranks[f.values[field.Key]]
		if field.Question.Kind != form.Choice || !known {
			continue
		}
		if rank == 1 {
			return nil
		}
		if first == "" {
			first = field.Key
		}
	}
	if first == "" || f.values[check.Reason] != "" {
		return nil
	}
	return []form.Finding{found(check, check.Reason, "Les enseignants et les personnels d’associations agréées ou prestataires de l’OFII passent en premier. "+
		"Faites appel à l’un d’eux, ou dites pourquoi ce n’est pas possible.")}
}

// trainersCoverHours: the trainers together give the hours of all groups (§2.2). Two
// may be in one lesson: more is no mistake, many times more is.
func (f filling) trainersCoverHours(check form.Check) []form.Finding {
	given, some := f.sheet.Sum("trainer_hours", f.values, "")
	planned, asked := f.sheet.Sum("hours_planned", f.values, "")
	if !some || !asked || given >= planned && given <= timesTooMany*planned {
		return nil
	}
	mend := "Ajoutez des heures ou un intervenant."
	if given > planned {
		mend = "Vérifiez ces heures."
	}
	return []form.Finding{found(check, check.About, "Les intervenants donnent %s en tout, pour %s prévues dans les groupes. %s",
		civil.Minutes(given).French(), civil.Minutes(planned).French(), mend)}
}

// amountIsAsked: a project that asks for nothing is not one to finance (§4).
func (f filling) amountIsAsked(check form.Check) []form.Finding {
	if asked, known := f.sheet.Sum("amount_asked", f.values, ""); !known || asked > 0 {
		return nil
	}
	for field := range f.sheet.Feeding("amount_asked", f.values, "") {
		return []form.Finding{found(check, field.Key, "Le montant demandé est de 0\u00a0€. Indiquez au moins la rémunération des intervenants.")}
	}
	return nil
}

// payCoversHours: what is planned for pay covers the hours at the rate of the
// day they start, charges aside (§4, decree 2005-909).
func (f filling) payCoversHours(check form.Check) []form.Finding {
	cents, reads := form.Number(f.values[check.About])
	planned, asked := f.sheet.Sum("hours_planned", f.values, "")
	due := f.rules.PayOf(civil.Minutes(planned), f.rules.LatestStart.Value)
	if !reads || !asked || civil.Cents(cents) >= due {
		return nil
	}
	return []form.Finding{found(check, check.About, "%s ne suffisent pas à payer %s de cours\u202f: il faut au moins %s, hors charges. "+
		"Relevez ce montant, ou dites au comité qui paie le reste.", civil.Cents(cents).French(), civil.Minutes(planned).French(), due.French())}
}

// fieldsOf are the fields of a question that are asked.
func (f filling) fieldsOf(key string) []form.Field {
	q, _ := f.sheet.Question(key)
	return q.Fields(f.values)
}
