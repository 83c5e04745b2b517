package project

import (
	"iter"
	"slices"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/db"
	"preau/internal/form"
)

// A Together is what the answers of many files to one sheet come to,
// « consolidation ».
type Together struct {
	Sheet  *form.Sheet
	Totals []*form.Total
}

// TogetherOf adds up the sheets of the files that a list shows, and tells how
// many they are. Files checked with other versions of the rules are added by the
// questions that they share with these.
func TogetherOf(tx *db.Tx, by access.Actor, rules *campaign.Campaign, q Query) (all []Together, files int, err error) {
	ids, err := listedIDs(tx, by, rules.Code, q)
	if err != nil {
		return nil, 0, err
	}
	var failed error
	for _, sheet := range rules.Sheets {
		totals := sheet.Consolidate(valuesOf(tx, by.Role.Level(), sheet, ids, &failed))
		if failed != nil {
			return nil, 0, failed
		}
		all = append(all, Together{sheet, totals})
	}
	return all, len(ids), nil
}

// filesAtOnce is how many files' answers are held in memory.
const filesAtOnce = 200

// valuesOf goes through the answers of files to a sheet as a level reads them, with
// the figures that are sums of answers.
func valuesOf(tx *db.Tx, by access.Level, sheet *form.Sheet, ids []db.ID, failed *error) iter.Seq[form.Values] {
	return func(yield func(form.Values) bool) {
		for some := range slices.Chunk(ids, filesAtOnce) {
			answers, err := answersOfAll(tx, by, sheet.Key, some)
			if err != nil {
				*failed = err
				return
			}
			for _, id := range some {
				f := filling{sheet: sheet, values: answers[id]}
				f.values = sheet.With(f.values, f.sumOnly)
				if !yield(f.values) {
					return
				}
			}
		}
	}
}

// sumOnly leaves out the figures that do not add up from one file to the next.
func (f filling) sumOnly(name string, at form.Field) string {
	if _, special := figures[name]; special {
		return ""
	}
	return f.figure(name, at)
}
