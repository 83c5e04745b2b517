package rulefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Fault is one thing to mend in a file, « anomalie ».
type Fault struct {
	File    string
	Line    int    // the first line is 1; 0: the file as a whole
	Field   string // such as "milestone[3].date" (the first is 1); blank: the line as a whole
	Message string // in French, without the place
}

func (f Fault) String() string {
	var place strings.Builder
	place.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&place, ", ligne %d", f.Line)
	}
	if f.Field != "" {
		fmt.Fprintf(&place, ", champ «\u202f%s\u202f»", f.Field)
	}
	return place.String() + "\u202f: " + f.Message
}

// Faults is everything to mend. None means that the file holds.
type Faults []Fault

// Error gives one fault per line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// Err is f as an error, and nil when there is no fault.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// Add records one more fault. The message is formatted as by [fmt.Sprintf].
func (f *Faults) Add(file string, line int, field, message string, args ...any) {
	*f = append(*f, Fault{File: file, Line: line, Field: field, Message: fmt.Sprintf(message, args...)})
}

// Sort puts faults in the order in which one mends them: by file, then by line.
func (f Faults) Sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
