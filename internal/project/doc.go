// Package project is the call for projects: the sheet of a school (annexes 2
// and 3), and its way from draft to national validation (§2.2, §3).
//
// workflow.go is the way itself, as a table. Every move of the table is made by
// one act, Chapter.Move; the sheet is filled by Chapter.Save. A decision is
// recorded, then released: until then the levels below see the earlier state
// (Project.Seen). Each submission keeps a Version, which never changes: until a
// returned file is sent again, all but its school read the last one (Project.Drafting).
//
// Of the committees it asks two things (council.go): who is kept out of a file, and
// whether what leaves for the nation is approved.
package project
