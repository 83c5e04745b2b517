package campaigns

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/file"
	"preau/internal/rulefile"
	"preau/internal/web/page"
	"preau/internal/web/ui"
)

// sheetFields is how many sheets the form takes beside campaign.toml.
const sheetFields = 6

type folderPage struct {
	Frame  ui.Page
	Key    string
	Errors []ui.FieldError
	Faults []ui.Row // of the files, by file, line and field
}

// maxFaults is how many faults of a folder are told one by one.
const maxFaults = 500

func newFolderPage(r *page.Request) folderPage {
	return folderPage{Frame: crumbs(r, "Déposer un dossier", ui.Crumb{Label: "Années", Href: "/campagne/annees"}), Key: page.NewKey()}
}

func askFolder(r *page.Request) (page.Response, error) {
	return page.OK(folderView(newFolderPage(r))), nil
}

func doFolder(r *page.Request) (page.Response, error) {
	view := newFolderPage(r)
	rules, faults, refusals := readFolder(r)
	if len(faults) == 0 && len(refusals) == 0 {
		code, err := r.Campaigns().Prepare(r.Context(), r.Call(), rules)
		errs, is := refused(err)
		if err != nil && !is {
			return page.Response{}, err
		}
		if !is {
			r.Flash("Le dossier ne contient aucun défaut. La campagne " + code + " est en préparation.")
			return page.SeeOther("/campagne/annees/" + code), nil
		}
		for _, e := range errs {
			refusals = append(refusals, ui.FieldError{Text: e.Text})
		}
	}
	if len(faults) > 0 {
		refusals = append(refusals, ui.FieldError{Text: "Le dossier est refusé : rien n’est enregistré. Corrigez les défauts, puis déposez-le de nouveau."})
	}
	if len(faults) > maxFaults {
		refusals = append(refusals, ui.FieldError{Text: fmt.Sprintf("Voici les %d premiers défauts sur %s.", maxFaults, civil.FrenchCount(int64(len(faults))))})
	}
	view.Errors, view.Frame.Failed = refusals, true
	for _, f := range faults[:min(len(faults), maxFaults)] {
		view.Faults = append(view.Faults, faultRow(f))
	}
	return page.Refused(folderView(view)), nil
}

func faultRow(f rulefile.Fault) ui.Row {
	cells := []templ.Component{ui.Text(f.File), nil, nil, ui.Text(civil.Capital(f.Message))}
	if f.Line > 0 {
		cells[1] = ui.Text(strconv.Itoa(f.Line))
	}
	if f.Field != "" {
		cells[2] = ui.Text(f.Field)
	}
	return ui.Row{Cells: cells}
}

// readFolder reads what was sent: an archive, or the files one by one.
func readFolder(r *page.Request) (*campaign.Campaign, rulefile.Faults, []ui.FieldError) {
	archive, err := r.Upload("archive")
	if err == nil {
		rules, faults := campaign.ReadZip(archive.Open(), archive.Size)
		return rules, faults, nil
	}
	var errs []ui.FieldError
	if !errors.Is(err, file.ErrNone) {
		errs = append(errs, ui.FieldError{Field: "archive", Text: err.Error()})
	}
	var sent []campaign.Sent
	for _, field := range fileFields() {
		spooled, err := r.Upload(field)
		switch {
		case err == nil:
			sent = append(sent, campaign.Sent{Name: fileName(field, spooled), Content: spooled.Open()})
		case !errors.Is(err, file.ErrNone):
			errs = append(errs, ui.FieldError{Field: field, Text: err.Error()})
		}
	}
	if len(errs) > 0 {
		return nil, nil, errs
	}
	if len(sent) == 0 {
		return nil, nil, []ui.FieldError{{Field: "archive", Text: "Choisissez une archive .zip, ou les fichiers du dossier."}}
	}
	rules, faults := campaign.ReadFolder(sent)
	return rules, faults, nil
}

// fileName is the name that a file of rules came with: package file, which knows
// such files as plain text only, gives them the extension of a table.
func fileName(field string, s *file.Spooled) string {
	if field == "campagne" {
		return "campaign.toml"
	}
	if stem, text := strings.CutSuffix(s.Name, ".csv"); text {
		return stem + ".toml"
	}
	return s.Name
}

func fileFields() []string {
	fields := []string{"campagne"}
	for i := range sheetFields {
		fields = append(fields, sheetField(i))
	}
	return fields
}

func sheetField(i int) string { return "fiche_" + strconv.Itoa(i+1) }

func (v folderPage) error(field string) string { return ui.ErrorOf(v.Errors, field) }
