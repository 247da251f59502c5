CREATE TABLE staff_member (
	person UUID NOT NULL PRIMARY KEY,
	name BYTEA NOT NULL,
	totp BYTEA,
	totp_step BIGINT NOT NULL,
	barred_us BIGINT,
	barred_by TEXT COLLATE "C" NOT NULL,
	barred_why TEXT NOT NULL,
	invited_by TEXT COLLATE "C" NOT NULL,
	invited_us BIGINT NOT NULL,
	joined_us BIGINT,
	seen_us BIGINT
);

CREATE TABLE staff_password (
	person UUID NOT NULL REFERENCES staff_member (person),
	id UUID NOT NULL,
	hash BYTEA NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE TABLE staff_recovery (
	person UUID NOT NULL REFERENCES staff_member (person),
	mac BYTEA NOT NULL,
	used_us BIGINT,
	PRIMARY KEY (person, mac)
);

CREATE TABLE staff_try (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	wrong BIGINT NOT NULL CHECK (wrong >= 0),
	last_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL
);

CREATE TABLE staff_link (
	token_hash BYTEA NOT NULL PRIMARY KEY,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('office', 'invite', 'factor', 'both', 'password')),
	role TEXT COLLATE "C" NOT NULL CHECK ((kind = 'office') = (role <> '')),
	person TEXT COLLATE "C" NOT NULL CHECK ((kind = 'office') = (person = '')),
	totp BYTEA,
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	used_us BIGINT
);

CREATE INDEX staff_link_whose ON staff_link (person, role);

CREATE TABLE staff_office (
	role TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

CREATE TABLE staff_act (
	person UUID NOT NULL,
	id UUID NOT NULL,
	act TEXT COLLATE "C" NOT NULL CHECK (act IN ('granted', 'revoked')),
	role TEXT COLLATE "C" NOT NULL,
	area TEXT COLLATE "C" NOT NULL,
	from_us BIGINT,
	to_us BIGINT,
	done_by TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE INDEX staff_act_id ON staff_act (id);
