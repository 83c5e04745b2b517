package workflow

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loan is the file of these tests: a book that one asks for and gives back.
type loan struct{ name, reason string }

func named(l loan) []Missing {
	if l.name == "" {
		return []Missing{{Field: "nom", Sentence: "Écrivez le nom.", Law: "§1"}}
	}
	return nil
}

func reasoned(l loan) []Missing {
	if l.reason == "" {
		return []Missing{{Field: "motif", Sentence: "Écrivez le motif.", Law: "§2"}}
	}
	return nil
}

var loans = Table[loan]{
	{Act: "edit", Label: "Écrire", From: []State{"draft"}, Until: "sending"},
	{Act: "ask", Label: "Demander", From: []State{"draft"}, To: "asked", Until: "sending", Law: "§6", If: All(named, reasoned)},
	{Act: "lend", Label: "Prêter", From: []State{"asked"}, To: "lent"},
	{Act: "withdraw", Label: "Retirer", From: []State{"draft", "asked"}, To: "withdrawn", If: reasoned},
}

func onTime(string) string { return "" }

func late(key string) string { return "La date limite « " + key + " » est dépassée." }

func TestApplySaysEverythingThatStandsInTheWay(t *testing.T) {
	gone := Missing{Sentence: "Ce geste n’est plus possible\u202f: le dossier a changé d’état entre-temps."}
	past := Missing{Sentence: "La date limite « sending » est dépassée.", Law: "§6"}
	name, reason := named(loan{})[0], reasoned(loan{})[0]
	tests := []struct {
		act     Act
		from    State
		subject loan
		late    func(string) string
		want    []Missing // nil: allowed
	}{
		{"ask", "draft", loan{"a", "b"}, onTime, nil},
		{"ask", "draft", loan{}, late, []Missing{past, name, reason}},
		{"ask", "draft", loan{}, onTime, []Missing{name, reason}},
		{"ask", "draft", loan{name: "a"}, onTime, []Missing{reason}},
		{"ask", "draft", loan{"a", "b"}, late, []Missing{past}},
		{"ask", "lent", loan{"a", "b"}, late, []Missing{gone}},
		{"unknown", "draft", loan{}, onTime, []Missing{gone}},
		{"lend", "asked", loan{}, late, nil},
	}
	for _, test := range tests {
		_, err := loans.Apply(test.act, test.from, test.subject, test.late)
		if test.want == nil {
			if err != nil {
				t.Errorf("Apply(%s, %s, %v): got %v, want none", test.act, test.from, test.subject, err)
			}
			continue
		}
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("Apply(%s, %s, %v): got %v, want a refusal", test.act, test.from, test.subject, err)
			continue
		}
		if diff := cmp.Diff(test.want, refusal.Reasons); diff != "" || refusal.Act != test.act {
			t.Errorf("Apply(%s, %s, %v) refuses %s, -want +got\n%s", test.act, test.from, test.subject, refusal.Act, diff)
		}
	}
}

func TestARefusalReadsAsItsSentences(t *testing.T) {
	err := &Refusal{Reasons: []Missing{{Sentence: "Écrivez le nom."}, {Sentence: "Écrivez le motif."}}}
	if got, want := err.Error(), "Écrivez le nom. Écrivez le motif."; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if got, want := Refuse("ask", "nom", "Écrivez le nom.", "§1").Reasons, named(loan{}); !slices.Equal(got, want) {
		t.Errorf("Refuse() = %v, want %v", got, want)
	}
}

func TestTargetStaysWhereTheMoveLeadsNowhere(t *testing.T) {
	for act, want := range map[Act]State{"edit": "draft", "ask": "asked", "withdraw": "withdrawn"} {
		move, ok := loans.Find(act, "draft")
		if got := move.Target("draft"); !ok || got != want {
			t.Errorf("Find(%s, draft).Target(draft) = %q, %v, want %q", act, got, ok, want)
		}
	}
}

func TestPossibleListsWhatStartsFromAState(t *testing.T) {
	for from, want := range map[State]string{"draft": "edit ask withdraw", "asked": "lend withdraw", "lent": "", "unknown": ""} {
		var got []string
		for _, move := range loans.Possible(from) {
			got = append(got, string(move.Act))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Possible(%s) = %q, want %q", from, got, want)
		}
	}
}

func TestDiagramShowsTheMovesThatLeadSomewhere(t *testing.T) {
	got := loans.Diagram("draft", func(s State) string { return strings.ToUpper(string(s)) })
	want := `stateDiagram-v2
    draft : DRAFT
    asked : ASKED
    lent : LENT
    withdrawn : WITHDRAWN
    [*] --> draft
    draft --> asked : Demander
    asked --> lent : Prêter
    draft --> withdrawn : Retirer
    asked --> withdrawn : Retirer
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Diagram(), -want +got\n%s", diff)
	}
}
