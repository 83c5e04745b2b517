package access

import (
	"errors"
	"time"

	"preau/internal/civil"
	"preau/internal/db"
)

// orNotFound tells what a row that is not there means to a person.
func orNotFound(err error) error {
	if errors.Is(err, db.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// makeLink makes a new link, which ends the one made before for the same purpose.
func makeLink(tx *db.Tx, person db.ID, purpose Purpose, now civil.Instant) (privateLink, error) {
	if _, err := tx.Exec(`INSERT INTO private_link (person, purpose, serial, made_at, ends_at) VALUES ($1, $2, 1, $3, $4)
		ON CONFLICT (person, purpose) DO UPDATE SET serial = private_link.serial + 1, made_at = excluded.made_at, ends_at = excluded.ends_at`,
		person, purpose, now, now.Add(lasts[purpose])); err != nil {
		return privateLink{}, err
	}
	return linkOf(tx, person, purpose)
}

// linkOf reads the latest link of a person, or ErrNotFound.
func linkOf(tx *db.Tx, person db.ID, purpose Purpose) (link privateLink, err error) {
	err = tx.Get(&link, "SELECT person, purpose, serial, made_at, ends_at FROM private_link WHERE person = $1 AND purpose = $2", person, purpose)
	return link, orNotFound(err)
}

// endLinks ends every link of a person: a password was chosen.
func endLinks(tx *db.Tx, person db.ID) error {
	_, err := tx.Exec("UPDATE private_link SET ends_at = NULL WHERE person = $1", person)
	return err
}

// secret is a person with what opens their account; all blank for nobody.
type secret struct {
	ID        db.ID
	Login     string
	Name      string
	Email     string
	Hash      string
	ChosenAt  civil.Instant // of the password
	HasFactor bool
}

func (s secret) person() Person { return Person{s.ID, s.Login, s.Name, s.Email} }

const selectSecret = `SELECT p.id, p.login, p.name, p.email, COALESCE(w.hash, '') AS hash, w.changed_at AS chosen_at, f.device IS NOT NULL AS has_factor
	FROM person p LEFT JOIN password w ON w.person = p.id LEFT JOIN second_factor f ON f.person = p.id `

// secretNamed finds whom a name typed means, by login or by address; nobody is no error.
func secretNamed(tx *db.Tx, typed string) (s secret, err error) {
	err = tx.Get(&s, selectSecret+"WHERE lower(p.login) = $1 OR lower(p.email) = $1 ORDER BY p.id LIMIT 1", typed)
	if errors.Is(err, db.ErrNotFound) {
		return secret{}, nil
	}
	return s, err
}

func secretOf(tx *db.Tx, person db.ID) (s secret, err error) {
	err = tx.Get(&s, selectSecret+"WHERE p.id = $1", person)
	return s, orNotFound(err)
}

func setPassword(tx *db.Tx, person db.ID, hash string, now civil.Instant) error {
	_, err := tx.Exec(`INSERT INTO password (person, hash, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, person, hash, now)
	return err
}

// setHash keeps the same password at another cost, unless it has changed meanwhile.
func setHash(tx *db.Tx, person db.ID, before, after string) error {
	_, err := tx.Exec("UPDATE password SET hash = $1 WHERE person = $2 AND hash = $3", after, person, before)
	return err
}

// factorOf reads a person's second factor, and holds it for this transaction.
func factorOf(tx *db.Tx, person db.ID) (f factor, err error) {
	if err := tx.Lock("person", "id", person); err != nil {
		return f, err
	}
	return readFactor(tx, person)
}

// readFactor reads a person's second factor; one who never had any has a blank one.
func readFactor(tx *db.Tx, person db.ID) (f factor, err error) {
	err = tx.Get(&f, `SELECT person, serial, COALESCE(device, 0) AS device, since, last_step, codes, COALESCE(codes_device, 0) AS codes_device, codes_until
		FROM second_factor WHERE person = $1`, person)
	if errors.Is(err, db.ErrNotFound) {
		return factor{Person: person}, nil
	}
	return f, err
}

func saveFactor(tx *db.Tx, f factor) error {
	_, err := tx.Exec(`INSERT INTO second_factor (person, serial, device, since, last_step, codes, codes_device, codes_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (person) DO UPDATE SET serial = excluded.serial, device = excluded.device, since = excluded.since,
			last_step = excluded.last_step, codes = excluded.codes, codes_device = excluded.codes_device, codes_until = excluded.codes_until`,
		f.Person, f.Serial, orNull(f.Device), f.Since, f.LastStep, f.Codes, orNull(f.CodesDevice), f.CodesUntil)
	return err
}

func orNull(id db.ID) any {
	if id == 0 {
		return nil
	}
	return id
}

// useRecovery uses a recovery code; used is false when it was before.
func useRecovery(tx *db.Tx, f factor, rank int64, now civil.Instant) (used bool, err error) {
	n, err := tx.Exec("INSERT INTO recovery_code_used (person, codes, rank, used_at) VALUES ($1, $2, $3, $4) ON CONFLICT (person, codes, rank) DO NOTHING",
		f.Person, f.Codes, rank, now)
	return n == 1, err
}

func recoveriesUsed(tx *db.Tx, f factor) (ranks []int64, err error) {
	err = tx.Select(&ranks, "SELECT rank FROM recovery_code_used WHERE person = $1 AND codes = $2", f.Person, f.Codes)
	return ranks, err
}

const deviceColumns = "id, person, door, browser, address, first_at, last_at, until_at, ended_at"

// insertDevice keeps a new sign-in, and takes away those of long ago.
func insertDevice(tx *db.Tx, d Device) error {
	if _, err := tx.Exec("DELETE FROM device WHERE until_at < $1", d.FirstAt.Add(-remembered)); err != nil {
		return err
	}
	_, err := tx.Exec("INSERT INTO device ("+deviceColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		d.ID, d.Person, d.Door, d.Browser, d.Address, d.FirstAt, d.LastAt, d.UntilAt, d.EndedAt)
	return err
}

// devicesOf lists the sign-ins of a person, the latest first, fifty at most.
func devicesOf(tx *db.Tx, person db.ID) (all []Device, err error) {
	err = tx.Select(&all, "SELECT "+deviceColumns+" FROM device WHERE person = $1 ORDER BY id DESC LIMIT 50", person)
	return all, err
}

// signedHolding is a sign-in with one of the roles of its person; a blank role: they hold none.
type signedHolding struct {
	holding
	Device    db.ID
	Door      doorway
	LastAt    civil.Instant
	HasFactor bool
}

// signedIn reads a sign-in that is open, with the roles that its person holds on a
// day, in one statement: every page asks it. It returns ErrNotFound for one that is not open.
func signedIn(tx *db.Tx, device db.ID, day civil.Date, now civil.Instant) (s Signed, held []holding, err error) {
	var rows []signedHolding
	if err := tx.Select(&rows, `SELECT p.id, p.login, p.name, p.email, COALESCE(g.role, '') AS role, COALESCE(g.school, '') AS school,
			COALESCE(g.department, '') AS department, COALESCE(g.academie, '') AS academie, COALESCE(g.region, '') AS region, g.until_day,
			COALESCE(l.id, 0) AS delegator, COALESCE(l.login, '') AS delegator_login, COALESCE(l.name, '') AS delegator_name,
			d.id AS device, d.door, d.last_at, f.device IS NOT NULL AS has_factor
		FROM device d JOIN person p ON p.id = d.person
		LEFT JOIN second_factor f ON f.person = p.id
		LEFT JOIN role_grant g ON g.person = p.id AND `+HeldOn("g", 1)+`
		LEFT JOIN role_grant o ON o.id = g.delegation_of LEFT JOIN person l ON l.id = o.person
		WHERE d.id = $2 AND d.ended_at IS NULL AND d.until_at > $3 ORDER BY g.id`, day, device, now); err != nil {
		return s, nil, err
	}
	for _, row := range rows {
		s = Signed{row.Device, row.Door, row.LastAt, row.HasFactor}
		if row.Role != "" {
			held = append(held, row.holding)
		}
	}
	if len(rows) == 0 {
		return s, nil, ErrNotFound
	}
	return s, held, nil
}

// endDevice ends a sign-in of a person, or ErrNotFound: it is another's, or has ended.
func endDevice(tx *db.Tx, person, device db.ID, now civil.Instant) error {
	return orNotFound(tx.Change("UPDATE device SET ended_at = $1 WHERE id = $2 AND person = $3 AND ended_at IS NULL AND until_at > $1", now, device, person))
}

// endOthers ends every sign-in of a person but one (0: every one), and tells how many.
func endOthers(tx *db.Tx, person, but db.ID, now civil.Instant) (int64, error) {
	return tx.Exec("UPDATE device SET ended_at = $1 WHERE person = $2 AND id <> $3 AND ended_at IS NULL AND until_at > $1", now, person, but)
}

// sweepSlowdown forgets who failed long ago.
func sweepSlowdown(tx *db.Tx, now civil.Instant) error {
	_, err := tx.Exec("DELETE FROM slowdown WHERE last_at < $1", now.Add(-24*time.Hour))
	return err
}

// loadBrake reads a brake, and holds it for this transaction.
func loadBrake(tx *db.Tx, b *brake, now civil.Instant) error {
	if _, err := tx.Exec("INSERT INTO slowdown (subject, failures, next_at, last_at) VALUES ($1, 0, $2, $2) ON CONFLICT (subject) DO NOTHING", b.Subject, now); err != nil {
		return err
	}
	if err := tx.Lock("slowdown", "subject", b.Subject); err != nil {
		return err
	}
	pace := b.pace
	err := tx.Get(b, "SELECT subject, failures, next_at, last_at FROM slowdown WHERE subject = $1", b.Subject)
	b.pace = pace
	return err
}

func saveBrake(tx *db.Tx, b brake) error {
	return tx.Change("UPDATE slowdown SET failures = $1, next_at = $2, last_at = $3 WHERE subject = $4", b.Failures, b.NextAt, b.LastAt, b.Subject)
}

// uncount takes one failure back, and the wait with it.
func uncount(tx *db.Tx, subject string, next civil.Instant) error {
	_, err := tx.Exec("UPDATE slowdown SET failures = failures - 1, next_at = $1 WHERE subject = $2 AND failures > 0", next, subject)
	return err
}

// forgetFailures takes a brake off.
func forgetFailures(tx *db.Tx, subject string) error {
	_, err := tx.Exec("DELETE FROM slowdown WHERE subject = $1", subject)
	return err
}

// forgotten is somebody who forgot their password; person 0 is nobody.
type forgotten struct {
	ID         db.ID
	Person     db.ID
	HappenedAt civil.Instant
	RecordedAt civil.Instant
}

func insertForgotten(tx *db.Tx, person db.ID, at civil.Moment) error {
	_, err := tx.Exec("INSERT INTO forgotten_password (id, person, happened_at, recorded_at) VALUES ($1, $2, $3, $4)",
		db.NewID(at.Recorded.Time()), orNull(person), at.Happened, at.Recorded)
	return err
}

func allForgotten(tx *db.Tx) (all []forgotten, err error) {
	err = tx.Select(&all, "SELECT id, COALESCE(person, 0) AS person, happened_at, recorded_at FROM forgotten_password ORDER BY id LIMIT 100")
	return all, err
}

// takeForgotten takes one off the list; taken is false when another node did.
func takeForgotten(tx *db.Tx, id db.ID) (taken bool, err error) {
	n, err := tx.Exec("DELETE FROM forgotten_password WHERE id = $1", id)
	return n == 1, err
}

// anyForgotten tells whether letters are waited for.
func anyForgotten(tx *db.Tx) (some bool, err error) {
	err = tx.Get(&some, "SELECT EXISTS (SELECT 1 FROM forgotten_password)")
	return some, err
}

// passwordChosen is when a person chose their password.
func passwordChosen(tx *db.Tx, person db.ID) (at civil.Instant, err error) {
	err = tx.Get(&at, "SELECT changed_at FROM password WHERE person = $1", person)
	return at, err
}

// seen writes the last moment of a sign-in; two nodes at once write one.
func seen(tx *db.Tx, device db.ID, now civil.Instant) error {
	_, err := tx.Exec("UPDATE device SET last_at = $1 WHERE id = $2 AND last_at < $3", now, device, now.Add(-seenEvery+time.Second))
	return err
}
