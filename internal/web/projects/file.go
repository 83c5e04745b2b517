package projects

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/exchange"
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
	Before  string    // the number of last year's file, which can be taken up
	Key     string    // of the form that takes it up
	Warned  []string  // what the checks leave to be looked at
	Sheets  []ui.Summary
	Opinion string
	Granted *civil.Cents
	Outcome string               // the reason given with the last decision that may be known
	Events  []ui.Event           // of its history
	steps   []project.Step       // that the reader may know
	pieces  []project.Attachment // of the history alone
	Counts  project.Counts
	Waits   string
	Mine    bool                    // what the file waits for is the reader's to do
	Asked   *campaign.DelayRequest  // the last delay that the school asked for, to send its draft
	asks    []campaign.DelayRequest // all, to the school and its region: of a draft, and of the history
	Barred  string                  // why the reader decides nothing of the file: an interest that they declared
	Late    ui.Alert                // why that can no longer be done, and what still can; no title: it can
}

// The tabs whose pages show no answer.
const historyTab, messagesTab = "historique", "echanges"

// noTab is the tab of a page that shows none: nothing is counted for them.
const noTab = "-"

// headTab is noTab for a page that shows no answer either, nor asks who is kept out.
const headTab = "--"

// load reads a file and frames one of its pages.
func load(r *page.Request, tab string) (filePage, error) {
	var view filePage
	err := r.Read(func(tx *db.Tx) (err error) {
		read := r.Projects().Read
		if tab == historyTab || tab == messagesTab || tab == headTab {
			read = r.Projects().Head
		}
		if view.File, err = read(tx, r.By, r.PathValue("number")); err != nil {
			return err
		}
		tells := tab == historyTab && (r.Level() == access.School || r.Level() == access.Region)
		if draft := view.File.State == project.Draft; draft || tells {
			if view.asks, err = project.Requests(tx, view.File.Project); err != nil {
				return err
			}
			if draft {
				view.Asked = campaign.LastOf(view.asks)
			}
		}
		if view.steps, err = project.History(tx, view.File.Project, r.Level()); err != nil || tab == noTab || tab == headTab {
			return err
		}
		view.Counts, err = project.CountsOf(tx, r.By, view.File.Project)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Level, view.Outcome = r.Level(), outcome(view.steps)
	view.frame(r, tab)
	view.Acts, view.Barred = buttons(view.File, view.Asked, r), view.File.Barred(r.By, r.At)
	view.Granted = view.File.Granted(view.Level)
	view.Opinion = view.File.OpinionFor(view.Level)
	return view, nil
}

// yearBefore is the number of the file that the school sent last year; "" when it
// sent none.
func yearBefore(tx *db.Tx, p project.Project) (string, error) {
	before, err := project.YearBefore(tx, p)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return before.Number, err
}

func (v *filePage) frame(r *page.Request, tab string) {
	f := v.File
	seen := f.Seen(v.Level)
	state := badge(seen, v.Level)
	v.Frame = r.Frame("Projet "+f.Number, ui.Crumb{Label: "Projets", Href: "/projets"})
	v.Header = ui.PageHeader{Number: f.Number, Title: f.School + ", " + f.Town, Badge: &state, State: stateSentence(f, v.Level, r.At.Today())}
	if v.Asked != nil {
		v.Header.State += " " + v.Asked.Sentence()
	}
	if wait, ok := f.Waits(v.Level); ok {
		v.Waits, v.Mine = awaits(wait), wait.Role == r.By.Role && !(f.KeptOut != "" && project.Decides(wait.Act))
		if v.Mine {
			v.Waits = wait.Task
		}
		if !wait.On.IsZero() {
			v.Waits += ", au plus tard le " + wait.On.FrenchLong()
			if wait.Role.Level() == v.Level && !f.Over(r.At.Today()) { // whose turn it is reads how long they have
				v.Header.Deadline = &ui.Deadline{Days: wait.On.Sub(r.At.Today())}
			}
			if wait.Role == access.SchoolLead && wait.On.Before(r.At.Today()) {
				v.Waits = "" // nothing can be done any more: the header says so
			}
			v.Late = v.late(wait, r)
		}
	}
	v.Header.Turn = v.turn(r)
	base := "/projets/" + f.Number
	v.Tabs = ui.Tabs{Label: "Pages du projet", Items: []ui.Tab{
		{Text: "Projet", Href: base, Current: tab == ""},
		{Text: "Pièces", Href: piecesPath(f.Number), Count: int(v.Counts.Pieces), Current: tab == "pieces"},
		{Text: "Historique", Href: historyPath(f.Number), Current: tab == historyTab}}}
	if messages, any := v.messages(r, tab == messagesTab); any {
		v.Tabs.Items = slices.Insert(v.Tabs.Items, 2, messages)
	}
}

// late says, to who could act, that the time of what the file waits for is over, and
// what can still be done: to a school and to its region, about a sheet that was not
// completed in time too.
func (v *filePage) late(wait project.Wait, r *page.Request) ui.Alert {
	f := v.File
	switch {
	case !wait.On.Before(r.At.Today()):
	case v.Mine && v.Level != access.School:
		if lock := project.LockOf(f.Limits, wait.Act, f.Seen(v.Level), r.At.Happened); lock != "" {
			does := map[workflow.Act]string{project.ActPreselect: "présélectionner", project.ActTransmit: "transmettre"}
			return ui.Alert{Severity: ui.Warning, Title: "Vous ne pouvez plus " + does[wait.Act] + " ce projet", Text: lock}
		}
	case v.Level == access.School && f.Seen(v.Level) == project.Returned && r.By.Can(project.ActEdit, f.Place):
		return v.closed(r)
	case f.State == project.Returned && r.By.Can(project.ActReturn, f.Place):
		late := ui.Alert{Severity: ui.Warning, Title: "La fiche n’a pas été complétée à temps", Text: "L’école ou l’établissement avait jusqu’au " + wait.On.FrenchLong() + ". "}
		if lock := noReturn(f, r); lock != "" {
			late.Text += "Vous ne pouvez plus lui donner une autre date. " + lock
		} else {
			late.Text += "La fiche reste fermée tant que vous ne donnez pas une autre date."
		}
		return late
	}
	return ui.Alert{}
}

// noReturn says why a file can no longer go back to its school: the region's own time
// is over (§6). Blank: it can.
func noReturn(f project.Filled, r *page.Request) string {
	if f.State == project.SentBack {
		return ""
	}
	return project.LockOf(f.Limits, project.ActTransmit, project.Preselected, r.At.Happened)
}

// turn says whom the file waits for, and since when. A school whose time is over can
// do nothing any more.
func (v *filePage) turn(r *page.Request) string {
	turn, _ := project.TurnOf(v.steps)
	who, long := turnOf(turn, r.By.Role, r.At.Today())
	if who == "" || v.Level == access.School && turn.Role == access.SchoolLead && v.Waits == "" {
		return ""
	}
	return "En attente " + who + ", " + long + "."
}

// awaits says whose turn it is, and what they do.
func awaits(wait project.Wait) string {
	of := " de "
	if strings.HasPrefix(wait.Task, "E") {
		of = " d’"
	}
	return "C’est " + exchange.To(wait.Role) + of + civil.Lowered(wait.Task)
}

// under frames a page that is below the file's own: the title of the window says of
// which file it is.
func (v *filePage) under(title string, above ...ui.Crumb) {
	v.Frame.Title = title + ", projet " + v.File.Number
	v.Frame.Breadcrumb[len(v.Frame.Breadcrumb)-1].Href = "/projets/" + v.File.Number
	v.Frame.Breadcrumb = append(append(v.Frame.Breadcrumb, above...), ui.Crumb{Label: title})
}

// stateSentence says where the file stands: saved is never taken for sent.
func stateSentence(f project.Filled, level access.Level, today civil.Date) string {
	wait, _ := f.Waits(level)
	switch seen := f.Seen(level); {
	case f.Drafting(level):
		again := ""
		if seen == project.Returned {
			again = " de nouveau"
		}
		saved := fmt.Sprintf("Enregistré %s, non transmis%s.", savedWhen(f.SavedAt, today), again)
		if f.Over(today) {
			return saved + " L’année scolaire de ce projet est finie\u202f: la fiche ne peut plus être transmise."
		}
		if !wait.On.IsZero() && wait.On.Before(today) {
			return fmt.Sprintf("%s La date limite du %s est passée\u202f: la fiche ne peut plus être transmise. Le comité de pilotage régional peut accorder un délai.", saved, wait.On.FrenchLong())
		}
		return fmt.Sprintf("%s À transmettre%s avant le %s, 23\u00a0h\u00a059.", saved, again, wait.On.FrenchLong())
	case f.SubmittedAt.IsZero():
		return ""
	case seen == project.Returned && f.Version > 0:
		return fmt.Sprintf("Vous lisez la version %d, transmise le %s. Ce que l’école change se lit quand elle transmet de nouveau.", f.Version, f.SubmittedAt.French())
	case seen == project.Returned:
		return "Ce qui a été transmis n’a pas été gardé\u202f: vous lisez la fiche telle qu’elle est, pendant que l’école la complète."
	}
	sent := "Transmis par l’école ou l’établissement le " + f.SubmittedAt.French()
	if f.Version > 1 {
		sent += fmt.Sprintf(" (version %d)", f.Version)
	}
	return sent + "."
}

func savedWhen(at civil.Instant, today civil.Date) string {
	if at.Date() == today {
		return "à " + at.Clock()
	}
	return "le " + at.French()
}

// whose says whose reason the page shows.
func (v filePage) whose() string {
	if v.File.Seen(v.Level) == project.Returned {
		return "Ce que demande le comité de pilotage régional"
	}
	return "Motif"
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

func buttons(f project.Filled, asked *campaign.DelayRequest, r *page.Request) []ui.Button {
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
		if move.Act == project.ActReturn && noReturn(f, r) != "" {
			continue
		}
		if move.Act == project.ActReturn && f.State == project.Returned {
			move.Label = "Donner une autre date"
		}
		if g, known := gestureOf(move.Act); known && g.allowed(f) {
			acts = append(acts, ui.Button{Text: move.Label, Href: base + g.slug, Kind: ui.Secondary})
		}
	}
	acts = awaitedFirst(acts, f, r)
	if f.State == project.Draft && r.By.Can(campaign.ActAskDelay, f.Place) {
		at := len(acts)
		if i := slices.IndexFunc(acts, func(b ui.Button) bool { return b.Href == base+"retirer" }); i >= 0 {
			at = i
		}
		acts = slices.Insert(acts, at, ui.Button{Text: asked.Asks(), Href: page.AskDelayPath(campaign.SendingMilestone, f.Place.School), Kind: ui.Secondary})
	}
	// The first is the next thing to do, unless all that is left is to withdraw.
	for i, act := range acts {
		if act.Href == base+"retirer" {
			acts[i].Kind = ui.Plain
		} else if i == 0 {
			acts[i].Kind = ui.Primary
		}
	}
	return acts
}

// awaitedFirst puts first what the file waits for; a project is preselected only
// after an opinion.
func awaitedFirst(acts []ui.Button, f project.Filled, r *page.Request) []ui.Button {
	wait, ok := f.Waits(r.Level())
	if !ok || wait.Act == project.ActPreselect && f.Opinion == "" {
		return acts
	}
	g, _ := gestureOf(wait.Act)
	i := slices.IndexFunc(acts, func(b ui.Button) bool { return b.Href == "/projets/"+f.Number+"/"+g.slug })
	if i > 0 {
		acts = slices.Insert(slices.Delete(slices.Clone(acts), i, i+1), 0, acts[i])
	}
	return acts
}

// toFill puts before the acts, of a sheet that is not complete, its first
// section to fill: what is sent is first written.
func toFill(acts []ui.Button, tasks []ui.Task) []ui.Button {
	for _, task := range tasks {
		if task.Badge.Severity == ui.Success || task.Badge.Severity == ui.Info {
			continue
		}
		for i := range acts {
			if acts[i].Kind == ui.Primary {
				acts[i].Kind = ui.Secondary
			}
		}
		return append([]ui.Button{{Text: "Remplir la fiche", Context: task.Title, Href: task.Href, Kind: ui.Primary}}, acts...)
	}
	return acts
}

func show(r *page.Request) (page.Response, error) {
	view, err := load(r, "")
	if err != nil {
		return page.Response{}, err
	}
	if view.writing(r) {
		view.Tasks, view.Key = tasks(view.File), page.NewKey()
		if !r.By.Can(project.ActSubmit, view.File.Place) {
			view.Acts = append(view.Acts, ui.Button{Text: "Relire la fiche", Href: "/projets/" + view.File.Number + "/verifier", Kind: ui.Secondary})
		}
		view.Acts = toFill(view.Acts, view.Tasks)
		err = r.Read(func(tx *db.Tx) (err error) {
			view.Before, err = yearBefore(tx, view.File.Project)
			return err
		})
	} else {
		view.Sheets, view.Warned = summaries(view.File, false), warnings(view.File)
	}
	return page.OK(fileView(view)), err
}

// warnings are what the checks of a sheet leave to be looked at (R6).
func warnings(f project.Filled) (all []string) {
	for _, sheet := range f.Rules.Sheets {
		for _, finding := range f.Findings(sheet) {
			if !finding.Blocks() {
				all = append(all, said(finding))
			}
		}
	}
	return all
}

// tasks are the sections of the sheets, with what each still lacks.
func tasks(f project.Filled) []ui.Task {
	var all []ui.Task
	for _, sheet := range f.Rules.Sheets {
		found := map[string]map[form.Level]int64{}
		for _, finding := range f.Findings(sheet) {
			if found[finding.Section] == nil {
				found[finding.Section] = map[form.Level]int64{}
			}
			found[finding.Section][finding.Level]++
		}
		for _, section := range sheet.Sections {
			task := ui.Task{Title: section.Title, Href: sectionPath(f.Number, sheet.Key, section.Key), Detail: sheet.ShortTitle}
			task.Badge = stateOf(found[section.Key], &task.Detail)
			all = append(all, task)
		}
	}
	return all
}

// stateOf is the state of a section, and adds to its detail what is left to do.
func stateOf(found map[form.Level]int64, detail *string) *ui.Badge {
	if n := found[form.Warning]; n > 0 {
		*detail += ", " + civil.Plural(n, "point à vérifier", "points à vérifier")
	}
	if n := found[form.Lack]; n > 0 {
		*detail += ", " + civil.Plural(n, "réponse attendue", "réponses attendues")
	}
	switch {
	case found[form.Fault] > 0:
		*detail += ", " + civil.Plural(found[form.Fault], "réponse à corriger", "réponses à corriger")
		return &ui.Badge{Text: "À corriger", Severity: ui.Warning}
	case found[form.Lack] > 0:
		return &ui.Badge{Text: "À compléter", Severity: ui.Neutral}
	case found[form.Warning] > 0:
		return &ui.Badge{Text: "Complet, à vérifier", Severity: ui.Info}
	}
	return &ui.Badge{Text: "Complet", Severity: ui.Success}
}

func sectionPath(number, sheet, section string) string {
	return "/projets/" + number + "/fiche/" + sheet + "/" + section
}

// summaries are the answers of the sheets; change adds « Modifier ».
func summaries(f project.Filled, change bool) []ui.Summary {
	var all []ui.Summary
	for _, sheet := range f.Rules.Sheets {
		s := summary{values: f.Values(sheet), faults: map[string]string{}}
		for _, finding := range f.Findings(sheet) {
			if finding.Level == form.Fault && change {
				s.faults[finding.Field] = cmp.Or(finding.Beside, finding.Sentence)
			}
		}
		for _, section := range sheet.Sections {
			if s.path = ""; change {
				s.path = sectionPath(f.Number, sheet.Key, section.Key)
			}
			all = append(all, s.of(section)...)
		}
	}
	return all
}

// A summary is a sheet being read over.
type summary struct {
	values form.Values
	faults map[string]string
	path   string // of the section; blank: nothing can be changed
}

// of is a section's answers, then those of each row of its tables.
func (s summary) of(section form.Section) []ui.Summary {
	whole := ui.Summary{Title: section.Title}
	var parts []ui.Summary
	if s.path != "" {
		whole.Change = ui.Link{Text: "Modifier", Href: s.path}
	}
	for _, q := range section.Questions {
		if q.Kind != form.Table {
			for _, field := range q.Fields(s.values) {
				whole.Rows = append(whole.Rows, s.answer(field))
			}
			continue
		}
		rows := s.values.Rows(q.Key)
		if len(rows) == 0 {
			whole.Rows = append(whole.Rows, s.answer(form.Field{Key: q.Key, Question: q}))
		}
		for _, row := range rows {
			part := ui.Summary{Sub: true}
			for _, field := range q.RowFields(row) {
				part.Title = field.Heading(s.values)
				if field.Asked(s.values) {
					part.Rows = append(part.Rows, s.answer(field))
				}
			}
			parts = append(parts, part)
		}
	}
	return append([]ui.Summary{whole}, parts...)
}

func (s summary) answer(field form.Field) ui.Answer {
	row := ui.Answer{Question: field.Label(), Error: s.faults[field.Key]}
	if value := s.values[field.Key]; value != "" {
		row.Value = ui.Text(field.Question.Format(value))
	} else if field.Question.Kind == form.Computed {
		row.Value = ui.Text(uncomputed(field.Question))
	}
	if s.path != "" && field.Question.Kind != form.Computed {
		row.Href = s.path + "#" + ui.FieldID(field.Key)
	}
	return row
}

func departmentName(code string) string {
	d, _ := territory.FindDepartment(code)
	return d.Name
}
