-- +goose Up

-- What opens an account. Nothing here is a secret: hash is Argon2id ('' while no
-- password was chosen); the private addresses, the keys of the second factor and
-- the recovery codes are made again from the installation's key, which is not in
-- the database. All instants are the machine's.
CREATE TABLE password (
    person     BIGINT PRIMARY KEY REFERENCES person (id),
    hash       TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    CONSTRAINT password_is_hashed CHECK (substr(hash, 2, 9) = 'argon2id' || substr(hash, 1, 1))
);

-- « Lien » of a letter: an invitation, or a forgotten password. The latest serial
-- opens, until its end; ends_at NULL: it was used, or ended by a password chosen.
CREATE TABLE private_link (
    person  BIGINT NOT NULL REFERENCES person (id),
    purpose TEXT NOT NULL,
    serial  BIGINT NOT NULL,
    made_at TEXT NOT NULL,
    ends_at TEXT,
    PRIMARY KEY (person, purpose),
    CONSTRAINT private_link_purpose_known CHECK (purpose IN ('invitation', 'password'))
);

-- « Second facteur ». device is the sign-in that it was made in, a part of its
-- key; NULL: none is on. last_step is the last period of 30 s a code of which was
-- taken. codes is the serial of the recovery codes; they are shown to the sign-in
-- that made them until codes_until.
CREATE TABLE second_factor (
    person       BIGINT PRIMARY KEY REFERENCES person (id),
    serial       BIGINT NOT NULL,
    device       BIGINT,
    since        TEXT,
    last_step    BIGINT NOT NULL,
    codes        BIGINT NOT NULL,
    codes_device BIGINT,
    codes_until  TEXT,
    CONSTRAINT second_factor_on_since CHECK ((device IS NULL) = (since IS NULL))
);

-- The recovery codes that were used, by their rank.
CREATE TABLE recovery_code_used (
    person  BIGINT NOT NULL REFERENCES person (id),
    codes   BIGINT NOT NULL,
    rank    BIGINT NOT NULL,
    used_at TEXT NOT NULL,
    PRIMARY KEY (person, codes, rank)
);

-- « Appareil »: a sign-in, as its person sees it. door is how it was opened:
-- with a password, or « Entrer comme… » of an example. until_at is its end by
-- itself; ended_at, when it was ended before.
CREATE TABLE device (
    id       BIGINT PRIMARY KEY,
    person   BIGINT NOT NULL REFERENCES person (id),
    door     TEXT NOT NULL,
    browser  TEXT NOT NULL,
    address  TEXT NOT NULL,
    first_at TEXT NOT NULL,
    last_at  TEXT NOT NULL,
    until_at TEXT NOT NULL,
    ended_at TEXT,
    CONSTRAINT device_door_known CHECK (door IN ('password', 'example'))
);

CREATE INDEX device_by_person ON device (person, id);
CREATE INDEX device_by_end ON device (until_at);

-- What was tried and failed, by whom: an account, a network address. Nothing is
-- tried before next_at, on any node. A name that is nobody's is kept as a keyed
-- hash: people type passwords there.
CREATE TABLE slowdown (
    subject  TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    next_at  TEXT NOT NULL,
    last_at  TEXT NOT NULL,
    CONSTRAINT slowdown_counts_failures CHECK (failures >= 0)
);

CREATE INDEX slowdown_by_age ON slowdown (last_at);

-- Who forgot their password: NULL is nobody, so that asking costs the same for a
-- name that is no one's. The letters are written in the background.
CREATE TABLE forgotten_password (
    id          BIGINT PRIMARY KEY,
    person      BIGINT REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

-- People type their login or address with capitals.
CREATE INDEX person_by_folded_login ON person (lower(login));
CREATE INDEX person_by_folded_email ON person (lower(email));
