// Package project is the call for projects: the sheet of a school (annexes 2
// and 3), and its way from draft to national validation (§2.2, §3).
//
// workflow.go is the way itself, as a table. Every move of the table is made by
// one act, Chapter.Move; the sheet is filled by Chapter.Save. A decision is
// recorded, then released: until then the levels below see the earlier state
// (Project.Seen). Each submission keeps a Version, which never changes: until a
// returned file is sent again, all but its school read the last one (Project.Drafting).
//
// It does not know credits nor committees: the amount granted to a file is
// checked against what the file asks, not against a ceiling.
package project
