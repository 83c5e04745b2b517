package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"preau/internal/db"
)

// errTaken says that a job is not, or no more, in these hands.
var errTaken = errors.New("jobs: in other hands")

// A turn is what River holds: the call for one turn of a job. The id is a text: as a
// number of 63 bits, River would round it on PostgreSQL.
type turn struct {
	Job  string `json:"job"`
	Turn int64  `json:"turn"`
}

// Kind is the one kind that River knows.
func (turn) Kind() string { return "preau_turn" }

type worker struct {
	river.WorkerDefaults[turn]
	queue *Queue
}

// Work does a turn. River is told of no failure: what became of the job is in its row.
func (w *worker) Work(ctx context.Context, called *river.Job[turn]) error {
	id, err := strconv.ParseInt(called.Args.Job, 10, 64)
	if err == nil {
		err = w.queue.do(ctx, db.ID(id), called.Args.Turn)
	}
	if err != nil {
		w.queue.log.Warn("job", "err", err, "job", called.Args.Job, "turn", called.Args.Turn)
	}
	return nil
}

// do does a turn of a job, unless another has begun it.
func (q *Queue) do(ctx context.Context, id db.ID, turn int64) error {
	var j Job
	var mine bool
	if err := q.db.Write(ctx, func(tx *db.Tx) (err error) {
		j, mine, err = begin(tx, id, turn, q.now().Add(lease))
		return err
	}); err != nil || !mine {
		return err
	}
	made, err := q.work(ctx, j)
	last := context.WithoutCancel(ctx) // what became of it is written also when the program is being stopped
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.Join(made.close(), q.db.Write(last, func(tx *db.Tx) error { return j.release(tx, j.Lost, q.now()) }))
	}
	if err == nil {
		err = q.db.Write(last, func(tx *db.Tx) error { return j.end(tx, made, q.now()) })
	}
	if closing := made.close(); closing != nil {
		q.log.Warn("job", "err", closing)
	}
	if err == nil || errors.Is(err, errTaken) {
		return err
	}
	reference := q.fault(j, err)
	return q.db.Write(last, func(tx *db.Tx) error { return j.fail(tx, reference, q.now()) })
}

// work does the work of a job while its lease is renewed.
func (q *Queue) work(ctx context.Context, j Job) (Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	t := &telling{queue: q, job: j}
	var beating sync.WaitGroup
	beating.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := t.write(ctx); errors.Is(err, errTaken) {
					cancel(err)
				}
			}
		}
	})
	made, err := guarded(ctx, q.works[j.Kind], j, t.told(ctx))
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	cancel(nil)
	beating.Wait()
	return made, err
}

// guarded makes of a panic an error as any other.
func guarded(ctx context.Context, work Work, j Job, told Progress) (made Result, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("jobs: panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if work == nil {
		return made, fmt.Errorf("jobs: nobody does %q", j.Kind)
	}
	return work(ctx, j, told)
}

// telling is how far a job is, and when that was last written.
type telling struct {
	queue *Queue
	job   Job

	mu          sync.Mutex
	done, total int64
	written     time.Time
}

// often is how soon after another a progress is written: a page asks no sooner.
const often = 500 * time.Millisecond

func (t *telling) told(ctx context.Context) Progress {
	return func(done, of int64) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.mu.Lock()
		t.done, t.total = min(done, of), of
		soon := time.Since(t.written) < often
		t.mu.Unlock()
		if soon {
			return nil
		}
		return t.write(ctx)
	}
}

// write writes how far the job is, in a short transaction of its own.
func (t *telling) write(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.written = time.Now()
	return t.queue.db.Write(ctx, func(tx *db.Tx) error {
		return t.job.goOn(tx, t.done, t.total, t.queue.now().Add(lease))
	})
}
