// Package file keeps the files that people send, « pièces »: streamed, typed by
// their content, in the database.
//
// A file comes in two steps, so that nobody's slow line holds a transaction:
// Spool copies what is received to a temporary file, and says what it truly
// is; Keep puts that into the database by chunks. It goes out by a Reader, one
// chunk in memory at a time.
//
// A type is what the first and last bytes say, and what the directory of a
// zip lists; the name that a file came with is believed in nothing. Spool takes
// anything that is not empty nor too large: Accept, or Spooled.Accept, refuses
// what a caller does not want.
//
// It knows nothing of who may read a file, nor of what it is for.
package file
