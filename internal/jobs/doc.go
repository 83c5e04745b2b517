// Package jobs is long work that people ask for, « tâches »: it is done behind the
// page, by whatever node, with its progress, an end, and what it made.
//
// River (github.com/riverqueue/river) is the queue: it wakes a worker on one node, and
// promises that a job is done at least once. Once and its result are ours: who begins
// a turn of a job is told by its row alone, a node that was killed loses its lease, and
// the job is taken up by another, or at the next start (docs/decisions/0029). The row
// is also what people are told.
//
// Work is done outside any transaction: only its progress and its end are written, each
// in a short one. Leases are instants of the machine, never of the business clock.
//
// It knows nothing of what the work is: each kind comes with its Work. Start with Job,
// Queue.Ask and Work.
package jobs
