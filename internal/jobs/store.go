package jobs

import (
	"errors"

	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/file"
)

const columns = "id, kind, subject, slot, person, role, happened_at, recorded_at, state, done, total, turn, lost, lease_until, ended_at, fault, result"

// insert puts a job in, unless one is under way for the same subject and slot.
func (j Job) insert(tx *db.Tx) (fresh bool, err error) {
	n, err := tx.Exec("INSERT INTO job ("+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, 0, 0, 0, $9, NULL, '', '')
		ON CONFLICT DO NOTHING`, j.ID, j.Kind, j.Subject, j.Slot, j.Person, j.Role, j.HappenedAt, j.RecordedAt, j.LeaseUntil)
	return n == 1, err
}

// Find reads a job, or ErrNotFound.
func Find(tx *db.Tx, id db.ID) (Job, error) { return one(tx, "id = $1", id) }

func one(tx *db.Tx, condition string, args ...any) (j Job, err error) {
	err = tx.Get(&j, "SELECT "+columns+" FROM job WHERE "+condition+" ORDER BY id DESC LIMIT 1", args...)
	if errors.Is(err, db.ErrNotFound) {
		err = ErrNotFound
	}
	return j, err
}

// Latest reads what was last asked for a subject and slot, or ErrNotFound.
func Latest(tx *db.Tx, kind, subject, slot string) (Job, error) {
	return one(tx, "kind = $1 AND subject = $2 AND slot = $3", kind, subject, slot)
}

// LatestDone reads what was last made for a subject and slot, with its files, or
// ErrNotFound.
func LatestDone(tx *db.Tx, kind, subject, slot string) (j Job, files []file.Kept, err error) {
	if j, err = one(tx, "kind = $1 AND subject = $2 AND slot = $3 AND state = 'done'", kind, subject, slot); err != nil {
		return j, nil, err
	}
	files, err = j.Files(tx)
	return j, files, err
}

// Files are what the job has made.
func (j Job) Files(tx *db.Tx) (files []file.Kept, err error) {
	err = tx.Select(&files, `SELECT f.id, f.name, f.type, f.size, f.digest, f.happened_at, f.recorded_at
		FROM job_file m JOIN file f ON f.id = m.file WHERE m.job = $1 ORDER BY m.rank`, j.ID)
	return files, err
}

// List lists jobs, the latest first, and tells how many there are.
func List(tx *db.Tx, skip, size int64) (all []Job, total int64, err error) {
	if err := tx.Get(&total, "SELECT count(*) FROM job"); err != nil {
		return nil, 0, err
	}
	err = tx.Select(&all, "SELECT "+columns+" FROM job ORDER BY id DESC LIMIT $1 OFFSET $2", size, skip)
	return all, total, err
}

// begin gives a turn of a job to the first that asks for it.
func begin(tx *db.Tx, id db.ID, turn int64, lease civil.Instant) (j Job, mine bool, err error) {
	n, err := tx.Exec("UPDATE job SET state = 'running', turn = $1, lease_until = $2 WHERE id = $3 AND turn = $4 AND state = 'waiting'", turn, lease, id, turn-1)
	if err != nil || n == 0 {
		return j, false, err
	}
	j, err = Find(tx, id)
	return j, true, err
}

// goOn writes how far a job is, and keeps it for longer. It returns errTaken when it
// is no more in these hands.
func (j Job) goOn(tx *db.Tx, done, total int64, lease civil.Instant) error {
	return j.held(tx.Change("UPDATE job SET done = $1, total = $2, lease_until = $3 WHERE id = $4 AND turn = $5 AND state = 'running'", done, total, lease, j.ID, j.Turn))
}

func (j Job) held(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return errTaken
	}
	return err
}

// release gives a job back, to be begun again from its start.
func (j Job) release(tx *db.Tx, lost int64, lease civil.Instant) error {
	return j.held(tx.Change("UPDATE job SET state = 'waiting', done = 0, total = 0, lost = $1, lease_until = $2 WHERE id = $3 AND turn = $4 AND state = $5",
		lost, lease, j.ID, j.Turn, j.State))
}

func (j Job) fail(tx *db.Tx, fault string, at civil.Instant) error {
	return j.held(tx.Change("UPDATE job SET state = 'failed', lease_until = NULL, ended_at = $1, fault = $2 WHERE id = $3 AND turn = $4 AND state = 'running'",
		at, fault, j.ID, j.Turn))
}

// end keeps what a job has made, in the place of what was made before it.
func (j Job) end(tx *db.Tx, made Result, at civil.Instant) error {
	if err := j.held(tx.Change("UPDATE job SET state = 'done', lease_until = NULL, ended_at = $1, done = total, result = $2 WHERE id = $3 AND turn = $4 AND state = 'running'",
		at, made.Text, j.ID, j.Turn)); err != nil {
		return err
	}
	now := civil.Moment{Happened: j.HappenedAt, Recorded: at}
	if err := j.replace(tx, now); err != nil {
		return err
	}
	for rank, f := range made.Files {
		kept, err := file.Keep(tx, now, f)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO job_file (job, rank, file) VALUES ($1, $2, $3)", j.ID, rank, kept.ID); err != nil {
			return err
		}
	}
	return nil
}

// replace takes away the earlier jobs of the same subject and slot, with what they made.
func (j Job) replace(tx *db.Tx, now civil.Moment) error {
	var earlier []db.ID
	if err := tx.Select(&earlier, "SELECT id FROM job WHERE kind = $1 AND subject = $2 AND slot = $3 AND id <> $4 AND state IN ('done', 'failed')", j.Kind, j.Subject, j.Slot, j.ID); err != nil {
		return err
	}
	for _, id := range earlier {
		files, err := filesOf(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM job_file WHERE job = $1", id); err != nil {
			return err
		}
		for _, one := range files {
			if err := file.Remove(tx, now, one); err != nil {
				return err
			}
		}
		if err := tx.Change("DELETE FROM job WHERE id = $1", id); err != nil {
			return err
		}
	}
	return nil
}

func filesOf(tx *db.Tx, job db.ID) (ids []db.ID, err error) {
	err = tx.Select(&ids, "SELECT file FROM job_file WHERE job = $1 ORDER BY rank", job)
	return ids, err
}

// again puts a failed job back among those that wait.
func (j Job) again(tx *db.Tx, lease civil.Instant) error {
	return j.held(tx.Change("UPDATE job SET state = 'waiting', done = 0, total = 0, lost = 0, lease_until = $1, ended_at = NULL, fault = '' WHERE id = $2 AND turn = $3 AND state = 'failed'",
		lease, j.ID, j.Turn))
}

// adrift are the jobs that nobody works on, nor came for, at an instant.
func adrift(tx *db.Tx, now civil.Instant) (all []Job, err error) {
	err = tx.Select(&all, "SELECT "+columns+" FROM job WHERE lease_until < $1 ORDER BY id", now)
	return all, err
}

// underWay tells whether a job is still to end.
func underWay(tx *db.Tx) (some bool, err error) {
	err = tx.Get(&some, "SELECT EXISTS (SELECT 1 FROM job WHERE lease_until IS NOT NULL)")
	return some, err
}
