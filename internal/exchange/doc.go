// Package exchange is what people tell one another about a file: messages
// between school, region and nation, who has read them, and the digest that each
// person receives in the morning (R41).
//
// A subject is opaque here, as in the journal: "project:2009-93-0042". The package
// does not know what a project is, nor who may read one: whoever calls it has
// asked first. Start with Message.
package exchange
