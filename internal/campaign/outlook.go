package campaign

import (
	"slices"

	"preau/internal/access"
	"preau/internal/db"
)

// A Prospect is a value of the rules of a campaign and what it becomes in another.
type Prospect struct {
	Name string // the same in both: see RuleField
	Difference
}

// Outlook is the values of the rules of a campaign beside those of the next one, as far
// as a reader may know it.
type Outlook struct {
	Code   string
	Next   string // the code of the campaign that follows; blank: none is known
	Values []Prospect
}

// OutlookOf puts the rules of a campaign beside those of the one that follows, which is in
// preparation or open.
func (c *Chapter) OutlookOf(tx *db.Tx, by access.Actor, rules *Campaign) (Outlook, error) {
	years, err := c.Readable(tx, by)
	if err != nil {
		return Outlook{}, err
	}
	o, next := Outlook{Code: rules.Code}, rules
	for _, y := range years { // the latest first
		if y.SchoolYear.From.After(rules.SchoolYear.From) {
			o.Next, next = y.Code, y.Campaign
		}
	}
	o.Values = slices.DeleteFunc(prospects(rules, next), func(p Prospect) bool { return p.Field == labels["law"] })
	return o, nil
}

// Of finds a value by its name.
func (o Outlook) Of(name string) (Prospect, bool) {
	i := slices.IndexFunc(o.Values, func(p Prospect) bool { return p.Name == name })
	if i < 0 {
		return Prospect{}, false
	}
	return o.Values[i], true
}

// Names are the names of the values, in the order of the screen.
func (o Outlook) Names() (all []string) {
	for _, p := range o.Values {
		all = append(all, p.Name)
	}
	return all
}

// RuleTitle is what a value of the rules is called.
func (c *Campaign) RuleTitle(name string) string {
	if value, known := c.named().values[name]; known {
		return value.Title()
	}
	return "Une règle que cette campagne n’a pas."
}

// Title is what the value is called.
func (d Difference) Title() string {
	if d.Field == "" {
		return d.Rule
	}
	return d.Rule + ", " + d.Field
}

// Words say what a value is in the campaign, what it becomes in the next one, and whether
// it changes.
func (o Outlook) Words(name string) string {
	d, known := o.Of(name)
	if !known {
		return "Cette règle n’existe plus."
	}
	if o.Next == "" {
		return d.Title() + ". En " + o.Code + "\u202f: " + d.Before + "\u202f; la campagne suivante n’est pas encore connue."
	}
	words := d.Title() + ". En " + o.Code + "\u202f: " + orNone(d.Before) + "\u202f; en " + o.Next + "\u202f: " + orNone(d.After) + ". "
	if d.Status == Same {
		return words + "Inchangé."
	}
	return words + "Changé."
}

func orNone(value string) string {
	if value == "" {
		return "sans objet"
	}
	return value
}
