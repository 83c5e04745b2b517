package committees

import (
	"encoding/json"
	"errors"
	"time"

	"preau/internal/access"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// packRoutes are the « dossier de la réunion » (R8).
func packRoutes() []page.Route {
	const path = "/comites/{region}/reunions/{reunion}/dossier"
	return []page.Route{
		{Method: "GET", Path: path, Act: committee.ActRead, Handle: showPack},
		{Method: "POST", Path: path, Act: committee.ActRead, Handle: askPack},
		{Method: "GET", Path: path + ".pdf", Act: committee.ActRead, Handle: packFile(file.PDF)},
		{Method: "GET", Path: path + ".ods", Act: committee.ActRead, Handle: packFile(file.ODS)},
	}
}

type packPage struct {
	page.Form
	committee.Gathering
	Latest  *jobs.Job // nil: none was ever asked for
	Made    *jobs.Job // what can be downloaded; nil: nothing
	Files   []file.Kept
	Told    packMade
	Changed bool // since it was made
	Follow  bool // the page asks for itself again
}

func (v packPage) path() string { return meetingPath(v.Region, v.Meeting.HeldOn) + "/dossier" }

func packOf(by access.Actor, g committee.Gathering) jobs.Job {
	return jobs.Job{Kind: PackKind, Subject: packSubject(g), Slot: slotOf(by), Person: by.Person.ID, Role: string(by.Role)}
}

// readLatest reads what was asked for and made, for the readers who share the pack.
func (v *packPage) readLatest(tx *db.Tx, by access.Actor) error {
	asked := packOf(by, v.Gathering)
	latest, err := jobs.Latest(tx, asked.Kind, asked.Subject, asked.Slot)
	if errors.Is(err, jobs.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	v.Latest = &latest
	made := latest
	if latest.State == jobs.Done {
		v.Files, err = latest.Files(tx)
	} else {
		made, v.Files, err = jobs.LatestDone(tx, asked.Kind, asked.Subject, asked.Slot)
	}
	if errors.Is(err, jobs.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	v.Made = &made
	return json.Unmarshal([]byte(made.Result), &v.Told)
}

func showPack(r *page.Request) (page.Response, error) {
	var view packPage
	if err := r.Read(func(tx *db.Tx) (err error) {
		if view.Gathering, err = r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today()); err != nil {
			return err
		}
		if err = view.readLatest(tx, r.By); err == nil && view.Made != nil {
			view.Changed, err = packChanged(tx, view.Gathering, view.Told.Seq)
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view.Form = page.NewForm(r, "Dossier de la réunion", append(crumbs(view.Committee), ui.Crumb{Label: "Réunion du " + view.Meeting.HeldOn.French(), Href: meetingPath(view.Region, view.Meeting.HeldOn)})...)
	view.Follow = view.underWay() && r.FormValue("suivi") != "non"
	answer := page.OK(packView(view))
	if view.Follow {
		answer.Again = 2 * time.Second
	}
	return answer, nil
}

func askPack(r *page.Request) (page.Response, error) {
	err := r.Jobs().Request(r.Context(), r.Call().Key, r.At, func(tx *db.Tx) (jobs.Job, error) {
		g, err := r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today())
		return packOf(r.By, g), err
	})
	return page.SeeOther(meetingPath(region(r), meetingDay(r)) + "/dossier"), err
}

// packFile downloads one of the files of what was last made.
func packFile(kind file.Type) page.Handler {
	return func(r *page.Request) (page.Response, error) {
		var view packPage
		if err := r.Read(func(tx *db.Tx) (err error) {
			if view.Gathering, err = r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today()); err != nil {
				return err
			}
			return view.readLatest(tx, r.By)
		}); err != nil {
			return page.Response{}, err
		}
		for _, kept := range view.Files {
			if kept.Type == kind {
				return r.KeptFile(kept), nil
			}
		}
		return page.Response{}, page.ErrNotFound
	}
}

func (v packPage) underWay() bool { return v.Latest != nil && v.Latest.UnderWay() }
func (v packPage) failed() bool   { return v.Latest != nil && v.Latest.State == jobs.Failed }

// progress is how far the work is.
func (v packPage) progress() ui.Progress {
	p := ui.Progress{Label: "Préparation du dossier", Unit: "dossiers", Done: v.Latest.Done, Of: v.Latest.Total}
	if v.Latest.State == jobs.Waiting {
		p.Waiting = "En attente de son tour"
	}
	return p
}

// ask is the button that asks for a pack, in the words of what there is already.
func (v packPage) ask() ui.Button {
	switch {
	case v.failed():
		return ui.Button{Text: "Recommencer"}
	case v.Made == nil:
		return ui.Button{Text: "Préparer le dossier de la réunion"}
	case v.Changed:
		return ui.Button{Text: "Préparer de nouveau le dossier"}
	}
	return ui.Button{Text: "Préparer de nouveau le dossier", Kind: ui.Secondary}
}

func (v packPage) madeWords() string {
	return "Préparé le " + v.Made.HappenedAt.French() + ", par " + v.Told.By + "."
}

// fileLink is a file with its kind and its size.
func (v packPage) fileLink(kept file.Kept) ui.Link {
	text := "Le dossier à imprimer (PDF, " + file.Size(kept.Size) + ")"
	if kept.Type == file.ODS {
		text = "Le tableau des notes et des montants (ODS, " + file.Size(kept.Size) + ")"
	}
	return ui.Link{Text: text, Href: v.path() + "." + kept.Type.Ext()}
}
