package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// times are how long something took, each time.
type times []time.Duration

func (t times) sort() { slices.Sort(t) }

// at is the time under which percent of the sorted times lie.
func (t times) at(percent int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	return t[(len(t)-1)*percent/100]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }

// megabytes is a memory given in kB; 0 is not known.
func megabytes(kB int64) string {
	if kB == 0 {
		return "—"
	}
	return fmt.Sprint(kB / kilobytes)
}

// A table is printed with its columns aligned.
type table struct{ out *tabwriter.Writer }

func newTable(columns ...any) table {
	t := table{tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)}
	t.row(columns...)
	return t
}

func (t table) row(cells ...any) {
	line := "    "
	for _, cell := range cells {
		line += fmt.Sprint(cell) + "\t"
	}
	fmt.Fprintln(t.out, line)
}

func (t table) print() error { return t.out.Flush() }

// eachLine gives what follows a prefix in the lines of a file that begin with
// it; nothing when the file cannot be read.
func eachLine(file, prefix string, do func(string)) {
	f, err := os.Open(file)
	if err != nil {
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), prefix); found {
			do(strings.TrimSpace(value))
		}
	}
}
