// Package territory knows the places of the operation: regions, académies and
// departments as they were in 2009 (annexe 1), the schools in them, the sites
// where schools pool their offer (§2.3), and the register of the schemes and
// resources of each department (§3.1).
//
// Regions, académies and departments are reference data, read from a file that
// ships with the program. Schools come from the national directory, by UAI. It
// does not know which departments a campaign opens: see package campaign.
// Start with UAI, School and ReadDirectory; SiteOf and ResourcesOn are what other
// chapters ask.
package territory
