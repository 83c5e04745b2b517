package committees

import (
	"strconv"

	"preau/internal/access"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/territory"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

type memberPage struct {
	page.Form
	Sitting   committee.Sitting
	Qualities []ui.Option
	Academies []ui.Option
	Member    committee.Member // who leaves
	Options   []ui.Option      // who may give a delegation
	Today     string
}

func (v memberPage) path() string { return page.CommitteePath(v.Sitting.Region) }

// loadForm is a form under a committee that the reader may change.
func loadForm(r *page.Request, title string) (view memberPage, err error) {
	err = r.Read(func(tx *db.Tx) (err error) {
		view.Sitting, err = r.Committees().Read(tx, r.By, region(r), r.At.Today())
		return err
	})
	if err == nil && !view.Sitting.MayManage(r.By) {
		err = page.ErrNotFound
	}
	if err != nil {
		return view, err
	}
	s := view.Sitting
	view.Form = page.NewForm(r, title, crumbs(s.Committee)...)
	view.Today = r.At.Today().French()
	for _, q := range committee.QualitiesOf(s.Committee) {
		view.Qualities = append(view.Qualities, ui.Option{Value: string(q), Label: q.Label()})
	}
	for _, seat := range s.Seats {
		if seat.Academie != "" {
			view.Academies = append(view.Academies, ui.Option{Value: seat.Academie, Label: territory.PlaceName(access.Place{Academie: seat.Academie})})
		}
	}
	for _, m := range s.Members {
		if m.Presides(s.Committee) && m.UntilDay.IsZero() {
			view.Options = append(view.Options, ui.Option{Value: text(m.ID), Label: m.Words()})
		}
	}
	return view, nil
}

const memberTitle = "Ajouter un membre"

func askMember(r *page.Request) (page.Response, error) {
	view, err := loadForm(r, memberTitle)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(memberView(view)), err
}

func addMember(r *page.Request) (page.Response, error) {
	err := r.Committees().AddMember(r.Context(), r.Call(), region(r), committee.TypedMember{Name: r.Typed("nom"), Title: r.Typed("fonction"),
		Quality: r.Typed("qualite"), Academie: r.Typed("academie"), Login: r.Typed("compte"), From: r.Typed("depuis")})
	if err == nil {
		r.Flash("Le membre est ajouté au comité.")
		return page.SeeOther(page.CommitteePath(region(r))), nil
	}
	view, failed := loadForm(r, memberTitle)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(memberView(view)), nil
}

func loadLeave(r *page.Request) (memberPage, error) {
	view, err := loadForm(r, "Départ d’un membre")
	if err != nil {
		return view, err
	}
	m, found := view.Sitting.Member(r.ID("membre"))
	if !found {
		return view, page.ErrNotFound
	}
	view.Member = m
	return view, nil
}

func askLeave(r *page.Request) (page.Response, error) {
	view, err := loadLeave(r)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(leaveView(view)), err
}

func leave(r *page.Request) (page.Response, error) {
	err := r.Committees().Leave(r.Context(), r.Call(), region(r), r.ID("membre"), r.Typed("jusque"))
	if err == nil {
		r.Flash("Le départ est enregistré.")
		return page.SeeOther(page.CommitteePath(region(r))), nil
	}
	view, failed := loadLeave(r)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(leaveView(view)), nil
}

const delegationTitle = "Enregistrer une délégation"

// delegationLead says for whom one may stand.
func (v memberPage) delegationLead() string {
	if v.Sitting.National() {
		return "Une personne représente un des deux ministères, ou l’Acsé, pour un temps et avec un motif."
	}
	return "Une personne représente un coprésident ou une coprésidente, pour un temps et avec un motif."
}

func askDelegation(r *page.Request) (page.Response, error) {
	view, err := loadForm(r, delegationTitle)
	if err == nil {
		err = view.Found(r)
	}
	return page.OK(delegationView(view)), err
}

func addDelegation(r *page.Request) (page.Response, error) {
	member, _ := strconv.ParseInt(r.Typed("membre"), 10, 64) // what is no number is nobody
	err := r.Committees().Delegate(r.Context(), r.Call(), region(r), committee.TypedDelegation{Member: db.ID(member), Name: r.Typed("nom"),
		Title: r.Typed("fonction"), Login: r.Typed("compte"), From: r.Typed("depuis"), Until: r.Typed("jusque"), Reason: r.Typed("motif")})
	if err == nil {
		r.Flash("La délégation est enregistrée.")
		return page.SeeOther(page.CommitteePath(region(r))), nil
	}
	view, failed := loadForm(r, delegationTitle)
	if failed != nil {
		return page.Response{}, failed
	}
	if err := view.Refuse(err); err != nil {
		return page.Response{}, err
	}
	return page.Refused(delegationView(view)), nil
}
