-- +goose Up

-- « Comité de pilotage » (§3.1, §3.2): one for each region of a campaign, and that
-- of the nation, whose region is blank. The row comes with the first act on it.
CREATE TABLE committee (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    region      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (campaign, region)
);

-- A seat in a committee, from a day until another, its last. The académie is that
-- of a recteur; the person is the account of a member who has one.
CREATE TABLE committee_member (
    id          BIGINT PRIMARY KEY,
    committee   BIGINT NOT NULL REFERENCES committee (id),
    name        TEXT NOT NULL,
    title       TEXT NOT NULL,
    quality     TEXT NOT NULL,
    academie    TEXT NOT NULL,
    person      BIGINT REFERENCES person (id),
    from_day    TEXT NOT NULL,
    until_day   TEXT,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT committee_member_has_a_name CHECK (name <> ''),
    CONSTRAINT committee_member_days_in_order CHECK (until_day IS NULL OR until_day >= from_day)
);

CREATE INDEX committee_member_by_committee ON committee_member (committee, from_day);
CREATE INDEX committee_member_by_person ON committee_member (person);
CREATE UNIQUE INDEX committee_member_one_seat ON committee_member (committee, person) WHERE until_day IS NULL;

-- Who stands for a co-president, from when until when, and why. Never edited.
CREATE TABLE committee_delegation (
    id          BIGINT PRIMARY KEY,
    member      BIGINT NOT NULL REFERENCES committee_member (id),
    name        TEXT NOT NULL,
    title       TEXT NOT NULL,
    person      BIGINT REFERENCES person (id),
    from_day    TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    by_person   BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT committee_delegation_has_a_name CHECK (name <> ''),
    CONSTRAINT committee_delegation_has_a_reason CHECK (reason <> ''),
    CONSTRAINT committee_delegation_days_in_order CHECK (until_day >= from_day)
);

CREATE INDEX committee_delegation_by_member ON committee_delegation (member);

-- A meeting: one a day, by which it is named. Its revision goes up with each new order of its files.
CREATE TABLE committee_meeting (
    id          BIGINT PRIMARY KEY,
    committee   BIGINT NOT NULL REFERENCES committee (id),
    held_on     TEXT NOT NULL,
    starts_at   TEXT NOT NULL,
    place       TEXT NOT NULL,
    revision    BIGINT NOT NULL,
    closed_at   TEXT,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT committee_meeting_has_a_place CHECK (place <> '')
);

CREATE UNIQUE INDEX committee_meeting_one_a_day ON committee_meeting (committee, held_on);

-- A thing on the agenda. The subject is opaque ("project:2009-93-0042"); its rank
-- is that of the order of the meeting, none as long as it has none.
CREATE TABLE committee_item (
    meeting BIGINT NOT NULL REFERENCES committee_meeting (id),
    subject TEXT NOT NULL,
    rank    BIGINT,
    PRIMARY KEY (meeting, subject),
    CONSTRAINT committee_item_rank_counts_from_one CHECK (rank IS NULL OR rank >= 1)
);

CREATE UNIQUE INDEX committee_item_one_rank ON committee_item (meeting, rank);

-- Who was there. Represented: by the delegation named.
CREATE TABLE committee_attendance (
    meeting    BIGINT NOT NULL REFERENCES committee_meeting (id),
    member     BIGINT NOT NULL REFERENCES committee_member (id),
    presence   TEXT NOT NULL,
    delegation BIGINT REFERENCES committee_delegation (id),
    PRIMARY KEY (meeting, member),
    CONSTRAINT committee_attendance_known CHECK (presence IN ('present', 'represented', 'excused')),
    CONSTRAINT committee_attendance_names_who_stands CHECK ((presence = 'represented') = (delegation IS NOT NULL))
);

-- What a member declared about a thing on the agenda: an interest in it, which
-- keeps them out of it, in this meeting and in those that follow.
CREATE TABLE committee_interest (
    committee   BIGINT NOT NULL REFERENCES committee (id),
    subject     TEXT NOT NULL,
    member      BIGINT NOT NULL REFERENCES committee_member (id),
    reason      TEXT NOT NULL,
    by_person   BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (committee, subject, member),
    CONSTRAINT committee_interest_has_a_reason CHECK (reason <> '')
);
