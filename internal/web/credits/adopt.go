package credits

import (
	"errors"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type adoptPage struct {
	page.Form
	S      credit.Simulation
	Shifts []credit.Shift
	Rows   []ui.Row
}

func loadAdopt(r *page.Request) (view adoptPage, err error) {
	var rules *campaign.Campaign
	err = r.Read(func(tx *db.Tx) error {
		if view.S, err = r.Credits().Simulation(tx, r.By, int64(r.ID("simulation"))); err != nil {
			return err
		}
		if rules, _, err = r.Campaigns().Current(tx); err != nil {
			return err
		}
		ceilings, err := credit.Ceilings(tx, r.By, view.S.Campaign)
		view.Shifts = credit.Shifts(view.S, ceilings)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Form = page.NewForm(r, "Adopter et notifier", ui.Crumb{Label: "Crédits", Href: "/credits"}, ui.Crumb{Label: "Simulations", Href: "/credits/simulations"},
		ui.Crumb{Label: view.S.Name, Href: simulationPath(view.S.Number)})
	for _, m := range view.S.Unadoptable(rules, view.Shifts) {
		view.Fault(m.Field, m.Sentence)
	}
	view.Frame.Failed = false // it is told before anything is sent
	for _, s := range view.Shifts {
		before := templ.Component(nil)
		if s.AmountCents != nil {
			before = ui.Text(s.AmountCents.French())
		}
		after := ui.Text(s.After.French())
		row := ui.Row{Cells: []templ.Component{ui.Text(territory.DepartmentName(s.Department)), before, after, ui.Text(s.CommittedCents.French()), nil}}
		if s.Short() > 0 {
			row.Cells[4] = ui.Badge{Text: "Sous ce qui est engagé", Severity: ui.Failure}
		} else if !s.Changed() {
			row.Cells[4] = ui.Badge{Text: "Inchangé"}
		}
		view.Rows = append(view.Rows, row)
	}
	return view, nil
}

func askAdopt(r *page.Request) (page.Response, error) {
	view, err := loadAdopt(r)
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(adoptView(view)), nil
}

func adopt(r *page.Request) (page.Response, error) {
	err := r.Credits().Adopt(r.Context(), r.Call(), credit.Adopting{Simulation: int64(r.ID("simulation")), Digest: r.Typed("relu")})
	if err == nil {
		r.Flash("La répartition est adoptée. Les plafonds sont notifiés par courrier aux préfets, aux recteurs et aux rectorats.")
		return page.SeeOther("/credits"), nil
	}
	if errors.Is(err, credit.ErrNotFound) {
		return page.Response{}, err
	}
	view, failed := loadAdopt(r)
	if failed != nil {
		return page.Response{}, failed
	}
	view.Errors = nil
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(adoptView(view)), nil
}

func sentences(faults []ui.FieldError) (all []string) {
	for _, f := range faults {
		all = append(all, f.Text)
	}
	return all
}
