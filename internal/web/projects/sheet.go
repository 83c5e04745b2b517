package projects

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/form"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
	"preau/internal/workflow"
)

type sectionPage struct {
	filePage
	Sheet     *form.Sheet
	Section   form.Section
	Next      string // address of the section after this one, or of the review
	Key       string
	NewRow    string                    // the id of the blank row of an empty table
	Added     string                    // that of a row that the button adds: the same when it is clicked twice
	Values    form.Values               // as kept, with the computed figures
	Typed     form.Values               // what was typed and is not kept: a conflict
	TypedIn   map[string][]string       // the rows, by table, in which some of that is
	Fields    map[string]project.Answer // as kept
	Findings  []form.Finding            // of this section
	Conflicts map[string]project.Answer
	Seen      map[string]string // versions on the screen when a kept form was sent
	Errors    []ui.FieldError   // of this sending
	Unkept    []string          // the keys of fields of which this sending keeps nothing
	Removed   string            // the row just removed, which can be put back
	Resources []territory.Resource
}

// versionField carries the version of a field that was on the screen, and the
// mark of the answer that it held.
const versionField = "version-"

// beforeField carries what the page's script has sent in a field and had no answer
// to, when it sends the rest on its way out.
const beforeField = "avant-"

// mark tells apart a field that the person changed from one that they left as
// it was shown.
func mark(kept string) string {
	sum := sha256.Sum256([]byte(kept))
	return hex.EncodeToString(sum[:8])
}

func (v sectionPage) version(key string) string {
	if seen, sent := v.Seen[key]; sent {
		return seen
	}
	now := v.Fields[key]
	return strconv.FormatInt(now.Version, 10) + " " + mark(now.Value)
}

// error is what is said beside a field: what this sending found, or what is
// wrong with the answer that is kept. What is only to be looked at is said among the
// checks of the page.
func (v sectionPage) error(key string) string {
	if text := ui.ErrorOf(v.Errors, key); text != "" {
		return text
	}
	field, _ := v.Sheet.Field(key)
	if _, asked := v.Typed[key]; asked || field.Question.Warns(v.Values[key]) {
		return ""
	}
	return field.Question.Check(v.Values[key])
}

// shown is what stands for a field on the page: of the same reading as its
// version, so that another's change is never taken for seen.
func (v sectionPage) shown(key string) string {
	if typed, now := v.Typed[key]; now {
		return typed
	}
	return v.Fields[key].Value
}

// edit is what stands in a field.
func (v sectionPage) edit(f form.Field) string { return f.Question.Edit(v.shown(f.Key)) }

// slot is what stands in the three controls of a time slot.
func (v sectionPage) slot(f form.Field) ui.TimeSlot {
	day, from, to := form.SplitSlot(v.shown(f.Key))
	return ui.TimeSlot{Name: f.Key, Legend: f.Question.Label, Hint: f.Question.Hint, Error: v.error(f.Key), Day: day, From: from, To: to,
		Optional: !f.Question.Required}
}

// rows are those of a table that the page shows: those that stand, those in which
// what is not kept was typed (somebody may have removed them, or there are too
// many), or a blank one.
func (v sectionPage) rows(q form.Question) []string {
	rows := v.Values.Rows(q.Key)
	for _, row := range v.TypedIn[q.Key] {
		if len(rows) < 2*q.MostRows && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return []string{v.NewRow}
	}
	slices.Sort(rows)
	return rows
}

// heading is the title of a row, blank ones included.
func (v sectionPage) heading(q form.Question, row string) string {
	return q.Item + " " + strconv.Itoa(slices.Index(v.rows(q), row)+1)
}

// lacking is how many answers of the section are still to be given.
func (v sectionPage) lacking() (n int) {
	for _, f := range v.Findings {
		if f.Level == form.Lack && !v.isTable(f.Field) {
			n++
		}
	}
	return n
}

// faults is how many findings of the section are answers to be mended.
func (v sectionPage) faults() (n int64) {
	for _, f := range v.Findings {
		if f.Level == form.Fault {
			n++
		}
	}
	return n
}

// toMend are the findings of the section that are not only blanks, and the
// tables without a row.
func (v sectionPage) toMend() []form.Finding {
	return slices.DeleteFunc(slices.Clone(v.Findings), func(f form.Finding) bool { return f.Level == form.Lack && !v.isTable(f.Field) })
}

func (v sectionPage) isTable(key string) bool {
	q, known := v.Sheet.Question(key)
	return known && q.Kind == form.Table
}

// gone says what was just removed.
func (v sectionPage) gone() string {
	field, _ := v.Sheet.Field(v.Removed)
	return field.Of.Gone()
}

// troubles is the title of the list of errors, where they are only of two people
// on one field; blank: the usual one.
func (v sectionPage) troubles() string {
	if len(v.Conflicts) > 0 && len(v.Conflicts) == len(v.Errors) {
		return "Ce qui a changé entre-temps"
	}
	return ""
}

// section finds the section that the address names.
func section(r *page.Request) (sectionPage, error) {
	file, err := load(r, noTab)
	if err != nil {
		return sectionPage{}, err
	}
	view := sectionPage{filePage: file, Key: page.NewKey(), NewRow: newRow(r), Added: newRow(r), Typed: form.Values{}}
	if !r.By.Can(project.ActEdit, file.File.Place) || !view.find(r.PathValue("sheet"), r.PathValue("section")) {
		return view, page.ErrNotFound
	}
	view.under(view.Section.Title)
	view.Frame.Script = "sheet.js"
	view.Values = file.File.Values(view.Sheet)
	for _, f := range file.File.Findings(view.Sheet) {
		if f.Section == view.Section.Key {
			view.Findings = append(view.Findings, f)
		}
	}
	return view, r.Read(func(tx *db.Tx) (err error) {
		if view.Section.Shows == "resources" {
			if view.Resources, err = territory.ResourcesOn(tx, file.File.Department, r.At.Today()); err != nil {
				return err
			}
		}
		view.Fields, err = r.Projects().Fields(tx, file.File.Project, view.Sheet.Key)
		return err
	})
}

// newRow is an id for a row to come: ordered by time, as all our ids.
func newRow(r *page.Request) string {
	return strconv.FormatInt(int64(db.NewID(r.At.Recorded.Time())), 36)
}

func (v *sectionPage) find(sheetKey, sectionKey string) bool {
	found := false
	for _, sheet := range v.File.Rules.Sheets {
		for _, s := range sheet.Sections {
			if found {
				v.Next = sectionPath(v.File.Number, sheet.Key, s.Key)
				return true
			}
			if sheet.Key == sheetKey && s.Key == sectionKey {
				v.Sheet, v.Section, found = sheet, s, true
			}
		}
	}
	v.Next = "/projets/" + v.File.Number + "/verifier"
	return found
}

func (v sectionPage) path() string { return sectionPath(v.File.Number, v.Sheet.Key, v.Section.Key) }

func showSection(r *page.Request) (page.Response, error) {
	view, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	if !view.writing(r) {
		return view.shut(r), nil
	}
	if field, known := view.Sheet.Field(r.FormValue("supprime")); known && field.IsRow() && view.Fields[field.Key].Version > 0 && view.Values[field.Key] == "" {
		view.Removed = field.Key
	}
	kept, err := r.Kept()
	if kept != nil {
		view.retype(kept)
	}
	return page.OK(sectionView(view)), err
}

// retype shows what the person had changed in a form that was kept for them,
// with the versions that were on their screen: what somebody else has written
// since in the same field is a conflict.
func (v *sectionPage) retype(kept url.Values) {
	in := v.saving(kept)
	v.Seen = map[string]string{}
	v.retyped(in)
	for key := range v.Typed {
		v.Seen[key] = kept.Get(versionField + key)
	}
	if len(v.Typed) > 0 {
		page.TellKept(&v.Frame)
	}
	v.Conflicts = v.conflicts(in)
	v.Errors = v.mend(project.Saved{Conflicts: v.Conflicts})
}

// conflicts are the typed fields that somebody else has changed since they were
// on the screen.
func (v *sectionPage) conflicts(in project.Saving) map[string]project.Answer {
	found := map[string]project.Answer{}
	for key, typed := range v.Typed {
		if now := v.Fields[key]; now.Version > in.Seen[key] && now.Value != typed {
			found[key] = now
		}
	}
	return found
}

func saveSection(r *page.Request) (page.Response, error) {
	view, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	in := view.saving(r.PostForm)
	saved, err := r.Projects().Save(r.Context(), r.Call(), view.File.Number, in)
	var refusal *workflow.Refusal
	if errors.As(err, &refusal) {
		return view.again(r, in, page.Reasons(refusal))
	} else if err != nil {
		return page.Response{}, err
	}
	if r.Partial() {
		return view.parts(r, in, saved)
	}
	if view.Unkept = saved.Unkept; len(saved.Conflicts)+len(saved.Unkept) > 0 {
		return view.again(r, in, view.mend(saved))
	}
	return view.then(r, in, saved)
}

// then is what the button that was pressed asks for, once all is kept.
func (v sectionPage) then(r *page.Request, in project.Saving, saved project.Saved) (page.Response, error) {
	if row := r.Typed("ajouter"); row != "" {
		return v.setRow(r, row, "1", "#"+ui.FieldID(row))
	}
	if row := r.Typed("supprimer"); row != "" {
		return v.setRow(r, row, "", "?supprime="+row)
	}
	if row := r.Typed("retablir"); row != "" {
		return v.setRow(r, row, "1", "")
	}
	if len(saved.Faults) > 0 {
		return v.again(r, in, v.mend(saved))
	}
	if r.Typed("reprendre") != "" {
		return page.SeeOther(v.path()), nil
	}
	if err := v.tell(r); err != nil {
		return page.Response{}, err
	}
	if r.Typed("suite") == "liste" {
		return page.SeeOther("/projets/" + v.File.Number), nil
	}
	return page.SeeOther(v.Next), nil
}

// tell says on the next page that all is kept, and what is still to be mended: a check
// looks at several answers, and a wrong one may have been kept before.
func (v sectionPage) tell(r *page.Request) error {
	fresh, err := section(r)
	if err != nil {
		return err
	}
	done := "«\u202f" + v.Section.Title + "\u202f»\u202f: enregistré"
	if n := fresh.faults(); n > 0 {
		r.Warn(done + ", avec " + civil.Plural(n, "point", "points") + " à corriger avant de transmettre.")
	} else {
		r.Flash(done + ". La fiche n’est pas encore transmise.")
	}
	return nil
}

// setRow makes a row of the section stand or not.
func (v sectionPage) setRow(r *page.Request, key, value, at string) (page.Response, error) {
	if field, known := v.Sheet.Field(key); !known || !field.IsRow() || v.Sheet.SectionOf(field.Of.Key) != v.Section.Key {
		return page.Response{}, page.ErrNotFound
	}
	call := r.Call()
	call.Key = "" // that of the form: the same value twice is one
	saved, err := r.Projects().Save(r.Context(), call, v.File.Number, project.Saving{Sheet: v.Sheet.Key,
		Typed: map[string]string{key: value}, Seen: map[string]int64{key: v.Fields[key].Version}})
	if err != nil {
		return page.Response{}, err
	}
	if fault := saved.Faults[key]; fault != "" {
		return v.again(r, project.Saving{}, []ui.FieldError{{Text: fault}})
	}
	return page.SeeOther(v.path() + at), nil
}

func rowAnchor(table, row string) string { return ui.FieldID(form.RowKey(table, row)) }

// saving is what the person changed in the section. What they left as it was
// shown is not sent on: another's change to it must stand. A field is there when
// its version is.
func (v sectionPage) saving(sent url.Values) project.Saving {
	in := project.Saving{Sheet: v.Sheet.Key, Typed: map[string]string{}, Seen: map[string]int64{}, Before: map[string]string{}}
	mine, theirs := sent.Get("garder"), sent.Get("reprendre")
	for name := range sent {
		key, found := strings.CutPrefix(name, versionField)
		field, known := v.Sheet.Field(key)
		if !found || !known || v.Sheet.SectionOf(strings.Split(key, ".")[0]) != v.Section.Key || key == theirs {
			continue
		}
		if sent.Get("ajouter") != "" && v.isBlank(field) {
			in.Typed[form.RowKey(field.Of.Key, field.Row)] = "1"
		}
		typed := controlsIn(sent, key, field)
		if sent.Has(beforeField+key) || sent.Has(beforeField+key+".jour") {
			in.Before[key] = controlsIn(sent, beforeField+key, field)
		}
		_, again := in.Before[key]
		version, shown, _ := strings.Cut(sent.Get(name), " ")
		if kept, _ := field.Question.Parse(typed); shown == mark(kept) && !again {
			continue
		}
		if chosen, last, _ := strings.Cut(mine, " "); chosen == key {
			version = last
		}
		in.Typed[key] = typed
		in.Seen[key], _ = strconv.ParseInt(version, 10, 64)
	}
	return in
}

// controlsIn is what a form holds of a field, under a name.
func controlsIn(sent url.Values, name string, f form.Field) string {
	if f.Question.Kind == form.Slot {
		return form.JoinSlot(sent.Get(name+".jour"), sent.Get(name+".de"), sent.Get(name+".a"))
	}
	return sent.Get(name)
}

// isBlank tells whether a field is of the blank row of an empty table: who adds a
// row to it then sees two.
func (v sectionPage) isBlank(f form.Field) bool {
	return f.Row != "" && len(v.Values.Rows(f.Of.Key)) == 0 && v.Fields[form.RowKey(f.Of.Key, f.Row)].Version == 0
}

// summed are the errors as the top of the page lists them: each says of which question
// it is, and of which row.
func (v sectionPage) summed() []ui.FieldError {
	errs := slices.Clone(v.Errors)
	for i, e := range errs {
		field, known := v.Sheet.Field(e.Field)
		if !known {
			continue
		}
		about := "«\u202f" + field.Label() + "\u202f»"
		if field.Row != "" && slices.Contains(v.rows(*field.Of), field.Row) {
			about = v.heading(*field.Of, field.Row) + ", " + about
		}
		errs[i].Text = about + "\u202f: " + e.Text
	}
	return errs
}

// mend says beside each field what is wrong with it, in the section's order.
func (v sectionPage) mend(saved project.Saved) []ui.FieldError {
	var errs []ui.FieldError
	for _, key := range v.order(saved) {
		if fault := saved.Faults[key]; fault != "" {
			errs = append(errs, ui.FieldError{Field: key, Text: fault})
		}
		if now, conflict := saved.Conflicts[key]; conflict {
			errs = append(errs, ui.FieldError{Field: key, Text: v.conflict(key, now)})
		}
	}
	return errs
}

// order is the fields that have something to say, as the page shows them: those of a
// new row too, which does not stand yet.
func (v sectionPage) order(saved project.Saved) []string {
	said := map[string]bool{}
	for key := range saved.Faults {
		said[key] = true
	}
	for key := range saved.Conflicts {
		said[key] = true
	}
	keys := slices.Sorted(maps.Keys(said))
	rows := map[string][]string{}
	for _, key := range keys { // in order: those of a row follow each other
		field, _ := v.Sheet.Field(key)
		if field.Row != "" && !slices.Contains(rows[field.Of.Key], field.Row) {
			rows[field.Of.Key] = append(rows[field.Of.Key], field.Row)
		}
	}
	place := map[string]int{}
	for _, q := range v.Section.Questions {
		fields := q.Fields(v.Values)
		if q.Kind == form.Table {
			fields = nil
			for _, row := range rows[q.Key] {
				fields = append(fields, q.RowFields(row)...)
			}
		}
		for _, f := range fields {
			place[f.Key] = len(place)
		}
	}
	slices.SortStableFunc(keys, func(a, b string) int { return place[a] - place[b] })
	return keys
}

func (v sectionPage) conflict(key string, now project.Answer) string {
	field, _ := v.Sheet.Field(key)
	if now.Value == "" {
		return now.PersonName + " a effacé cette réponse entre-temps. Gardez votre texte et enregistrez de nouveau, ou reprenez le sien."
	}
	return now.PersonName + " a écrit entre-temps «\u202f" + field.Question.Format(now.Value) +
		"\u202f». Gardez votre texte et enregistrez de nouveau pour le remplacer, ou reprenez le sien."
}

// again shows what was typed, and the rest as it now is; the versions are read
// afresh, so that saving a second time is a choice made knowingly.
func (v sectionPage) again(r *page.Request, in project.Saving, errs []ui.FieldError) (page.Response, error) {
	fresh, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	fresh.retyped(in)
	fresh.Errors, fresh.Unkept, fresh.Frame.Failed = errs, v.Unkept, true
	fresh.Conflicts = fresh.conflicts(in)
	return page.Refused(sectionView(fresh)), nil
}

// retyped puts on the page what was typed, in its rows.
func (v *sectionPage) retyped(in project.Saving) {
	v.Typed, _ = v.Sheet.Read(in.Typed)
	v.TypedIn = map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(v.Typed)) {
		field, _ := v.Sheet.Field(key)
		if field.Row == "" || v.Typed[key] == "" {
			continue
		}
		rows := v.TypedIn[field.Of.Key]
		if len(rows) == 0 || rows[len(rows)-1] != field.Row { // in order: those of a row follow each other
			v.TypedIn[field.Of.Key] = append(rows, field.Row)
		}
	}
}

// parts answers a form sent field by field: the elements of the page that it
// changes, each with its id.
func (v sectionPage) parts(r *page.Request, in project.Saving, saved project.Saved) (page.Response, error) {
	fresh, err := section(r)
	if err != nil {
		return page.Response{}, err
	}
	fresh.Typed, _ = v.Sheet.Read(in.Typed)
	fresh.Conflicts = fresh.conflicts(in) // those of the save, and what was written since
	fresh.Errors = fresh.mend(project.Saved{Faults: saved.Faults, Conflicts: fresh.Conflicts})
	var parts []templ.Component
	for _, key := range slices.Sorted(maps.Keys(in.Typed)) {
		if _, conflict := fresh.Conflicts[key]; !conflict && !slices.Contains(saved.Unkept, key) {
			delete(fresh.Typed, key)
			parts = append(parts, fresh.hiddenVersion(key))
		}
		parts = append(parts, fresh.messages(key))
	}
	answer := page.OK(partsView(fresh, parts))
	answer.Unkept = len(fresh.Conflicts)+len(saved.Unkept) > 0
	return answer, nil
}
