CREATE TABLE person_person (
	person UUID NOT NULL PRIMARY KEY,
	name BYTEA NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	document BYTEA NOT NULL,
	birth TEXT COLLATE "C" NOT NULL CHECK (LENGTH(birth) = 10),
	verified_us BIGINT NOT NULL
);

CREATE TABLE person_document (
	document_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL
);

CREATE TABLE person_attempt (
	person UUID NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('asked', 'consistent', 'mismatch', 'unavailable', 'taken')),
	PRIMARY KEY (person, id)
);

CREATE TABLE person_profile (
	person UUID NOT NULL PRIMARY KEY,
	doc JSONB NOT NULL,
	changed_us BIGINT NOT NULL
);

CREATE TABLE person_consent (
	person UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	granted BOOLEAN NOT NULL,
	version TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	hash TEXT COLLATE "C" NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	operator TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, kind, id)
);

CREATE TABLE person_look (
	person UUID NOT NULL,
	id UUID NOT NULL,
	looker TEXT COLLATE "C" NOT NULL,
	role TEXT COLLATE "C" NOT NULL CHECK (role IN ('self', 'reviewer', 'party', 'system')),
	field TEXT COLLATE "C" NOT NULL CHECK (field IN ('name', 'document', 'phone')),
	reason TEXT NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);
