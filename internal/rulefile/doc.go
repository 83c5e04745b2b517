// Package rulefile reads a file of rules, written in TOML by people, into a Go
// struct, and names every fault it finds by file, line and field.
//
// Whoever writes a campaign is not a programmer and should not have to mend a
// file one fault at a time: only a fault of syntax, after which nothing can be
// trusted, hides the others. It knows TOML and civil values; it knows nothing
// of the programme.
//
// Start with [Decode] for how a struct describes its file, and with [Value] for
// a value that carries the paragraph it comes from. [Leaves], [Replace] and
// [Remove] change one value of a file and leave the rest as it was written.
package rulefile
