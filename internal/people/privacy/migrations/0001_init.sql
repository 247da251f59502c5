CREATE TABLE privacy_export (
	person UUID NOT NULL,
	id UUID NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'ready', 'gone')),
	size BIGINT NOT NULL DEFAULT 0,
	asked_us BIGINT NOT NULL,
	ready_us BIGINT,
	expires_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'asked') = (ready_us IS NULL))
);

CREATE TABLE privacy_correction (
	person UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('identity', 'phone')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'refused', 'withdrawn')),
	wish BYTEA NOT NULL,
	photo UUID NOT NULL,
	answer TEXT NOT NULL,
	asked_us BIGINT NOT NULL,
	ended_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'open') = (ended_us IS NULL))
);

CREATE INDEX privacy_correction_id ON privacy_correction (id);

CREATE TABLE privacy_erasure (
	person UUID NOT NULL,
	id UUID NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'stopped', 'done')),
	rules TEXT COLLATE "C" NOT NULL,
	asked_us BIGINT NOT NULL,
	due_us BIGINT NOT NULL,
	ended_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'waiting') = (ended_us IS NULL))
);

CREATE INDEX privacy_erasure_done ON privacy_erasure (person) WHERE state = 'done';
