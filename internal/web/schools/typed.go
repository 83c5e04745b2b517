package schools

import (
	"errors"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/workflow"
)

// joining reads which school enters a site, and from when. faults is nil, or a
// refusal with all that is wrong.
func joining(r *page.Request) (territory.UAI, civil.Date, error) {
	faults := &workflow.Refusal{Act: territory.ActManageSites}
	typed := r.Typed("ecole")
	school, err := territory.ReadUAI(typed)
	switch {
	case civil.CleanLine(typed) == "":
		wrong(faults, "ecole", "Choisissez une école ou un établissement, ou écrivez son numéro UAI.")
	case err != nil:
		wrong(faults, "ecole", err.Error())
	}
	from, err := civil.ReadDate(r.Typed("depuis"))
	if err != nil {
		wrong(faults, "depuis", err.Error())
	}
	if len(faults.Reasons) > 0 {
		return "", civil.Date{}, faults
	}
	return school, from, nil
}

// leaving reads the last day in a site.
func leaving(r *page.Request) (civil.Date, error) {
	until, err := civil.ReadDate(r.Typed("jusque"))
	if err != nil {
		return until, workflow.Refuse(territory.ActManageSites, "jusque", err.Error(), "")
	}
	return until, nil
}

func wrong(refusal *workflow.Refusal, field, sentence string) {
	refusal.Reasons = append(refusal.Reasons, workflow.Missing{Field: field, Sentence: sentence})
}

// notFound makes a page that does not exist of a row that does not.
func notFound(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return page.ErrNotFound
	}
	return err
}
