CREATE TABLE account_account (
	person UUID NOT NULL PRIMARY KEY,
	phone BYTEA NOT NULL,
	since_us BIGINT NOT NULL
);

CREATE TABLE account_phone (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL
);

CREATE TABLE account_code (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	mac BYTEA NOT NULL,
	expires_us BIGINT NOT NULL,
	tries BIGINT NOT NULL CHECK (tries >= 0)
);

CREATE TABLE account_request (
	asker BYTEA NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (asker, id)
);

CREATE TABLE account_session (
	token_hash BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL,
	id UUID NOT NULL,
	device TEXT NOT NULL,
	addr TEXT NOT NULL,
	begun_us BIGINT NOT NULL,
	seen_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);

CREATE INDEX account_session_person ON account_session (person, id);

CREATE TABLE account_role (
	person UUID NOT NULL,
	role TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	from_us BIGINT NOT NULL,
	to_us BIGINT,
	granted_by TEXT COLLATE "C" NOT NULL,
	granted_us BIGINT NOT NULL,
	PRIMARY KEY (person, role, region, from_us)
);
