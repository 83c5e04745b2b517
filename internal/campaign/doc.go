// Package campaign is a school year of the operation: everything the circular
// decides, read from a folder of files (rules.go), kept in the database by
// versions (acts.go), changed and followed by other years (year.go), what is
// due from whom by when (Due), and the call of each region (CallForProjects).
//
// The files are data: nothing of 2009 is written in the code, but the names of
// what other chapters ask for (milestones, rules, figures). It does not know
// what the chapters do with them. Start with Load and Campaign.
package campaign
