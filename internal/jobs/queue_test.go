package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/dbtest/migrated"
	"preau/internal/file"
	"preau/internal/jobs"
)

// asVictim makes this test binary begin the job of the database at an address, say so,
// and wait to be killed.
const asVictim = "JOBS_VICTIM"

func TestMain(m *testing.M) {
	if address := os.Getenv(asVictim); address != "" {
		victim(address)
	}
	os.Exit(m.Run())
}

func victim(address string) {
	d, err := db.Open(context.Background(), address)
	if err != nil {
		panic(err)
	}
	q, err := jobs.New(d, slog.New(slog.DiscardHandler), machine, map[string]jobs.Work{"count": func(_ context.Context, _ jobs.Job, told jobs.Progress) (jobs.Result, error) {
		if err := told(34, 200); err != nil {
			panic(err)
		}
		fmt.Println("begun")
		select {}
	}})
	if err == nil {
		err = q.Settle(context.Background())
	}
	panic(err)
}

func machine() civil.Instant { return civil.At(time.Now()) }

// A world is a database with two persons.
type world struct {
	*testing.T
	db      *db.DB
	address string
}

func eachWorld(t *testing.T, do func(w *world)) {
	migrated.Engines(t, func(t *testing.T, address string) {
		do(newWorld(t, address))
	})
}

func newWorld(t *testing.T, address string) *world {
	t.Helper()
	w := &world{t, migrated.Open(t, address), address}
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO person (id, login, name, email, recorded_at) VALUES (1, 'a', 'A', 'a@exemple.invalid', '')")
		return err
	})
	return w
}

func (w *world) write(do func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Write(w.Context(), do); err != nil {
		w.Fatal(err)
	}
}

// queue is a node on the database; ahead is how far its clock is before the others'.
func (w *world) queue(d *db.DB, ahead time.Duration, work jobs.Work) *jobs.Queue {
	w.Helper()
	q, err := jobs.New(d, slog.New(slog.DiscardHandler), func() civil.Instant { return machine().Add(ahead) }, map[string]jobs.Work{"count": work})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := q.Stop(); err != nil {
			w.Error(err)
		}
	})
	return q
}

func (w *world) ask(q *jobs.Queue, slot string) (id db.ID) {
	w.Helper()
	w.write(func(tx *db.Tx) (err error) {
		at := civil.Moment{Happened: civil.Paris(2009, 9, 21, 9, 0, 0), Recorded: machine()}
		id, err = q.Ask(tx, at, jobs.Job{Kind: "count", Subject: "meeting:1", Slot: slot, Person: 1, Role: "regional_pilot"})
		return err
	})
	return id
}

func (w *world) settle(q *jobs.Queue) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), time.Minute)
	defer cancel()
	if err := q.Settle(ctx); err != nil {
		w.Fatal(err)
	}
}

func (w *world) find(id db.ID) (j jobs.Job) {
	w.Helper()
	if err := w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		j, err = jobs.Find(tx, id)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return j
}

// made is what was last made for a slot, as text.
func (w *world) made(slot string) (text string) {
	w.Helper()
	var files []file.Kept
	if err := w.db.Read(w.Context(), func(tx *db.Tx) (err error) {
		_, files, err = jobs.LatestDone(tx, "count", "meeting:1", slot)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	for _, f := range files {
		content, err := io.ReadAll(file.Open(w.Context(), w.db, f))
		if err != nil {
			w.Fatal(err)
		}
		text += f.Name + ": " + string(content)
	}
	return text
}

func spooled(text string) (jobs.Result, error) {
	f, err := file.Spool(strings.NewReader(text), "resultat.csv", 1<<20)
	return jobs.Result{Files: []*file.Spooled{f}, Text: text}, err
}

// counted makes a file that says how often it was made.
func counted(times *atomic.Int64) jobs.Work {
	return func(_ context.Context, _ jobs.Job, told jobs.Progress) (jobs.Result, error) {
		n := times.Add(1)
		for i := range int64(3) {
			if err := told(i+1, 3); err != nil {
				return jobs.Result{}, err
			}
		}
		return spooled(fmt.Sprintf("a;b\n%d;2\n", n))
	}
}

func TestAJobIsDoneOnceAndItsResultReplacesTheFormer(t *testing.T) {
	eachWorld(t, func(w *world) {
		var times atomic.Int64
		q := w.queue(w.db, 0, counted(&times))
		first := w.ask(q, "a")
		if again := w.ask(q, "a"); again != first {
			t.Errorf("asked again while it waits: got job %d, want the same %d", again, first)
		}
		other := w.ask(q, "b")
		w.settle(q)
		if j := w.find(first); j.State != jobs.Done || j.Done != 3 || j.Total != 3 || j.Turn != 1 || j.EndedAt.IsZero() || j.Result == "" {
			t.Errorf("the job: got %+v, want it done, 3 of 3, at its first turn", j)
		}
		if got := times.Load(); got != 2 {
			t.Errorf("worked %d times for two jobs", got)
		}
		before := w.made("b")
		second := w.ask(q, "a")
		w.settle(q)
		if second == first || w.made("a") != "resultat.csv: a;b\n3;2\n" {
			t.Errorf("asked again once done: got job %d after %d, %q", second, first, w.made("a"))
		}
		if w.made("b") != before || w.find(other).State != jobs.Done {
			t.Errorf("the other's result changed: %q, want %q", w.made("b"), before)
		}
		if err := w.db.Read(t.Context(), func(tx *db.Tx) error {
			var left int64
			if err := tx.Get(&left, "SELECT count(*) FROM file_chunk"); err != nil || left != 2 {
				t.Errorf("chunks kept: got %d, %v, want those of the two results", left, err)
			}
			_, err := jobs.Find(tx, first)
			return err
		}); !errors.Is(err, jobs.ErrNotFound) {
			t.Errorf("Find of the replaced job: got %v, want ErrNotFound", err)
		}
	})
}

// Two nodes on one server, each with its workers: each job is done by one of them.
func TestTwoNodesDoAJobOnce(t *testing.T) {
	w := newWorld(t, migrated.Postgres(t))
	var times atomic.Int64
	nodes := []*jobs.Queue{w.queue(w.db, 0, counted(&times)), w.queue(migrated.Open(t, w.address), 0, counted(&times))}
	var ids []db.ID
	for i := range 6 {
		ids = append(ids, w.ask(nodes[i%2], fmt.Sprint(i)))
	}
	var settling sync.WaitGroup
	for _, q := range nodes {
		settling.Go(func() { // a clock that is ahead: each node believes that nobody came
			late := w.queue(migrated.Open(t, w.address), 2*time.Minute, counted(&times))
			if err := late.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
			w.settle(q)
		})
	}
	settling.Wait()
	for _, id := range ids {
		if j := w.find(id); j.State != jobs.Done || j.Turn != 1 {
			t.Errorf("job %d: got %s at turn %d, want it done at its first", id, j.State, j.Turn)
		}
	}
	if got := times.Load(); got != 6 {
		t.Errorf("worked %d times for 6 jobs", got)
	}
}

// A node that is killed in the middle of a job leaves it to the next, which does it
// from its start.
func TestAJobOfAKilledNodeIsTakenUp(t *testing.T) {
	eachWorld(t, func(w *world) {
		var times atomic.Int64
		id := w.ask(w.queue(w.db, 0, counted(&times)), "a")
		w.killedAtWork()
		if j := w.find(id); j.State != jobs.Running || j.Done != 34 || j.Total != 200 {
			t.Fatalf("the job of a killed node: got %s, %d of %d, want it as it was", j.State, j.Done, j.Total)
		}
		early := w.queue(w.db, 0, counted(&times))
		if err := early.Sweep(t.Context()); err != nil || w.find(id).State != jobs.Running {
			t.Fatalf("Sweep() before the lease ends: got %v and %s, want the job left alone", err, w.find(id).State)
		}
		later := w.queue(w.db, 2*time.Minute, counted(&times))
		if err := later.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle(later)
		if j := w.find(id); j.State != jobs.Done || j.Turn != 2 || j.Lost != 1 || w.made("a") == "" {
			t.Errorf("the job after: got %+v, want it done at its second turn", j)
		}
	})
}

// killedAtWork is another process that begins the job and is killed.
func (w *world) killedAtWork() {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asVictim+"="+w.address)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed
	if err != nil || line != "begun\n" {
		w.Fatalf("the process to be killed: got %q, %v", line, err)
	}
}

// A job that takes its node with it each time is not tried for ever.
func TestAJobThatLosesItsNodeAgainAndAgainFails(t *testing.T) {
	eachWorld(t, func(w *world) {
		var times atomic.Int64
		q := w.queue(w.db, 2*time.Minute, counted(&times))
		id := w.ask(q, "a")
		w.write(func(tx *db.Tx) error {
			return tx.Change("UPDATE job SET state = 'running', turn = 3, lost = 2, lease_until = $1", machine())
		})
		if err := q.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if j := w.find(id); j.State != jobs.Failed || j.Fault == "" || times.Load() != 0 {
			t.Errorf("the job: got %+v, want it failed, with a reference", j)
		}
	})
}

// A program that stops gives its job back, and the next start does it.
func TestAStopGivesTheJobBack(t *testing.T) {
	eachWorld(t, func(w *world) {
		begun := make(chan bool, 1)
		q := w.queue(w.db, 0, func(ctx context.Context, _ jobs.Job, told jobs.Progress) (jobs.Result, error) {
			begun <- true
			<-ctx.Done()
			return jobs.Result{}, told(1, 2)
		})
		id := w.ask(q, "a")
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-begun
		if err := q.Stop(); err != nil {
			t.Fatal(err)
		}
		if j := w.find(id); j.State != jobs.Waiting || j.Lost != 0 {
			t.Fatalf("the job after a stop: got %+v, want it waiting", j)
		}
		var times atomic.Int64
		next := w.queue(w.db, 0, counted(&times))
		if err := next.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle(next)
		if j := w.find(id); j.State != jobs.Done || j.Turn != 2 {
			t.Errorf("the job after the next start: got %+v, want it done at its second turn", j)
		}
	})
}

// A failure has a reference, and no other word; asked again, the job is done.
func TestAFailureHasAReferenceAndIsTriedAgain(t *testing.T) {
	eachWorld(t, func(w *world) {
		fails := true
		q := w.queue(w.db, 0, func(context.Context, jobs.Job, jobs.Progress) (jobs.Result, error) {
			if fails {
				panic("rien ne va")
			}
			return spooled("a;b\n1;2\n")
		})
		id := w.ask(q, "a")
		w.settle(q)
		j := w.find(id)
		if j.State != jobs.Failed || len(j.Fault) != 8 || j.Result != "" {
			t.Fatalf("the job: got %+v, want it failed, with a reference alone", j)
		}
		fails = false
		var written []string
		write := func(_ *db.Tx, j jobs.Job) error { written = append(written, j.Subject); return nil }
		if err := q.Again(t.Context(), id, write); err != nil {
			t.Fatal(err)
		}
		if err := q.Again(t.Context(), id, write); !errors.Is(err, jobs.ErrNotFound) || len(written) != 1 {
			t.Errorf("Again() of a job that waits: got %v, written %q, want ErrNotFound, and the first alone", err, written)
		}
		w.settle(q)
		if j := w.find(id); j.State != jobs.Done || j.Fault != "" || w.made("a") != "resultat.csv: a;b\n1;2\n" {
			t.Errorf("the job done again: got %+v", j)
		}
	})
}

// A node that was slow, and whose job was taken up meanwhile, keeps nothing.
func TestASlowNodeKeepsNothing(t *testing.T) {
	eachWorld(t, func(w *world) {
		var begun, goOn = make(chan bool, 1), make(chan bool)
		slow := w.queue(w.db, 0, func(context.Context, jobs.Job, jobs.Progress) (jobs.Result, error) {
			begun <- true
			<-goOn
			return spooled("lent;lent\n")
		})
		id := w.ask(slow, "a")
		if err := slow.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-begun
		var times atomic.Int64
		quick := w.queue(migrated.Open(t, w.address), 2*time.Minute, counted(&times))
		if err := quick.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.settle(quick)
		close(goOn)
		if err := slow.Stop(); err != nil {
			t.Fatal(err)
		}
		if j := w.find(id); j.Turn != 2 || w.made("a") != "resultat.csv: a;b\n1;2\n" {
			t.Errorf("the job: got %+v and %q, want what the second node made", j, w.made("a"))
		}
	})
}
