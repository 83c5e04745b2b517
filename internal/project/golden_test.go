package project

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/workflow"
)

var update = flag.Bool("update", false, "write the golden files again")

// states × acts, as a civil servant reads it: what may happen to a file in each
// state, and what may not.
func TestMovesAreThoseAgreed(t *testing.T) {
	const path = "testdata/gestes.md"
	got := matrix()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the moves are not those of %s; if they are meant, go test ./internal/project -update. -want +got\n%s", path, diff)
	}
}

func matrix() string {
	text := "# Ce qui est possible dans chaque état d’un projet\n"
	for _, state := range AllStates() {
		text += "\n## " + Label(state, access.Nation) + "\n\n"
		var impossible []string
		var rows string
		for _, act := range acts() {
			if move, ok := Moves.Find(act, state); ok {
				rows += row(move, state)
			} else {
				impossible = append(impossible, labelOf(act))
			}
		}
		if rows == "" {
			rows = "Plus rien n’est possible.\n"
		} else {
			rows = "| Geste | Mène à | Au plus tard | Connu en dessous | Texte |\n|---|---|---|---|---|\n" + rows
		}
		text += rows
		if len(impossible) < len(acts()) {
			text += "\nImpossible\u202f: " + strings.Join(impossible, ", ") + ".\n"
		}
	}
	return text
}

func row(move workflow.Move[*Dossier], from workflow.State) string {
	to, told := Label(move.Target(from), access.Nation), "aussitôt"
	if move.To == "" {
		to = "le même état"
	}
	if move.Held {
		told = "avec la décision communiquée"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", move.Label, to, untilNames[move.Until], told, move.Law)
}

// acts lists the acts of the table, each once, in its order.
func acts() (all []workflow.Act) {
	for _, move := range Moves {
		if !slices.Contains(all, move.Act) {
			all = append(all, move.Act)
		}
	}
	return all
}

func labelOf(act workflow.Act) string {
	for _, move := range Moves {
		if move.Act == act {
			return move.Label
		}
	}
	return string(act)
}

// Everything that the table names exists, and everything that exists is in it.
func TestTheTableOfMovesHoldsTogether(t *testing.T) {
	granted := map[access.Act]bool{}
	for _, grant := range Grants {
		granted[grant.Act] = true
	}
	for _, move := range Moves {
		for _, state := range append(slices.Clone(move.From), move.Target(Draft)) {
			if !slices.Contains(AllStates(), state) {
				t.Errorf("%s names the state %q, which has no label", move.Act, state)
			}
		}
		if !granted[move.Act] {
			t.Errorf("%s is given to nobody", move.Act)
		}
		if move.Label == "" || move.Law == "" {
			t.Errorf("%s from %q has no label or no paragraph", move.Act, move.From)
		}
		if _, named := untilNames[move.Until]; !named {
			t.Errorf("the deadline %q of %s has no name in French", move.Until, move.Act)
		}
	}
	for act := range granted {
		if !slices.Contains(acts(), act) && !slices.Contains([]access.Act{ActOpen, ActRead, ActAttach, ActDetach}, act) {
			t.Errorf("%s is granted and leads nowhere", act)
		}
	}
	if got, want := len(Moves.States(Draft)), len(AllStates()); got != want {
		t.Errorf("states that the moves lead to: got %d, want all %d", got, want)
	}
}

// Two rows of one act from one state would hide each other.
func TestAMoveIsOneRowForAState(t *testing.T) {
	seen := map[string]bool{}
	for _, move := range Moves {
		for _, from := range move.From {
			key := string(move.Act) + " from " + string(from)
			if seen[key] {
				t.Errorf("%s is in two rows", key)
			}
			seen[key] = true
		}
	}
}
