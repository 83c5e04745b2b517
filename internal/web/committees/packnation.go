package committees

import (
	"cmp"
	"slices"
	"strings"

	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/credit"
	"preau/internal/db"
	"preau/internal/document"
	"preau/internal/file"
	"preau/internal/jobs"
	"preau/internal/project"
	"preau/internal/territory"
	"preau/internal/web/minutes"
	"preau/internal/web/page"
	"preau/internal/web/projects"
)

// A nationPack is what the committee of the nation decides by: the files of one region
// with their sheets, or those of all, a line each.
type nationPack struct {
	basis
	Region   string // blank: all
	Ceilings []credit.Ceiling
	Files    []nationPacked // by region, then in the order of its ranking
}

// A nationPacked is a file that the meeting had before it. Its sheets are read for a pack
// of one region alone, and are not there when the school has withdrawn it.
type nationPacked struct {
	project.Verdict
	Judged committee.Judgment
	Said   project.Said
	Kept   []committee.Interest
	Filled *project.Filled
	School territory.School
}

// readNationPack puts together the pack of a region, or of all.
func readNationPack(tx *db.Tx, b basis, site *page.Site, region string) (p nationPack, err error) {
	p.basis, p.Region = b, region
	if b.By.May(credit.ActRead) {
		if p.Ceilings, err = credit.Ceilings(tx, b.By, b.Campaign); err != nil {
			return p, err
		}
	}
	for _, sum := range b.Nation.Regions {
		if region != "" && sum.Region != region {
			continue
		}
		if err := p.readRegion(tx, site, sum.Region); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p *nationPack) readRegion(tx *db.Tx, site *page.Site, region string) error {
	judged, err := committee.Judgments(tx, p.By, p.Campaign, region)
	if err != nil {
		return err
	}
	said, err := project.NationSaid(tx, p.Campaign, region)
	if err != nil {
		return err
	}
	docket, err := site.Projects.NationDocket(tx, p.Campaign, region)
	if err != nil {
		return err
	}
	var files []nationPacked
	for _, v := range p.Nation.Of(region) {
		one := nationPacked{Verdict: v, Judged: judged[fileSubject(v.Number)], Kept: p.InterestsIn(v.Number)}
		if i := slices.IndexFunc(docket, func(f project.Filled) bool { return f.Number == v.Number }); i >= 0 {
			one.Filled, one.Said = &docket[i], said[docket[i].ID]
		}
		files = append(files, one)
	}
	slices.SortStableFunc(files, func(a, b nationPacked) int { return byRank(a.Judged.Rank, b.Judged.Rank) })
	if p.Region != "" {
		err = readSheets(tx, site, files)
	}
	p.Files = append(p.Files, files...)
	return err
}

// readSheets reads those of files as they were last sent.
func readSheets(tx *db.Tx, site *page.Site, files []nationPacked) error {
	for i, f := range files {
		if f.Filled == nil {
			continue
		}
		read, err := site.Projects.Fill(tx, []project.Filled{*f.Filled})
		if err != nil {
			return err
		}
		files[i].Filled = &read[0]
		if files[i].School, err = territory.Find(tx, territory.UAI(read[0].Place.School)); err != nil {
			return err
		}
	}
	return nil
}

// byRank puts what has no rank last.
func byRank(a, b int64) int { return cmp.Or(cmp.Compare(min(b, 1), min(a, 1)), cmp.Compare(a, b)) }

func (p nationPack) says() packMade {
	made := p.made(len(p.Files))
	if p.Region != "" {
		made.Ceilings = sealOf(amountsIn(p.Ceilings, p.Region))
	}
	return made
}

func (p nationPack) files(told jobs.Progress) ([]*file.Spooled, error) {
	if p.Region == "" {
		return spoolAll(p.fileName(""), nil, p.book())
	}
	doc, starts := p.document()
	return spoolAll(p.fileName(p.Region), printed(doc, starts, told), p.book())
}

// document is the pack of a region, to print.
func (p nationPack) document() (doc document.Doc, starts []int) {
	doc = p.paper(p.title()+", "+committee.RegionName(p.Region), p.cover()...)
	for _, f := range p.Files {
		starts = append(starts, len(doc.Blocks))
		doc.Blocks = append(doc.Blocks, p.part(f)...)
	}
	return doc, starts
}

func (p nationPack) cover() []document.Block {
	blocks := []document.Block{append(p.facts(), p.sums()...)}
	if ceilings := p.ceilings(); len(ceilings.Rows) > 0 {
		blocks = append(blocks, document.Heading("Plafonds des départements"), ceilings)
	}
	blocks = append(blocks, document.Heading("Dossiers"))
	if len(p.Files) == 0 {
		blocks = append(blocks, document.Paragraph("Cette région n’a aucun dossier devant le comité à cette réunion."))
	} else {
		blocks = append(blocks, p.agenda(), document.Heading("Avis de la région et décisions"), p.decisions())
	}
	declared := slices.DeleteFunc(p.Declared(), func(d minutes.Declared) bool {
		return !slices.ContainsFunc(p.Files, func(f nationPacked) bool { return f.Number == d.Number })
	})
	return append(blocks, p.around(declared)...)
}

// sums are what the files of the region come to, at each step.
func (p nationPack) sums() document.List {
	list := document.List{{Label: "Région", Value: committee.RegionName(p.Region)}}
	for _, s := range p.Nation.Regions {
		if s.Region == p.Region {
			list = append(list, document.Pair{Label: "Demandé par les écoles", Value: s.Asked.French() + " (" + civil.Plural(s.Sent, "dossier", "dossiers") + ")"},
				document.Pair{Label: "Proposé par la région", Value: s.Proposed.French() + " (" + civil.Plural(s.Files-s.Withdrawn, "dossier", "dossiers") + ")"},
				document.Pair{Label: "Validé", Value: s.Granted.French() + " (" + civil.Plural(s.Validated, "dossier", "dossiers") + ")"})
		}
	}
	return list
}

func (p nationPack) ceilings() document.Grid {
	grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Département", Width: 40}, {Title: "Plafond", Kind: document.Amount, Width: 20},
		{Title: "Engagé", Kind: document.Amount, Width: 20}, {Title: "Reste", Kind: document.Amount, Width: 20}}}}
	for _, c := range p.Ceilings {
		if c.Region != p.Region {
			continue
		}
		amount, left := document.TextCell("Non notifié"), document.Blank
		if c.AmountCents != nil {
			amount, left = document.AmountCell(*c.AmountCents), document.AmountCell(c.Left())
		}
		grid.Rows = append(grid.Rows, []document.Cell{document.TextCell(territory.DepartmentName(c.Department)), amount, document.AmountCell(c.CommittedCents), left})
	}
	return grid
}

func (p nationPack) agenda() document.Grid {
	grid := document.Grid{Table: document.Table{Columns: []document.Column{{Title: "Rang en région", Width: 10}, {Title: "Dossier", Width: 36}, {Title: "Note", Kind: document.Decimal, Width: 8},
		{Title: "Montant proposé", Kind: document.Amount, Width: 16}, {Title: "Montant validé", Kind: document.Amount, Width: 16}, {Title: "Décision", Width: 22}}}}
	var asked, granted civil.Cents
	for _, f := range p.Files {
		grid.Rows = append(grid.Rows, []document.Cell{document.TextCell(minutes.RankWords(f.Judged.Rank)), document.TextCell(f.Number + "\n" + minutes.VerdictSchool(f.Verdict)), f.mean(),
			document.AmountCell(f.AskedCents), f.granted(), document.TextCell(minutes.VerdictWords(f.Verdict))})
		if f.Act != project.ActWithdraw {
			asked += f.AskedCents
		}
		if f.GrantedCents != nil {
			granted += *f.GrantedCents
		}
	}
	grid.Total = []document.Cell{document.Blank, document.TextCell(civil.Plural(int64(len(p.Files)), "dossier", "dossiers")), document.Blank, document.AmountCell(asked), document.AmountCell(granted)}
	return grid
}

func (f nationPacked) mean() document.Cell {
	if f.Judged.Members == 0 {
		return document.Blank
	}
	return document.DecimalCell(f.Judged.Mean)
}

func (f nationPacked) granted() document.Cell {
	if f.GrantedCents == nil {
		return document.Blank
	}
	return document.AmountCell(*f.GrantedCents)
}

func (p nationPack) decisions() document.Grid {
	grid := document.Grid{Named: true, Table: document.Table{Columns: []document.Column{{Title: "Dossier", Width: 20}, {Title: "Avis de la région", Width: 42}, {Title: "Décision et motif", Width: 38}}}}
	for _, f := range p.Files {
		var said []string
		for _, o := range f.Said.Opinions {
			said = append(said, opinionLine(o))
		}
		if len(said) == 0 {
			said = []string{"Aucun avis."}
		}
		grid.Rows = append(grid.Rows, cellsOf(f.Number, strings.Join(said, "\n"), strings.TrimSpace(minutes.VerdictOn(f.Verdict)+"\n"+f.Reason)))
	}
	return grid
}

// opinionLine is an opinion with its day, marked when it holds no more.
func opinionLine(o project.Opinion) string {
	words := o.Text + " (" + o.PersonName + ", le " + o.HappenedAt.Date().French() + ")"
	if o.Outdated {
		return "N’est plus valable\u202f: " + words
	}
	return words
}

// part is a file with what was said of it, its checks, then its sheets.
func (p nationPack) part(f nationPacked) []document.Block {
	blocks := []document.Block{document.Chapter(f.Number + ", " + minutes.VerdictSchool(f.Verdict)), f.judged()}
	if f.Filled == nil {
		return append(blocks, document.Note("Ce dossier n’est plus devant le comité national\u202f: ses fiches ne sont pas reprises ici."))
	}
	blocks = append(blocks, checked(*f.Filled)...)
	return append(blocks, projects.Part(*f.Filled, f.School, p.By.Role.Level(), p.At)...)
}

func (f nationPacked) judged() document.List {
	list := document.List{{Label: "Rang en région", Value: minutes.RankWords(f.Judged.Rank)}, {Label: "Note moyenne en région", Value: nationLine{Judged: f.Judged}.meanWords()},
		{Label: "Montant proposé", Value: f.AskedCents.French()}}
	if f.GrantedCents != nil {
		list = append(list, document.Pair{Label: "Montant validé", Value: f.GrantedCents.French()})
	}
	if f.Filled != nil {
		m := f.Filled.Reading()
		list = append(list, document.Pair{Label: "Prévu", Value: civil.Plural(m.Groups, "groupe", "groupes") + ", " + civil.Plural(m.Parents, "parent attendu", "parents attendus") + ", " + m.Hours.French()})
	}
	list = append(list, document.Pair{Label: "Décision", Value: minutes.VerdictOn(f.Verdict)})
	if f.Reason != "" {
		list = append(list, document.Pair{Label: "Motif", Value: f.Reason})
	}
	for _, o := range f.Said.Opinions {
		list = append(list, document.Pair{Label: "Avis de la région", Value: opinionLine(o)})
	}
	return append(list, keptPairs(f.Kept)...)
}

// book is the same as a spreadsheet: a line a file, then a line a region.
func (p nationPack) book() []document.Page {
	note := []string{p.Name() + ". " + p.proof()}
	files := document.Page{Table: document.Table{Title: "Dossiers", Notes: note, Columns: []document.Column{{Title: "Région", Width: 25}, {Title: "Département", Width: 12}, {Title: "Dossier", Width: 16},
		{Title: "École ou établissement", Width: 40}, {Title: "Commune", Width: 24}, {Title: "Rang en région", Kind: document.Count}, {Title: "Note moyenne", Kind: document.Decimal},
		{Title: "Membres qui ont noté", Kind: document.Count}, {Title: "Montant proposé", Kind: document.Amount}, {Title: "Montant validé", Kind: document.Amount}, {Title: "Décision", Width: 30},
		{Title: "Décidé le", Kind: document.Date}, {Title: "Motif", Width: 50}, {Title: "Avis de la région", Width: 70}, {Title: "Avis qui ne sont plus valables", Width: 70}}}}
	var rows [][]document.Cell
	for _, f := range p.Files {
		rows = append(rows, f.line())
	}
	files.Rows = document.All(rows)
	return []document.Page{files, p.regionPage(note)}
}

// line is a file in the spreadsheet.
func (f nationPacked) line() []document.Cell {
	rank, day := document.Blank, document.Blank
	if f.Judged.Rank > 0 {
		rank = document.CountCell(f.Judged.Rank)
	}
	if f.Act != "" {
		day = document.DateCell(f.At.Date())
	}
	var valid, outdated []string
	for _, o := range f.Said.Opinions {
		if o.Outdated {
			outdated = append(outdated, o.Text)
		} else {
			valid = append(valid, o.Text)
		}
	}
	row := append(cellsOf(committee.RegionName(f.Region), f.Department, f.Number, f.Verdict.School, f.Town), rank, f.mean(), document.CountCell(f.Judged.Members),
		document.AmountCell(f.AskedCents), f.granted(), document.TextCell(minutes.VerdictWords(f.Verdict)), day)
	return append(row, cellsOf(f.Reason, strings.Join(valid, "\n"), strings.Join(outdated, "\n"))...)
}

func (p nationPack) regionPage(notes []string) document.Page {
	sums := document.Page{Table: document.Table{Title: "Régions", Notes: notes, Columns: []document.Column{{Title: "Région", Width: 25}, {Title: "Dossiers", Kind: document.Count}, {Title: "Validés", Kind: document.Count},
		{Title: "Refusés", Kind: document.Count}, {Title: "Renvoyés", Kind: document.Count}, {Title: "Retirés", Kind: document.Count}, {Title: "Sans décision", Kind: document.Count},
		{Title: "Demandé par les écoles", Kind: document.Amount}, {Title: "Proposé par la région", Kind: document.Amount}, {Title: "Validé", Kind: document.Amount}}}}
	var rows [][]document.Cell
	for _, s := range p.Nation.Regions {
		if p.Region != "" && s.Region != p.Region {
			continue
		}
		row := cellsOf(s.Name)
		for _, n := range []int64{s.Files, s.Validated, s.Refused, s.SentBack, s.Withdrawn, s.Undecided} {
			row = append(row, document.CountCell(n))
		}
		rows = append(rows, append(row, document.AmountCell(s.Asked), document.AmountCell(s.Proposed), document.AmountCell(s.Granted)))
	}
	sums.Rows = document.All(rows)
	return sums
}
