package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// differences are what Compare finds, as text: « groupes Groupe 2 added: groups.b.size →9 ».
func differences(all []Difference) (lines []string) {
	for _, d := range all {
		line := d.Section.Key
		if d.Row != "" {
			line += fmt.Sprintf(" %s/%s %s", d.Was, d.Now, d.Fate)
		}
		var changes []string
		for _, c := range d.Changes {
			changes = append(changes, c.Field().Key+" "+c.Before+"→"+c.After)
		}
		lines = append(lines, strings.TrimSpace(strings.TrimSpace(line)+": "+strings.Join(changes, ", ")))
	}
	return lines
}

func TestCompare(t *testing.T) {
	sheet := loadedTable(t)
	base := Values{"groups.a": "1", "groups.a.size": "12", "groups.b": "1", "groups.b.size": "9", "renewal.old": "1", "renewal.new": "20"}
	with := func(changes Values) Values {
		v := maps.Clone(base)
		maps.Copy(v, changes)
		return v
	}
	for _, test := range []struct {
		name          string
		before, after Values
		want          []string
	}{
		{"nothing", base, with(nil), nil},
		{"a cell", base, with(Values{"groups.b.size": "10"}), []string{"groupes Groupe 2/Groupe 2: groups.b.size 9→10"}},
		{"a row is added", base, with(Values{"groups.c": "1", "groups.c.size": "8"}), []string{"groupes /Groupe 3 added: groups.c.size →8"}},
		{"a blank row is added", base, with(Values{"groups.c": "1"}), []string{"groupes /Groupe 3 added:"}},
		{"a row is removed, its cells stay kept", base, with(Values{"groups.a": ""}), []string{"groupes Groupe 1/ removed: groups.a.size 12→"}},
		{"a row that moves up and changes", base, with(Values{"groups.a": "", "groups.b.size": "11"}),
			[]string{"groupes Groupe 1/ removed: groups.a.size 12→", "groupes Groupe 2/Groupe 1: groups.b.size 9→11"}},
		{"a row that only moves up", base, with(Values{"groups.a": ""}), []string{"groupes Groupe 1/ removed: groups.a.size 12→"}},
		{"a part of a breakdown, and a cell", base, with(Values{"renewal.old": "2", "groups.a.size": "13"}),
			[]string{"groupes Groupe 1/Groupe 1: groups.a.size 12→13", "suite: renewal.old 1→2"}},
		{"an answer that is taken away", base, with(Values{"renewal.old": ""}), []string{"suite: renewal.old 1→"}},
		{"a removed row that changes is nothing", with(Values{"groups.a": ""}), with(Values{"groups.a": "", "groups.a.size": "15"}), nil},
		{"a key that is no field", base, with(Values{"perdu": "1"}), nil},
	} {
		got := differences(Compare(Filling{sheet, test.before}, Filling{sheet, test.after}))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Compare, %s: -want +got\n%s", test.name, diff)
		}
	}
}

// Under other rules, what is asked no more shows what it held, and what is new what it
// now holds.
func TestCompareUnderOtherRules(t *testing.T) {
	before := loadedTable(t)
	text := strings.NewReplacer(`key = "size"`, `key = "parents"`, `key = "suite"`, `key = "autre"`).Replace(tableText)
	after, faults := Load("annexe-2.toml", []byte(text), knownTables)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	got := differences(Compare(Filling{before, Values{"groups.a": "1", "groups.a.size": "12", "renewal.old": "1"}},
		Filling{after, Values{"groups.a": "1", "groups.a.size": "12", "groups.a.parents": "13", "renewal.old": "2"}}))
	want := []string{"groupes Groupe 1/Groupe 1: groups.a.parents →13, groups.a.size 12→", "autre: renewal.old 1→2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Compare: -want +got\n%s", diff)
	}
}

// What is found, put to the earlier answers, makes the later ones; each field is told
// once, and nothing that did not change.
func TestCompareTellsAll(t *testing.T) {
	sheet := loadedTable(t)
	keys := []string{"renewal.old", "renewal.new"}
	for _, row := range []string{"a", "b", "c"} {
		keys = append(keys, RowKey("groups", row), RowKey("groups", row)+".size", RowKey("groups", row)+".slot")
	}
	filling := rapid.Custom(func(t *rapid.T) Values {
		v := Values{}
		for _, key := range keys {
			if text := rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, key); text != "" {
				v[key] = text
			}
		}
		return v
	})
	asked := func(v Values) Values {
		shown := Values{}
		for q := range sheet.Questions() {
			for _, f := range q.Fields(v) {
				if v[f.Key] != "" {
					shown[f.Key] = v[f.Key]
				}
			}
		}
		return shown
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := filling.Draw(t, "before"), filling.Draw(t, "after")
		made, told := asked(before), map[string]bool{}
		for _, d := range Compare(Filling{sheet, before}, Filling{sheet, after}) {
			for _, c := range d.Changes {
				key := c.Field().Key
				if c.Before == c.After || told[key] || made[key] != c.Before {
					t.Errorf("%s: %q→%q, told %v, it was %q", key, c.Before, c.After, told[key], made[key])
				}
				told[key] = true
				if made[key] = c.After; c.After == "" {
					delete(made, key)
				}
			}
			stands := slices.Contains(after.Rows("groups"), d.Row)
			if d.Row != "" && stands == (d.Fate == Removed) {
				t.Errorf("row %s: %q, and it stands: %v", d.Row, d.Fate, stands)
			}
		}
		if diff := cmp.Diff(asked(after), made); diff != "" {
			t.Errorf("made from what is told: -want +got\n%s", diff)
		}
	})
}
