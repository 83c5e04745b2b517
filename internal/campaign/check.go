package campaign

import (
	"fmt"

	"preau/internal/civil"
	"preau/internal/rulefile"
	"preau/internal/territory"
)

// neededMilestones are the deadlines that acts of the code refer to. A folder
// without one, or without its date, is refused.
var neededMilestones = []string{"project_sending", "regional_sending", "national_validation", "national_list"}

// check holds what one place of campaign.toml says against what another says.
// Each value has already been read for itself.
func (c *Campaign) check(faults *rulefile.Faults) {
	k := checker{faults}
	if c.GroupSizeMin.Value > c.GroupSizeMax.Value {
		k.fault(c.GroupSizeMax.Line, "group_size_max", "le maximum (%d) est sous le minimum (%d).", c.GroupSizeMax.Value, c.GroupSizeMin.Value)
	}
	k.code(c)
	k.departments(c.Departments)
	k.remarks(c.Remarks)
	k.instalments(c.Instalments)
	k.rates(c.Rates)
	k.bands("age_band", c.AgeBands)
	k.bands("stay_band", c.StayBands)
	k.keys(c)
	if !c.SchoolYear.From.Before(c.SchoolYear.To) { // no day lies in such a year: one fault, not one a day
		k.fault(c.SchoolYear.Line, "school_year.to", "l’année scolaire finit avant de commencer.")
		return
	}
	if start := c.LatestStart.Value; start.Before(c.SchoolYear.From) || start.After(c.SchoolYear.To) {
		k.fault(c.LatestStart.Line, "latest_start", "le %s est hors de l’année scolaire.", start.French())
	}
	k.milestones(c)
	k.holidays(c)
	k.publicHolidays(c)
}

type checker struct{ faults *rulefile.Faults }

func (k checker) fault(line int, field, message string, args ...any) {
	k.faults.Add(rulesFile, line, field, message, args...)
}

// code is two years that follow each other: the numbers of projects begin with
// the first.
func (k checker) code(c *Campaign) {
	var first, second int
	if n, _ := fmt.Sscanf(c.Code, "%4d-%4d", &first, &second); n != 2 || second != first+1 || c.Code != fmt.Sprintf("%04d-%04d", first, second) {
		k.fault(0, "code", "un code est fait des deux années de l’année scolaire, comme «\u202f2009-2010\u202f»\u202f; trouvé\u202f: «\u202f%s\u202f».", c.Code)
	}
}

// remarks swap two departments of the reference data.
func (k checker) remarks(all []Remark) {
	for i, remark := range all {
		field := fmt.Sprintf("remark[%d].swap", i+1)
		if n := len(remark.Swap); n != 0 && n != 2 {
			k.fault(remark.Line, field, "deux départements attendus.")
		}
		for _, code := range remark.Swap {
			if _, known := territory.FindDepartment(code); !known {
				k.fault(remark.Line, field, "aucun département n’a le code «\u202f%s\u202f».", code)
			}
		}
	}
}

// departments must be known to the reference data, each given once (annexe 1).
func (k checker) departments(open rulefile.Value[[]string]) {
	if len(open.Value) == 0 {
		k.fault(open.Line, "departments.value", "aucun département n’est ouvert.")
	}
	seen := map[string]bool{}
	for i, code := range open.Value {
		field := fmt.Sprintf("departments.value[%d]", i+1)
		if _, known := territory.FindDepartment(code); !known {
			k.fault(open.Line, field, "aucun département n’a le code «\u202f%s\u202f».", code)
		}
		if seen[code] {
			k.fault(open.Line, field, "le département «\u202f%s\u202f» est donné deux fois.", code)
		}
		seen[code] = true
	}
}

// milestones have a date or a delay, not after the school year, and include
// those that the code refers to.
func (k checker) milestones(c *Campaign) {
	dates := map[string]civil.Date{}
	for i, m := range c.Milestones {
		field := fmt.Sprintf("milestone[%d]", i+1)
		if m.Date.IsZero() == (m.When == "") {
			k.fault(m.Line, field, "une échéance a une date (date) ou un délai (when), l’un des deux.")
		}
		if !m.Date.IsZero() && (m.Date.Before(c.Text.Date) || m.Date.After(c.SchoolYear.To)) {
			k.fault(m.Line, field+".date", "le %s est avant la circulaire ou après l’année scolaire.", m.Date.French())
		}
		dates[m.Key] = m.Date
	}
	for _, key := range neededMilestones {
		if dates[key].IsZero() {
			k.fault(0, "milestone", "l’échéance «\u202f%s\u202f» manque, ou n’a pas de date\u202f: le programme s’en sert.", key)
		}
	}
}

// instalments pay parts of a whole; only the last may be the rest, and without
// a rest the parts make the whole (§4).
func (k checker) instalments(all []Instalment) {
	paid := int64(0)
	for i, instalment := range all {
		field := fmt.Sprintf("instalment[%d]", i+1)
		last := i == len(all)-1
		paid += instalment.Part
		switch {
		case instalment.Of != all[0].Of:
			k.fault(instalment.Line, field+".of", "les versements se comptent en parts du même tout (%d).", all[0].Of)
		case instalment.Part == 0 && !last:
			k.fault(instalment.Line, field+".part", "seul le dernier versement peut être le reste.")
		case last && (paid > instalment.Of || instalment.Part != 0 && paid != instalment.Of):
			k.fault(instalment.Line, field+".part", "les versements font %d/%d.", paid, instalment.Of)
		case last && instalment.Part == 0 && paid == instalment.Of:
			k.fault(instalment.Line, field+".part", "il ne reste rien à verser.")
		}
	}
}

func (k checker) rates(all []Rate) {
	for i := 1; i < len(all); i++ {
		if !all[i-1].From.Before(all[i].From) {
			k.fault(all[i].Line, fmt.Sprintf("rate[%d].from", i+1), "les taux vont du plus ancien au plus récent.")
		}
	}
}

// bands leave no gap and do not overlap; only the last may be without end
// (annexe 6).
func (k checker) bands(name string, all []Band) {
	for i, band := range all {
		field := fmt.Sprintf("%s[%d]", name, i+1)
		last := i == len(all)-1
		if band.Under <= band.From && (band.Under != 0 || !last) {
			k.fault(band.Line, field+".under", "la tranche finit avant de commencer.")
		}
		if i > 0 && band.From != all[i-1].Under {
			k.fault(band.Line, field+".from", "la tranche doit commencer à %d, où finit la précédente.", all[i-1].Under)
		}
	}
}

// A keyed is an element of a list that the rest of the program names by key.
type keyed struct {
	key  string
	line int
}

// keys are given once in each list.
func (k checker) keys(c *Campaign) {
	lists := map[string][]keyed{}
	for name, all := range map[string][]Named{"eligibility": c.Eligibility, "criterion": c.Criteria, "level": c.Levels,
		"budget_line": c.BudgetLines, "motive": c.Motives, "certifier": c.Certifiers} {
		for _, n := range all {
			lists[name] = append(lists[name], keyed{n.Key, n.Line})
		}
	}
	for _, m := range c.Milestones {
		lists["milestone"] = append(lists["milestone"], keyed{m.Key, m.Line})
	}
	for _, i := range c.Instalments {
		lists["instalment"] = append(lists["instalment"], keyed{i.Key, i.Line})
	}
	for _, t := range c.TrainerKinds {
		lists["trainer_kind"] = append(lists["trainer_kind"], keyed{t.Key, t.Line})
	}
	for name, list := range lists {
		k.once(name, list)
	}
}

func (k checker) once(name string, list []keyed) {
	seen := map[string]int{}
	for i, element := range list {
		if before, taken := seen[element.key]; taken {
			k.fault(element.line, fmt.Sprintf("%s[%d].key", name, i+1), "clé déjà donnée à la ligne %d\u202f: «\u202f%s\u202f».", before, element.key)
			continue
		}
		seen[element.key] = element.line
	}
}
