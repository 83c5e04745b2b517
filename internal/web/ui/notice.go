package ui

import (
	"context"
	"io"
	"strconv"
)

// Severity says how a thing stands. Colour and icon follow it, but the text always says it too.
type Severity string

const (
	Neutral Severity = ""
	Info    Severity = "info"
	Success Severity = "success"
	Warning Severity = "warning"
	Failure Severity = "error"
	Fresh   Severity = "new" // badges only: something new to read
)

// Alert tells what happened or what is wrong. Children, or Lines, say more.
type Alert struct {
	Severity Severity // Info when empty
	Title    string   // not shown when Small
	Text     string
	Lines    []string // a list: all that is missing
	Law      string   // paragraph of the circular, « §3.3 »
	Links    []Link   // where to mend it
	Small    bool
}

// Notice is a band that holds for the whole page: what is closed, what comes soon.
type Notice struct {
	Severity Severity // Info, Warning or Failure
	Title    string
	Text     string
	Link     Link
}

// Callout puts the next thing to do, or the thing to know, before the rest.
type Callout struct {
	Title  string
	Text   string
	Button *Button
}

// Empty is said kindly where a list has nothing: why, and what comes next.
type Empty struct {
	Title string
	Text  string
	Link  Link
}

// Badge is a state: « Brouillon », « Transmis ». A word or two.
type Badge struct {
	Text     string
	Severity Severity
}

// Tag is a word that classes a thing: a level, a kind of school. It says no state.
type Tag struct{ Text string }

// Deadline is how long is left, in whole days: 0 is today, less than 0 is late. The moment itself is said beside it, as text.
type Deadline struct {
	Days int
	Done bool // what was due is done, whatever the days
}

// Link is a plain link. Context is said to assistive tools after Text, where several links read alike.
type Link struct {
	Text    string
	Href    string
	Context string
}

func (a Alert) Render(ctx context.Context, w io.Writer) error    { return a.With().Render(ctx, w) }
func (n Notice) Render(ctx context.Context, w io.Writer) error   { return n.view().Render(ctx, w) }
func (c Callout) Render(ctx context.Context, w io.Writer) error  { return c.With().Render(ctx, w) }
func (e Empty) Render(ctx context.Context, w io.Writer) error    { return e.view().Render(ctx, w) }
func (b Badge) Render(ctx context.Context, w io.Writer) error    { return b.view().Render(ctx, w) }
func (t Tag) Render(ctx context.Context, w io.Writer) error      { return t.view().Render(ctx, w) }
func (d Deadline) Render(ctx context.Context, w io.Writer) error { return d.badge().Render(ctx, w) }
func (l Link) Render(ctx context.Context, w io.Writer) error     { return l.view().Render(ctx, w) }

func (a Alert) class() string {
	return joined("fr-alert", "fr-alert--"+string(orInfo(a.Severity)), when(a.Small, "fr-alert--sm"))
}

// class maps the severities to the three bands of DSFR, whose word for an error is « alert ».
func (n Notice) class() string {
	switch n.Severity {
	case Warning:
		return "fr-notice fr-notice--warning"
	case Failure:
		return "fr-notice fr-notice--alert"
	}
	return "fr-notice fr-notice--info"
}

func orInfo(s Severity) Severity {
	if s == Neutral {
		return Info
	}
	return s
}

func (b Badge) class() string {
	return joined("fr-badge fr-badge--sm preau-badge", when(b.Severity != Neutral, "fr-badge--"+string(b.Severity)))
}

// soon is from how many days before the deadline one is warned.
const soon = 7

func (d Deadline) badge() Badge {
	switch {
	case d.Done:
		return Badge{"Fait", Success}
	case d.Days < 0:
		return Badge{"En retard de " + count(-d.Days, "jour", "jours"), Failure}
	case d.Days == 0:
		return Badge{"Dernier jour", Warning}
	case d.Days <= soon:
		return Badge{leftWords(d.Days), Warning}
	}
	return Badge{leftWords(d.Days), Neutral}
}

func leftWords(days int) string {
	if days == 1 {
		return "Reste 1 jour"
	}
	return "Restent " + strconv.Itoa(days) + " jours"
}
