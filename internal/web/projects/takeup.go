package projects

import (
	"encoding/json"
	"io"

	"preau/internal/civil"
	"preau/internal/web/page"
)

// takeUp fills the blanks of a sheet with last year's answers.
func takeUp(r *page.Request) (page.Response, error) {
	number := r.PathValue("number")
	taken, err := r.Projects().TakeUp(r.Context(), r.Call(), number)
	if err != nil {
		return page.Response{}, err
	}
	if taken == 0 {
		r.Flash("Rien n’était à reprendre\u202f: toutes les réponses sont déjà écrites, ou ne valent plus cette année.")
	} else {
		r.Flash(civil.Plural(int64(taken), "réponse reprise", "réponses reprises") + " de l’an dernier. Relisez chaque rubrique avant que la fiche soit transmise.")
	}
	return page.SeeOther("/projets/" + number), nil
}

// A sheetsFile is a file's sheets as a program reads them.
type sheetsFile struct {
	Number   string            `json:"number"`
	Campaign string            `json:"campaign"`
	School   string            `json:"school"`
	Version  int64             `json:"version,omitempty"` // that was sent; absent: the sheet as the school writes it
	Revision int64             `json:"revision"`
	Sheets   []json.RawMessage `json:"sheets"`
}

// sheetsJSON gives the filled sheets of a file, each answer with its kind:
// amounts in cents, durations in minutes, dates as 2009-11-09.
func sheetsJSON(r *page.Request) (page.Response, error) {
	view, err := load(r, "")
	if err != nil {
		return page.Response{}, err
	}
	f := view.File
	out := sheetsFile{Number: f.Number, Campaign: f.Campaign, School: f.Place.School, Version: f.Version, Revision: f.Revision}
	for _, sheet := range f.Rules.Sheets {
		text, err := sheet.MarshalAnswers(f.Values(sheet))
		if err != nil {
			return page.Response{}, err
		}
		out.Sheets = append(out.Sheets, text)
	}
	return page.Download(page.File{Name: "fiche-" + f.Number + ".json", Type: "application/json",
		Write: func(w io.Writer) error { return json.NewEncoder(w).Encode(out) }}), nil
}
