// Package rights assembles every chapter's grants into the one table of who
// may do what, and prints it for the documentation.
package rights

import (
	"fmt"
	"slices"
	"strings"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/credit"
	"preau/internal/exchange"
	"preau/internal/project"
	"preau/internal/territory"
)

// ActReadJournal is the roof's own: the journal tells of every chapter.
const ActReadJournal access.Act = "journal.read"

var own = []access.Grant{
	{Act: ActReadJournal, Sentence: "Lire le journal de tous les gestes", Roles: map[access.Role]access.Reach{
		access.NationalPilot: access.Everywhere, access.Administrator: access.Everywhere}},
}

// Table is the whole table. It panics on one that contradicts itself: the
// program must not start with it.
func Table() *access.Rights {
	table, err := access.NewRights(access.Grants, territory.Grants, campaign.Grants, exchange.Grants, credit.Grants, project.Grants, own)
	if err != nil {
		panic(err)
	}
	return table
}

// Markdown prints the table in French for docs/rights.md.
func Markdown(table *access.Rights) string {
	var b strings.Builder
	b.WriteString("# Droits\n\n<!-- Écrit par `make generate` d’après les tables des chapitres : ne pas modifier à la main. -->\n\n" +
		"Chaque geste, qui peut le faire, et jusqu’où. «\u202fSon périmètre\u202f» est le lieu sur lequel le rôle est donné\u202f:\n" +
		"une école, un département, une académie, une région ou la France. Hors de portée, la réponse est «\u202fintrouvable\u202f» (404).\n")
	for _, grant := range table.Grants() {
		fmt.Fprintf(&b, "\n## %s\n\n`%s`\n\n", grant.Sentence, grant.Act)
		if reach, public := grant.Roles[access.Anyone]; public {
			fmt.Fprintf(&b, "- %s\u202f: %s\n", access.Anyone.Label(), reach.Label())
			continue
		}
		for _, role := range access.Roles() {
			if reach := grant.Roles[role]; reach != access.Nowhere {
				fmt.Fprintf(&b, "- %s\u202f: %s\n", role.Label(), reach.Label())
			}
		}
	}
	b.WriteString(whoGives())
	return b.String()
}

// whoGives prints in French which roles give which, on whose place.
func whoGives() string {
	var b strings.Builder
	b.WriteString("\n# Qui donne quel rôle\n\nUn rôle se donne, se prolonge et prend fin dans le périmètre de celui ou de celle qui le donne, jamais au-delà, et jamais pour\n" +
		"plus longtemps que son propre rôle. Personne ne se donne un rôle à soi-même. «\u202foui\u202f»\u202f: dans son périmètre\u202f; «\u202f—\u202f»\u202f: non.\n\n| Rôle donné |")
	var by []access.Role
	for _, role := range access.Roles() {
		if len((access.Actor{Role: role, Places: []access.Place{access.France}}).Gives()) > 0 {
			by = append(by, role)
			b.WriteString(" " + role.Label() + " |")
		}
	}
	b.WriteString("\n|---|" + strings.Repeat(":-:|", len(by)) + "\n")
	for _, given := range access.Grantable {
		b.WriteString("| " + given.Role.Label() + " |")
		for _, role := range by {
			b.WriteString(map[bool]string{true: " oui |", false: " — |"}[slices.Contains(given.By, role)])
		}
		b.WriteString("\n")
	}
	b.WriteString("\nDeux rôles d’une même ligne ne se cumulent pas\u202f: qui décide des projets ne paie pas et n’administre pas la plateforme (§3.2).\n\n")
	for i, a := range access.Roles() {
		for _, other := range access.Roles()[i+1:] {
			if access.Apart(a, other) {
				fmt.Fprintf(&b, "- %s\u202f; %s\n", a.Label(), other.Label())
			}
		}
	}
	return b.String()
}
