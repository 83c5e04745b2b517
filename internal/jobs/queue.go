package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"preau/internal/civil"
	"preau/internal/db"
)

// ErrNotFound says that there is no such job.
var ErrNotFound = errors.New("jobs: not found")

const (
	// lease is how long a node keeps a job without a word, and how long one may wait
	// before it is asked for again.
	lease = time.Minute
	// beat is how often a node says that it is still there.
	beat = 15 * time.Second
	// maxLost is how often a job may lose its node before it is held to be the cause.
	maxLost = 3
	// patience bounds one job: nobody waits longer for it.
	patience = 30 * time.Minute
)

// Queue gives jobs to do, and does them: one at a time on a node, for some take much
// memory. Several nodes may share one database.
type Queue struct {
	db     *db.DB
	log    *slog.Logger
	now    func() civil.Instant // the machine's clock
	works  map[string]Work
	client *river.Client[*sql.Tx]

	mu      sync.Mutex
	started bool
}

// New makes the queue of a migrated database; works does each kind. Nothing is done
// before Start.
func New(d *db.DB, log *slog.Logger, now func() civil.Instant, works map[string]Work) (*Queue, error) {
	q := &Queue{db: d, log: log, now: now, works: works}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &worker{queue: q}); err != nil {
		return nil, err
	}
	var err error
	q.client, err = river.NewClient(d.River(), &river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}}, Logger: slog.New(quiet{log.Handler()}),
		FetchCooldown: 100 * time.Millisecond, FetchPollInterval: time.Second, MaxAttempts: 1,
		JobTimeout: patience, RescueStuckJobsAfter: patience + time.Minute})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return q, nil
}

// Ask asks for a job of a kind, about a subject, for a person in a role, and returns
// its id: that of the one under way when the same was asked already.
func (q *Queue) Ask(tx *db.Tx, at civil.Moment, j Job) (db.ID, error) {
	if q.works[j.Kind] == nil {
		return 0, fmt.Errorf("jobs: nobody does %q", j.Kind)
	}
	j.ID, j.HappenedAt, j.RecordedAt, j.LeaseUntil = db.NewID(at.Recorded.Time()), at.Happened, at.Recorded, q.now().Add(lease)
	fresh, err := j.insert(tx)
	if err != nil {
		return 0, err
	}
	if !fresh {
		j, err = Latest(tx, j.Kind, j.Subject, j.Slot)
		return j.ID, err
	}
	return j.ID, q.call(tx, j)
}

// Again puts a failed job back among those that wait, and has it written down, last. It
// returns ErrNotFound for any other, and for one that was asked for again meanwhile.
func (q *Queue) Again(ctx context.Context, id db.ID, written func(*db.Tx, Job) error) error {
	return q.db.Write(ctx, func(tx *db.Tx) error {
		j, err := Find(tx, id)
		if err != nil {
			return err
		}
		if latest, err := Latest(tx, j.Kind, j.Subject, j.Slot); err != nil || latest.ID != id {
			return errors.Join(err, ErrNotFound)
		}
		if err := j.again(tx, q.now().Add(lease)); errors.Is(err, errTaken) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		if err := q.call(tx, j); err != nil {
			return err
		}
		return written(tx, j)
	})
}

// call calls a worker for the next turn of a job. Called twice, it comes once.
func (q *Queue) call(tx *db.Tx, j Job) error {
	_, err := q.client.InsertTx(tx.Context(), tx.Raw(), turn{Job: strconv.FormatInt(int64(j.ID), 10), Turn: j.Turn + 1}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true,
		ByState: []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled}}})
	return err
}

// Sweep takes up the jobs whose node went away, and calls again for those that nobody
// came for. One that loses its node again and again has failed.
func (q *Queue) Sweep(ctx context.Context) error {
	var all []Job
	if err := q.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = adrift(tx, q.now())
		return err
	}); err != nil {
		return err
	}
	var faults []error
	for _, j := range all {
		err := q.db.Write(ctx, func(tx *db.Tx) error { return q.takeUp(tx, j) })
		if err != nil && !errors.Is(err, errTaken) { // another node was there first
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

func (q *Queue) takeUp(tx *db.Tx, seen Job) error {
	if err := tx.Lock("job", "id", seen.ID); err != nil {
		return err
	}
	j, err := Find(tx, seen.ID)
	if err != nil || !j.UnderWay() || j.LeaseUntil.After(q.now()) {
		return err
	}
	if j.State == Running {
		if j.Lost++; j.Lost >= maxLost {
			return j.fail(tx, q.fault(j, errors.New("its node went away again")), q.now())
		}
	}
	if err := j.release(tx, j.Lost, q.now().Add(lease)); err != nil {
		return err
	}
	return q.call(tx, j)
}

// fault logs what went wrong under a reference, and returns that.
func (q *Queue) fault(j Job, err error) string {
	reference := rand.Text()[:8]
	q.log.Error("job", "err", err, "ref", reference, "kind", j.Kind, "job", int64(j.ID), "subject", j.Subject)
	return reference
}

// Start begins to do jobs; started already, it does nothing. Stop must follow.
func (q *Queue) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.started {
		return nil
	}
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	q.started = true
	return nil
}

// Stop ends within ten seconds: a job under way is given back, for another node or the
// next start.
func (q *Queue) Stop() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.started {
		return nil
	}
	q.started = false
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return q.client.StopAndCancel(ctx)
}

// Settle returns when no job is under way any more; it starts the queue when it must.
// Tests and scenarios wait so.
func (q *Queue) Settle(ctx context.Context) error {
	for {
		var some bool
		if err := q.db.Read(ctx, func(tx *db.Tx) (err error) {
			some, err = underWay(tx)
			return err
		}); err != nil || !some {
			return err
		}
		if err := q.Start(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// quiet keeps of what River says its warnings and its faults.
type quiet struct{ slog.Handler }

func (h quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(attrs)} }
func (h quiet) WithGroup(name string) slog.Handler       { return quiet{h.Handler.WithGroup(name)} }
