package scenario

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

var errQuote = errors.New("a quote is opened and never closed")

// words cuts at spaces, except between two straight quotes, which are taken off.
func words(text string) ([]string, error) {
	var all []string
	var word strings.Builder
	quoted, begun := false, false
	for _, r := range text {
		switch {
		case r == '"':
			quoted, begun = !quoted, true
		case r == ' ' && !quoted:
			if begun {
				all = append(all, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quoted {
		return nil, errQuote
	}
	if begun {
		all = append(all, word.String())
	}
	return all, nil
}

// filling reads name=value words, and names alone: the buttons that are pressed,
// whose value the page knows. They have none here.
func filling(words []string) (url.Values, error) {
	var typed []string
	pressed := url.Values{}
	for _, word := range words {
		if strings.Contains(word, "=") {
			typed = append(typed, word)
		} else {
			pressed[word] = nil
		}
	}
	fields, err := fieldsOf(typed)
	maps.Copy(fields, pressed)
	return fields, err
}

// fieldsOf reads name=value words.
func fieldsOf(words []string) (url.Values, error) {
	fields := url.Values{}
	for _, word := range words {
		name, value, found := strings.Cut(word, "=")
		if !found || name == "" {
			return nil, fmt.Errorf("%q is not name=value", word)
		}
		fields.Set(name, unfold(value))
	}
	return fields, nil
}

var (
	// repeated is a long text written short: {1000000×a}.
	repeated = regexp.MustCompile(`^\{(\d{1,8})×(.{1,20})\}$`)
	// numbered is a character that a file cannot show: {U+202E}.
	numbered = regexp.MustCompile(`\{U\+[0-9A-F]{4,5}\}`)
)

func unfold(value string) string {
	value = numbered.ReplaceAllStringFunc(value, func(text string) string {
		n, _ := strconv.ParseInt(text[len("{U+"):len(text)-1], 16, 32) // at most five digits
		return string(rune(n))
	})
	match := repeated.FindStringSubmatch(value)
	if match == nil {
		return value
	}
	n, _ := strconv.Atoi(match[1]) // at most eight digits
	return strings.Repeat(match[2], n)
}

// target reads the path that a command begins with, and the words after it.
func target(rest string) (path string, others []string, err error) {
	all, err := words(rest)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 || !strings.HasPrefix(all[0], "/") {
		return "", nil, errors.New("a path that begins with / is needed")
	}
	return all[0], all[1:], nil
}
