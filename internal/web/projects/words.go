package projects

import "strings"

// A word is a piece of a text between two spaces, an end of line, or several that
// follow each other; Changed: the other side has it not in that place.
type word struct {
	Text    string
	Changed bool
}

// mostWords bounds the texts that are compared word by word: beyond, all of them is
// said to change.
const mostWords = 1000

// wordsIn are the words of a text, and its ends of line.
func wordsIn(text string) (words []string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			words = append(words, "\n")
		}
		words = append(words, strings.Fields(line)...)
	}
	return words
}

// runs puts together the words that follow each other and are alike changed or not.
func runs(words []word) (all []word) {
	for _, w := range words {
		last := len(all) - 1
		switch {
		case last < 0 || all[last].Changed != w.Changed:
			all = append(all, w)
		case strings.HasSuffix(all[last].Text, "\n") || w.Text == "\n":
			all[last].Text += w.Text
		default:
			all[last].Text += " " + w.Text
		}
	}
	return all
}

// wordsChanged compares two texts word by word: what both have, in the same order, is
// not changed.
func wordsChanged(before, after string) (gone, come []word) {
	a, b := wordsIn(before), wordsIn(after)
	common := make([][]int32, len(a)+1)
	if len(a) > mostWords || len(b) > mostWords {
		a, b, common = nil, nil, common[:1]
		gone, come = []word{{before, true}}, []word{{after, true}}
	}
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			gone, come = append(gone, word{a[i], false}), append(come, word{b[j], false})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			gone, i = append(gone, word{a[i], true}), i+1
		default:
			come, j = append(come, word{b[j], true}), j+1
		}
	}
	return runs(gone), runs(come)
}
