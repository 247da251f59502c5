CREATE TABLE intake_person (
	person UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	operator UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	phone BOOLEAN NOT NULL,
	first_us BIGINT NOT NULL,
	taken_us BIGINT
);

CREATE TABLE intake_record (
	person UUID NOT NULL,
	id UUID NOT NULL,
	operator UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('fresh', 'change')),
	region TEXT COLLATE "C" NOT NULL,
	region_before TEXT COLLATE "C" NOT NULL,
	before JSONB NOT NULL,
	after JSONB NOT NULL,
	consents TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('kept', 'reversed')),
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE INDEX intake_record_operator ON intake_record (operator, id);

CREATE TABLE intake_slip (
	code_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL,
	code BYTEA NOT NULL,
	made_by UUID NOT NULL,
	made_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);

CREATE INDEX intake_slip_person ON intake_slip (person);

CREATE TABLE intake_try (
	asker BYTEA NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (asker, id)
);

CREATE TABLE intake_import (
	operator UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('ready', 'running', 'done')),
	doc JSONB NOT NULL,
	done BIGINT NOT NULL,
	chosen BIGINT NOT NULL,
	at_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL,
	PRIMARY KEY (operator, id)
);

CREATE TABLE intake_row (
	operator UUID NOT NULL,
	import UUID NOT NULL,
	n BIGINT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('fresh', 'change', 'same', 'bad', 'done')),
	chosen BOOLEAN NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (operator, import, n)
);

CREATE TABLE intake_contest (
	person UUID NOT NULL,
	id UUID NOT NULL,
	entry TEXT COLLATE "C" NOT NULL,
	act TEXT COLLATE "C" NOT NULL,
	doer TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	reason TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'answered')),
	answer TEXT NOT NULL,
	answered_by TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	answered_us BIGINT,
	PRIMARY KEY (person, id)
);

CREATE INDEX intake_contest_state ON intake_contest (state, id);
