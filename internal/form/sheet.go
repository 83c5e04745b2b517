package form

import "preau/internal/rulefile"

// A Sheet is a questionnaire, « fiche », usually an annexe of the circular.
type Sheet struct {
	Key        string // unique in the campaign; also in addresses
	Title      string
	ShortTitle string
	Intro      string
	Law        rulefile.Law
	Sections   []Section
	Line       int
}

// A Section is a page of a sheet, « rubrique ».
type Section struct {
	Key       string // in addresses, hence in French
	Title     string
	Intro     string
	Questions []Question
	Line      int
}

// Missing is one thing that submission asks for.
type Missing struct {
	Section  string // its key
	Question string // its key
	Sentence string
	Law      string
}

// Question finds a question by its key.
func (s *Sheet) Question(key string) (Question, bool) {
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			if q.Key == key {
				return q, true
			}
		}
	}
	return Question{}, false
}

// Parse reads what was typed, by key of question. good holds what can be kept,
// blanks included; faults holds a French sentence for each of the others. What
// was not sent is in neither, and a key that the sheet does not have is ignored.
func (s *Sheet) Parse(typed map[string]string) (good, faults map[string]string) {
	good, faults = map[string]string{}, map[string]string{}
	for key, text := range typed {
		q, known := s.Question(key)
		if !known {
			continue
		}
		canonical, err := q.Parse(text)
		if err != nil {
			faults[key] = err.Error()
			continue
		}
		good[key] = canonical
	}
	return good, faults
}

// Missing lists, in the order of the sheet, the answers that submission still
// asks for, and those that no longer hold. The answers are canonical.
func (s *Sheet) Missing(answers map[string]string) []Missing {
	var all []Missing
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			if sentence := q.lacks(answers[q.Key]); sentence != "" {
				all = append(all, Missing{section.Key, q.Key, sentence, string(q.Law)})
			}
		}
	}
	return all
}

func (q Question) lacks(canonical string) string {
	question := "«\u202f" + q.Label + "\u202f»"
	if q.Required && canonical == "" {
		return "Répondez à la question " + question + "."
	}
	if fault := q.Check(canonical); fault != "" {
		return "Corrigez la réponse à la question " + question + ". " + fault
	}
	return ""
}

// Figure adds up the answers that feed a figure, in the unit that is kept
// (cents for amounts). Blanks are left out; ok is false when all are blank,
// which is not the same as 0.
func (s *Sheet) Figure(name string, answers map[string]string) (sum int64, ok bool) {
	for _, section := range s.Sections {
		for _, q := range section.Questions {
			if q.Figure != name || name == "" {
				continue
			}
			if n, read := integer(answers[q.Key]); read {
				sum, ok = sum+n, true
			}
		}
	}
	return sum, ok
}
