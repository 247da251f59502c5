CREATE TABLE kiosk_machine (
	key_hash BYTEA NOT NULL PRIMARY KEY,
	id UUID NOT NULL,
	hall_id UUID NOT NULL,
	name TEXT NOT NULL CHECK (name <> ''),
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	ended_us BIGINT
);

CREATE INDEX kiosk_machine_hall ON kiosk_machine (hall_id, id);

CREATE TABLE kiosk_scan (
	code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	secret_hash BYTEA NOT NULL,
	hall_id UUID NOT NULL,
	pair TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL DEFAULT '',
	expires_us BIGINT NOT NULL
);

CREATE TABLE kiosk_code (
	who BYTEA NOT NULL PRIMARY KEY,
	mac BYTEA NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	tries BIGINT NOT NULL CHECK (tries >= 0),
	asked BIGINT NOT NULL CHECK (asked > 0),
	since_us BIGINT NOT NULL,
	asked_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);
