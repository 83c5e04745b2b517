package project

import (
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/workflow"
)

// SchoolFile is a file of a school, in one campaign, as an actor may know it.
type SchoolFile struct {
	Number      string
	Campaign    string // its name on the screen
	Seen        workflow.State
	AskedCents  civil.Cents
	SubmittedAt civil.Instant
}

// OfSchool lists the files of a school that an actor may read, the latest
// campaign first: exactly those of the lists of each campaign.
func OfSchool(tx *db.Tx, by access.Actor, uai territory.UAI) (files []SchoolFile, err error) {
	s := &selection{by: by, level: by.Role.Level()}
	s.and("school = %s", uai)
	where, args := s.within()
	err = tx.Select(&files, fmt.Sprintf(`SELECT p.number, c.label AS campaign, p.seen, p.asked_cents, p.submitted_at
		FROM (SELECT number, campaign, submitted_at, %s AS seen, %s AS asked_cents FROM project WHERE %s) p
		JOIN campaign c ON c.code = p.campaign ORDER BY p.campaign DESC`, seenColumn(s.level), askedColumn(s.level), where), args...)
	return files, err
}
