package territory

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"preau/internal/civil"
	"preau/internal/workflow"
)

// TypedSchool is a school as it was typed in a form.
type TypedSchool struct {
	UAI, Name, Kind, Sector, Address, Postcode, Town, Phone, Email string
}

// Read is the school that was typed, with what is missing or wrong, by field.
// The school has a UAI when that one could be read and names a department.
func (t TypedSchool) Read() (School, []workflow.Missing) {
	var missing lacking
	school := School{Kind: Kind(t.Kind), Sector: Sector(t.Sector), Open: true}
	uai, err := ReadUAI(t.UAI)
	if err != nil {
		missing.add("uai", err.Error())
	} else if located, ok := (School{UAI: uai}).Located(); !ok {
		missing.add("uai", fmt.Sprintf("Aucun département ne porte le préfixe %s.", uai.Prefix()))
	} else {
		school.UAI, school.Department, school.Academie, school.Region = uai, located.Department, located.Academie, located.Region
	}
	school.Name = missing.line("name", t.Name, "Indiquez le nom de l’école ou de l’établissement.")
	school.Town = missing.line("town", t.Town, "Indiquez la commune.")
	school.Address, school.Postcode = missing.line("address", t.Address, ""), missing.line("postcode", t.Postcode, "")
	school.Phone, school.Email = missing.line("phone", t.Phone, ""), missing.line("email", t.Email, "")
	if school.Kind.Label() == "" {
		missing.add("kind", "Choisissez une nature\u202f: école, collège ou lycée.")
	}
	if school.Sector.Label() == "" {
		missing.add("sector", "Dites si l’école ou l’établissement est public ou privé.")
	}
	missing.email("email", school.Email)
	return school, missing
}

// lacking gathers what is missing or wrong, by field.
type lacking []workflow.Missing

func (l *lacking) add(field, sentence string) {
	*l = append(*l, workflow.Missing{Field: field, Sentence: sentence})
}

// line is one line of a school as the directory would hold it; empty is the
// fault of a blank one, none: it may be blank.
func (l *lacking) line(field, typed, empty string) string {
	return l.bounded(field, civil.CleanLine(typed), columnOf(field).limit, empty)
}

func (l *lacking) bounded(field, text string, limit int, empty string) string {
	switch {
	case text == "" && empty != "":
		l.add(field, empty)
	case utf8.RuneCountInString(text) > limit:
		l.add(field, fmt.Sprintf("Ce texte est trop long\u202f: %d caractères au plus.", limit))
	case field != "phone" && strings.IndexAny(text, "=+@") == 0:
		l.add(field, "Un texte ne commence pas par «\u202f"+text[:1]+"\u202f», comme une formule de tableur.")
	}
	return text
}

func (l *lacking) email(field, address string) {
	if _, err := civil.ReadEmail(address); err != nil {
		l.add(field, err.Error())
	}
}
