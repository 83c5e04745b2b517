package db

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"preau/internal/dbtest"
)

func TestMigrationsRunOnce(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		if n, err := d.Migrate(t.Context()); n == 0 || err != nil {
			t.Errorf("Migrate() from empty: got %d steps, %v, want all of them", n, err)
		}
		if n, err := d.Migrate(t.Context()); n != 0 || err != nil {
			t.Errorf("Migrate() again: got %d steps, %v, want 0", n, err)
		}
	})
}

// Several nodes that start together on one server take each step once. SQLite
// serves one program at a time.
func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	url := dbtest.Postgres(t)
	all, err := fs.Glob(dialectFS{migrations, Postgres}, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	steps := make([]int, 4)
	var group sync.WaitGroup
	for i := range steps {
		d := open(t, url)
		group.Go(func() {
			var err error
			if steps[i], err = d.Migrate(t.Context()); err != nil {
				t.Errorf("Migrate() beside others: %v", err)
			}
		})
	}
	group.Wait()
	if got := steps[0] + steps[1] + steps[2] + steps[3]; got != len(all)+1 { // and that of River
		t.Errorf("steps taken by the four: got %v, want %d in all", steps, len(all)+1)
	}
}

func TestADatabaseNewerThanTheBinaryIsRefused(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		if err := write(d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"); err != nil {
			t.Fatal(err)
		}
		_, err := d.Migrate(t.Context())
		var tooNew *TooNew
		if !errors.As(err, &tooNew) {
			t.Fatalf("Migrate(): got %v, want *TooNew", err)
		}
		want := "Cette base a été mise à jour par une version plus récente de Préau (schéma 9999, ce programme connaît le schéma "
		if got := tooNew.French(); !strings.HasPrefix(got, want) {
			t.Errorf("French() = %q, want %q…", got, want)
		}
	})
}

func TestEveryTableOfSQLiteIsStrict(t *testing.T) {
	d := open(t, whole.SQLite(t))
	var loose []string
	if err := d.Read(t.Context(), func(tx *Tx) error {
		return tx.Select(&loose, `SELECT name FROM pragma_table_list
			WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' AND name NOT LIKE 'river_%' ORDER BY name`)
	}); err != nil {
		t.Fatal(err)
	}
	if len(loose) > 0 {
		t.Errorf("tables without STRICT: %q", loose)
	}
	err := write(d, "INSERT INTO journal_head (one, seq, hash) VALUES (1, 'deux', '')")
	if err == nil || !strings.Contains(err.Error(), "cannot store TEXT value in INTEGER column") {
		t.Errorf("a text in a number's column: got %v, want it refused", err)
	}
}

func TestForSQLiteMapsTypesAndAddsStrict(t *testing.T) {
	got := forSQLite("CREATE TABLE a (\n    b BIGINT, c BOOLEAN, d BYTEA, e DOUBLE PRECISION, f TEXT\n);\nCREATE INDEX g ON a (b);\n")
	want := "CREATE TABLE a (\n    b INTEGER, c INTEGER, d BLOB, e REAL, f TEXT\n) STRICT;\nCREATE INDEX g ON a (b);\n"
	if got != want {
		t.Errorf("forSQLite() = %q, want %q", got, want)
	}
}

func TestForSQLiteMakesTwoTriggersOfOne(t *testing.T) {
	got := forSQLite("CREATE TRIGGER a_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON a\n    FOR EACH STATEMENT EXECUTE FUNCTION append_only();\n")
	for _, want := range []string{"CREATE TRIGGER a_never_changes BEFORE UPDATE ON a\n", "CREATE TRIGGER a_never_shrinks BEFORE DELETE ON a\n"} {
		if !strings.Contains(got, want) || strings.Contains(got, "FUNCTION") {
			t.Errorf("forSQLite() = %q, want %q in it and no function", got, want)
		}
	}
}

// rows are one valid row in each table that the next tests break.
var rows = []string{
	"INSERT INTO region (code, name) VALUES ('11', 'Île-de-France')",
	"INSERT INTO academie (code, name, region) VALUES ('24', 'Créteil', '11')",
	"INSERT INTO department (code, name, academie, region, uai_prefix, holiday_zone) VALUES ('93', 'Seine-Saint-Denis', '24', '11', '093', 'C')",
	"INSERT INTO school " + schoolColumns + " VALUES ('0931420Y', 'Courbet', 'college', '', '', '', '', '', '93', '24', '11', TRUE, '', '', '')",
	"INSERT INTO person (id, login, name, email, recorded_at) VALUES (1, 'a', 'A', 'a@exemple.invalid', '')",
	"INSERT INTO campaign (code, label, version, current) VALUES ('2009-2010', '', 1, TRUE)",
	`INSERT INTO project (id, number, campaign, school, department, academie, region, state, released, revision, rules_version,
		asked_cents, opinion, saved_at, opened_at) VALUES (1, '2009-93-0001', '2009-2010', '0931420Y', '93', '24', '11', 'draft', 'draft', 1, 1, 1000, '', '', '')`,
	"INSERT INTO project_step " + stepColumns + " VALUES (1, 1, 'project.open', '', 'draft', 'school', FALSE, '', 1, 'school_lead', '', '')",
	"INSERT INTO journal " + journalColumns + " VALUES (1, '', '', 1, 'school_lead', 'project.open', '', '{}', '', 'h1')",
	"INSERT INTO file " + fileColumns + " VALUES (1, 'avis.pdf', 'pdf', 1, '" + digest + "', '', '')",
	"INSERT INTO directory_import (id, file, person, state, added, changed, closed, unchanged, happened_at, recorded_at) VALUES (1, 1, 1, 'waiting', 0, 0, 0, 0, '', '')",
	"INSERT INTO site (id, name, department, academie, region, sort_key, happened_at, recorded_at) VALUES (1, 'Site', '93', '24', '11', '', '', '')",
	"INSERT INTO site_member (id, site, school, from_day) VALUES (1, 1, '0931420Y', '2009-09-02')",
	"INSERT INTO resource " + resourceColumns + " VALUES (1, '93', '24', '11', 'reaap', 'REAAP', '', '', '', '', '2009-09-02', '', 1, '')",
	"INSERT INTO attachment (id, project, file, label, person, happened_at, recorded_at) VALUES (1, 1, 1, 'Avis', 1, '', '')",
	"INSERT INTO project_version " + versionColumns + " VALUES (1, 1, 1, 1, 1, 0, '{}', '" + digest + "')",
	"INSERT INTO project_version_piece (project, version, attachment) VALUES (1, 1, 1)",
	"INSERT INTO due (id, campaign, milestone, task, role, school, department, academie, region, subject, due_on, opened_at) VALUES (1, '2009-2010', '', '', '', '', '', '', '', '', '', '')",
	"INSERT INTO extension (id, campaign, milestone, school, department, academie, region, until_day, reason, person, role, happened_at, recorded_at) VALUES (1, '2009-2010', '', '', '', '', '11', '', 'Motif', 1, '', '', '')",
	"INSERT INTO internal_deadline (id, campaign, milestone, region, reason, person, role, happened_at, recorded_at) VALUES (1, '2009-2010', '', '11', 'Motif', 1, '', '', '')",
	"INSERT INTO call_choice (campaign, region, school, renewed) VALUES ('2009-2010', '11', '0931420Y', FALSE)",
	"INSERT INTO call_round " + roundColumns + " VALUES (1, '2009-2010', '11', TRUE, 1, '', '', '')",
	"INSERT INTO invitation (id, campaign, region, school, round, renewed) VALUES (1, '2009-2010', '11', '0931420Y', 1, FALSE)",
	"INSERT INTO role_grant " + grantColumns + " VALUES (2, 1, 'school_lead', '', '', '', '', '2009-09-02', NULL)",
	"INSERT INTO role_grant_step " + grantStepColumns + " VALUES (1, 2, 'given', 'Motif', 1, '', '', '')",
	"INSERT INTO suspension " + suspensionColumns + " VALUES (1, 1, TRUE, 'Motif', 1, '', '', '')",
	"INSERT INTO committee (id, campaign, region, recorded_at) VALUES (1, '2009-2010', '11', '')",
	"INSERT INTO committee_member (id, committee, name, title, quality, academie, from_day, happened_at, recorded_at) VALUES (1, 1, 'A', '', 'prefet', '', '2009-09-04', '', '')",
	"INSERT INTO committee_delegation " + delegationColumns + " VALUES (1, 1, 'B', '', '2009-09-04', '2009-09-05', 'Motif', 1, '', '')",
	"INSERT INTO committee_meeting (id, committee, held_on, starts_at, place, revision, happened_at, recorded_at) VALUES (1, 1, '2009-10-07', '', 'Paris', 1, '', '')",
	"INSERT INTO committee_item (meeting, subject) VALUES (1, 'project:2009-93-0001')",
	"INSERT INTO committee_attendance (meeting, member, presence) VALUES (1, 1, 'present')",
	"INSERT INTO committee_interest (committee, subject, member, reason, by_person, happened_at, recorded_at) VALUES (1, 'project:2009-93-0001', 1, 'Motif', 1, '', '')",
	"INSERT INTO committee_argument (meeting, subject, member, reason, by_person, happened_at, recorded_at) VALUES (1, 'project:2009-93-0001', 1, 'Motif', 1, '', '')",
	"INSERT INTO committee_score (meeting, subject, member, criterion, points) VALUES (1, 'project:2009-93-0001', 1, 'quality', 4)",
	"INSERT INTO committee_approval " + approvalColumns + " VALUES (1, 1, 'prefet', '', 1, '" + digest + "', 1, '', '')",
	"INSERT INTO delay_request (id, campaign, milestone, school, until_day, reason, person, happened_at, recorded_at) VALUES (1, '2009-2010', 'project_sending', '0931420N', '2009-10-06', 'Motif', 1, '', '')",
	"INSERT INTO delay_refusal (id, request, reason, person, role, happened_at, recorded_at) VALUES (1, 1, 'Motif', 1, 'regional_pilot', '', '')",
	"INSERT INTO committee_point (id, meeting, title, text, decision, rule, revision, by_person, happened_at, recorded_at) VALUES (1, 1, 'A', '', '', '', 1, 1, '', '')",
	"INSERT INTO letter (id, person, address, title, body, about, happened_at, recorded_at) VALUES (1, 1, '', '', '', '', '', '')",
	"INSERT INTO password (person, hash, changed_at) VALUES (1, '/argon2id/v=19', '')",
	"INSERT INTO private_link (person, purpose, serial, made_at) VALUES (1, 'invitation', 1, '')",
	"INSERT INTO second_factor (person, serial, last_step, codes) VALUES (1, 1, 0, 0)",
	"INSERT INTO device (id, person, door, browser, address, first_at, last_at, until_at) VALUES (1, 1, 'password', '', '', '', '', '')",
	"INSERT INTO slowdown (subject, failures, next_at, last_at) VALUES ('person:1', 1, '', '')",
	"INSERT INTO ledger_entry " + ledgerColumns + " VALUES (1, 'a', 'b', 1, 'c', '', '')",
	"INSERT INTO credit_key (id, source, year, state, person, happened_at, recorded_at) VALUES (1, 'Insee', 2006, 'waiting', 1, '', '')",
	"INSERT INTO credit_key_row (key, department, residents, confidence) VALUES (1, '93', 1, '')",
	"INSERT INTO simulation (id, campaign, number, name, total_cents, floor_cents, key_source, key_year, person, happened_at, recorded_at) VALUES (1, '2009-2010', 1, 'Essai', 100, 0, 'Insee', 2006, 1, '', '')",
	"INSERT INTO simulation_share (simulation, department, academie, region, residents, confidence, computed_cents, reason) VALUES (1, '93', '24', '11', 1, '', 100, '')",
	"INSERT INTO ceiling (campaign, department, academie, region, amount_cents, proposed_cents, committed_cents) VALUES ('2009-2010', '93', '24', '11', 100, 0, 0)",
	"INSERT INTO envelope (campaign, region, amount_cents, proposed_cents, committed_cents) VALUES ('2009-2010', '11', 100, 0, 0)",
	"INSERT INTO pooling_school (id, campaign, academie, region, school, kind, contact, phone, email, person, happened_at, recorded_at, reason) VALUES (1, '2009-2010', '24', '11', '0931420Y', 'college', 'A', '1', '', 1, '', '', '')",
	"INSERT INTO job " + jobColumns + " VALUES (1, 'pack', 'meeting:1', '', 1, 'regional_pilot', '', '', 'waiting', 0, 0, 0, 0, '', NULL, '', '')",
	"INSERT INTO message " + messageColumns + " VALUES (1, 'project:2009-93-0001', 'regional', '0931420Y', '93', '24', '11', 1, 'school_lead', 'Bonjour', NULL, '', '')",
}

var digest = strings.Repeat("0", 64)

const (
	schoolColumns   = "(uai, name, kind, address, postcode, town, phone, email, department, academie, region, open, search_text, sort_key, recorded_at)"
	stepColumns     = "(id, project, act, from_state, to_state, level, held, reason, person, role, happened_at, recorded_at)"
	journalColumns  = "(seq, happened_at, recorded_at, person, role, act, subject, detail, previous, hash)"
	fileColumns     = "(id, name, type, size, digest, happened_at, recorded_at)"
	resourceColumns = "(id, department, academie, region, kind, name, offer, organisation, phone, email, from_day, sort_key, version, recorded_at)"
	ledgerColumns   = "(id, debit, credit, cents, subject, happened_at, recorded_at)"
	messageColumns  = "(id, subject, conversation, school, department, academie, region, person, role, text, withdraws, happened_at, recorded_at)"
	versionColumns  = "(project, version, step, rules_version, revision, asked_cents, answers, digest)"
	jobColumns      = "(id, kind, subject, slot, person, role, happened_at, recorded_at, state, done, total, turn, lost, lease_until, ended_at, fault, result)"
	grantColumns    = "(id, person, role, school, department, academie, region, from_day, until_day)"

	grantStepColumns  = "(id, role_grant, step, reason, person, role, happened_at, recorded_at)"
	suspensionColumns = "(id, person, suspended, reason, by_person, by_role, happened_at, recorded_at)"
	roundColumns      = "(id, campaign, region, launch, person, role, happened_at, recorded_at)"
	approvalColumns   = "(id, meeting, quality, academie, member, digest, by_person, happened_at, recorded_at)"
	delegationColumns = "(id, member, name, title, from_day, until_day, reason, by_person, happened_at, recorded_at)"
)

// broken holds, for each named CHECK, a statement that it refuses.
var broken = map[string]string{
	"installation_is_one":                 "INSERT INTO installation (one, example) VALUES (2, FALSE)",
	"installation_date_is_for_examples":   "INSERT INTO installation (one, example, business_date) VALUES (1, FALSE, '2009-09-21')",
	"journal_has_an_actor":                "INSERT INTO journal " + journalColumns + " VALUES (2, '', '', 1, '', 'project.open', '', '{}', 'h1', 'h2')",
	"journal_head_is_one":                 "INSERT INTO journal_head (one, seq, hash) VALUES (2, 0, '')",
	"role_grant_days_in_order":            "INSERT INTO role_grant " + grantColumns + " VALUES (1, 1, 'school_lead', '', '', '', '', '2009-09-02', '2009-09-01')",
	"school_kind_known":                   "UPDATE school SET kind = 'maternelle'",
	"school_uai_has_eight_signs":          "INSERT INTO school " + schoolColumns + " VALUES ('0931420', 'Courbet', 'college', '', '', '', '', '', '93', '24', '11', TRUE, '', '', '')",
	"school_sector_known":                 "UPDATE school SET sector = 'mixte'",
	"directory_is_one":                    "INSERT INTO directory (one) VALUES (2)",
	"directory_import_state_known":        "UPDATE directory_import SET state = 'perdu'",
	"directory_import_counts_when_done":   "UPDATE directory_import SET added = 1",
	"site_has_a_name":                     "UPDATE site SET name = ''",
	"site_member_days_in_order":           "UPDATE site_member SET until_day = '2009-09-01'",
	"resource_kind_known":                 "UPDATE resource SET kind = 'rumeur'",
	"resource_has_a_name":                 "UPDATE resource SET name = ''",
	"resource_days_in_order":              "UPDATE resource SET until_day = '2009-09-01'",
	"campaign_version_has_a_reason":       "INSERT INTO campaign_version (campaign, version, reason, person, role, happened_at, recorded_at) VALUES ('2009-2010', 1, '', 1, 'national_pilot', '', '')",
	"project_state_known":                 "UPDATE project SET state = 'perdu'",
	"project_released_known":              "UPDATE project SET released = 'perdu'",
	"project_asked_is_not_negative":       "UPDATE project SET asked_cents = -1",
	"project_granted_within_asked":        "UPDATE project SET state = 'validated', granted_cents = 1001",
	"project_granted_only_when_validated": "UPDATE project SET granted_cents = 1000",
	"project_validated_has_an_amount":     "UPDATE project SET state = 'validated'",
	"project_step_decision_has_a_reason":  "INSERT INTO project_step " + stepColumns + " VALUES (2, 1, 'project.discard', 'submitted', 'discarded', 'region', TRUE, '', 1, 'regional_pilot', '', '')",
	"project_version_counts_from_one":     "INSERT INTO project_version " + versionColumns + " VALUES (1, 0, 2, 1, 1, 0, '{}', '" + digest + "')",
	"project_version_asked_not_negative":  "INSERT INTO project_version " + versionColumns + " VALUES (1, 2, 2, 1, 1, -1, '{}', '" + digest + "')",
	"project_version_has_a_digest":        "INSERT INTO project_version " + versionColumns + " VALUES (1, 2, 2, 1, 1, 0, '{}', '')",
	"project_draft_is_not_negative":       "UPDATE project SET draft_cents = -1",
	"file_type_known":                     "UPDATE file SET type = 'exe'",
	"file_has_a_name":                     "UPDATE file SET name = ''",
	"file_is_not_empty":                   "UPDATE file SET size = 0",
	"file_has_a_digest":                   "UPDATE file SET digest = ''",
	"file_chunk_is_short":                 "INSERT INTO file_chunk (file, seq, data) VALUES (1, 0, CAST('' AS BLOB))",
	"attachment_says_what_it_is":          "UPDATE attachment SET label = ''",
	"attachment_removed_by_somebody":      "UPDATE attachment SET removed_at = '2009-09-21'",
	"due_outcome_known":                   "UPDATE due SET outcome = 'perdu'",
	"extension_has_a_reason":              "UPDATE extension SET reason = ''",
	"extension_is_for_somebody":           "UPDATE extension SET region = ''",
	"internal_deadline_has_a_reason":      "UPDATE internal_deadline SET reason = ''",
	"letter_state_known":                  "UPDATE letter SET state = 'perdu'",
	"password_is_hashed":                  "UPDATE password SET hash = 'azerty'",
	"private_link_purpose_known":          "UPDATE private_link SET purpose = 'autre'",
	"second_factor_on_since":              "UPDATE second_factor SET device = 1",
	"device_door_known":                   "UPDATE device SET door = 'fenetre'",
	"slowdown_counts_failures":            "UPDATE slowdown SET failures = -1",
	"ledger_entry_is_positive":            "INSERT INTO ledger_entry " + ledgerColumns + " VALUES (2, 'a', 'b', 0, 'c', '', '')",
	"ledger_entry_has_two_accounts":       "INSERT INTO ledger_entry " + ledgerColumns + " VALUES (2, 'a', 'a', 1, 'c', '', '')",
	"ledger_entry_has_a_subject":          "INSERT INTO ledger_entry " + ledgerColumns + " VALUES (2, 'a', 'b', 1, '', '', '')",
	"credit_key_state_known":              "UPDATE credit_key SET state = 'perdu'",
	"credit_key_has_a_source":             "UPDATE credit_key SET source = ''",
	"credit_key_row_is_not_negative":      "UPDATE credit_key_row SET residents = -1",
	"simulation_has_a_name":               "UPDATE simulation SET name = ''",
	"simulation_shares_something":         "UPDATE simulation SET total_cents = 0",
	"simulation_share_is_not_negative":    "UPDATE simulation_share SET changed_cents = -1, reason = 'Motif'",
	"simulation_change_has_a_reason":      "UPDATE simulation_share SET changed_cents = 1",
	"ceiling_is_not_passed":               "UPDATE ceiling SET committed_cents = 101",
	"ceiling_is_not_negative":             "UPDATE ceiling SET proposed_cents = -1",
	"envelope_is_not_passed":              "UPDATE envelope SET committed_cents = 101",
	"envelope_is_not_negative":            "UPDATE envelope SET proposed_cents = -1",
	"pooling_school_is_an_eple":           "UPDATE pooling_school SET kind = 'ecole'",
	"pooling_school_has_a_contact":        "UPDATE pooling_school SET phone = ''",
	"pooling_school_received_by_one":      "UPDATE pooling_school SET received_on = '2009-09-14'",
	"pooling_school_replaced_for":         "UPDATE pooling_school SET reason = 'Motif'",
	"role_grant_step_known":               "INSERT INTO role_grant_step " + grantStepColumns + " VALUES (2, 2, 'perdu', 'Motif', 1, '', '', '')",
	"role_grant_step_has_a_reason":        "INSERT INTO role_grant_step " + grantStepColumns + " VALUES (2, 2, 'ended', '', 1, '', '', '')",
	"suspension_has_a_reason":             "INSERT INTO suspension " + suspensionColumns + " VALUES (2, 1, TRUE, '', 1, '', '', '')",
	"message_conversation_known":          "INSERT INTO message " + messageColumns + " VALUES (2, '', 'familles', '', '', '', '', 1, '', 'Bonjour', NULL, '', '')",
	"message_says_something":              "INSERT INTO message " + messageColumns + " VALUES (2, '', 'regional', '', '', '', '', 1, '', '', NULL, '', '')",
	"message_is_short":                    "INSERT INTO message " + messageColumns + " VALUES (2, '', 'regional', '', '', '', '', 1, '', '" + strings.Repeat("é", 5001) + "', NULL, '', '')",
	"message_withdraws_and_nothing_else":  "INSERT INTO message " + messageColumns + " VALUES (2, '', 'regional', '', '', '', '', 1, '', 'Bonjour', 1, '', '')",

	"job_state_known":          "UPDATE job SET state = 'perdu', lease_until = NULL",
	"job_leased_until_it_ends": "UPDATE job SET lease_until = NULL",
	"job_ended_or_not":         "UPDATE job SET ended_at = ''",
	"job_fault_when_failed":    "UPDATE job SET fault = 'ABCDEFGH'",
	"job_done_within_total":    "UPDATE job SET done = 1",

	"invitation_end_known":                  "UPDATE invitation SET ended = 'perdu', reason = 'Motif', ended_by = 1, ended_at = ''",
	"invitation_end_has_a_reason":           "UPDATE invitation SET ended = 'declined'",
	"committee_member_has_a_name":           "UPDATE committee_member SET name = ''",
	"committee_member_days_in_order":        "UPDATE committee_member SET until_day = '2009-09-03'",
	"committee_delegation_has_a_name":       "INSERT INTO committee_delegation " + delegationColumns + " VALUES (2, 1, '', '', '2009-09-04', '2009-09-05', 'Motif', 1, '', '')",
	"committee_delegation_has_a_reason":     "INSERT INTO committee_delegation " + delegationColumns + " VALUES (2, 1, 'B', '', '2009-09-04', '2009-09-05', '', 1, '', '')",
	"committee_delegation_days_in_order":    "INSERT INTO committee_delegation " + delegationColumns + " VALUES (2, 1, 'B', '', '2009-09-04', '2009-09-03', 'Motif', 1, '', '')",
	"committee_meeting_has_a_place":         "UPDATE committee_meeting SET place = ''",
	"committee_item_rank_counts_from_one":   "UPDATE committee_item SET rank = 0",
	"committee_attendance_known":            "UPDATE committee_attendance SET presence = 'perdu'",
	"committee_attendance_names_who_stands": "UPDATE committee_attendance SET presence = 'represented'",
	"committee_argument_has_a_reason":       "UPDATE committee_argument SET reason = ''",
	"committee_score_from_0_to_4":           "UPDATE committee_score SET points = 5",
	"delay_request_has_a_reason":            "INSERT INTO delay_request (id, campaign, milestone, school, until_day, reason, person, happened_at, recorded_at) VALUES (2, '2009-2010', 'project_sending', '0931420N', '2009-10-06', '', 1, '', '')",
	"delay_refusal_has_a_reason":            "INSERT INTO delay_refusal (id, request, reason, person, role, happened_at, recorded_at) VALUES (2, 1, '', 1, 'regional_pilot', '', '')",
	"committee_point_has_a_title":           "UPDATE committee_point SET title = ''",
	"committee_interest_has_a_reason":       "UPDATE committee_interest SET reason = ''",
	"committee_approval_has_a_digest":       "INSERT INTO committee_approval " + approvalColumns + " VALUES (2, 1, 'recteur', '24', 1, 'abc', 1, '', '')",
}

func TestEveryCheckRefusesIsNamedAndHasItsSentence(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		if err := write(d, rows...); err != nil {
			t.Fatal(err)
		}
		if d.Engine == Postgres { // so that one text makes bytes on both engines
			if err := write(d, "CREATE DOMAIN blob AS BYTEA"); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range checks(t) {
			err := write(d, broken[name])
			if got := Broken(err); broken[name] == "" || got != name {
				t.Errorf("Broken(%v) = %q, want %q", err, got, name)
			}
			if got := Sentence(err); got == "" {
				t.Errorf("Sentence of %s: got none, want it in French", name)
			}
		}
	})
	if got, want := len(sentences), len(checks(t)); got != want || len(broken) != want {
		t.Errorf("%d sentences and %d trials for %d checks", got, len(broken), want)
	}
}

func TestBrokenAndSentenceAreBlankForOtherErrors(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		twice := write(d, oneKey, oneKey)
		foreign := write(d, "INSERT INTO academie (code, name, region) VALUES ('24', 'Créteil', '11')")
		for _, err := range []error{twice, foreign, errors.New("other")} {
			if err == nil || Broken(err) != "" || Sentence(err) != "" {
				t.Errorf("Broken(%v) = %q, %q, want blank", err, Broken(err), Sentence(err))
			}
		}
	})
}

// What was validated before there were ceilings is committed under one, and posted.
func TestWhatWasValidatedIsCommitted(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		provider, err := d.provider()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), 27); err != nil {
			t.Fatal(err)
		}
		var before []string
		for _, row := range rows {
			for _, table := range []string{"region", "academie", "department", "school", "person", "campaign", "project"} {
				if strings.HasPrefix(row, "INSERT INTO "+table+" ") {
					before = append(before, row)
				}
			}
		}
		if err := write(d, append(before, "UPDATE project SET state = 'validated', granted_cents = 900",
			"INSERT INTO school "+schoolColumns+" VALUES ('0931421Z', 'Autre', 'college', '', '', '', '', '', '93', '24', '11', TRUE, '', '', '')",
			`INSERT INTO project (id, number, campaign, school, department, academie, region, state, released, revision, rules_version, asked_cents, opinion, saved_at, opened_at)
				VALUES (2, '2009-93-0002', '2009-2010', '0931421Z', '93', '24', '11', 'preselected', 'submitted', 1, 1, 500, '', '', '')`)...); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(t.Context(), func(tx *Tx) error {
			for table, want := range map[string]int64{"ceiling": 900, "envelope": 900} {
				var got struct{ Amount, Proposed, Committed int64 }
				if err := tx.Get(&got, "SELECT amount_cents AS amount, proposed_cents AS proposed, committed_cents AS committed FROM "+table); err != nil || got.Amount != want || got.Committed != want || got.Proposed != 500 {
					t.Errorf("%s: got %+v, %v, want %d committed of as much, 500 proposed", table, got, err, want)
				}
			}
			var balances []int64
			err := tx.Select(&balances, "SELECT cents FROM ledger_balance ORDER BY account")
			if !slices.Equal(balances, []int64{0, -900, 900}) { // ceiling, nation, project
				t.Errorf("balances: got %v", balances)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// checks lists the CHECKs named in the migrations; one without a name is a
// fault.
func checks(t *testing.T) []string {
	t.Helper()
	named := regexp.MustCompile(`CONSTRAINT (\w+) CHECK`)
	var all []string
	for _, text := range migrationTexts(t) {
		for _, found := range named.FindAllStringSubmatch(text, -1) {
			all = append(all, found[1])
		}
		if n := strings.Count(text, "CHECK ("); n != len(named.FindAllString(text, -1)) {
			t.Errorf("a migration has %d CHECKs, of which some have no name", n)
		}
	}
	slices.Sort(all)
	return all
}

func migrationTexts(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("migrations: got %d, %v", len(names), err)
	}
	var texts []string
	for _, name := range names {
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

func TestAppendOnlyTablesRefuseUpdateAndDelete(t *testing.T) {
	whole.Engines(t, func(t *testing.T, url string) {
		d := open(t, url)
		if err := write(d, rows...); err != nil {
			t.Fatal(err)
		}
		statements := []string{
			"UPDATE journal SET detail = '' WHERE seq = 1", "DELETE FROM journal WHERE seq = 1",
			"UPDATE project_step SET reason = '' WHERE id = 1", "DELETE FROM project_step WHERE id = 1",
			"UPDATE ledger_entry SET cents = 2 WHERE id = 1", "DELETE FROM ledger_entry WHERE id = 1",
			"UPDATE call_round SET role = 'b' WHERE id = 1", "DELETE FROM call_round WHERE id = 1",
			"UPDATE committee_approval SET digest = 'b' WHERE id = 1", "DELETE FROM committee_approval WHERE id = 1",
			"UPDATE role_grant_step SET reason = 'b' WHERE id = 1", "DELETE FROM role_grant_step WHERE id = 1",
			"UPDATE suspension SET suspended = FALSE WHERE id = 1", "DELETE FROM suspension WHERE id = 1",
			"UPDATE committee_delegation SET until_day = '2009-12-31' WHERE id = 1", "DELETE FROM committee_delegation WHERE id = 1",
			"UPDATE message SET text = 'Bonsoir' WHERE id = 1", "DELETE FROM message WHERE id = 1",
			"UPDATE project_version SET answers = '' WHERE project = 1", "DELETE FROM project_version WHERE project = 1",
			"UPDATE project_version_piece SET version = 2 WHERE project = 1", "DELETE FROM project_version_piece WHERE project = 1",
		}
		if d.Engine == Postgres {
			statements = append(statements, "TRUNCATE journal", "TRUNCATE project_step CASCADE", "TRUNCATE message CASCADE",
				"TRUNCATE project_version CASCADE", "TRUNCATE project_version_piece", "TRUNCATE ledger_entry", "TRUNCATE committee_approval",
				"TRUNCATE role_grant_step", "TRUNCATE suspension", "TRUNCATE committee_delegation CASCADE", "TRUNCATE call_round CASCADE")
		} else {
			statements = append(statements,
				"INSERT OR REPLACE INTO journal "+journalColumns+" VALUES (1, '', '', 1, 'school_lead', 'project.open', '', '', '', 'h1')",
				"INSERT OR REPLACE INTO ledger_entry "+ledgerColumns+" VALUES (1, 'a', 'b', 2, 'c', '', '')",
				"INSERT OR REPLACE INTO project_version "+versionColumns+" VALUES (1, 1, 1, 1, 1, 0, '[]', '"+digest+"')",
				"INSERT OR REPLACE INTO project_step "+stepColumns+" VALUES (1, 1, 'project.open', '', 'lost', 'school', FALSE, '', 1, 'school_lead', '', '')",
				"INSERT OR REPLACE INTO message "+messageColumns+" VALUES (1, '', 'regional', '', '', '', '', 1, '', 'Bonsoir', NULL, '', '')")
		}
		for _, statement := range statements {
			if err := write(d, statement); err == nil || !strings.Contains(err.Error(), "is append-only") {
				t.Errorf("%s: got %v, want it refused as append-only", statement, err)
			}
		}
	})
}
