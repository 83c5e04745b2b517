// Package exchange is what people write to one another about their files, and what
// they are told of them (R41): messages between school, region and nation, the
// digest that each person receives in the morning, and the letters that leave.
//
// A subject is opaque here, as in the journal: "project:2009-93-0042". The package
// does not know what a project is, nor when one may be written on: package project
// does, and keeps the file while a message is sent. No letter and no line of the
// journal holds a word of a message, which could name a parent.
//
// Start with SendTx for messages, whose two conversations are in conversation.go,
// and with Digests for the morning.
package exchange
