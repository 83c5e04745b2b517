package territory

import (
	"fmt"
	"unicode/utf8"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/workflow"
)

// Site is a « site »: schools of one department that pool their offer (§2.3,
// annexe 6).
type Site struct {
	ID   db.ID
	Name string
	access.Place
	Schools int64 // that are in it on the day asked for
}

// Member is a school in a site, from a day until another, its last; none while
// it is in it.
type Member struct {
	ID         db.ID
	Site       db.ID
	UAI        UAI
	SchoolName string
	Town       string
	Kind       Kind
	FromDay    civil.Date
	UntilDay   civil.Date
}

// On tells whether the school is in the site on a day.
func (m Member) On(day civil.Date) bool {
	return !m.FromDay.After(day) && (m.UntilDay.IsZero() || !m.UntilDay.Before(day))
}

const maxSiteName = 150

func siteName(typed string) (string, error) {
	name := civil.CleanLine(typed)
	switch {
	case name == "":
		return "", workflow.Refuse(ActManageSites, "nom", "Donnez un nom au site.", "")
	case utf8.RuneCountInString(name) > maxSiteName:
		return "", workflow.Refuse(ActManageSites, "nom", fmt.Sprintf("Ce nom est trop long\u202f: %d caractères au plus.", maxSiteName), "")
	}
	return name, nil
}

// mayEnter says why a school cannot enter a site on a day; nothing when it can.
// A school is in one site at most at a time: others lists where it is, or will
// be, from that day on.
func mayEnter(site Site, school School, day civil.Date, others []Member) []workflow.Missing {
	var missing lacking
	if school.Department != site.Department {
		its, _ := FindDepartment(school.Department)
		here, _ := FindDepartment(site.Department)
		missing = append(missing, workflow.Missing{Field: "ecole", Law: "§2.3", Sentence: fmt.Sprintf(
			"%s est dans le département %s (%s)\u202f: un site réunit des écoles d’un même département, ici %s (%s).",
			school.Name, its.Name, its.Code, here.Name, here.Code)})
	}
	if !school.OpenOn(day) {
		missing.add("ecole", school.Name+" est fermée à cette date.")
	}
	for _, m := range others {
		if m.Site == site.ID {
			missing.add("ecole", school.Name+" fait déjà partie de ce site.")
		} else {
			missing.add("ecole", school.Name+" fait déjà partie d’un autre site à cette date, ou après\u202f: il faut d’abord l’en retirer.")
		}
	}
	return missing
}
