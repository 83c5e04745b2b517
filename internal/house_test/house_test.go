package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "preau/"

// A place is where a package stands: its path in the module, or its import
// path when it is not ours.
type place struct {
	path  string
	ours  bool
	floor string
	rank  int // among the packages of its floor
}

// placeOf finds where a package stands; no floor for one that has no place.
func placeOf(folder string) place {
	p := place{path: folder, ours: true}
	for _, floor := range floors {
		for rank, known := range floor.packages {
			tree, whole := strings.CutSuffix(known, "/...")
			if folder == tree || whole && strings.HasPrefix(folder, tree+"/") {
				p.floor, p.rank = floor.name, rank
				return p
			}
		}
	}
	return p
}

// imported is where an imported package stands.
func imported(importPath string) place {
	if folder, ours := strings.CutPrefix(importPath, module); ours {
		return placeOf(folder)
	}
	return place{path: importPath}
}

// A source is a file of the program, tests and generated code aside.
type source struct {
	place
	name string
	file *ast.File
	set  *token.FileSet
}

func (s source) at(node ast.Node) string { return s.set.Position(node.Pos()).String() }

func parse(t testing.TB, name string, content any) source {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, content, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return source{placeOf(path.Dir(name)), name, file, set}
}

// sources are all files of the program.
func sources(t *testing.T) (all []source) {
	t.Helper()
	root := os.DirFS("../..")
	for _, folder := range []string{"internal", "cmd", "campaigns"} {
		if err := fs.WalkDir(root, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			content, err := fs.ReadFile(root, name)
			if err == nil {
				all = append(all, parse(t, name, content))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestEveryPackageHasItsPlace(t *testing.T) {
	for _, s := range sources(t) {
		if s.floor == "" {
			t.Errorf("%s is on no floor: give it its place in rules_test.go", s.place.path)
		}
	}
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		for _, fault := range importFaults(t, s) {
			t.Error(fault)
		}
	}
}

func importFaults(t testing.TB, s source) (faults []string) {
	for _, spec := range s.file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range importRules {
			if rule.refuses(s.place, imported(importPath)) {
				faults = append(faults, s.at(spec)+" imports "+importPath+": "+rule.name+", because "+rule.reason)
			}
		}
	}
	return faults
}

func TestTexts(t *testing.T) {
	for _, s := range sources(t) {
		for _, fault := range textFaults(s) {
			t.Error(fault)
		}
	}
}

func textFaults(s source) (faults []string) {
	for _, rule := range textRules {
		if rule.except[s.place.path] != "" || !slices.ContainsFunc(rule.floors, func(f floor) bool { return f.name == s.floor }) {
			continue
		}
		for _, where := range rule.finds(s) {
			faults = append(faults, where+": "+rule.name+", because "+rule.reason)
		}
	}
	return faults
}

// An exception that nothing needs any more goes.
func TestExceptionsServe(t *testing.T) {
	all := sources(t)
	for _, rule := range textRules {
		for name := range rule.except {
			if !slices.ContainsFunc(all, func(s source) bool { return s.place.path == name && len(rule.finds(s)) > 0 }) {
				t.Errorf("%s needs no exception to « %s »", name, rule.name)
			}
		}
	}
}

func has(one string, among ...string) bool { return slices.Contains(among, one) }

var statement = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\s`)

// sql finds strings that are SQL.
func sql(s source) (where []string) {
	ast.Inspect(s.file, func(node ast.Node) bool {
		if text, ok := node.(*ast.BasicLit); ok && text.Kind == token.STRING && statement.MatchString(text.Value) {
			where = append(where, s.at(text))
		}
		return true
	})
	return where
}

// drawers finds packages whose name says nothing.
func drawers(s source) (where []string) {
	for _, name := range []string{s.file.Name.Name, path.Base(s.place.path)} {
		if has(strings.TrimSuffix(name, "s"), "util", "common", "helper", "model", "misc", "tool", "lib") {
			where = append(where, s.at(s.file.Name))
		}
	}
	return where
}

// contextValues finds what is put into a context or taken from one.
func contextValues(s source) (where []string) {
	ast.Inspect(s.file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if chosen, ok := call.Fun.(*ast.SelectorExpr); ok && (chosen.Sel.Name == "WithValue" || chosen.Sel.Name == "Value" && fromContext(chosen.X)) {
			where = append(where, s.at(call))
		}
		return true
	})
	return where
}

// fromContext tells whether an expression is a context, by its usual names.
func fromContext(of ast.Expr) bool {
	switch x := of.(type) {
	case *ast.Ident:
		return x.Name == "ctx"
	case *ast.CallExpr:
		chosen, ok := x.Fun.(*ast.SelectorExpr)
		return ok && chosen.Sel.Name == "Context"
	}
	return false
}

// anyMaps finds map[string]any.
func anyMaps(s source) (where []string) {
	ast.Inspect(s.file, func(node ast.Node) bool {
		if kind, ok := node.(*ast.MapType); ok && anything(kind.Value) {
			where = append(where, s.at(kind))
		}
		return true
	})
	return where
}

func anything(kind ast.Expr) bool {
	switch k := kind.(type) {
	case *ast.Ident:
		return k.Name == "any"
	case *ast.InterfaceType:
		return len(k.Methods.List) == 0
	}
	return false
}

// The rules see what they are meant to see.
func TestRulesFindWhatTheyForbid(t *testing.T) {
	tests := []struct {
		name, content string
		want          string // the rule; "": none
	}{
		{"internal/civil/a.go", `package civil; import "preau/internal/access"`, "ground imports ground only"},
		{"internal/journal/a.go", `package journal; import "preau/internal/db"`, ""},
		{"internal/territory/a.go", `package territory; import "preau/internal/project"`, "a chapter imports the ground and the chapters above it"},
		{"internal/project/a.go", `package project; import "preau/internal/territory"`, ""},
		{"internal/project/a.go", `package project; import "preau/internal/rights"`, "a chapter imports the ground and the chapters above it"},
		{"internal/project/a.go", `package project; import "net/http"`, "ground and chapters know neither HTTP nor HTML"},
		{"internal/web/desk/a.go", `package desk; import "net/http"`, ""},
		{"internal/web/desk/a.go", `package desk; import "database/sql"`, "the roof opens no database of its own"},
		{"internal/project/a.go", `package project; import "database/sql"`, "the roof opens no database of its own"},
		{"internal/web/ui/a.go", `package ui; import "preau/internal/project"`, "the kit knows no programme"},
		{"internal/web/desk/a.go", `package desk; import "preau/internal/dbtest"`, "what tests stand on stays out of the program"},
		{"internal/dbtest/migrated/a.go", `package migrated; import "preau/internal/dbtest"`, ""},
		{"cmd/bench/a.go", `package main; import "preau/internal/dbtest"; var a = "SELECT 1"`, ""},
		{"internal/web/desk/a.go", "package desk; var a = `SELECT 1`", "the roof holds no SQL"},
		{"cmd/preau/a.go", `package main; var a = "DELETE FROM journal"`, "the roof holds no SQL"},
		{"internal/web/desk/a.go", `package desk; var a = "Mettre à jour"`, ""},
		{"internal/project/a.go", `package project; var a = "SELECT 1"`, ""},
		{"internal/web/util/a.go", `package util`, "a package is named by what it holds"},
		{"internal/project/a.go", `package project; var a = context.WithValue(ctx, k, v)`, "no person in a context"},
		{"internal/web/desk/a.go", `package desk; var a = r.Context().Value(k)`, "no person in a context"},
		{"internal/db/a.go", `package db; var a = ctx.Value(k)`, ""},
		{"internal/web/desk/a.go", `package desk; var a map[string]any`, "no map[string]any"},
		{"internal/web/desk/a.go", `package desk; var a map[string]interface{}`, "no map[string]any"},
		{"internal/web/desk/a.go", `package desk; var a map[string]string`, ""},
	}
	for _, test := range tests {
		s := parse(t, test.name, test.content)
		got := strings.Join(append(importFaults(t, s), textFaults(s)...), "\n")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s, %s: got %q, want %q", test.name, test.content, got, test.want)
		}
	}
}
