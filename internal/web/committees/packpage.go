package committees

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// packRoutes are the « dossier de la réunion » (R8). That of the committee of the nation
// is of the files of a region, which the address names, or of all.
func packRoutes(path string, may rights) []page.Route {
	return []page.Route{
		{Method: "GET", Path: path, Act: may.read, Handle: showPack},
		{Method: "POST", Path: path, Act: may.pack, Handle: askPack},
		{Method: "GET", Path: path + ".pdf", Act: may.read, Handle: packFile(file.PDF)},
		{Method: "GET", Path: path + ".ods", Act: may.read, Handle: packFile(file.ODS)},
	}
}

type packPage struct {
	page.Form
	committee.Gathering
	Of      string    // the region of the files, before the committee of the nation; blank: all
	Regions []ui.Link // whose files have a pack of their own
	Latest  *jobs.Job // nil: none was ever asked for
	Made    *jobs.Job // what can be downloaded; nil: nothing
	Files   []file.Kept
	Told    packMade
	Changed bool // since it was made
	Follow  bool // the page asks for itself again
}

// packPath is the page of a pack, or one of its files.
func packPath(g committee.Gathering, of, ext string) string {
	return page.Query(page.MeetingPath(g.Region, g.Meeting.HeldOn)+"/dossier"+ext, "region", of)
}

func (v packPage) path() string { return packPath(v.Gathering, v.Of, "") }

// still is the page that no longer asks for itself again.
func (v packPage) still() string {
	return page.Query(page.MeetingPath(v.Region, v.Meeting.HeldOn)+"/dossier", "region", v.Of, "suivi", "non")
}

func (v packPage) asked(by access.Actor) jobs.Job {
	name := packName{v.Campaign, v.Region, v.Meeting.HeldOn, v.Of}
	return jobs.Job{Kind: PackKind, Subject: name.subject(), Slot: slotOf(by), Person: by.Person.ID, Role: string(by.Role)}
}

// meet reads the meeting, for who may, and of which region the files are.
func (v *packPage) meet(r *page.Request, tx *db.Tx) (err error) {
	if v.Gathering, err = r.Committees().Meet(tx, r.By, region(r), meetingDay(r), r.At.Today()); err != nil || !v.National() {
		return err
	}
	v.Of = r.FormValue("region")
	if v.Of != "" && !slices.Contains(committee.Regions(v.Rules), v.Of) {
		return page.ErrNotFound
	}
	return nil
}

// readChanges tells whether something that the pack tells has changed since it was made. It
// reads which regions have files.
func (v *packPage) readChanges(tx *db.Tx, by access.Actor, today civil.Date) (err error) {
	var files []string
	if v.National() {
		made, err := minutes.Of(tx, v.Gathering, today)
		if err != nil {
			return err
		}
		for _, f := range made.Nation.Files {
			if v.Of == "" || f.Region == v.Of {
				files = append(files, fileSubject(f.Number))
			}
		}
		for _, s := range made.Nation.Regions {
			v.Regions = append(v.Regions, ui.Link{Text: s.Name, Href: packPath(v.Gathering, s.Region, "")})
		}
	} else {
		for _, item := range v.Items {
			files = append(files, item.Subject)
		}
	}
	if v.Made == nil {
		return nil
	}
	if v.Changed, err = packChanged(tx, v.Gathering, files, v.Told.Seq); err != nil || v.Changed || v.Told.Ceilings == "" {
		return err
	}
	ceilings, err := notified(by, tx, v.Campaign, cmp.Or(v.Of, v.Region))
	v.Changed = sealOf(ceilings) != v.Told.Ceilings
	return err
}

// readLatest reads what was asked for and made, for the readers who share the pack.
func (v *packPage) readLatest(tx *db.Tx, by access.Actor) error {
	asked := v.asked(by)
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
		if err = view.meet(r, tx); err == nil {
			err = view.readLatest(tx, r.By)
		}
		if err == nil {
			err = view.readChanges(tx, r.By, r.At.Today())
		}
		return err
	}); err != nil {
		return page.Response{}, err
	}
	view.Form = page.NewForm(r, view.title(), view.crumbs()...)
	view.Follow = view.underWay() && r.FormValue("suivi") != "non"
	answer := page.OK(packView(view))
	if view.Follow {
		answer.Again = 2 * time.Second
	}
	return answer, nil
}

func (v packPage) title() string {
	title := "Dossier de la réunion, " + scope(v.Committee)
	if v.Of != "" {
		title += ", " + committee.RegionName(v.Of)
	}
	return title
}

func (v packPage) crumbs() []ui.Crumb {
	meeting := page.MeetingPath(v.Region, v.Meeting.HeldOn)
	all := append(crumbs(v.Committee), ui.Crumb{Label: "Réunion du " + v.Meeting.HeldOn.French(), Href: meeting})
	if v.Of != "" {
		all = append(all, ui.Crumb{Label: "Dossier de la réunion", Href: packPath(v.Gathering, "", "")})
	}
	return all
}

// header says what the pack holds.
func (v packPage) header() ui.PageHeader {
	h := ui.PageHeader{Title: "Dossier de la réunion du " + v.Meeting.HeldOn.FrenchLong()}
	switch {
	case v.Of != "":
		h.Title += ", " + committee.RegionName(v.Of)
		h.Lead = v.Name() + ". Les dossiers de la région, puis chacun avec l’avis de la région, ses contrôles et ses fiches, en un seul document."
	case v.National():
		h.Lead = v.Name() + ". Tous les dossiers de la réunion dans un tableur, une ligne par dossier. Le dossier à imprimer se prépare région par région."
	default:
		h.Lead = v.Name() + ". L’ordre du jour, puis chaque dossier avec ses contrôles, ses notes et ses fiches, en un seul document."
	}
	return h
}

func askPack(r *page.Request) (page.Response, error) {
	var view packPage
	if region(r) == "" {
		view.Of = r.FormValue("region")
	}
	err := r.Committees().AskPack(r.Context(), r.Call(), region(r), meetingDay(r), view.Of, func(tx *db.Tx, g committee.Gathering) (string, error) {
		view.Gathering = g
		asked := view.asked(r.By)
		_, err := r.Jobs().Ask(tx, r.At, asked)
		return asked.Subject, err
	})
	return page.SeeOther(page.Query(page.MeetingPath(region(r), meetingDay(r))+"/dossier", "region", view.Of)), err
}

// packFile downloads one of the files of what was last made.
func packFile(kind file.Type) page.Handler {
	return func(r *page.Request) (page.Response, error) {
		var view packPage
		if err := r.Read(func(tx *db.Tx) (err error) {
			if err = view.meet(r, tx); err != nil {
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
		return ui.Button{Text: v.askWords()}
	case v.Changed:
		return ui.Button{Text: "Préparer de nouveau le dossier"}
	}
	return ui.Button{Text: "Préparer de nouveau le dossier", Kind: ui.Secondary}
}

func (v packPage) askWords() string {
	switch {
	case v.Of != "":
		return "Préparer le dossier de la région"
	case v.National():
		return "Préparer le tableau de tous les dossiers"
	}
	return "Préparer le dossier de la réunion"
}

func (v packPage) madeWords() string {
	return "Préparé le " + v.Made.HappenedAt.French() + ", par " + v.Told.By + "."
}

// fileLink is a file with its kind and its size.
func (v packPage) fileLink(kept file.Kept) ui.Link {
	text := "Le dossier à imprimer (PDF, " + file.Size(kept.Size) + ")"
	if kept.Type == file.ODS && v.National() {
		text = "Le tableau des dossiers (ODS, " + file.Size(kept.Size) + ")"
	} else if kept.Type == file.ODS {
		text = "Le tableau des notes et des montants (ODS, " + file.Size(kept.Size) + ")"
	}
	return ui.Link{Text: text, Href: packPath(v.Gathering, v.Of, "."+kept.Type.Ext())}
}
