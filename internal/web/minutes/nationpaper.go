package minutes

import "preau/internal/document"

// nationBlocks are what the minutes of the committee of the nation say, on paper, of its
// files and of the other points of its agenda.
func (p Paper) nationBlocks() (blocks []document.Block) {
	if points := p.pointBlocks(); len(points) > 0 {
		blocks = append(append(blocks, document.Heading("Points et orientations")), points...)
	}
	if len(p.Nation.Files) == 0 {
		return append(blocks, document.Heading("Dossiers"), document.Paragraph("Aucun dossier n’était devant le comité."))
	}
	blocks = append(blocks, document.Heading("Décisions par région"), withTotal(p.regionCounts()), document.Heading("Montants par région"), withTotal(p.regionAmounts()),
		document.Heading("Dossiers, par région"))
	for _, s := range p.Nation.Regions {
		t := p.verdicts(s.Region)
		blocks = append(blocks, document.Subheading(s.Name), grid(table{columns: t.columns, rows: t.rows}))
	}
	return append(append(blocks, document.Heading("Motifs")), p.reasons()...)
}

// withTotal is a table whose last row is a total.
func withTotal(t table) document.Grid {
	last := len(t.rows) - 1
	return document.Grid{Named: true, Table: document.Table{Columns: t.columns}, Rows: t.rows[:last], Total: t.rows[last]}
}

func (p Paper) regionCounts() table {
	t := table{title: "Décisions par région", columns: []document.Column{{Title: "Région", Width: 30}}}
	for _, title := range []string{"Dossiers", "Validés", "Refusés", "Renvoyés", "Retirés", "Sans décision"} {
		t.columns = append(t.columns, document.Column{Title: title, Kind: document.Count, Width: 14})
	}
	for _, s := range append(p.Nation.Regions[:len(p.Nation.Regions):len(p.Nation.Regions)], p.Nation.Total) {
		row := texts(s.Name)
		for _, n := range []int64{s.Files, s.Validated, s.Refused, s.SentBack, s.Withdrawn, s.Undecided} {
			row = append(row, document.CountCell(n))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (p Paper) regionAmounts() table {
	t := table{title: "Montants par région", columns: []document.Column{{Title: "Région", Width: 30}, {Title: "Demandé par les écoles", Kind: document.Amount, Width: 22},
		{Title: "Proposé par la région", Kind: document.Amount, Width: 22}, {Title: "Validé", Kind: document.Amount, Width: 22}}}
	for _, s := range append(p.Nation.Regions[:len(p.Nation.Regions):len(p.Nation.Regions)], p.Nation.Total) {
		t.rows = append(t.rows, []document.Cell{document.TextCell(s.Name), document.AmountCell(s.Asked), document.AmountCell(s.Proposed), document.AmountCell(s.Granted)})
	}
	return t
}

// verdicts are the files of a region; of all when it is blank.
func (p Paper) verdicts(region string) table {
	t := table{title: "Dossiers", columns: []document.Column{{Title: "Dossier", Width: 19}, {Title: "École ou établissement", Width: 34}, {Title: "Montant proposé", Kind: document.Amount, Width: 15},
		{Title: "Montant validé", Kind: document.Amount, Width: 15}, {Title: "Décision", Width: 30}},
		more: []document.Column{{Title: "Motif", Width: 50}, {Title: "Décidé le", Kind: document.Date}, {Title: "Région", Width: 25}, {Title: "Département", Width: 12}}}
	for _, v := range p.Nation.Files {
		if region != "" && v.Region != region {
			continue
		}
		granted, day, name := document.Blank, document.Blank, ""
		if v.GrantedCents != nil {
			granted = document.AmountCell(*v.GrantedCents)
		}
		if v.Act != "" {
			day = document.DateCell(v.At.Date())
		}
		for _, s := range p.Nation.Regions {
			if s.Region == v.Region {
				name = s.Name
			}
		}
		words := VerdictWords(v)
		if v.Act != "" && v.At.Date() != p.Meeting.HeldOn {
			words = VerdictOn(v) // it was decided on another day
		}
		t.rows = append(t.rows, []document.Cell{document.TextCell(v.Number), document.TextCell(VerdictSchool(v)), document.AmountCell(v.AskedCents), granted, document.TextCell(words)})
		t.further = append(t.further, []document.Cell{document.TextCell(v.Reason), day, document.TextCell(name), document.TextCell(v.Department)})
	}
	return t
}

// reasons are those of the files that were not given all that they ask for.
func (p Paper) reasons() (blocks []document.Block) {
	var list document.List
	for _, v := range p.Nation.Motivated() {
		list = append(list, document.Pair{Label: v.Number + ", " + VerdictWords(v), Value: v.Reason})
	}
	if len(list) == 0 {
		return []document.Block{document.Paragraph("Aucun projet n’est refusé, renvoyé ou validé pour moins que la demande.")}
	}
	return []document.Block{list}
}

func (p Paper) pointBlocks() (blocks []document.Block) {
	for _, point := range p.Points {
		var list document.List
		for _, pair := range [][2]string{{"Exposé", point.Text}, {"Décision", orNoDecision(point.Decision)}, {"Règle concernée", p.ruleWords(point.Rule)}} {
			if pair[1] != "" {
				list = append(list, document.Pair{Label: pair[0], Value: pair[1]})
			}
		}
		blocks = append(blocks, document.Subheading(point.Title), list)
	}
	return blocks
}

func orNoDecision(text string) string {
	if text == "" {
		return "Aucune"
	}
	return text
}

// ruleWords say what becomes of the rule that a point bears on; blank: it bears on none.
func (p Paper) ruleWords(rule string) string {
	if rule == "" {
		return ""
	}
	return p.Outlook.Words(rule)
}

func (p Paper) points() table {
	t := table{title: "Points et orientations", columns: []document.Column{{Title: "Point", Width: 40}, {Title: "Exposé", Width: 70}, {Title: "Décision", Width: 70}, {Title: "Règle concernée", Width: 70}}}
	for _, point := range p.Points {
		t.rows = append(t.rows, texts(point.Title, point.Text, point.Decision, p.ruleWords(point.Rule)))
	}
	return t
}

// tables are those of the spreadsheet, after that which says what meeting it is.
func (p Paper) tables() []table {
	if p.Nation == nil {
		return []table{p.files(), p.sums(), p.presence(), p.interests(), p.approvals()}
	}
	return []table{p.regionCounts(), p.regionAmounts(), p.verdicts(""), p.points(), p.presence(), p.interests(), p.approvals()}
}
