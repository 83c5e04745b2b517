package workflow

import (
	"fmt"
	"strings"
)

// Diagram draws the table in the Mermaid language. Moves that stay where they
// are, are left out: they would hide the others. start is the state in which a
// file is born; name gives a state's label.
func (t Table[T]) Diagram(start State, name func(State) string) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, state := range t.States(start) {
		fmt.Fprintf(&b, "    %s : %s\n", state, name(state))
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", start)
	for _, move := range t {
		for _, from := range move.From {
			if move.To != "" {
				fmt.Fprintf(&b, "    %s --> %s : %s\n", from, move.To, move.Label)
			}
		}
	}
	return b.String()
}

// States lists the states of the table in the order in which it leads to them.
func (t Table[T]) States(start State) []State {
	states := []State{start}
	seen := map[State]bool{start: true}
	for _, move := range t {
		for _, state := range append(move.From, move.To) {
			if state != "" && !seen[state] {
				seen[state] = true
				states = append(states, state)
			}
		}
	}
	return states
}
