// Package rights assembles every chapter's grants into the one table of who
// may do what, and prints it for the documentation.
package rights

import (
	"fmt"
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
	return b.String()
}
