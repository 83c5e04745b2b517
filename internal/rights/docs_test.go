package rights

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"preau/internal/access"
	"preau/internal/project"
)

var update = flag.Bool("update", false, "write the documents in docs/ again")

// What is printed from the tables is what docs/ holds.
func TestDocumentsAreFresh(t *testing.T) {
	for path, got := range map[string]string{
		"../../docs/rights.md":    Markdown(Table()),
		"../../docs/workflow.md":  project.Documentation(),
		"../../docs/glossaire.md": GlossaryMarkdown(),
	} {
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s is not fresh: go test ./internal/rights -update. -want +got\n%s", path, diff)
		}
	}
}

// Each act has a sentence of its own, and somebody who may do it; who signs in
// has a home.
func TestTheTableIsForPeople(t *testing.T) {
	table, sentences := Table(), map[string]access.Act{}
	for _, grant := range table.Grants() {
		if first, twice := sentences[grant.Sentence]; twice {
			t.Errorf("%s and %s have one sentence: %q", first, grant.Act, grant.Sentence)
		}
		sentences[grant.Sentence] = grant.Act
		if len(grant.Roles) == 0 {
			t.Errorf("%s is given to nobody", grant.Act)
		}
	}
	for _, role := range access.Roles() {
		if table.Reach(role, access.ActHome) == access.Nowhere {
			t.Errorf("%s has no home page", role)
		}
	}
}

// §3.2: who decides is neither who asks nor who pays, and who administers sees no file.
func TestWhoMayNot(t *testing.T) {
	table := Table()
	never := map[access.Role][]access.Act{
		access.SchoolLead:        {project.ActPreselect, project.ActValidate, project.ActRelease, ActReadJournal},
		access.SchoolContributor: {project.ActSubmit, project.ActWithdraw, project.ActOpen},
		access.RegionalPilot:     {project.ActEdit, project.ActSubmit, project.ActValidate, project.ActRelease},
		access.NationalPilot:     {project.ActEdit, project.ActSubmit, project.ActOpine},
		access.NationalPayer:     {project.ActEdit, project.ActValidate},
		access.Administrator:     {project.ActRead},
		access.Trainer:           {project.ActRead},
		access.OFIIAgent:         {project.ActRead},
	}
	for role, acts := range never {
		for _, act := range acts {
			if reach := table.Reach(role, act); reach != access.Nowhere {
				t.Errorf("Reach(%s, %s) = %q, want none", role, act, reach)
			}
		}
	}
}

func TestGlossaryGivesOneIdentifierToAWord(t *testing.T) {
	french, identifiers := map[string]bool{}, map[string]bool{}
	for _, word := range Glossary {
		if french[word.First()] || identifiers[word.Identifier] || !ast.IsExported(word.Identifier) {
			t.Errorf("%q, %s: given twice, or no name of a type", word.First(), word.Identifier)
		}
		french[word.First()], identifiers[word.Identifier] = true, true
	}
}

// programme are the packages whose words are those of the operation; what the
// ground calls Minutes is a duration.
var programme = []string{"access", "territory", "exchange", "campaign", "credit", "committee", "project", "training", "payroll", "cai", "parent",
	"learning", "funding", "report", "form"}

func TestTypesCarryTheirFrenchWord(t *testing.T) {
	words := map[string]Word{}
	for _, word := range Glossary {
		words[word.Identifier] = word
	}
	found := 0
	for name, comment := range types(t) {
		word, known := words[name]
		if !known {
			continue
		}
		found++
		if !quotes(comment, word.First()) {
			t.Errorf("the comment of %s does not carry « %s »: %s", name, word.First(), comment)
		}
	}
	if found == 0 {
		t.Error("no type of the glossary was found")
	}
}

// quotes tells whether a comment has a word between « and ».
func quotes(comment, word string) bool {
	for _, after := range strings.Split(comment, "«")[1:] {
		quoted, _, _ := strings.Cut(after, "»")
		if strings.Contains(quoted, word) {
			return true
		}
	}
	return false
}

// types are the comments of the exported types of the programme, in one line.
func types(t *testing.T) map[string]string {
	t.Helper()
	comments := map[string]string{}
	for _, name := range programme {
		paths, err := fs.Glob(os.DirFS(".."), name+"/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", path), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, declared := range file.Decls {
				if general, ok := declared.(*ast.GenDecl); ok && general.Tok == token.TYPE {
					for _, spec := range general.Specs {
						comments[spec.(*ast.TypeSpec).Name.Name] = strings.Join(strings.Fields(general.Doc.Text()), " ")
					}
				}
			}
		}
	}
	return comments
}
