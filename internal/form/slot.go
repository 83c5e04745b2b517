package form

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"preau/internal/civil"
)

// A TimeSlot is a time of the week, « créneau »: « mardi, de 14 h à 16 h ».
type TimeSlot struct {
	Day      time.Weekday
	From, To civil.Minutes // since midnight
}

// Length is how long the slot lasts.
func (s TimeSlot) Length() civil.Minutes { return s.To - s.From }

// Overlaps tells whether two slots have a moment in common.
func (s TimeSlot) Overlaps(other TimeSlot) bool {
	return s.Day == other.Day && s.From < other.To && other.From < s.To
}

// DayName is the day of the slot: « mardi ».
func (s TimeSlot) DayName() string { return weekdays[s.Day] }

var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// slotParts part the three controls of a time slot, as they are sent together.
const slotParts = "|"

// JoinSlot is the typed text of a time slot from its three controls; "" when all
// are blank.
func JoinSlot(day, from, to string) string {
	if civil.CleanLine(day+from+to) == "" {
		return ""
	}
	return day + slotParts + from + slotParts + to
}

// SplitSlot is what stands in the three controls for a value that is kept, read
// or not.
func SplitSlot(value string) (day, from, to string) {
	if typed, bad := Unread(value); bad {
		parts := append(strings.Split(typed, slotParts), "", "")
		return parts[0], parts[1], parts[2]
	}
	slot, ok := ReadSlot(value)
	if !ok {
		return "", "", ""
	}
	return weekdays[slot.Day], clock(slot.From), clock(slot.To)
}

// ReadSlot reads a time slot that is kept, written as String does and in no other way.
func ReadSlot(canonical string) (slot TimeSlot, ok bool) {
	var day, h1, m1, h2, m2 int
	if n, err := fmt.Sscanf(canonical, "%d %d:%d-%d:%d", &day, &h1, &m1, &h2, &m2); n != 5 || err != nil || day < 1 || day > 7 {
		return TimeSlot{}, false
	}
	slot = TimeSlot{time.Weekday(day % 7), civil.Minutes(h1*60 + m1), civil.Minutes(h2*60 + m2)}
	if slot.From < 0 || slot.To > 24*60 || slot.String() != canonical {
		return TimeSlot{}, false
	}
	return slot, true
}

// String is the slot as it is kept: Monday is 1, Sunday 7.
func (s TimeSlot) String() string {
	return fmt.Sprintf("%d %02d:%02d-%02d:%02d", (int(s.Day)+6)%7+1, s.From/60, s.From%60, s.To/60, s.To%60)
}

// French is the slot as it is read.
func (s TimeSlot) French() string {
	return weekdays[s.Day] + ", de " + clock(s.From) + " à " + clock(s.To)
}

// clock is a time of day; midnight, which is no duration, has its own words.
func clock(m civil.Minutes) string {
	if m < 60 {
		return fmt.Sprintf("0\u00a0h\u00a0%02d", m)
	}
	return m.French()
}

// freeSlot is a slot typed as one text: mardi de 14 h à 16 h, mardi 14h-16h.
var freeSlot = regexp.MustCompile(`^(\pL+)[ ,]+(?:de )?(.+?) ?(?:à|a|-|–) ?(.+)$`)

func parseSlot(typed string) (string, error) {
	parts := strings.Split(typed, slotParts)
	if len(parts) != 3 {
		parts = freeSlot.FindStringSubmatch(civil.CleanLine(typed))
		if parts == nil {
			return "", civil.Fault("Indiquez le jour, l’heure de début et l’heure de fin.")
		}
		parts = parts[1:]
	}
	slot := TimeSlot{Day: -1}
	for i, name := range weekdays {
		if civil.Fold(parts[0]) == name {
			slot.Day = time.Weekday(i)
		}
	}
	if slot.Day < 0 {
		return "", civil.Fault("Indiquez le jour de la semaine.")
	}
	var err error
	if slot.From, err = readClock(parts[1], "Indiquez l’heure de début, par exemple 14\u00a0h."); err != nil {
		return "", err
	}
	if slot.To, err = readClock(parts[2], "Indiquez l’heure de fin, par exemple 16\u00a0h."); err != nil {
		return "", err
	}
	if slot.To <= slot.From {
		return "", civil.Fault("L’heure de fin doit être après l’heure de début.")
	}
	return slot.String(), nil
}

func readClock(typed, blank string) (civil.Minutes, error) {
	if civil.CleanLine(typed) == "" {
		return 0, civil.Fault(blank)
	}
	m, err := civil.ReadMinutes(typed)
	if err != nil || m >= 24*60 {
		return 0, civil.Fault("Écrivez les heures sous la forme «\u202f14\u00a0h\u202f» ou «\u202f14\u00a0h\u00a030\u202f».")
	}
	return m, nil
}

func formatSlot(canonical string) string {
	if slot, ok := ReadSlot(canonical); ok {
		return slot.French()
	}
	return canonical
}
