-- +goose Up

-- When a campaign was first made the current one; NULL: it is still in preparation.
ALTER TABLE campaign ADD COLUMN opened_at TEXT;
UPDATE campaign SET opened_at = (SELECT min(recorded_at) FROM campaign_file WHERE campaign_file.campaign = campaign.code);

CREATE UNIQUE INDEX campaign_current_is_one ON campaign (current) WHERE current;

-- Who made a version of the rules, when and why. What changed is told by the files. person 0: the program.
CREATE TABLE campaign_version (
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    version     BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL,
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (campaign, version),
    CONSTRAINT campaign_version_has_a_reason CHECK (reason <> '')
);

INSERT INTO campaign_version (campaign, version, reason, person, role, happened_at, recorded_at)
SELECT campaign, version, 'Dossier livré avec Préau.', 0, 'program', min(recorded_at), min(recorded_at)
FROM campaign_file GROUP BY campaign, version;
