// Package territory knows the places of the operation: regions, académies and
// departments as they were in 2009 (annexe 1), and the schools in them.
//
// Regions, académies and departments are reference data, read from a file that
// ships with the program. Schools come from the national directory, by UAI. It
// does not know which departments a campaign opens: see package campaign.
// Start with UAI, School and ReadDirectory.
package territory
