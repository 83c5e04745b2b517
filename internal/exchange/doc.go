// Package exchange is what people are told about their files: the digest that each
// person receives in the morning (R41), and the letters that leave. Messages
// between school, region and nation have their place here.
//
// A subject is opaque here, as in the journal: "project:2009-93-0042". The package
// does not know what a project is. Start with Digests.
package exchange
