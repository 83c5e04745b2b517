package exchange

import (
	"fmt"
	"strings"

	"preau/internal/access"
)

// A Conversation is who writes to whom about a file, « échanges » (R41). Each has
// two sides, a level and the next one up; the others read none of it.
type Conversation string

const (
	Regional Conversation = "regional" // the school and its region
	National Conversation = "national" // the region and the nation
)

// Conversations lists them, from the ground up.
func Conversations() []Conversation { return []Conversation{Regional, National} }

// sides are the acts of a conversation, and who answers for each side.
type sides struct {
	read, write  access.Act
	below, above access.Role
}

var sidesOf = map[Conversation]sides{
	Regional: {ActReadRegional, ActWriteRegional, access.SchoolLead, access.RegionalPilot},
	National: {ActReadNational, ActWriteNational, access.RegionalPilot, access.NationalPilot},
}

// ReadAct and WriteAct are the acts of the table of rights that open a conversation.
func (c Conversation) ReadAct() access.Act  { return sidesOf[c].read }
func (c Conversation) WriteAct() access.Act { return sidesOf[c].write }

// Side is who answers for the side of a level.
func (c Conversation) Side(level access.Level) access.Role {
	if s := sidesOf[c]; level != s.above.Level() {
		return s.below
	}
	return sidesOf[c].above
}

// Facing is who answers for the other side than that of a level.
func (c Conversation) Facing(level access.Level) access.Role {
	if s := sidesOf[c]; level == s.above.Level() {
		return s.below
	}
	return sidesOf[c].above
}

// names are how a side is named: as who does something, after « à », and after « de ».
type names struct{ who, to, of string }

var sideNames = map[access.Role]names{
	access.SchoolLead:    {"L’école ou l’établissement", "à l’école ou à l’établissement", "de l’école ou de l’établissement"},
	access.RegionalPilot: {"Le comité de pilotage régional", "au comité de pilotage régional", "du comité de pilotage régional"},
	access.NationalPilot: {"Le comité de pilotage national", "au comité de pilotage national", "du comité de pilotage national"},
}

// Who, To and Of name a side in a sentence: who does something, to whom, of whom.
func Who(side access.Role) string { return sideNames[side].who }
func To(side access.Role) string  { return sideNames[side].to }
func Of(side access.Role) string  { return sideNames[side].of }

// readable is, as SQL over rows of message, what an actor may read, with its
// arguments, numbered from next on.
func readable(by access.Actor, next int) (sql string, args []any) {
	var parts []string
	for _, c := range Conversations() {
		place, its := by.Filter(c.ReadAct(), next+len(args))
		parts, args = append(parts, fmt.Sprintf("(conversation = '%s' AND %s)", c, place)), append(args, its...)
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// readers is, as SQL, the roles that read each conversation, by the table of rights.
var readers = func() string {
	var rows []string
	for _, c := range Conversations() {
		for _, grant := range Grants {
			for _, role := range access.Roles() {
				if grant.Act == c.ReadAct() && grant.Roles[role] == access.Own {
					rows = append(rows, fmt.Sprintf("SELECT '%s' AS conversation, '%s' AS role", c, role))
				}
			}
		}
	}
	return strings.Join(rows, " UNION ALL ")
}()
