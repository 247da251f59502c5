ALTER TABLE audit_entry ADD COLUMN link BIGINT;

ALTER TABLE audit_entry ADD COLUMN mac BYTEA;

CREATE INDEX audit_entry_loose ON audit_entry (id) WHERE link IS NULL;

CREATE INDEX audit_entry_id ON audit_entry (id);

CREATE INDEX audit_entry_link ON audit_entry (link);

CREATE INDEX audit_entry_actor ON audit_entry (actor, id);

CREATE INDEX audit_entry_act ON audit_entry (act, id);

CREATE TABLE audit_head (
	chain TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	link BIGINT NOT NULL,
	mac BYTEA NOT NULL,
	at_us BIGINT NOT NULL
);
