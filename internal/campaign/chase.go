package campaign

import (
	"context"
	"fmt"
	"strings"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/mail"
)

// Chasing asks again for what is owed of a milestone: of those who are late, or
// also, Before, of those who have time.
type Chasing struct {
	Milestone string
	Before    bool
}

// Chased is what a chase did: to how many it wrote, about how much.
type Chased struct {
	Owed    int64 // what is owed and was asked for again
	Letters int64
	Nobody  int64 // owed by a place where nobody holds the role
}

// Chase writes, once a day, to those who owe something of a milestone to the
// level of the actor or to those between, « relancer ». A second chase on the same
// day writes only of what the first did not.
func (c *Chapter) Chase(ctx context.Context, call access.Call, in Chasing) (Chased, error) {
	return onceOf(ctx, c, call, func(tx *db.Tx) (Chased, error) { return c.ChaseTx(tx, call, in) })
}

// ChaseTx is Chase in a transaction already begun.
func (c *Chapter) ChaseTx(tx *db.Tx, call access.Call, in Chasing) (done Chased, err error) {
	if err := c.lockCurrent(tx); err != nil { // two at once: the second finds it done
		return done, err
	}
	rules, _, err := c.Current(tx)
	if err != nil {
		return done, err
	}
	m, known := rules.Milestone(in.Milestone)
	if !known || !MayChase(call.By, m) {
		return done, ErrNotFound
	}
	today := call.At.Today()
	owed, err := toChase(tx, call.By, rules.Code, m, in.Before, today)
	if err != nil {
		return done, err
	}
	if err := insertChases(tx, owed, today, call.By.Person.ID); err != nil {
		return done, err
	}
	var letters []chaseLetter
	written := map[db.ID]int{} // person → index in letters
	for _, o := range owed {
		if o.First { // a Due comes once for each of its holders
			done.Owed++
		}
		if o.Person == 0 {
			done.Nobody++
			continue
		}
		i, begun := written[o.Person]
		if !begun {
			i = len(letters)
			written[o.Person] = i
			letters = append(letters, chaseLetter{person: o.Person, address: o.Email})
		}
		letters[i].owed = append(letters[i].owed, o)
	}
	for _, letter := range letters {
		if err := mail.Post(tx, call.At, letter.written(m, call, today)); err != nil {
			return done, err
		}
	}
	done.Letters = int64(len(letters))
	if done.Owed == 0 {
		return done, nil
	}
	return done, call.Write(tx, ActChase, owedSubject(rules.Code, m.Key, access.France), done)
}

// MayChase tells whether an actor may chase those who owe a milestone: the
// levels above them.
func MayChase(by access.Actor, m Milestone) bool {
	level := m.Ower().Level()
	return by.May(ActChase) && level != by.Role.Level() && level.Under(by.Role.Level())
}

type chaseLetter struct {
	person  db.ID
	address string
	owed    []owedBy
}

func (l chaseLetter) written(m Milestone, call access.Call, today civil.Date) mail.Letter {
	var b strings.Builder
	b.WriteString("Bonjour,\n\nNous attendons encore ce qui suit.\n\n")
	for _, o := range l.owed {
		fmt.Fprintf(&b, "%s%s : %s.\n", o.Task, ofFile(o.Subject), overdue(o.DueOn, today))
	}
	fmt.Fprintf(&b, "\nSi c’est déjà fait, ouvrez Préau et vérifiez que c’est transmis : enregistré ne veut pas dire transmis.\n\n%s\n\nFait le %s.\nPréau\n", call.By.Role.Label(), call.At.Happened.French())
	about := "" // several things: where all is listed
	if len(l.owed) == 1 {
		about = l.owed[0].Subject
	}
	return mail.Letter{Person: l.person, Address: l.address, Title: "Rappel : " + m.Label, Body: b.String(), About: about}
}

// ofFile says which file a subject is, in a sentence.
func ofFile(subject string) string {
	if number, _, is := FileOf(subject); is {
		return " (projet n° " + number + ")"
	}
	return ""
}

// overdue says how a day stands, in a sentence.
func overdue(day, today civil.Date) string {
	switch late := today.Sub(day); {
	case late == 1:
		return "c’était attendu hier"
	case late > 1:
		return fmt.Sprintf("c’était attendu le %s, il y a %d jours", day.FrenchLong(), late)
	case late == 0:
		return "c’est attendu aujourd’hui"
	}
	return "c’est attendu le " + day.FrenchLong()
}
