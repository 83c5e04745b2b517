package campaigns

import (
	"errors"
	"fmt"
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

type calendarPage struct {
	Frame    ui.Page
	Year     campaign.Year
	Academie string
	Options  []ui.Option
	Own      []ui.Option // académies that no zone names
	Now      string      // what its schools follow today, when an académie is chosen
	Lines    string
	Reason   string
	Key      string
	Errors   []ui.FieldError
}

func (v *calendarPage) read(r *page.Request, tx *db.Tx) (err error) {
	v.Frame = crumbs(r, "Calendrier d’une académie", ui.Crumb{Label: "Règles", Href: "/campagne/regles"})
	v.Options, v.Key = academieOptions(func(territory.Department) bool { return true }), page.NewKey()
	v.Own = academieOptions(func(d territory.Department) bool { return !d.Zoned() })
	if v.Year, err = yearAsked(r, tx); err != nil {
		return err
	}
	v.Academie = r.FormValue("academie")
	at := slices.IndexFunc(territory.Departments(), func(d territory.Department) bool { return d.Academie == v.Academie })
	if at < 0 {
		v.Academie = ""
		return nil
	}
	department := territory.Departments()[at]
	followed := v.Year.HolidaysOf(department)
	switch {
	case len(followed) == 0:
		v.Now = "Cette académie fixe son propre calendrier : il n’est pas encore donné."
	case followed[0].Zone == v.Academie:
		v.Now = "Cette académie suit son propre calendrier."
	default:
		v.Now = "Cette académie suit le calendrier de la zone " + followed[0].Zone + ". Ce que vous enregistrez le remplace."
	}
	v.Lines = holidayLines(followed)
	return nil
}

func holidayLines(all []campaign.Holiday) string {
	var lines []string
	for _, h := range all {
		lines = append(lines, h.Label+" ; "+ShortDay(h.From)+" ; "+ShortDay(h.To))
	}
	return strings.Join(lines, "\n")
}

func academieOptions(wanted func(territory.Department) bool) []ui.Option {
	var all []ui.Option
	for _, d := range territory.Departments() {
		if wanted(d) && !slices.ContainsFunc(all, func(o ui.Option) bool { return o.Value == d.Academie }) {
			all = append(all, ui.Option{Value: d.Academie, Label: d.AcademieName})
		}
	}
	slices.SortFunc(all, func(a, b ui.Option) int { return strings.Compare(civil.SortKey(a.Label), civil.SortKey(b.Label)) })
	return all
}

func askCalendar(r *page.Request) (page.Response, error) {
	var view calendarPage
	if err := r.Read(func(tx *db.Tx) error { return view.read(r, tx) }); err != nil {
		return page.Response{}, err
	}
	return page.OK(calendarView(view)), nil
}

func doCalendar(r *page.Request) (page.Response, error) {
	var view calendarPage
	if err := r.Read(func(tx *db.Tx) error { return view.read(r, tx) }); err != nil {
		return page.Response{}, err
	}
	holidays, fault := readHolidays(r.Typed("vacances"))
	seen, _ := strconv.ParseInt(r.Typed("version"), 10, 64)
	var err error
	if fault == "" {
		_, err = r.Campaigns().Change(r.Context(), r.Call(), campaign.Changing{Code: view.Year.Code, Seen: seen, Reason: r.Typed("motif"),
			Calendar: &campaign.Calendar{Academie: r.Typed("academie"), Holidays: holidays}})
	}
	errs, is := refused(err)
	switch {
	case fault != "":
		errs = []ui.FieldError{{Field: "vacances", Text: fault}}
	case errors.Is(err, campaign.ErrStale):
		errs = []ui.FieldError{{Text: "Quelqu’un a changé les règles pendant que vous écriviez : rien n’est enregistré. Relisez, puis enregistrez de nouveau."}}
	case err != nil && !is:
		return page.Response{}, err
	}
	if len(errs) > 0 {
		view.Errors, view.Frame.Failed, view.Lines, view.Reason = errs, true, r.Typed("vacances"), r.Typed("motif")
		return page.Refused(calendarView(view)), nil
	}
	r.Flash("Le calendrier de l’académie est enregistré.")
	return page.SeeOther(page.Query("/campagne/regles/vacances", "annee", view.Year.Code, "academie", r.Typed("academie"))), nil
}

// maxHolidayName is in characters: each version of the rules keeps it.
const maxHolidayName = 100

// readHolidays reads a holiday a line: what it is, its first and its last day
// without class.
func readHolidays(typed string) (all []campaign.Holiday, fault string) {
	number := 0
	for line := range strings.Lines(typed) {
		number++
		line = civil.CleanLine(line)
		if line == "" {
			continue
		}
		at := "Ligne " + strconv.Itoa(number) + " : "
		parts := strings.Split(line, ";")
		if len(parts) != 3 || civil.CleanLine(parts[0]) == "" {
			return nil, at + "écrivez le nom des vacances, le premier et le dernier jour sans classe, séparés par des points-virgules."
		}
		h := campaign.Holiday{Label: civil.CleanLine(parts[0])}
		if len([]rune(h.Label)) > maxHolidayName {
			return nil, at + fmt.Sprintf("un nom de vacances a %d caractères au plus.", maxHolidayName)
		}
		for i, day := range []*civil.Date{&h.From, &h.To} {
			var err error
			if *day, err = civil.ReadDate(parts[i+1]); err != nil {
				return nil, at + err.Error()
			}
		}
		if len(all) == 50 {
			return nil, "Un calendrier a cinquante lignes au plus."
		}
		all = append(all, h)
	}
	return all, ""
}

func (v calendarPage) error(field string) string { return ui.ErrorOf(v.Errors, field) }
