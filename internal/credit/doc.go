// Package credit is the money of the operation, before agreements and payments (§4,
// R11): the national amount shared among departments, what was notified to each
// (« plafond départemental »), to each region (« enveloppe régionale »), and what
// is committed under them.
//
// It knows nothing of projects: what commits is a subject at a place. No cent is
// promised twice, because the rows that hold what is left refuse it (the named
// CHECKs of migration 00029); every movement is also an entry of the ledger.
//
// Start with Share, then Chapter.Adopt and CommitTx.
package credit
