package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// PageHeader is the top of a page: what it is, and, of a file, where it stands and what is left to do (saved is not
// sent). Children are its acts. It holds the page's only h1.
type PageHeader struct {
	Back     *BackLink
	Number   string // what people read out: « 2009-93-0042 »
	Title    string
	Lead     string // one sentence for those who come for the first time
	Badge    *Badge
	Turn     string // « En attente de la région, depuis le 21 septembre 2009 (3 jours). »
	State    string // « Brouillon, enregistré à 14 h 05, à transmettre avant le mercredi 30 septembre, 23 h 59 »
	Deadline *Deadline
}

// StateID is the id of the line of a PageHeader that says where a file stands.
const StateID = "etat-fiche"

// BackLink leads one level up.
type BackLink struct {
	Text string // « Retour aux projets »
	Href string
}

// Tabs are the pages of one file, as real links: each has its address.
type Tabs struct {
	Label string // « Pages du projet »
	Items []Tab
}

// Tab is one page of a file. Count, when not zero, is shown beside: messages to read, things to mend.
type Tab struct {
	Text    string
	Href    string
	Count   int
	Current bool
}

// Stepper tells where one is in a way of a few steps.
type Stepper struct {
	Step  int // from 1
	Of    int
	Title string
	Next  string // title of the next step; empty at the last
}

// Summary shows answers, each with « Modifier » beside it.
type Summary struct {
	Title  string
	Sub    bool // a part of the summary before it: a row of a table
	Change Link // changes the whole section; the heading is its context
	Rows   []Answer
}

// Answer is a question and what was answered. A nil Value is told as « Non renseigné »: blank is blank, never 0 nor « Non ».
type Answer struct {
	Question string
	Value    templ.Component
	Error    string // what is wrong with it
	Href     string // where it is changed; empty when it cannot be
}

// TaskList is what there is to do, in order: the sections of a sheet, or what is expected of a person.
type TaskList struct {
	Label string // names the list for assistive tools
	Tasks []Task
}

// Task is one thing to do; the whole line opens the place where it is done.
type Task struct {
	Title    string
	Href     string // empty: not yet possible; Detail says why
	Detail   string
	Due      string // « mercredi 30 septembre 2009, 23 h 59 »
	Badge    *Badge
	Deadline *Deadline
}

// Tile leads to a part of the site.
type Tile struct {
	Title  string
	Text   string
	Href   string
	Detail string // a figure, a date
}

// Tiles lays tiles out, three in a line on a wide screen.
type Tiles struct{ Items []Tile }

// Timeline is the history of a file, the latest first or last as given.
type Timeline struct {
	Label  string
	Events []Event
}

// Event is one step of a history.
type Event struct {
	When  string // « mardi 22 septembre 2009, 16 h 30 »
	Who   string
	What  string
	Why   string
	Badge *Badge
	Lines []string // what went with it
	Links []Link
}

// Accordion hides its children under a line to open, without a script.
type Accordion struct {
	Title string
	Open  bool
}

func (p PageHeader) Render(ctx context.Context, w io.Writer) error { return p.With().Render(ctx, w) }
func (b BackLink) Render(ctx context.Context, w io.Writer) error   { return b.view().Render(ctx, w) }
func (t Tabs) Render(ctx context.Context, w io.Writer) error       { return t.view().Render(ctx, w) }
func (s Stepper) Render(ctx context.Context, w io.Writer) error    { return s.view().Render(ctx, w) }
func (s Summary) Render(ctx context.Context, w io.Writer) error    { return s.view().Render(ctx, w) }
func (t TaskList) Render(ctx context.Context, w io.Writer) error   { return t.view().Render(ctx, w) }
func (t Tile) Render(ctx context.Context, w io.Writer) error       { return t.view().Render(ctx, w) }
func (t Tiles) Render(ctx context.Context, w io.Writer) error      { return t.view().Render(ctx, w) }
func (t Timeline) Render(ctx context.Context, w io.Writer) error   { return t.view().Render(ctx, w) }
func (a Accordion) Render(ctx context.Context, w io.Writer) error  { return a.With().Render(ctx, w) }

func (s Stepper) state() string {
	return "Étape " + strconv.Itoa(s.Step) + " sur " + strconv.Itoa(s.Of)
}
