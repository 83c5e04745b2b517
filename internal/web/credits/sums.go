package credits

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/document"
	"preau/internal/territory"
	"preau/internal/web/ui"
)

// An entry is a department and its figures; nil: not known.
type entry struct {
	Place   access.Place
	Numbers []*int64
}

// A group is a line of a table: a department, or the sum of those of an académie, of a
// region, of France.
type group struct {
	Level   access.Level
	Place   access.Place
	Name    string
	Numbers []*int64
}

// summed puts the departments in order, under the sums of their region and, where it has
// several, of their académie, with that of France at the end. A reader sees no sum of
// more than they see: it would be taken for the whole.
func summed(entries []entry, reader access.Level) (groups []group) {
	if len(entries) == 0 {
		return nil
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(orderOf(a.Place), orderOf(b.Place)) })
	academies := map[string]map[string]bool{}
	for _, e := range entries {
		if academies[e.Place.Region] == nil {
			academies[e.Place.Region] = map[string]bool{}
		}
		academies[e.Place.Region][e.Place.Academie] = true
	}
	regions := reader == access.Nation || reader == access.Region
	for i, e := range entries {
		before := access.Place{}
		if i > 0 {
			before = entries[i-1].Place
		}
		several := len(academies[e.Place.Region]) > 1
		if regions && e.Place.Region != before.Region {
			groups = append(groups, total(entries, access.Region, access.Place{Region: e.Place.Region}, several))
		}
		if (several || reader == access.Academie) && e.Place.Academie != before.Academie {
			groups = append(groups, total(entries, access.Academie, access.Place{Academie: e.Place.Academie, Region: e.Place.Region}, true))
		}
		groups = append(groups, group{access.Department, e.Place, territory.DepartmentName(e.Place.Department), e.Numbers})
	}
	if reader == access.Nation {
		groups = append(groups, total(entries, access.Nation, access.France, true))
	}
	return groups
}

// orderOf sorts by region, académie and department.
func orderOf(at access.Place) string {
	d, _ := territory.FindDepartment(at.Department)
	return strings.Join([]string{civil.SortKey(d.RegionName), civil.SortKey(d.AcademieName), d.Code}, "\x00")
}

// total adds up the departments of a place; plain leaves out the name of its only
// académie.
func total(entries []entry, level access.Level, at access.Place, plain bool) group {
	g := group{Level: level, Place: at, Name: placeName(at), Numbers: make([]*int64, len(entries[0].Numbers))}
	for _, e := range entries {
		if !at.Contains(e.Place) {
			continue
		}
		if !plain {
			d, _ := territory.FindDepartment(e.Place.Department)
			g.Name = placeName(at) + ", académie " + d.OfAcademie()
		}
		for i, n := range e.Numbers {
			if n != nil {
				sum := *n
				if g.Numbers[i] != nil {
					sum += *g.Numbers[i]
				}
				g.Numbers[i] = &sum
			}
		}
	}
	return g
}

func placeName(at access.Place) string {
	name := territory.PlaceName(at)
	first, rest, _ := strings.Cut(name, " ")
	if rest == "" {
		return name
	}
	return strings.ToUpper(first[:1]) + first[1:] + " " + rest
}

// shown are the lines of a page: a region of one department takes one.
func shown(groups []group) (lines []group) {
	for i := 0; i < len(groups); i++ {
		g := groups[i]
		alone := i+1 < len(groups) && groups[i+1].Level == access.Department && (i+2 == len(groups) || groups[i+2].Level != access.Department)
		if g.Level == access.Region && alone {
			i++
			g = group{access.Region, groups[i].Place, placeName(g.Place), groups[i].Numbers}
		}
		lines = append(lines, g)
	}
	return lines
}

// title is the first cell of a line: sums stand out.
func (g group) title() templ.Component {
	switch {
	case g.Level == access.Department:
		return ui.Text(g.Name)
	case g.Place.Department != "":
		return merged(g.Name, territory.DepartmentName(g.Place.Department))
	}
	return strong(g.Name)
}

// placeColumns and cells are the first columns of a table to download.
func placeColumns() []document.Column {
	return []document.Column{{Title: "Territoire", Width: 40}, {Title: "Niveau", Width: 14}}
}

var levels = map[access.Level]string{access.Department: "Département", access.Academie: "Académie", access.Region: "Région", access.Nation: "France"}

func (g group) cells() []document.Cell {
	return []document.Cell{document.TextCell(g.Name), document.TextCell(levels[g.Level])}
}
