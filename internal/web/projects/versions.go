package projects

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// versionRoutes are what was sent, and what changed from one sending to the next.
func versionRoutes() []page.Route {
	const path = "/projets/{number}/versions/{version}"
	routes := []page.Route{
		{Method: "GET", Path: path, Act: project.ActRead, Handle: showVersion},
		{Method: "GET", Path: path + "/{later}", Act: project.ActRead, Handle: showChanges},
		{Method: "GET", Path: path + "/brouillon", Act: project.ActEdit, Handle: showDraftChanges},
		{Method: "GET", Path: path + "/recu.pdf", Act: project.ActRead, Handle: versionReceipt},
	}
	return append(routes, page.In(page.Formats, path+"/fiche", project.ActRead, versionFile)...)
}

// versionLinks lead from a file to what it sent, and to what has changed since.
func (v filePage) versionLinks() []ui.Link {
	number, last := v.File.Number, v.File.SentVersion
	switch {
	case last > 0 && v.File.Version == 0:
		return []ui.Link{{Text: fmt.Sprintf("Ce qui a changé depuis la version %d, que le comité régional a reçue", last), Href: versionPath(number, last) + "/brouillon"}}
	case last > 1:
		return []ui.Link{{Text: fmt.Sprintf("Ce qui a changé depuis la version\u00a0%d", last-1), Href: changesPath(number, last-1, last)}}
	}
	return nil
}

// A versionPage is a file as it was sent.
type versionPage struct {
	Frame  ui.Page
	File   project.Filled
	Sheets []ui.Summary
	Pieces []project.Attachment // those of the version
	Warned []string
}

func (v versionPage) title() string {
	return fmt.Sprintf("Version\u00a0%d de la fiche", v.File.Version)
}

// lead says who sent it, when, and whether another followed.
func (v versionPage) lead() string {
	return fmt.Sprintf("%s, %s. Transmise par %s le %s.", v.File.School, v.File.Town, v.File.Sent.PersonName, v.File.SubmittedAt.French())
}

func (v versionPage) last() bool { return v.File.Version == v.File.SentVersion }

// links lead to the same as a document, and to what changed around.
func (v versionPage) links() []ui.Link {
	n := v.File.Version
	var links []ui.Link
	if n > 1 {
		links = append(links, ui.Link{Text: fmt.Sprintf("Ce qui a changé depuis la version\u00a0%d", n-1), Href: changesPath(v.File.Number, n-1, n)})
	}
	if !v.last() {
		links = append(links, ui.Link{Text: fmt.Sprintf("Ce qui a changé dans la version %d", n+1), Href: changesPath(v.File.Number, n, n+1)},
			ui.Link{Text: fmt.Sprintf("Lire la version %d, la dernière transmise", v.File.SentVersion), Href: versionPath(v.File.Number, v.File.SentVersion)})
	}
	return links
}

// pieces are the documents that were joined to it.
func (v versionPage) pieces() ui.Summary {
	joined := ui.Summary{Title: "Les pièces jointes"}
	for _, a := range v.Pieces {
		joined.Rows = append(joined.Rows, ui.Answer{Question: a.Label, Value: ui.Link{Text: a.Name, Href: piecePath(v.File.Number, a.ID), Context: "(télécharger)"}})
	}
	if len(joined.Rows) == 0 {
		joined.Rows = []ui.Answer{{Question: "Pièces", Value: ui.Text("Aucune pièce jointe")}}
	}
	return joined
}

// proof is what tells later that nothing of the version has changed.
func (v versionPage) proof() string {
	return fmt.Sprintf("Vérifiée avec la version %d des règles de la campagne. Empreinte des réponses (SHA-256)\u202f: %s.", v.File.Sent.RulesVersion, v.File.Sent.Digest)
}

// number is that of a version in the address; what is no number is no version.
func number(r *page.Request, name string) int64 { return int64(r.ID(name)) }

func showVersion(r *page.Request) (page.Response, error) {
	var view versionPage
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.File, err = r.Projects().ReadVersion(tx, r.By, r.PathValue("number"), number(r, "version")); err != nil {
			return err
		}
		all, err := project.Attachments(tx, view.File.Project, r.Level())
		for _, a := range all {
			if a.In(view.File.Version) {
				view.Pieces = append(view.Pieces, a)
			}
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view.Frame = versionFrame(r, view.File, view.title())
	view.Sheets, view.Warned = summaries(view.File, false), warnings(view.File)
	return page.OK(versionView(view)), nil
}

func versionFrame(r *page.Request, f project.Filled, title string) ui.Page {
	frame := r.Frame(title, ui.Crumb{Label: "Projets", Href: "/projets"}, ui.Crumb{Label: "Projet " + f.Number, Href: "/projets/" + f.Number},
		ui.Crumb{Label: "Historique", Href: historyPath(f.Number)})
	frame.Title = title + ", projet " + f.Number
	return frame
}

func historyPath(number string) string { return "/projets/" + number + "/historique" }

// versionFile is the sheet of a file as it was sent.
func versionFile(r *page.Request, f page.Format) (page.Response, error) {
	p := paper{Level: r.Level(), At: r.At.Happened}
	err := r.Read(func(tx *db.Tx) (err error) {
		if p.File, err = r.Projects().ReadVersion(tx, r.By, r.PathValue("number"), number(r, "version")); err != nil {
			return err
		}
		p.School, err = territory.Find(tx, territory.UAI(p.File.Place.School))
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	return f.Download(fmt.Sprintf("fiche-%s-version-%d", p.File.Number, p.File.Version), p.document, p.book), nil
}

// versionReceipt is the receipt of what was sent as a version.
func versionReceipt(r *page.Request) (page.Response, error) {
	var f project.Filled
	err := r.Read(func(tx *db.Tx) (err error) {
		f, err = r.Projects().ReadVersion(tx, r.By, r.PathValue("number"), number(r, "version"))
		return err
	})
	return receiptFile(r, fmt.Sprintf("recu-%s-version-%d", f.Number, f.Version), f, err)
}

// A changesPage is what changed from one version to a later one, or to the draft.
type changesPage struct {
	Frame   ui.Page
	Before  project.Filled
	After   project.Filled
	Sheets  []changedSheet
	Answers int64 // that changed in places that were there, computed figures aside
	Rows    []rowsChanged
	Joined  []string
	Removed []string
}

// rowsChanged is how many rows of a table were added, or removed.
type rowsChanged struct {
	Table *form.Question
	Fate  form.Fate
	Count int64
}

func (n rowsChanged) String() string {
	item, past := civil.Lowered(n.Table.Item), "ajouté"
	if n.Fate == form.Removed {
		past = "supprimé"
	}
	past = agreed(n.Table, past)
	return civil.Plural(n.Count, item+" "+past, item+"s "+past+"s")
}

type changedSheet struct {
	Title  string
	Tables []ui.Table
}

// showChanges compares two versions, the earlier first whatever their order in the
// address.
func showChanges(r *page.Request) (page.Response, error) {
	from, to := number(r, "version"), number(r, "later")
	var both []project.Filled
	if err := r.Read(func(tx *db.Tx) (err error) {
		both, err = r.Projects().ReadVersions(tx, r.By, r.PathValue("number"), from, to)
		return err
	}); err != nil {
		return page.Response{}, err
	}
	switch {
	case from == to:
		return page.SeeOther(versionPath(both[0].Number, from)), nil
	case from > to:
		return page.SeeOther(changesPath(both[0].Number, to, from)), nil
	}
	return changes(r, both[0], both[1])
}

// showDraftChanges compares what was sent with what the school writes, for those
// who write.
func showDraftChanges(r *page.Request) (page.Response, error) {
	var sent, draft project.Filled
	if err := r.Read(func(tx *db.Tx) (err error) {
		sent, draft, err = r.Projects().ReadSince(tx, r.By, r.PathValue("number"), number(r, "version"))
		return err
	}); err != nil {
		return page.Response{}, err
	}
	return changes(r, sent, draft)
}

func changes(r *page.Request, before, after project.Filled) (page.Response, error) {
	view := changesPage{Before: before, After: after}
	if err := r.Read(func(tx *db.Tx) error {
		pieces, err := project.Attachments(tx, after.Project, r.Level())
		for _, a := range pieces {
			switch was, is := a.In(before.Version), holds(after, a); {
			case is && !was:
				view.Joined = append(view.Joined, a.Label)
			case was && !is:
				view.Removed = append(view.Removed, a.Label)
			}
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view.Frame = versionFrame(r, after, view.title())
	for _, sheet := range after.Rules.Sheets {
		was, known := before.Rules.Sheet(sheet.Key)
		if !known {
			was = &form.Sheet{Key: sheet.Key}
		}
		found := form.Compare(form.Filling{Sheet: was, Values: before.Values(was)}, form.Filling{Sheet: sheet, Values: after.Values(sheet)})
		if len(found) > 0 {
			view.Sheets = append(view.Sheets, view.changed(sheet, found))
		}
	}
	return page.OK(changesView(view)), nil
}

// holds tells whether a piece is joined to what is read.
func holds(f project.Filled, a project.Attachment) bool {
	if f.Version == 0 {
		return !a.Removed()
	}
	return a.In(f.Version)
}

// title says what is compared.
func (v changesPage) title() string {
	if v.After.Version == 0 {
		return fmt.Sprintf("Ce qui a changé depuis la version\u00a0%d", v.Before.Version)
	}
	return fmt.Sprintf("Ce qui a changé de la version\u00a0%d à la version\u00a0%d", v.Before.Version, v.After.Version)
}

// lead says when each was sent.
func (v changesPage) lead() string {
	if v.After.Version == 0 {
		return fmt.Sprintf("La version %d a été transmise le %s. Ce qui suit n’est pas encore transmis.", v.Before.Version, v.Before.SubmittedAt.French())
	}
	return fmt.Sprintf("La version %d a été transmise le %s, la version %d le %s.", v.Before.Version, v.Before.SubmittedAt.French(),
		v.After.Version, v.After.SubmittedAt.French())
}

// rules says that the two were checked with other rules.
func (v changesPage) rules() string {
	if v.Before.Rules == v.After.Rules {
		return ""
	}
	return "Les règles de la campagne ont changé entre les deux\u202f: une question peut avoir été ajoutée, retirée ou dite autrement."
}

// links lead to the two.
func (v changesPage) links() []ui.Link {
	n := v.After.Number
	links := []ui.Link{{Text: fmt.Sprintf("Lire la version %d", v.Before.Version), Href: versionPath(n, v.Before.Version)}}
	if v.After.Version == 0 {
		return append(links, ui.Link{Text: "Relire et transmettre", Href: "/projets/" + n + "/verifier"})
	}
	return append(links, ui.Link{Text: fmt.Sprintf("Lire la version %d", v.After.Version), Href: versionPath(n, v.After.Version)})
}

// column is the title of the later column.
func (v changesPage) column() string {
	if v.After.Version == 0 {
		return "Maintenant"
	}
	return fmt.Sprintf("Version %d", v.After.Version)
}

// counted says how much changed; what Préau computes is not counted.
func (v changesPage) counted() string {
	if len(v.Sheets) == 0 && len(v.Joined)+len(v.Removed) == 0 {
		return "Rien n’a changé."
	}
	all := []string{"Aucune réponse changée"}
	if v.Answers > 0 {
		all[0] = civil.Plural(v.Answers, "réponse changée", "réponses changées")
	}
	for _, n := range v.Rows {
		all = append(all, n.String())
	}
	for _, some := range []struct {
		n         int
		one, many string
	}{{len(v.Joined), "pièce ajoutée", "pièces ajoutées"}, {len(v.Removed), "pièce retirée", "pièces retirées"}} {
		if some.n > 0 {
			all = append(all, civil.Plural(int64(some.n), some.one, some.many))
		}
	}
	return strings.Join(all, ", ") + "."
}

// changed is what changed in a sheet, a table for each place.
func (v *changesPage) changed(sheet *form.Sheet, found []form.Difference) changedSheet {
	changed := changedSheet{Title: sheet.Title}
	for i, d := range found {
		table := ui.Table{ID: fmt.Sprintf("%s-%d", sheet.Key, i+1), Caption: v.caption(d), Dense: true, Columns: []ui.Column{{Label: "Question"}}}
		if d.Fate != form.Added {
			table.Columns = append(table.Columns, ui.Column{Label: fmt.Sprintf("Version %d", v.Before.Version)})
		}
		if d.Fate != form.Removed {
			table.Columns = append(table.Columns, ui.Column{Label: v.column()})
		}
		for _, c := range d.Changes {
			table.Rows = append(table.Rows, changeRow(d.Fate, c))
		}
		v.count(d)
		changed.Tables = append(changed.Tables, table)
	}
	return changed
}

// count adds up what changed.
func (v *changesPage) count(d form.Difference) {
	if d.Fate == form.Kept {
		for _, c := range d.Changes {
			if c.Field().Question.Kind != form.Computed {
				v.Answers++
			}
		}
		return
	}
	for i, n := range v.Rows {
		if n.Table.Key == d.Table.Key && n.Fate == d.Fate {
			v.Rows[i].Count++
			return
		}
	}
	v.Rows = append(v.Rows, rowsChanged{d.Table, d.Fate, 1})
}

// changeRow is an answer before and after; on one side alone for a row that was not
// there on the other.
func changeRow(fate form.Fate, c form.Change) ui.Row {
	field := c.Field()
	label := field.Label()
	if field.Question.Kind == form.Computed {
		label += " (calculé par Préau)"
	}
	before, after := changeCell(c.Was, c.Before), changeCell(c.Now, c.After)
	if written := field.Question.Kind == form.Long || field.Question.Kind == form.Text; written && fate == form.Kept && c.Before != "" && c.After != "" {
		gone, come := wordsChanged(c.Was.Question.Format(c.Before), c.Now.Question.Format(c.After))
		before, after = marked(gone, false), marked(come, true)
	}
	switch fate {
	case form.Added:
		return ui.Row{Cells: []templ.Component{ui.Text(label), after}}
	case form.Removed:
		return ui.Row{Cells: []templ.Component{ui.Text(label), before}}
	}
	return ui.Row{Cells: []templ.Component{ui.Text(label), before, after}}
}

// caption is the place of some changes: a section, a row and what became of it.
func (v changesPage) caption(d form.Difference) string {
	switch {
	case d.Table == nil:
		return d.Section.Title
	case d.Fate == form.Added:
		return d.Now + "\u202f: " + agreed(d.Table, "ajouté")
	case d.Fate == form.Removed:
		return d.Was + "\u202f: " + agreed(d.Table, "supprimé")
	case d.Was != d.Now:
		return fmt.Sprintf("%s (%s dans la version %d)", d.Now, civil.Lowered(d.Was), v.Before.Version)
	}
	return d.Now
}

// agreed is a participle that agrees with what a row is: « groupe », « personne ».
func agreed(table *form.Question, participle string) string {
	if table.Feminine {
		return participle + "e"
	}
	return participle
}

// changeCell is an answer on one side.
func changeCell(field form.Field, value string) templ.Component {
	switch {
	case field.Key == "":
		return blank(unasked)
	case value == "":
		return blank(nothing(field.Question))
	}
	return answerText(measured(field.Question, value))
}
