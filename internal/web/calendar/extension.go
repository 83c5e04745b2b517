package calendar

import (
	"errors"
	"strconv"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type extensionPage struct {
	page.Form
	Milestone campaign.Milestone
	Actor     string // the code of who is concerned; blank: to be chosen
	To        campaign.Concerned
	Moved     []ui.Event
	Asked     *campaign.DelayRequest // that waits for an answer
}

// loadExtension reads who the delay is for. A school may be left to be typed.
func loadExtension(r *page.Request) (view extensionPage, err error) {
	view.Actor = r.FormValue("pour")
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		known := false
		if view.Milestone, known = rules.Milestone(r.PathValue("etape")); !known || view.Milestone.Grantor() != r.Level() {
			return page.ErrNotFound
		}
		if view.Actor == "" && view.Milestone.From == "school" {
			return nil
		}
		if view.To, err = r.Campaigns().Concerned(tx, r.By, campaign.Ask{Milestone: view.Milestone.Key, Actor: view.Actor}); err != nil {
			return err
		}
		granted, err := campaign.GrantingsOf(tx, rules.Code, view.Milestone.Key, view.To.Place)
		view.Moved = events(granted)
		if err == nil {
			view.Asked, err = campaign.RequestOf(tx, rules.Code, view.Milestone.Key, view.To.Place.School)
		}
		return err
	})
	if err != nil {
		return view, err
	}
	view.Form = page.NewForm(r, "Accorder un délai", crumbs(ui.Crumb{Label: view.Milestone.Label, Href: "/campagne/calendrier/" + view.Milestone.Key})...)
	return view, nil
}

func askExtension(r *page.Request) (page.Response, error) {
	view, err := loadExtension(r)
	if err == nil && view.Asked != nil {
		view.Fill(view.asked(""))
	}
	if err == nil {
		err = view.Found(r)
	}
	if err != nil {
		return page.Response{}, err
	}
	return page.OK(extensionView(view)), nil
}

// asked fills the form with what the school asks for, and why it is refused.
func (v extensionPage) asked(refusal string) map[string]string {
	return map[string]string{"jusque": v.Asked.UntilDay.French(), "motif": v.Asked.Reason, "refus": refusal}
}

func extend(r *page.Request) (page.Response, error) {
	actor := civil.CleanLine(r.FormValue("pour"))
	if uai, err := territory.ReadUAI(actor); err == nil {
		actor = string(uai)
	}
	until, err := readDay(r.Typed("jusque"))
	if err == nil {
		err = r.Campaigns().Extend(r.Context(), r.Call(), campaign.Extending{
			Ask: campaign.Ask{Milestone: r.PathValue("etape"), Actor: actor}, Until: until, Reason: r.Typed("motif")})
	}
	if err == nil {
		r.Flash("Le délai est accordé jusqu’au " + until.FrenchLong() + ". Un courrier le dit à qui il concerne.")
		return page.SeeOther("/campagne/calendrier/" + r.PathValue("etape")), nil
	}
	if errors.Is(err, campaign.ErrNotFound) {
		return unknownSchool(r, err)
	}
	view, failed := loadExtension(r)
	if failed != nil {
		return unknownSchool(r, failed)
	}
	if err := faultOf(&view.Form, "jusque", err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(extensionView(view)), nil
}

// unknownSchool asks again for the school, when the region typed one that is
// not there.
func unknownSchool(r *page.Request, failed error) (page.Response, error) {
	view := extensionPage{Form: page.NewForm(r, "Accorder un délai", crumbs()...)}
	err := r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err == nil {
			view.Milestone, _ = rules.Milestone(r.PathValue("etape"))
		}
		return err
	})
	if err != nil || view.Milestone.From != "school" || view.Milestone.Grantor() != r.Level() {
		return page.Response{}, failed
	}
	view.Fault("pour", "Aucune école ni aucun établissement de votre région, dans un département ouvert, n’a ce numéro UAI.")
	return page.Refused(extensionView(view)), nil
}

type earlierPage struct {
	page.Form
	Milestone campaign.Milestone
	Regions   []ui.Option
	Now       campaign.Limit
	Moved     []ui.Event
}

func loadEarlier(r *page.Request) (view earlierPage, err error) {
	err = r.Read(func(tx *db.Tx) error {
		rules, _, err := r.Campaigns().Current(tx)
		if err != nil {
			return err
		}
		view.Milestone, _ = rules.Milestone(r.PathValue("etape"))
		for _, p := range r.By.Places {
			if campaign.MaySetEarlier(r.By, view.Milestone, p.Region) {
				view.Regions = append(view.Regions, ui.Option{Value: p.Region, Label: territory.PlaceName(access.Place{Region: p.Region})})
			}
		}
		if len(view.Regions) == 0 {
			return page.ErrNotFound
		}
		at := access.Place{Region: view.Regions[0].Value}
		limits, err := campaign.LimitsAt(tx, rules, at)
		if err != nil {
			return err
		}
		view.Now, _ = limits.Of(view.Milestone.Key)
		granted, err := campaign.GrantingsOf(tx, rules.Code, view.Milestone.Key, at)
		view.Moved = events(granted)
		return err
	})
	if err != nil {
		return view, err
	}
	view.Form = page.NewForm(r, "Fixer une date interne à la région", crumbs(ui.Crumb{Label: view.Milestone.Label, Href: "/campagne/calendrier/" + view.Milestone.Key})...)
	return view, nil
}

func askEarlier(r *page.Request) (page.Response, error) {
	view, err := loadEarlier(r)
	if err != nil {
		return page.Response{}, err
	}
	fields := map[string]string{"region": view.Regions[0].Value}
	if !view.Now.Internal.IsZero() {
		fields["jusque"] = view.Now.Internal.French()
	}
	view.Fill(fields)
	if err := view.Found(r); err != nil {
		return page.Response{}, err
	}
	return page.OK(earlierView(view)), nil
}

func setEarlier(r *page.Request) (page.Response, error) {
	region := r.Typed("region")
	if region == "" {
		region = r.By.Places[0].Region
	}
	until, err := readDay(r.Typed("jusque"))
	if err == nil {
		err = r.Campaigns().SetEarlier(r.Context(), r.Call(), campaign.Earlier{Milestone: r.PathValue("etape"), Region: region, Until: until, Reason: r.Typed("motif")})
	}
	if err == nil {
		done := "La date interne de la région est le " + until.FrenchLong() + "."
		if until.IsZero() {
			done = "La date de la circulaire est rétablie."
		}
		r.Flash(done + " Les écoles et les établissements dont c’est attendu en sont avertis.")
		return page.SeeOther("/campagne/calendrier/" + r.PathValue("etape")), nil
	}
	view, failed := loadEarlier(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := faultOf(&view.Form, "jusque", err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(earlierView(view)), nil
}

func chase(r *page.Request) (page.Response, error) {
	done, err := r.Campaigns().Chase(r.Context(), r.Call(), campaign.Chasing{Milestone: r.PathValue("etape"), Before: r.Typed("avant") == "oui"})
	if err != nil {
		return page.Response{}, err
	}
	r.Flash(chased(done))
	return page.SeeOther(page.Query("/campagne/calendrier/"+r.PathValue("etape"), "etat", map[bool]string{true: "a-venir", false: "en-retard"}[r.Typed("avant") == "oui"])), nil
}

// chased says what a chase did.
func chased(done campaign.Chased) string {
	if done.Owed == 0 {
		return "Personne n’est à relancer : c’est déjà fait aujourd’hui, ou rien n’est en retard."
	}
	text := civil.Plural(done.Letters, "courrier est écrit", "courriers sont écrits") + ", pour " + civil.Plural(done.Owed, "chose attendue", "choses attendues") + "."
	if done.Nobody > 0 {
		text += " Pour " + strconv.FormatInt(done.Nobody, 10) + " d’entre elles, personne n’a encore de compte."
	}
	return text
}
