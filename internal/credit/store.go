package credit

import (
	"errors"
	"fmt"

	"preau/internal/access"
	"preau/internal/civil"
	"preau/internal/db"
	"preau/internal/territory"
)

const ceilingColumns = "campaign, department, academie, region, amount_cents, proposed_cents, committed_cents"

// Ceilings lists the ceilings of a campaign that an actor may read, by department.
func Ceilings(tx *db.Tx, by access.Actor, campaign string) (all []Ceiling, err error) {
	where, args := by.Filter(ActRead, 2)
	err = tx.Select(&all, "SELECT "+ceilingColumns+" FROM ceiling WHERE campaign = $1 AND "+where+" ORDER BY department", append([]any{campaign}, args...)...)
	return all, err
}

// takeCeilings reads every ceiling of a campaign for this transaction alone, in the
// order in which all acts take them.
func takeCeilings(tx *db.Tx, campaign string) ([]Ceiling, error) {
	if err := tx.Lock("ceiling", "campaign", campaign); err != nil {
		return nil, err
	}
	return ceilingsOf(tx, campaign)
}

func findCeiling(tx *db.Tx, campaign, department string) (c Ceiling, err error) {
	err = tx.Get(&c, "SELECT "+ceilingColumns+" FROM ceiling WHERE campaign = $1 AND department = $2", campaign, department)
	return c, err
}

func putCeiling(tx *db.Tx, c Ceiling) error {
	_, err := tx.Exec(`INSERT INTO ceiling (`+ceilingColumns+`) VALUES ($1, $2, $3, $4, $5, 0, 0)
		ON CONFLICT (campaign, department) DO UPDATE SET amount_cents = excluded.amount_cents`, c.Campaign, c.Department, c.Academie, c.Region, c.AmountCents)
	return err
}

const envelopeColumns = "campaign, region, amount_cents, proposed_cents, committed_cents"

// Envelopes lists the envelopes of a campaign that an actor may read, by region.
func Envelopes(tx *db.Tx, by access.Actor, campaign string) (seen []Envelope, err error) {
	var all []Envelope
	err = tx.Select(&all, "SELECT "+envelopeColumns+" FROM envelope WHERE campaign = $1 ORDER BY region", campaign)
	for _, e := range all {
		if by.Can(ActRead, access.Place{Region: e.Region}) {
			seen = append(seen, e)
		}
	}
	return seen, err
}

func findEnvelope(tx *db.Tx, campaign, region string) (e Envelope, err error) {
	err = tx.Get(&e, "SELECT "+envelopeColumns+" FROM envelope WHERE campaign = $1 AND region = $2", campaign, region)
	return e, err
}

// sumEnvelopes gives each region the sum of its ceilings that are notified.
func sumEnvelopes(tx *db.Tx, campaign string) error {
	_, err := tx.Exec(`INSERT INTO envelope (`+envelopeColumns+`)
		SELECT campaign, region, SUM(amount_cents), 0, 0 FROM ceiling WHERE campaign = $1 AND amount_cents IS NOT NULL GROUP BY campaign, region
		ON CONFLICT (campaign, region) DO UPDATE SET amount_cents = excluded.amount_cents`, campaign)
	return err
}

// commitUnder adds to what is committed, when the amount allows it: the rows are
// tested and taken at once. ok is false when one does not.
func commitUnder(tx *db.Tx, campaign string, at access.Place, cents civil.Cents) (ok bool, err error) {
	const within = " SET committed_cents = committed_cents + $1 WHERE campaign = $2 AND %s = $3 AND committed_cents + $1 <= amount_cents"
	for _, row := range []struct{ table, column, code string }{{"ceiling", "department", at.Department}, {"envelope", "region", at.Region}} {
		n, err := tx.Exec("UPDATE "+row.table+fmt.Sprintf(within, row.column), cents, campaign, row.code)
		if err != nil || n == 0 {
			return false, err
		}
	}
	return true, nil
}

// uncommit takes back what was committed.
func uncommit(tx *db.Tx, campaign string, at access.Place, cents civil.Cents) error {
	if err := tx.Change("UPDATE ceiling SET committed_cents = committed_cents - $1 WHERE campaign = $2 AND department = $3", cents, campaign, at.Department); err != nil {
		return err
	}
	return tx.Change("UPDATE envelope SET committed_cents = committed_cents - $1 WHERE campaign = $2 AND region = $3", cents, campaign, at.Region)
}

// propose adds to what is proposed, or takes from it. A department of which nothing is
// notified yet gets its row.
func propose(tx *db.Tx, campaign string, at access.Place, cents civil.Cents) error {
	if _, err := tx.Exec(`INSERT INTO ceiling (`+ceilingColumns+`) VALUES ($1, $2, $3, $4, NULL, 0, 0) ON CONFLICT (campaign, department) DO NOTHING`,
		campaign, at.Department, at.Academie, at.Region); err != nil {
		return err
	}
	if err := tx.Change("UPDATE ceiling SET proposed_cents = proposed_cents + $1 WHERE campaign = $2 AND department = $3", cents, campaign, at.Department); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO envelope (`+envelopeColumns+`) VALUES ($1, $2, NULL, 0, 0) ON CONFLICT (campaign, region) DO NOTHING`, campaign, at.Region); err != nil {
		return err
	}
	return tx.Change("UPDATE envelope SET proposed_cents = proposed_cents + $1 WHERE campaign = $2 AND region = $3", cents, campaign, at.Region)
}

// unagreedEnvelopes are the regions whose envelope is not what its ceilings make.
func unagreedEnvelopes(tx *db.Tx) (all []Envelope, err error) {
	err = tx.Select(&all, `SELECT e.campaign, e.region, e.amount_cents, e.proposed_cents, e.committed_cents FROM envelope e
		LEFT JOIN (SELECT campaign, region, SUM(amount_cents) AS amount, SUM(proposed_cents) AS proposed, SUM(committed_cents) AS committed
			FROM ceiling GROUP BY campaign, region) AS c ON c.campaign = e.campaign AND c.region = e.region
		WHERE COALESCE(e.amount_cents, 0) <> COALESCE(c.amount, 0) OR e.proposed_cents <> COALESCE(c.proposed, 0) OR e.committed_cents <> COALESCE(c.committed, 0)
		ORDER BY e.campaign, e.region`)
	return all, err
}

// EveryCeiling lists the ceilings of every campaign: for what verifies them.
func EveryCeiling(tx *db.Tx) (all []Ceiling, err error) {
	err = tx.Select(&all, "SELECT "+ceilingColumns+" FROM ceiling ORDER BY campaign, department")
	return all, err
}

const simulationColumns = `s.id, s.campaign, s.number, s.name, s.total_cents, s.floor_cents, s.key_source, s.key_year, p.name AS person_name, s.happened_at, s.adopted_at`

func insertSimulation(tx *db.Tx, s Simulation, call access.Call) error {
	if _, err := tx.Exec(`INSERT INTO simulation (id, campaign, number, name, total_cents, floor_cents, key_source, key_year, person, happened_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, s.ID, s.Campaign, s.Number, s.Name, s.TotalCents, s.FloorCents, s.KeySource, s.KeyYear,
		call.By.Person.ID, call.At.Happened, call.At.Recorded); err != nil {
		return err
	}
	rows := make([][]any, len(s.Portions))
	for i, p := range s.Portions {
		rows[i] = []any{s.ID, p.Department, p.Academie, p.Region, p.Residents, p.Confidence, p.ComputedCents, ""}
	}
	return tx.PutMany("INSERT INTO simulation_share (simulation, department, academie, region, residents, confidence, computed_cents, reason)", "", rows)
}

// nextSimulation gives a campaign's next number.
func nextSimulation(tx *db.Tx, campaign string) (number int64, err error) {
	err = tx.Get(&number, `INSERT INTO simulation_number (campaign, last) VALUES ($1, 1)
		ON CONFLICT (campaign) DO UPDATE SET last = simulation_number.last + 1 RETURNING last`, campaign)
	return number, err
}

// findSimulation reads a simulation with its portions.
func findSimulation(tx *db.Tx, campaign string, number int64) (Simulation, error) {
	var row simulationRow
	if err := tx.Get(&row, "SELECT "+simulationColumns+" FROM simulation s JOIN person p ON p.id = s.person WHERE s.campaign = $1 AND s.number = $2", campaign, number); err != nil {
		return Simulation{}, err
	}
	s := row.simulation()
	err := tx.Select(&s.Portions, `SELECT department, academie, region, residents, confidence, computed_cents, changed_cents, reason
		FROM simulation_share WHERE simulation = $1 ORDER BY department`, s.ID)
	return s, err
}

// simulationRow is a simulation without its portions.
type simulationRow struct {
	ID                     db.ID
	Campaign               string
	Number                 int64
	Name                   string
	TotalCents, FloorCents civil.Cents
	KeySource              string
	KeyYear                int64
	PersonName             string
	HappenedAt, AdoptedAt  civil.Instant
}

func (r simulationRow) simulation() Simulation {
	return Simulation{ID: r.ID, Campaign: r.Campaign, Number: r.Number, Name: r.Name, TotalCents: r.TotalCents, FloorCents: r.FloorCents, KeySource: r.KeySource,
		KeyYear: r.KeyYear, PersonName: r.PersonName, HappenedAt: r.HappenedAt, AdoptedAt: r.AdoptedAt}
}

// maxSimulations bounds their list: more are compared by nobody.
const maxSimulations = 100

func simulations(tx *db.Tx, campaign string) ([]Simulation, error) {
	var rows []simulationRow
	err := tx.Select(&rows, fmt.Sprintf("SELECT "+simulationColumns+" FROM simulation s JOIN person p ON p.id = s.person WHERE s.campaign = $1 ORDER BY s.number DESC LIMIT %d", maxSimulations), campaign)
	all := make([]Simulation, len(rows))
	for i, row := range rows {
		all[i] = row.simulation()
	}
	return all, err
}

func changePortion(tx *db.Tx, simulation db.ID, department string, cents *civil.Cents, reason string) error {
	return tx.Change("UPDATE simulation_share SET changed_cents = $1, reason = $2 WHERE simulation = $3 AND department = $4", cents, reason, simulation, department)
}

func setAdopted(tx *db.Tx, simulation db.ID, at civil.Instant) error {
	return tx.Change("UPDATE simulation SET adopted_at = $1 WHERE id = $2 AND adopted_at IS NULL", at, simulation)
}

const keyColumns = "k.id, k.source, k.year, k.state, k.person, p.name AS person_name, k.happened_at"

// keyHead is a key without its rows.
type keyHead struct {
	ID         db.ID
	Source     string
	Year       int64
	State      KeyState
	Person     db.ID
	PersonName string
	HappenedAt civil.Instant
}

func insertKey(tx *db.Tx, k Key, at civil.Instant) error {
	if _, err := tx.Exec("INSERT INTO credit_key (id, source, year, state, person, happened_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		k.ID, k.Source, k.Year, k.State, k.Person, k.HappenedAt, at); err != nil {
		return err
	}
	rows := make([][]any, len(k.Rows))
	for i, row := range k.Rows {
		rows[i] = []any{k.ID, row.Department, row.Residents, row.Confidence}
	}
	return tx.PutMany("INSERT INTO credit_key_row (key, department, residents, confidence)", "", rows)
}

// keyWhere reads the last key that was confirmed, or sent, of those that answer a
// condition, with its rows.
func keyWhere(tx *db.Tx, where string, args ...any) (Key, error) {
	var head keyHead
	if err := tx.Get(&head, "SELECT "+keyColumns+" FROM credit_key k JOIN person p ON p.id = k.person WHERE "+where+" ORDER BY k.kept_at DESC, k.id DESC LIMIT 1", args...); err != nil {
		return Key{}, err
	}
	k := Key{ID: head.ID, Source: head.Source, Year: head.Year, State: head.State, Person: head.Person, PersonName: head.PersonName, HappenedAt: head.HappenedAt}
	err := tx.Select(&k.Rows, "SELECT department, residents, confidence FROM credit_key_row WHERE key = $1 ORDER BY department", k.ID)
	return k, err
}

func findKey(tx *db.Tx, id db.ID) (Key, error) { return keyWhere(tx, "k.id = $1", id) }

// CurrentKey is the key in use: the last that was confirmed, or the one that ships.
func CurrentKey(tx *db.Tx) (Key, error) {
	k, err := keyWhere(tx, "k.state = 'kept'")
	if errors.Is(err, db.ErrNotFound) {
		return Shipped(), nil
	}
	return k, err
}

func setKeyState(tx *db.Tx, id db.ID, state KeyState, keptAt civil.Instant) error {
	return tx.Change("UPDATE credit_key SET state = $1, kept_at = $2 WHERE id = $3", state, keptAt, id)
}

// ceilingsOf lists the ceilings of a campaign, by department.
func ceilingsOf(tx *db.Tx, campaign string) (all []Ceiling, err error) {
	err = tx.Select(&all, "SELECT "+ceilingColumns+" FROM ceiling WHERE campaign = $1 ORDER BY department", campaign)
	return all, err
}

// WaitingKey is the key that a person sent and has not confirmed; zero: none.
func WaitingKey(tx *db.Tx, person db.ID) (id db.ID, err error) {
	err = tx.Get(&id, "SELECT COALESCE(max(id), 0) FROM credit_key WHERE person = $1 AND state = 'waiting'", person)
	return id, err
}

func dropWaiting(tx *db.Tx, person db.ID) error {
	_, err := tx.Exec("UPDATE credit_key SET state = 'dropped' WHERE person = $1 AND state = 'waiting'", person)
	return err
}

const poolingColumns = `p.id, p.campaign, p.academie, p.region, p.school, s.department, s.name AS school_name, s.town, p.contact, p.phone, p.email,
	q.name AS person_name, p.happened_at, p.received_on, p.replaced_at, p.reason`

const poolingFrom = " FROM pooling_school p JOIN school s ON s.uai = p.school JOIN person q ON q.id = p.person WHERE "

func currentPooling(tx *db.Tx, campaign, academie string) (p PoolingSchool, err error) {
	err = tx.Get(&p, "SELECT "+poolingColumns+poolingFrom+"p.campaign = $1 AND p.academie = $2 AND p.replaced_at IS NULL", campaign, academie)
	return p, err
}

// PoolingSchools lists those of a campaign that an actor may read, by académie, the one
// in place first.
func PoolingSchools(tx *db.Tx, by access.Actor, campaign string) (seen []PoolingSchool, err error) {
	var all []PoolingSchool
	err = tx.Select(&all, "SELECT "+poolingColumns+poolingFrom+"p.campaign = $1 ORDER BY p.academie, p.replaced_at IS NOT NULL, p.id DESC", campaign)
	for _, p := range all {
		if by.Can(ActReadPooling, p.Place()) {
			seen = append(seen, p)
		}
	}
	return seen, err
}

func insertPooling(tx *db.Tx, p PoolingSchool, kind territory.Kind, call access.Call) error {
	_, err := tx.Exec(`INSERT INTO pooling_school (id, campaign, academie, region, school, kind, contact, phone, email, person, happened_at, recorded_at, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')`, p.ID, p.Campaign, p.Academie, p.Region, p.School, kind, p.Contact, p.Phone, p.Email,
		call.By.Person.ID, call.At.Happened, call.At.Recorded)
	return err
}

func replacePooling(tx *db.Tx, id db.ID, at civil.Instant, reason string) error {
	return tx.Change("UPDATE pooling_school SET replaced_at = $1, reason = $2 WHERE id = $3 AND replaced_at IS NULL", at, reason, id)
}

func receivePooling(tx *db.Tx, id db.ID, on civil.Date, by db.ID) error {
	return tx.Change("UPDATE pooling_school SET received_on = $1, received_by = $2 WHERE id = $3 AND received_on IS NULL", on, by, id)
}
