// Package backup writes a whole database into one file, « sauvegarde », and
// makes a database of it again, on either engine.
//
// The file is a zip that can be read without Préau: one entry of JSON lines per
// table, the bytes of attachments beside, a manifest, and a text that explains
// them. Tables and their columns are read from the database: a new table needs
// nothing here. What is left out is in leftOut, with the reason.
//
// It knows nothing of the programme: whether what was restored holds together
// is a question that its caller brings. Start with Save and Restore.
package backup
