package example

import (
	"fmt"
	"strconv"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/project"
	"preau/internal/territory"
)

// experiment is where the operation was tried in 2008-2009: the circular says
// « 12 départements de 10 académies » without naming them. Val-d'Oise is known,
// Oise and Var follow from annexe 1; the others are invented.
var experiment = []string{"13", "31", "59", "60", "67", "69", "75", "77", "83", "93", "94", "95"}

// yearBefore makes the campaign of 2008-2009: a copy of that of 2009-2010 a year
// earlier, in the departments of the experiment. It has had its time, so that two
// years can be compared, and the sheet of last year taken up.
func (l *loader) yearBefore(tx *db.Tx) error {
	call := func() access.Call { return l.as(l.team, access.NationalPilot, access.France) }
	code, err := l.campaigns.CopyTx(tx, call(), campaign.Copying{From: l.rules.Code, Year: 2008, Label: "année scolaire 2008-2009 (expérimentation)"})
	if err != nil {
		return fmt.Errorf("example: the year before: %w", err)
	}
	change := campaign.Changing{Code: code, Seen: 1, Reason: "L’expérimentation de 2008-2009 portait sur douze départements de dix académies (liste indicative).",
		Edits: []campaign.Edit{{Path: "departments.value", Items: experiment}, {Path: "text.date", Typed: "25/07/2008"},
			{Path: "text.title", Typed: "Circulaire relative à l’opération expérimentale « Ouvrir l’École aux parents pour réussir l’intégration »"},
			{Path: "text.reference", Typed: "DGESCO/B3/DAIC/SDA/1"}}}
	if _, err := l.campaigns.ChangeTx(tx, call(), change); err != nil {
		return fmt.Errorf("example: the year before: %w", err)
	}
	if err := l.campaigns.BeginTx(tx, call(), code); err != nil {
		return fmt.Errorf("example: the year before: %w", err)
	}
	l.ago = 1
	doisneau := l.schools[experimenter]
	if err := l.launch(tx, l.as(l.team, access.RegionalPilot, access.Place{Region: doisneau.Region}), doisneau.Region); err != nil {
		return fmt.Errorf("example: the year before: %w", err)
	}
	l.acts--
	if err := l.share(tx, nationalAmount/3, 1); err != nil {
		return err
	}
	if err := l.file(tx, l.schools[experimenter], project.Closed, 1, true); err != nil {
		return err
	}
	l.ago = 0
	if err := l.campaigns.BeginTx(tx, call(), l.rules.Code); err != nil {
		return fmt.Errorf("example: the year before: %w", err)
	}
	return nil
}

// experimenter is the école Robert-Doisneau, whose file of last year can be taken up.
const experimenter territory.UAI = "0940176F"

// then puts what a sheet answers in the year when it is filled.
func (l *loader) then(typed map[string]string) map[string]string {
	year := l.cast.Day.Year
	for key, text := range typed {
		if day, ok := strings.CutSuffix(text, "/"+strconv.Itoa(year)); ok {
			typed[key] = day + "/" + strconv.Itoa(year-l.ago)
		}
	}
	return typed
}
