package campaigns

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type changePage struct {
	Frame  ui.Page
	Year   campaign.Year
	Group  campaign.RuleGroup
	Key    string
	Typed  map[string][]string // by path; none: the value of the rules
	Reason string
	Errors []ui.FieldError
	Stale  *staleRules
}

// staleRules is what somebody else has changed since the form was shown.
type staleRules struct {
	Who  string
	Rows []ui.Row
}

// read finds the campaign and the group of rules that the form is about.
func (v *changePage) read(r *page.Request, tx *db.Tx) (err error) {
	if v.Year, err = yearAsked(r, tx); err != nil {
		return err
	}
	key := r.FormValue("groupe")
	if key == "" {
		key = "heures"
	}
	var known bool
	if v.Group, known = v.Year.RuleGroup(key); !known || !editable(v.Group) {
		return page.ErrNotFound
	}
	v.Frame = crumbs(r, "Modifier : "+strings.ToLower(v.Group.Title[:1])+v.Group.Title[1:], ui.Crumb{Label: "Règles", Href: page.Query("/campagne/regles", "annee", v.Year.Code)})
	v.Key = page.NewKey()
	return nil
}

func editable(group campaign.RuleGroup) bool {
	for _, entry := range group.Entries {
		if entry.Editable() {
			return true
		}
	}
	return false
}

func askChange(r *page.Request) (page.Response, error) {
	kept, err := r.Kept()
	if err != nil {
		return page.Response{}, err
	}
	if asked := r.FormValue("groupe"); kept != nil && (asked == "" || asked == kept.Get("groupe")) {
		r.Form, r.PostForm = kept, kept
	}
	var view changePage
	if err := r.Read(func(tx *db.Tx) error { return view.read(r, tx) }); err != nil {
		return page.Response{}, err
	}
	if r.PostForm.Has("groupe") {
		return view.found(r)
	}
	return page.OK(changeView(view)), nil
}

// found shows again the form that was sent under a sign-in that had ended, and
// what somebody else has changed meanwhile.
func (v changePage) found(r *page.Request) (page.Response, error) {
	page.TellKept(&v.Frame)
	if seen, _ := strconv.ParseInt(r.Typed("version"), 10, 64); seen != v.Year.Version {
		return v.stale(r, seen)
	}
	v.keep(r)
	return page.OK(changeView(v)), nil
}

func doChange(r *page.Request) (page.Response, error) {
	var view changePage
	if err := r.Read(func(tx *db.Tx) error { return view.read(r, tx) }); err != nil {
		return page.Response{}, err
	}
	seen, _ := strconv.ParseInt(r.Typed("version"), 10, 64)
	change := campaign.Changing{Code: view.Year.Code, Seen: seen, Reason: r.Typed("motif"), Edits: edits(r, view.Group)}
	version, err := r.Campaigns().Change(r.Context(), r.Call(), change)
	if errors.Is(err, campaign.ErrStale) {
		return view.stale(r, seen)
	}
	errs, is := refused(err)
	if is {
		return view.again(r, errs)
	}
	if err != nil {
		return page.Response{}, err
	}
	r.Flash("Les règles sont changées : version " + strconv.FormatInt(version, 10) + ". Ce qui est déjà transmis garde la sienne.")
	return page.SeeOther(page.Query("/campagne/regles", "annee", view.Year.Code) + "#" + view.Group.Key), nil
}

// edits are the values of the group that the form carries.
func edits(r *page.Request, group campaign.RuleGroup) []campaign.Edit {
	var all []campaign.Edit
	for _, field := range fieldsOf(group) {
		typed, sent := r.PostForm[field.Path]
		if !sent && !(listed(field) && r.PostForm.Has(field.Path+".presente")) {
			continue
		}
		edit := campaign.Edit{Path: field.Path, Typed: strings.Join(typed, "\n"), Items: typed}
		if field.Kind == campaign.Codes && !listed(field) {
			edit.Items = codes(edit.Typed)
		}
		all = append(all, edit)
	}
	return all
}

// listed tells whether the value is typed by ticking boxes.
func listed(f campaign.RuleField) bool { return f.Path == "departments.value" }

// codes are what one types between commas or spaces.
func codes(typed string) []string {
	return strings.FieldsFunc(strings.ToUpper(civil.CleanLine(typed)), func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
}

func fieldsOf(group campaign.RuleGroup) []campaign.RuleField {
	var all []campaign.RuleField
	for _, entry := range group.Entries {
		for _, field := range entry.Fields {
			if field.Editable {
				all = append(all, field)
			}
		}
	}
	return all
}

// inputs are the values of a rule that the form asks for, its paragraph last.
func inputs(entry campaign.RuleEntry) []campaign.RuleField {
	var values, laws []campaign.RuleField
	for _, field := range entry.Fields {
		switch {
		case !field.Editable:
		case field.Path == entry.Path+".law":
			laws = append(laws, field)
		default:
			values = append(values, field)
		}
	}
	return append(values, laws...)
}

// again shows the form with what was typed.
func (v changePage) again(r *page.Request, errs []ui.FieldError) (page.Response, error) {
	v.Errors, v.Frame.Failed = v.placed(errs), true
	v.keep(r)
	return page.Refused(changeView(v)), nil
}

func (v *changePage) keep(r *page.Request) {
	v.Reason, v.Typed = r.Typed("motif"), map[string][]string{}
	for _, edit := range edits(r, v.Group) {
		v.Typed[edit.Path] = r.PostForm[edit.Path]
	}
}

// placed keeps the field of an error only where the form has it.
func (v changePage) placed(errs []ui.FieldError) []ui.FieldError {
	known := map[string]bool{"motif": true}
	for _, field := range fieldsOf(v.Group) {
		known[field.Path] = true
	}
	for i := range errs {
		if !known[errs[i].Field] {
			errs[i].Field = ""
		}
	}
	return errs
}

// stale tells the second of two what the first has changed. What they typed is
// kept; what they left as it was takes the value that it has now.
func (v changePage) stale(r *page.Request, seen int64) (page.Response, error) {
	v.keep(r)
	err := r.Read(func(tx *db.Tx) error {
		before, err := r.Campaigns().Version(tx, v.Year.Code, seen)
		if errors.Is(err, campaign.ErrNotFound) {
			return nil // no form of ours names such a version
		} else if err != nil {
			return err
		}
		v.Stale = &staleRules{}
		group, _ := before.RuleGroup(v.Group.Key)
		for _, field := range fieldsOf(group) {
			if typed := v.Typed[field.Path]; strings.Join(typed, "\n") == inputValue(field) || listed(field) && sameCodes(typed, field.Items) {
				delete(v.Typed, field.Path)
			}
		}
		v.Stale.Rows = differenceRows(campaign.Differ(campaign.CompareRules(before, v.Year.Campaign)), false)
		editions, err := r.Campaigns().Editions(tx, v.Year.Code)
		if len(editions) > 0 {
			v.Stale.Who = by(editions[0])
		}
		return err
	})
	if err != nil {
		return page.Response{}, err
	}
	v.Frame.Failed = true
	v.Errors = []ui.FieldError{{Text: "Quelqu’un a changé ces règles pendant que vous écriviez : rien n’est enregistré. Relisez, puis enregistrez de nouveau."}}
	return page.Refused(changeView(v)), nil
}

func sameCodes(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// by is who made a version.
func by(e campaign.Edition) string {
	if e.PersonName == "" {
		return e.Role.Label()
	}
	return e.PersonName
}

// inputValue is the value of a rule as it stands in its input.
func inputValue(f campaign.RuleField) string {
	switch day, err := civil.ParseDate(f.Value); {
	case f.Kind == campaign.Day && err == nil:
		return ShortDay(day)
	case f.Kind == campaign.Codes:
		return strings.Join(f.Items, ", ")
	}
	return f.Value
}

// ShortDay is a day as one types it, 30/09/2009.
func ShortDay(day civil.Date) string {
	text := day.String()
	return text[8:] + "/" + text[5:7] + "/" + text[:4]
}

// shown is what an input shows: what was typed, or the value of the rules.
func (v changePage) shown(f campaign.RuleField) string {
	if typed, kept := v.Typed[f.Path]; kept {
		return strings.Join(typed, "\n")
	}
	return inputValue(f)
}

func (v changePage) ticked(f campaign.RuleField) []string {
	if typed, kept := v.Typed[f.Path]; kept {
		return typed
	}
	return f.Items
}

func (v changePage) error(field string) string { return ui.ErrorOf(v.Errors, field) }

func departmentOptions() []ui.Option {
	var all []ui.Option
	for _, d := range territory.Departments() {
		all = append(all, ui.Option{Value: d.Code, Label: territory.DepartmentName(d.Code)})
	}
	return all
}
