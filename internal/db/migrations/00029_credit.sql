-- +goose Up

-- « Clé de répartition »: foreign residents by department, sent as a file. One that
-- waits is in use once its sender has confirmed it; none is edited.
CREATE TABLE credit_key (
    id          BIGINT PRIMARY KEY,
    source      TEXT NOT NULL,
    year        BIGINT NOT NULL,
    state       TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    kept_at     TEXT,
    CONSTRAINT credit_key_state_known CHECK (state IN ('waiting', 'kept', 'dropped')),
    CONSTRAINT credit_key_has_a_source CHECK (source <> '')
);

-- residents NULL: the file does not say. It is not zero.
CREATE TABLE credit_key_row (
    key        BIGINT NOT NULL REFERENCES credit_key (id),
    department TEXT NOT NULL REFERENCES department (code),
    residents  BIGINT,
    confidence TEXT NOT NULL,
    CONSTRAINT credit_key_row_is_not_negative CHECK (residents >= 0),
    PRIMARY KEY (key, department)
);

-- « Simulation »: a way to share the national amount. It keeps what it was made from.
CREATE TABLE simulation (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    number      BIGINT NOT NULL,
    name        TEXT NOT NULL,
    total_cents BIGINT NOT NULL,
    floor_cents BIGINT NOT NULL,
    key_source  TEXT NOT NULL,
    key_year    BIGINT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    adopted_at  TEXT,
    CONSTRAINT simulation_has_a_name CHECK (name <> ''),
    CONSTRAINT simulation_shares_something CHECK (total_cents > 0 AND floor_cents >= 0),
    UNIQUE (campaign, number)
);

-- The last number given in a campaign: what people read out.
CREATE TABLE simulation_number (
    campaign TEXT PRIMARY KEY REFERENCES campaign (code),
    last     BIGINT NOT NULL
);

-- What a department gets. changed_cents: what a person decided instead, with a reason.
CREATE TABLE simulation_share (
    simulation     BIGINT NOT NULL REFERENCES simulation (id),
    department     TEXT NOT NULL REFERENCES department (code),
    academie       TEXT NOT NULL,
    region         TEXT NOT NULL,
    residents      BIGINT NOT NULL,
    confidence     TEXT NOT NULL,
    computed_cents BIGINT NOT NULL,
    changed_cents  BIGINT,
    reason         TEXT NOT NULL,
    CONSTRAINT simulation_share_is_not_negative CHECK (computed_cents >= 0 AND COALESCE(changed_cents, 0) >= 0),
    CONSTRAINT simulation_change_has_a_reason CHECK ((changed_cents IS NULL) = (reason = '')),
    PRIMARY KEY (simulation, department)
);

-- « Plafond départemental »: amount NULL is not notified yet. committed moves in the
-- transaction that validates a project, and never passes the amount; proposed is what
-- the region preselected and the nation has not decided: it may.
CREATE TABLE ceiling (
    campaign        TEXT NOT NULL REFERENCES campaign (code),
    department      TEXT NOT NULL REFERENCES department (code),
    academie        TEXT NOT NULL,
    region          TEXT NOT NULL,
    amount_cents    BIGINT,
    proposed_cents  BIGINT NOT NULL,
    committed_cents BIGINT NOT NULL,
    CONSTRAINT ceiling_is_not_passed CHECK (committed_cents <= COALESCE(amount_cents, 0)),
    CONSTRAINT ceiling_is_not_negative CHECK (COALESCE(amount_cents, 0) >= 0 AND proposed_cents >= 0 AND committed_cents >= 0),
    PRIMARY KEY (campaign, department)
);

-- « Enveloppe régionale »: the same for a region, whatever its number of académies.
CREATE TABLE envelope (
    campaign        TEXT NOT NULL REFERENCES campaign (code),
    region          TEXT NOT NULL REFERENCES region (code),
    amount_cents    BIGINT,
    proposed_cents  BIGINT NOT NULL,
    committed_cents BIGINT NOT NULL,
    CONSTRAINT envelope_is_not_passed CHECK (committed_cents <= COALESCE(amount_cents, 0)),
    CONSTRAINT envelope_is_not_negative CHECK (COALESCE(amount_cents, 0) >= 0 AND proposed_cents >= 0 AND committed_cents >= 0),
    PRIMARY KEY (campaign, region)
);

-- « Établissement mutualisateur »: one EPLE per académie at a time, named by the rectorat
-- (§4). Its name and address are the directory's. A row is never changed but to say that
-- the payer received it, and why another took its place.
CREATE TABLE pooling_school (
    id           BIGINT PRIMARY KEY,
    campaign     TEXT NOT NULL REFERENCES campaign (code),
    academie     TEXT NOT NULL REFERENCES academie (code),
    region       TEXT NOT NULL REFERENCES region (code),
    school       TEXT NOT NULL REFERENCES school (uai),
    kind         TEXT NOT NULL,
    contact      TEXT NOT NULL,
    phone        TEXT NOT NULL,
    email        TEXT NOT NULL,
    person       BIGINT NOT NULL REFERENCES person (id),
    happened_at  TEXT NOT NULL,
    recorded_at  TEXT NOT NULL,
    received_on  TEXT,
    received_by  BIGINT REFERENCES person (id),
    replaced_at  TEXT,
    reason       TEXT NOT NULL,
    CONSTRAINT pooling_school_is_an_eple CHECK (kind IN ('college', 'lycee')),
    CONSTRAINT pooling_school_has_a_contact CHECK (contact <> '' AND (phone <> '' OR email <> '')),
    CONSTRAINT pooling_school_received_by_one CHECK ((received_on IS NULL) = (received_by IS NULL)),
    CONSTRAINT pooling_school_replaced_for CHECK ((replaced_at IS NULL) = (reason = ''))
);

CREATE UNIQUE INDEX pooling_school_one_at_a_time ON pooling_school (campaign, academie) WHERE replaced_at IS NULL;

-- What was validated before there were ceilings: each is what is already committed.
INSERT INTO ceiling (campaign, department, academie, region, amount_cents, proposed_cents, committed_cents)
SELECT campaign, department, max(academie), max(region), SUM(granted_cents),
    SUM(CASE WHEN state IN ('preselected', 'transmitted', 'sent_back') THEN asked_cents ELSE 0 END), COALESCE(SUM(granted_cents), 0)
FROM project GROUP BY campaign, department;

INSERT INTO envelope (campaign, region, amount_cents, proposed_cents, committed_cents)
SELECT campaign, region, SUM(amount_cents), SUM(proposed_cents), SUM(committed_cents) FROM ceiling GROUP BY campaign, region;

INSERT INTO ledger_entry (id, debit, credit, cents, subject, happened_at, recorded_at)
SELECT -min(id), 'ceiling:' || campaign || '/' || department, 'nation:' || campaign, SUM(granted_cents), 'campaign:' || campaign, max(saved_at), max(saved_at)
FROM project WHERE granted_cents IS NOT NULL GROUP BY campaign, department;

INSERT INTO ledger_entry (id, debit, credit, cents, subject, happened_at, recorded_at)
SELECT id, 'project:' || number, 'ceiling:' || campaign || '/' || department, granted_cents, 'project:' || number, saved_at, saved_at
FROM project WHERE granted_cents IS NOT NULL;

INSERT INTO ledger_balance (account, cents)
SELECT account, SUM(cents) FROM (SELECT debit AS account, cents FROM ledger_entry UNION ALL SELECT credit, -cents FROM ledger_entry) AS moved GROUP BY account;
