package exchange

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
)

// morning is when the day's letters are written, Paris time.
const morning = 7 * time.Hour

// chunk is how many persons one transaction writes to: the others wait for it.
const chunk = 200

// Progress is told after each chunk: how many persons were looked at, of how many.
type Progress func(done, of int64)

// Digests writes to each person, once a day, what they are reminded of: what is
// new, what comes in seven days, tomorrow, today, and what is late since a day,
// then since each week. Who has nothing to be reminded of gets no letter; who has
// 350 late files gets one. It returns how many letters were written.
//
// It may be run twice, by two nodes at once, and again after it was stopped: the
// database keeps who was written to, and of what.
func (c *Chapter) Digests(ctx context.Context, at civil.Moment, tell Progress) (written int64, err error) {
	if at.Happened.Before(at.Today().Start().Add(morning)) {
		return 0, nil
	}
	var people []db.ID
	if err := c.db.Read(ctx, func(tx *db.Tx) (err error) {
		people, err = unwritten(tx, at.Today())
		return err
	}); err != nil {
		return 0, err
	}
	done := int64(0)
	for some := range slices.Chunk(people, chunk) {
		if err := c.db.Write(ctx, func(tx *db.Tx) error {
			n, err := digestsOf(tx, at, some)
			written += n
			return err
		}); err != nil {
			return written, err
		}
		if done += int64(len(some)); tell != nil {
			tell(done, int64(len(people)))
		}
	}
	return written, nil
}

// A reminder is one thing that a person is reminded of, and why.
type reminder struct {
	Person  db.ID
	Email   string
	Due     db.ID
	Subject string
	Task    string
	DueOn   civil.Date
	New     bool // opened since the day before
	kind    string
}

// kindOf is why a Due is told on a day; blank: it is not. The key of a reminder is
// the person, the Due and the kind.
func kindOf(dueOn, today civil.Date, isNew bool) string {
	switch days := dueOn.Sub(today); {
	case days == 7:
		return "week"
	case days == 1:
		return "eve"
	case days == 0:
		return "day"
	case days == -1:
		return "late"
	case days < 0 && days%7 == 0:
		return fmt.Sprintf("late%d", -days)
	}
	if isNew {
		return "new"
	}
	return ""
}

// digestsOf writes the letters of some persons.
func digestsOf(tx *db.Tx, at civil.Moment, people []db.ID) (written int64, err error) {
	today := at.Today()
	open, err := openOf(tx, people, today)
	if err != nil {
		return 0, err
	}
	told, err := toldOf(tx, people)
	if err != nil {
		return 0, err
	}
	of := map[db.ID][]reminder{}
	for _, r := range open {
		if r.kind = kindOf(r.DueOn, today, r.New); r.kind != "" && !told[reminderKey{r.Person, r.Due, r.kind}] {
			of[r.Person] = append(of[r.Person], r)
		}
	}
	for _, person := range people {
		mine, err := claimDigest(tx, person, today, len(of[person]) > 0)
		if err != nil {
			return written, err
		}
		if !mine || len(of[person]) == 0 {
			continue // another node has written to them, or there is nothing to say
		}
		if err := keepTold(tx, of[person], today); err != nil {
			return written, err
		}
		if err := mail.Post(tx, at, digest(of[person], today)); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// listed is how many numbers of files one line names.
const listed = 5

// A line is what is to be done alike by one day.
type line struct {
	task    string
	dueOn   civil.Date
	count   int
	numbers []string // of the files it is about
}

// linesOf puts together what is alike, in order of date.
func linesOf(all []reminder) (lines []line) {
	for _, r := range all {
		i := slices.IndexFunc(lines, func(l line) bool { return l.task == r.Task && l.dueOn == r.DueOn })
		if i < 0 {
			i = len(lines)
			lines = append(lines, line{task: r.Task, dueOn: r.DueOn})
		}
		lines[i].count++
		if number, _, is := campaign.FileOf(r.Subject); is {
			lines[i].numbers = append(lines[i].numbers, number)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.dueOn.Compare(b.dueOn) })
	return lines
}

// digest is the letter of one person.
func digest(all []reminder, today civil.Date) mail.Letter {
	lines, late := linesOf(all), 0
	var b strings.Builder
	b.WriteString("Bonjour,\n\nVoici ce qui est attendu de vous.\n\n")
	for _, l := range lines {
		if l.dueOn.Before(today) {
			late += l.count
		}
		fmt.Fprintf(&b, "%s%s\u202f: %s.\n", l.task, named(l.numbers), when(l.dueOn, today))
	}
	fmt.Fprintf(&b, "\nCe message part une fois par jour au plus. Fait le %s.\nPréau\n", today.French())
	return mail.Letter{Person: all[0].Person, Address: all[0].Email, Title: titleOf(lines, len(all), late, today), Body: b.String(), About: about(all)}
}

func titleOf(lines []line, count, late int, today civil.Date) string {
	if count == 1 {
		return "À faire\u202f: " + lines[0].task + ", " + when(lines[0].dueOn, today)
	}
	title := "À faire\u202f: " + civil.Plural(int64(count), "chose attendue", "choses attendues")
	if late > 0 {
		title += ", dont " + civil.FrenchCount(int64(late)) + " en retard"
	}
	return title
}

// about is the file that a digest is about, when it is about one.
func about(all []reminder) string {
	if len(all) == 1 {
		return all[0].Subject
	}
	return ""
}

// named says which files a line is about, a few of them by their number.
func named(numbers []string) string {
	switch n := len(numbers); {
	case n == 0:
		return ""
	case n == 1:
		return " (projet n° " + numbers[0] + ")"
	case n > listed:
		return fmt.Sprintf(" (%d projets : %s et %d autres)", n, strings.Join(numbers[:listed], ", "), n-listed)
	default:
		return fmt.Sprintf(" (%d projets : %s)", n, strings.Join(numbers, ", "))
	}
}

// when says how a day stands, in a sentence.
func when(day, today civil.Date) string {
	switch days := day.Sub(today); {
	case days < -1:
		return fmt.Sprintf("en retard de %d jours, c’était pour le %s", -days, day.FrenchLong())
	case days == -1:
		return "en retard d’un jour, c’était pour hier"
	case days == 0:
		return "c’est pour aujourd’hui"
	case days == 1:
		return "c’est pour demain, " + day.FrenchLong()
	default:
		return fmt.Sprintf("dans %d jours, le %s", days, day.FrenchLong())
	}
}
