// Package committee is the « comités de pilotage » (§3.1, §3.2): who sits in
// them, who stands for a co-president, their meetings, who was there, and what
// the members say of the things on the agenda.
//
// Those things are opaque subjects ("project:2009-93-0042"): the package does not
// know what a project is, nor what may be decided of one. The pages put it
// together with package project.
//
// Start with Committee, Member and QuorumOf, which are rules without a database;
// then Chapter.AddMember in acts.go and Chapter.AddMeeting in meeting.go.
package committee
