package project

import (
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/form"
)

// TogetherOf adds up the sheets of the files that a list shows, « consolidation »,
// and tells how many they are. Files checked with other versions of the rules are
// added by the questions that they share with these.
func TogetherOf(tx *db.Tx, by access.Actor, rules *campaign.Campaign, q Query) (all []*form.Totals, files int, err error) {
	ids, err := listedIDs(tx, by, rules.Code, q)
	if err != nil {
		return nil, 0, err
	}
	for _, sheet := range rules.Sheets {
		all = append(all, sheet.Totals())
	}
	for some := range slices.Chunk(ids, filesAtOnce) {
		answers, err := answersOfAll(tx, by.Role.Level(), some)
		if err != nil {
			return nil, 0, err
		}
		for _, kept := range answers {
			for _, totals := range all {
				f := filling{sheet: totals.Sheet, values: kept[totals.Sheet.Key]}
				totals.Add(f.values, f.sumOnly)
			}
		}
	}
	return all, len(ids), nil
}

// filesAtOnce is how many files' answers are held in memory.
const filesAtOnce = 200

// sumOnly leaves out the figures that do not add up from one file to the next.
func (f filling) sumOnly(name string, at form.Field) string {
	if _, special := figures[name]; special {
		return ""
	}
	return f.figure(name, at)
}
