// Package workflow says what may happen to a file: a table of moves, and the
// one function that applies it.
//
// The same table decides an act on the server, draws the buttons of a page and
// the diagram of the documentation, and lists what the tests try. Who may act
// is not in it: see package access. It knows nothing of the programme.
package workflow

import (
	"slices"
	"strings"
)

// A State is where a file stands, « état ».
type State string

// An Act is what a person does, such as "project.submit".
type Act string

// A Move is one row of the table: from which states an act leads where, until
// when, and what must be true. T is what the guards look at.
type Move[T any] struct {
	Act   Act
	Label string   // the button, in French
	From  []State  // in which the act is possible
	To    State    // where it leads; blank: the state stays
	Until string   // the key of the deadline after which it is refused; blank: none
	Held  bool     // the levels below learn of it only when it is released
	Law   string   // the paragraph it comes from
	If    Guard[T] // what must be true; nil: nothing more
}

// A Guard lists what is missing before an act is possible; nothing when it is.
// The same list blocks the act and guides the person.
type Guard[T any] func(T) []Missing

// Missing is one thing to mend: where (the name of a field, or blank for the
// whole file), what to do, and the paragraph that asks for it.
type Missing struct {
	Field    string
	Sentence string
	Law      string
}

// All is the guard that asks for everything that each of guards asks.
func All[T any](guards ...Guard[T]) Guard[T] {
	return func(subject T) []Missing {
		var all []Missing
		for _, guard := range guards {
			all = append(all, guard(subject)...)
		}
		return all
	}
}

// A Refusal is an act that the table does not allow now, with every reason.
type Refusal struct {
	Act     Act
	Reasons []Missing
}

func (r *Refusal) Error() string {
	sentences := make([]string, len(r.Reasons))
	for i, reason := range r.Reasons {
		sentences[i] = reason.Sentence
	}
	return strings.Join(sentences, " ")
}

// Refuse is a refusal for one reason.
func Refuse(act Act, field, sentence, law string) *Refusal {
	return &Refusal{Act: act, Reasons: []Missing{{Field: field, Sentence: sentence, Law: law}}}
}

// A Table is every move of one kind of file, in the order of its life.
type Table[T any] []Move[T]

// Find returns the row of act that starts from a state. When there is none, ok
// is false.
func (t Table[T]) Find(act Act, from State) (move Move[T], ok bool) {
	for _, move := range t {
		if move.Act == act && slices.Contains(move.From, from) {
			return move, true
		}
	}
	return Move[T]{}, false
}

// Possible lists the rows that start from a state, guards and deadlines aside.
func (t Table[T]) Possible(from State) []Move[T] {
	var rows []Move[T]
	for _, move := range t {
		if slices.Contains(move.From, from) {
			rows = append(rows, move)
		}
	}
	return rows
}

// Apply returns the row to follow when act is done to a subject in a state, or
// a *Refusal with everything that stands in the way. late says, for the key of
// a deadline, why it is too late; blank when it is not.
func (t Table[T]) Apply(act Act, from State, subject T, late func(key string) string) (Move[T], error) {
	move, ok := t.Find(act, from)
	if !ok {
		return move, Refuse(act, "", "Ce geste n’est plus possible\u202f: le dossier a changé d’état entre-temps.", "")
	}
	var reasons []Missing
	if move.Until != "" {
		if why := late(move.Until); why != "" {
			reasons = append(reasons, Missing{Sentence: why, Law: move.Law})
		}
	}
	if move.If != nil {
		reasons = append(reasons, move.If(subject)...)
	}
	if len(reasons) > 0 {
		return move, &Refusal{Act: act, Reasons: reasons}
	}
	return move, nil
}

// Target is the state that a move leads to from a state.
func (m Move[T]) Target(from State) State {
	if m.To == "" {
		return from
	}
	return m.To
}
