// Package access says who may do what where: roles, places, acts and how far
// each role's acts reach; persons, the roles they hold, and their sign-ins.
//
// It is the only place where a right is decided: pages, lists, exports and
// acts all ask an Actor. It does not know what the acts do, nor which there
// are: each chapter declares its own (grants.go), and package rights puts them
// together. Which role gives which is a table of its own, Grantable. Start with
// Place, Reach and Actor.Can.
package access
