package jobs

import (
	"context"
	"errors"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
)

// State is how far a job is.
type State string

const (
	Waiting State = "waiting" // for a node to begin
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed" // with a reference; it goes no further by itself
)

// A Job is one « tâche ».
type Job struct {
	ID         db.ID
	Kind       string
	Subject    string // as in the journal: "meeting:2009-2010/11/2009-10-07"
	Slot       string // whom the result is for; a newer result takes the older one's place
	Person     db.ID  // who asked
	Role       string // and in which role
	HappenedAt civil.Instant
	RecordedAt civil.Instant
	State      State
	Done       int64 // of Total; both zero before the first word of the worker
	Total      int64
	Turn       int64 // how often it was begun
	Lost       int64 // how often its node went away, since it was last asked for
	LeaseUntil civil.Instant
	EndedAt    civil.Instant
	Fault      string // the reference of what went wrong, found in the log with its detail
	Result     string // for its kind
}

// UnderWay tells whether the job is still to end.
func (j Job) UnderWay() bool { return j.State == Waiting || j.State == Running }

// Asked is when the job was asked for, by both clocks.
func (j Job) Asked() civil.Moment {
	return civil.Moment{Happened: j.HappenedAt, Recorded: j.RecordedAt}
}

// A Result is what a job has made: files, which the queue keeps and closes, and a text
// for its kind.
type Result struct {
	Files []*file.Spooled
	Text  string
}

func (r Result) close() (err error) {
	for _, f := range r.Files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// Progress tells how far the work is. Its error says that there is nothing more to do:
// the program is being stopped, or the job is in other hands.
type Progress func(done, of int64) error

// A Work does the jobs of a kind, in no transaction: it may be done twice, when a node
// is lost, and changes nothing by itself. Its result is kept once.
type Work func(ctx context.Context, j Job, told Progress) (Result, error)
