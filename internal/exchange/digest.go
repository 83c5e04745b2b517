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
// new, what comes within seven days, tomorrow, today, and what is late, then
// since each week, on the first morning that it can; and how many messages they have not read, each told once.
// Who has nothing to be reminded of gets no letter; who has
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
	kind    string
}

// kindOf is what a Due has come to on a day: each is told once, on the first
// morning that a node runs. The key of a reminder is the person, the Due and the kind.
func kindOf(dueOn, today civil.Date) string {
	switch days := dueOn.Sub(today); {
	case days > 7:
		return "new"
	case days > 1:
		return "week"
	case days == 1:
		return "eve"
	case days == 0:
		return "day"
	case days > -7:
		return "late"
	default:
		return fmt.Sprintf("late%d", -days/7*7)
	}
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
	messages, err := untold(tx, people, today)
	if err != nil {
		return 0, err
	}
	of := map[db.ID]telling{}
	for _, r := range open {
		if r.kind = kindOf(r.DueOn, today); !told[reminderKey{r.Person, r.Due, r.kind}] {
			t := of[r.Person]
			of[r.Person] = telling{append(t.due, r), t.unread}
		}
	}
	for _, m := range messages {
		t := of[m.Person]
		of[m.Person] = telling{t.due, append(t.unread, m)}
	}
	for _, person := range people {
		mine, err := claimDigest(tx, person, today, !of[person].empty())
		if err != nil {
			return written, err
		}
		if !mine || of[person].empty() {
			continue // another node has written to them, or there is nothing to say
		}
		if err := tell(tx, at, of[person]); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// A telling is all that one person is told on a day.
type telling struct {
	due    []reminder
	unread []unreadMessage
}

func (t telling) empty() bool { return len(t.due) == 0 && len(t.unread) == 0 }

// tell writes the letter of one person, and keeps what it tells.
func tell(tx *db.Tx, at civil.Moment, t telling) error {
	if err := keepTold(tx, t.due, at.Today()); err != nil {
		return err
	}
	if err := keepUntold(tx, t.unread, at.Today()); err != nil {
		return err
	}
	return mail.Post(tx, at, digest(t, at.Today()))
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
func digest(t telling, today civil.Date) mail.Letter {
	lines, late := linesOf(t.due), 0
	var b strings.Builder
	b.WriteString("Bonjour,\n\n")
	if len(lines) > 0 {
		b.WriteString("Voici ce qui est attendu de vous.\n\n")
	}
	for _, l := range lines {
		if l.dueOn.Before(today) {
			late += l.count
		}
		fmt.Fprintf(&b, "%s%s\u202f: %s.\n", l.task, named(l.numbers), when(l.dueOn, today))
	}
	if len(t.unread) > 0 && len(lines) > 0 {
		b.WriteString("\n")
	}
	letter := mail.Letter{About: t.about()}
	letter.Person, letter.Address = t.to()
	if len(t.unread) > 0 {
		unread, numbers := notRead(t.unread)
		fmt.Fprintf(&b, "Vous avez %s%s.\n", unread, named(numbers))
		letter.Title = "Vous avez " + unread
	}
	if len(t.due) > 0 {
		letter.Title = titleOf(lines, len(t.due), late, today)
	}
	fmt.Fprintf(&b, "\nCe message part une fois par jour au plus. Fait le %s.\nPréau\n", today.French())
	letter.Body = b.String()
	return letter
}

// notRead says how many messages wait to be read, and on which files.
func notRead(all []unreadMessage) (sentence string, numbers []string) {
	for _, m := range all {
		if number, _, is := campaign.FileOf(m.Subject); is && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	return civil.Plural(int64(len(all)), "message non lu", "messages non lus") + " sur " +
		civil.Plural(int64(len(numbers)), "projet", "projets"), numbers
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

// to is the letter's address: a telling is all of one person.
func (t telling) to() (person db.ID, address string) {
	if len(t.due) > 0 {
		return t.due[0].Person, t.due[0].Email
	}
	return t.unread[0].Person, t.unread[0].Email
}

// about is what the letter is about, when it is one thing.
func (t telling) about() string {
	abouts := map[string]bool{}
	last := ""
	for _, r := range t.due {
		last = r.Subject
		abouts[last] = true
	}
	for _, m := range t.unread {
		last = m.Subject + "#message:" + string(m.Conversation)
		abouts[last] = true
	}
	if len(t.due) > 1 || len(abouts) != 1 {
		return ""
	}
	return last
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
