package projects

import (
	"fmt"
	"io"
	"slices"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

// filePage is what every page of a file shows around its own content.
type filePage struct {
	Frame   ui.Page
	File    project.Filled
	Header  ui.PageHeader
	Tabs    ui.Tabs
	Level   access.Level
	Acts    []ui.Button
	Tasks   []ui.Task // the sections to fill, for the school
	Sheets  []ui.Summary
	Opinion string
	Granted *civil.Cents
	Outcome string // the reason given with the last decision that may be known
	Events  []ui.Event
	Waits   string
	Mine    bool // what the file waits for is the reader's to do
}

// load reads a file and frames one of its pages.
func load(r *page.Request, tab string) (filePage, error) {
	var view filePage
	err := r.Read(func(tx *db.Tx) (err error) {
		if view.File, err = r.Projects().Read(tx, r.By, r.PathValue("number")); err != nil {
			return err
		}
		steps, err := project.History(tx, view.File.Project, r.Level())
		view.Events, view.Outcome = events(steps, r.Level()), outcome(steps)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Level = r.Level()
	view.frame(r, tab)
	view.Acts = buttons(view.File, r)
	view.Granted = view.File.Granted(view.Level)
	view.Opinion = view.File.OpinionFor(view.Level)
	return view, nil
}

func (v *filePage) frame(r *page.Request, tab string) {
	f := v.File
	seen := f.Seen(v.Level)
	state := badge(seen, v.Level)
	v.Frame = r.Frame("Projet "+f.Number, ui.Crumb{Label: "Projets", Href: "/projets"})
	v.Header = ui.PageHeader{Number: f.Number, Title: f.School + ", " + f.Town, Badge: &state, State: stateSentence(f, v.Level)}
	if wait, ok := f.Waits(v.Level); ok {
		v.Waits, v.Mine = fmt.Sprintf("%s : %s", wait.Role.Label(), wait.Task), wait.Role == r.By.Role
		if v.Mine {
			v.Waits = wait.Task
		}
		if !wait.On.IsZero() {
			v.Waits += ", au plus tard le " + wait.On.FrenchLong()
			v.Header.Deadline = &ui.Deadline{Days: wait.On.Sub(r.At.Today())}
		}
	}
	base := "/projets/" + f.Number
	v.Tabs = ui.Tabs{Label: "Pages du projet", Items: []ui.Tab{
		{Text: "Projet", Href: base, Current: tab == ""},
		{Text: "Historique", Href: base + "/historique", Current: tab == "historique"}}}
}

// stateSentence says where the file stands: saved is never taken for sent.
func stateSentence(f project.Filled, level access.Level) string {
	wait, _ := f.Waits(level)
	switch f.Seen(level) {
	case project.Draft, project.Returned:
		return fmt.Sprintf("Enregistré le %s, non transmis. À transmettre avant le %s, 23\u00a0h\u00a059.", f.SavedAt.French(), wait.On.FrenchLong())
	}
	if f.SubmittedAt.IsZero() {
		return ""
	}
	return "Transmis par l’école ou l’établissement le " + f.SubmittedAt.French() + "."
}

func events(steps []project.Step, level access.Level) []ui.Event {
	var shown []ui.Event
	told := false // a later step released what came before
	for i := len(steps) - 1; i >= 0; i-- {
		s := steps[i]
		told = told || !s.Held
		event := ui.Event{When: s.HappenedAt.French(), Who: s.PersonName + ", " + s.Role.Label(), What: what(s, level), Why: s.Reason}
		if !told {
			event.Badge = &ui.Badge{Text: "Pas encore communiqué", Severity: ui.Warning}
		}
		shown = append(shown, event)
	}
	return shown
}

func what(s project.Step, level access.Level) string {
	if s.Act == project.ActOpen {
		return "Fiche ouverte"
	}
	text := pastOf(s.Act) + " : " + project.Label(s.ToState, level)
	if s.FromState == s.ToState && s.Act == project.ActOpine {
		text = pastOf(s.Act)
	}
	if s.GrantedCents != nil {
		text += ", " + s.GrantedCents.French()
	}
	return text
}

// outcome is the reason given with the last step, opinions aside.
func outcome(steps []project.Step) string {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Act != project.ActOpine {
			return steps[i].Reason
		}
	}
	return ""
}

func buttons(f project.Filled, r *page.Request) []ui.Button {
	var acts []ui.Button
	base := "/projets/" + f.Number + "/"
	for _, move := range f.Possible(r.By, r.At) {
		switch move.Act {
		case project.ActEdit:
			continue
		case project.ActSubmit:
			acts = append(acts, ui.Button{Text: "Relire et transmettre", Href: base + "verifier"})
			continue
		}
		if g, known := gestureOf(move.Act); known && g.allowed(f) {
			acts = append(acts, ui.Button{Text: move.Label, Href: base + g.slug, Kind: ui.Secondary})
		}
	}
	// The first is the next thing to do, unless all that is left is to withdraw.
	if len(acts) > 0 && acts[0].Href != base+"retirer" {
		acts[0].Kind = ui.Primary
	}
	return acts
}

// writing tells whether the person may write in the sheet now.
func (v *filePage) writing(r *page.Request) bool {
	return slices.ContainsFunc(v.File.Possible(r.By, r.At), func(m workflow.Move[*project.Dossier]) bool { return m.Act == project.ActEdit })
}

func show(r *page.Request) (page.Response, error) {
	view, err := load(r, "")
	if err != nil {
		return page.Response{}, err
	}
	if view.writing(r) {
		view.Tasks = tasks(view.File)
	} else {
		view.Sheets = summaries(view.File, false)
	}
	return page.OK(fileView(view)), nil
}

// tasks are the sections of the sheets, with what each still lacks.
func tasks(f project.Filled) []ui.Task {
	var all []ui.Task
	for _, sheet := range f.Rules.Sheets {
		lacking := map[string]int{}
		for _, m := range f.Missing(sheet) {
			lacking[m.Section]++
		}
		for _, section := range sheet.Sections {
			task := ui.Task{Title: section.Title, Href: sectionPath(f.Number, sheet.Key, section.Key), Detail: sheet.ShortTitle}
			task.Badge = &ui.Badge{Text: "Complet", Severity: ui.Success}
			if n := lacking[section.Key]; n > 0 {
				task.Badge = &ui.Badge{Text: "À compléter", Severity: ui.Neutral}
				task.Detail += ", " + civil.Plural(int64(n), "réponse attendue", "réponses attendues")
			}
			all = append(all, task)
		}
	}
	return all
}

func sectionPath(number, sheet, section string) string {
	return "/projets/" + number + "/fiche/" + sheet + "/" + section
}

// summaries are the answers of the sheets; change adds « Modifier ».
func summaries(f project.Filled, change bool) []ui.Summary {
	var all []ui.Summary
	for _, sheet := range f.Rules.Sheets {
		for _, section := range sheet.Sections {
			s := ui.Summary{Title: section.Title}
			if change {
				s.Change = ui.Link{Text: "Modifier", Href: sectionPath(f.Number, sheet.Key, section.Key)}
			}
			for _, q := range section.Questions {
				s.Rows = append(s.Rows, answerRow(q, f.Answers[sheet.Key][q.Key]))
			}
			all = append(all, s)
		}
	}
	return all
}

func answerRow(q form.Question, value string) ui.Answer {
	row := ui.Answer{Question: q.Label}
	if value != "" {
		row.Value = ui.Text(q.Format(value))
	}
	return row
}

func history(r *page.Request) (page.Response, error) {
	view, err := load(r, "historique")
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(historyView(view)), nil
}

func receipt(r *page.Request) (page.Response, error) {
	view, err := load(r, "")
	if err == nil && view.File.SubmittedAt.IsZero() {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Response{}, err
	}
	view.Frame.Title = "Accusé de réception"
	return page.OK(receiptView(view)), nil
}

func receiptPDF(r *page.Request) (page.Response, error) {
	view, err := load(r, "")
	if err == nil && view.File.SubmittedAt.IsZero() {
		err = page.ErrNotFound
	}
	if err != nil {
		return page.Response{}, err
	}
	doc := receiptDocument(view.File, r.At.Happened)
	return page.Download(page.File{Name: "recu-" + view.File.Number + ".pdf", Type: "application/pdf",
		Write: func(w io.Writer) error { return document.WritePDF(w, doc) }}), nil
}

func departmentName(code string) string {
	d, _ := territory.FindDepartment(code)
	return d.Name
}
