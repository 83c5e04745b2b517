// Package house_test holds the house to its own rules (docs/decisions, and the
// table of packages in the README): who may import whom, and what is written
// nowhere. The rules are data, each with its reason.
package house_test

// A floor is packages that stand together.
type floor struct {
	name     string
	packages []string // folders of the module; "web/..." is web and all that is in it
}

// The house, from the ground up. The chapters are in the order of the school
// year; those that are still to be written have their place.
var (
	ground = floor{"ground", []string{"internal/civil", "internal/rulefile", "internal/workflow", "internal/form", "internal/db", "internal/backup", "internal/once",
		"internal/journal", "internal/ledger", "internal/file", "internal/document", "internal/mail", "internal/jobs"}}
	chapters = floor{"chapters", []string{"internal/access", "internal/territory", "internal/campaign", "internal/exchange", "internal/credit",
		"internal/committee", "internal/project", "internal/training", "internal/payroll", "internal/cai", "internal/parent",
		"internal/learning", "internal/funding", "internal/report"}}
	roof = floor{"roof", []string{"internal/rights", "internal/verify", "internal/web/...", "internal/api", "internal/example", "internal/scenario", "cmd/...", "campaigns", "docs"}}
	// scaffold is what only tests and measures stand on.
	scaffold = floor{"scaffold", []string{"internal/dbtest/...", "internal/browsertest", "cmd/bench"}}
)

// floors are tried in this order: the scaffold has a package within cmd.
var floors = []floor{scaffold, ground, chapters, roof}

// An importRule says what some packages may not import.
type importRule struct {
	name   string
	reason string
	// refuses tells whether a package of a floor may not import another.
	refuses func(from, to place) bool
}

var importRules = []importRule{
	{"ground imports ground only", "it could serve any programme, and is read without knowing this one",
		func(from, to place) bool {
			return from.floor == ground.name && to.ours && to.floor != ground.name
		}},
	{"a chapter imports the ground and the chapters above it", "the school year has an order: a rule is looked for above, never below, and nothing turns round",
		func(from, to place) bool {
			return from.floor == chapters.name && to.ours && to.floor != ground.name && (to.floor != chapters.name || to.rank >= from.rank)
		}},
	{"ground and chapters know neither HTTP nor HTML", "pages, API, imports and jobs call the same acts: none of them is special",
		func(from, to place) bool {
			return (from.floor == ground.name || from.floor == chapters.name) && has(to.path, "net/http", "html", "html/template", "github.com/a-h/templ")
		}},
	{"the roof opens no database of its own", "SQL and its drivers are behind internal/db, on both engines alike",
		func(from, to place) bool {
			return from.floor != ground.name && from.floor != scaffold.name &&
				has(to.path, "database/sql", "github.com/jackc/pgx/v5/stdlib", "github.com/jackc/pgx/v5", "modernc.org/sqlite")
		}},
	{"the kit knows no programme", "components are words and looks: pages bring them the programme",
		func(from, to place) bool {
			return has(from.path, "internal/web/ui", "internal/web/static") && (to.floor == chapters.name || to.floor == ground.name)
		}},
	{"what tests stand on stays out of the program", "the binary starts no PostgreSQL and no browser",
		func(from, to place) bool {
			return to.floor == scaffold.name && from.floor != scaffold.name
		}},
}

// A textRule says what is written in no file of some floors.
type textRule struct {
	name   string
	reason string
	floors []floor
	finds  func(source) []string // where it is broken
	except map[string]string     // package → why it may
}

var textRules = []textRule{
	{name: "the roof holds no SQL", reason: "a query is in its chapter's store, where its table and its twin on the other engine are seen",
		floors: []floor{roof}, finds: sql},
	{name: "a package is named by what it holds", reason: "a drawer named util or models fills with what nobody finds again",
		floors: floors, finds: drawers},
	{name: "no person in a context", reason: "who acts is an argument of every act: one that could be forgotten would be",
		floors: []floor{ground, chapters, roof}, finds: contextValues,
		except: map[string]string{"internal/db": "counts statements, for the tests that bound them"}},
	{name: "no map[string]any", reason: "a template and a journal are given a struct: a wrong name does not compile",
		floors: []floor{ground, chapters, roof}, finds: anyMaps},
}
