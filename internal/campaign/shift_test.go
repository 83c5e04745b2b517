package campaign

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/civil"
)

// Easter as published.
func TestEaster(t *testing.T) {
	for _, day := range []string{"1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2009-04-12", "2010-04-04", "2011-04-24", "2038-04-25"} {
		want := civil.MustDate(day)
		if got := easter(want.Year); got != want {
			t.Errorf("easter(%d) = %s, want %s", want.Year, got, want)
		}
	}
}

func TestDaysOfACopyMove(t *testing.T) {
	tests := []struct {
		table, day string
		years      int
		want       string
	}{
		{"milestone", "2009-09-30", 1, "2010-09-30"},
		{"milestone", "2009-09-30", -1, "2008-09-30"},
		{"milestone", "2012-02-29", 1, "2013-02-28"},
		{"holiday", "2009-10-24", 1, "2010-10-23"}, // a Saturday
		{"holiday", "2009-10-24", -1, "2008-10-25"},
		{"holiday", "2009-10-24", 0, "2009-10-24"},
		{"public_holiday", "2009-11-11", 1, "2010-11-11"},
		{"public_holiday", "2010-04-05", 1, "2011-04-25"}, // Easter Monday
		{"public_holiday", "2010-05-13", -1, "2009-05-21"},
		{"public_holiday", "2010-04-02", 1, "2011-04-22"},
	}
	for _, test := range tests {
		if got := moved(test.table, civil.MustDate(test.day), test.years); got.String() != test.want {
			t.Errorf("moved(%s, %s, %d) = %s, want %s", test.table, test.day, test.years, got, test.want)
		}
	}
}

func TestACopyOfAnyYearHolds(t *testing.T) {
	c := campaign2009(t)
	for _, year := range []int{1990, 2008, 2010, 2011, 2024, 2098} {
		code := strings.Replace("Y-Z", "Y", civil.NewDate(year, 1, 1).String()[:4], 1)
		code = strings.Replace(code, "Z", civil.NewDate(year+1, 1, 1).String()[:4], 1)
		content, err := c.copied(code, "une \"année\"", year-2009)
		if err != nil {
			t.Fatal(err)
		}
		after, faults := c.reread(content)
		if len(faults) > 0 {
			t.Errorf("copy for %d: %v", year, faults)
			continue
		}
		if after.Code != code || after.Label != "une \"année\"" || after.SchoolYear.From.Year != year || after.LatestStart.Value.Year != year {
			t.Errorf("copy for %d: %s, %q, from %s", year, after.Code, after.Label, after.SchoolYear.From)
		}
		if year > 2009 && after.Text != c.Text {
			t.Errorf("copy for %d: the text is now %+v", year, after.Text)
		}
		if diff := cmp.Diff(c.Rates, after.Rates, cmp.Comparer(func(a, b Rate) bool { return a.From == b.From && a.Index == b.Index })); diff != "" {
			t.Errorf("copy for %d: rates move: %s", year, diff)
		}
	}
}

func TestDoubtsAreWeekendsAndYears(t *testing.T) {
	c := campaign2009(t)
	var got []string
	for _, d := range c.Doubts() {
		got = append(got, d.Rule+", "+d.Field+" : "+d.Why)
	}
	want := []string{
		"Support de communication à télécharger, Date : tombe un samedi",
		"Premier versement à l’établissement mutualisateur, Délai : nomme une année",
		"Second versement à l’établissement mutualisateur, Délai : nomme une année",
		"Premier versement, au titre de 2009, Libellé : nomme une année",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Doubts: -want +got\n%s", diff)
	}
}

// Every value of the file is in a group, with a French word, and a path of its own.
func TestTheRulebookShowsEverything(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range campaign2009(t).Rulebook() {
		if group.Key == "autres" || len(group.Entries) == 0 {
			t.Errorf("group %s: %v", group.Key, group.Entries)
		}
		for _, entry := range group.Entries {
			if entry.Law == "" && entry.Path != "code" && entry.Path != "label" && entry.Path != "text" {
				t.Errorf("%s has no paragraph", entry.Path)
			}
			for _, f := range entry.Fields {
				if seen[f.Name] || f.Shown == "" || strings.ToLower(f.Label) == f.Label {
					t.Errorf("%s: %+v", entry.Path, f)
				}
				seen[f.Name] = true
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("%d values", len(seen))
	}
}

const sheetBefore = `title = "Annexe 9"
[[section]]
key = "s"
[[section.question]]
key = "a"
kind = "long"
label = "Comment ?"
[[section.question]]
key = "b"
kind = "choice"
label = "Lequel ?"
option = [{ key = "x", label = "X" }]
`

func TestSheetsAreComparedByQuestion(t *testing.T) {
	edit := strings.NewReplacer(`kind = "long"`, `kind = "text" # plus court`, `key = "b"`, `key = "c"`, `"Annexe 9"`, `"Annexe 9, revue"`)
	before := &Campaign{Files: map[string][]byte{rulesFile: nil, "annexe-9.toml": []byte(sheetBefore), "annexe-8.toml": []byte(sheetBefore)}}
	after := &Campaign{Files: map[string][]byte{rulesFile: nil, "annexe-9.toml": []byte(edit.Replace(sheetBefore))}}
	want := []Difference{
		{Group: "Annexe 9", Rule: "La fiche", Status: Removed},
		{Group: "Annexe 9", Rule: "Comment\u202f?", Status: Removed},
		{Group: "Annexe 9", Rule: "Lequel\u202f?", Status: Removed},
		{Group: "Annexe 9, revue", Rule: "La fiche", Status: Changed, Before: "title : Annexe 9", After: "title : Annexe 9, revue"},
		{Group: "Annexe 9, revue", Rule: "Comment\u202f?", Status: Changed, Before: "kind : long", After: "kind : text"},
		{Group: "Annexe 9, revue", Rule: "Lequel\u202f?", Status: Added},
		{Group: "Annexe 9", Rule: "Lequel\u202f?", Status: Removed},
	}
	if diff := cmp.Diff(want, CompareSheets(before, after)); diff != "" {
		t.Errorf("CompareSheets: -want +got\n%s", diff)
	}
	if same := CompareSheets(before, before); len(same) != 0 {
		t.Errorf("CompareSheets with itself: %v", same)
	}
}

func TestWhatOneYearHasAndTheOtherNot(t *testing.T) {
	before := campaign2009(t)
	after, faults := Load(changed(t, change{"campaign.toml", `key = "other"`, `key = "others"`}))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	counts := map[Status]int{}
	all := CompareRules(before, after)
	for _, d := range all {
		counts[d.Status]++
	}
	if diff := cmp.Diff(map[Status]int{Added: 2, Removed: 2, Same: len(all) - 4}, counts); diff != "" {
		t.Errorf("CompareRules: -want +got\n%s", diff)
	}
}
