// Package scenario plays the year as text: files of commands that anyone can
// read, played against the real server on a fresh example database, with the
// business clock in the hands of the file.
//
// Read understands a file, Play plays it. The language and the cast are in
// the documentation of cmd/scenario. The package knows the site by its
// addresses only: what a scenario sees is what a person sees.
package scenario
