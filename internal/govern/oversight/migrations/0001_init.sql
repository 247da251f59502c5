CREATE TABLE oversight_review (
	subject UUID NOT NULL PRIMARY KEY,
	kind TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL,
	findings JSONB NOT NULL,
	asker TEXT COLLATE "C" NOT NULL,
	employer TEXT COLLATE "C" NOT NULL,
	revision BIGINT NOT NULL,
	round BIGINT NOT NULL CHECK (round > 0),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
	asked_us BIGINT NOT NULL,
	decided_us BIGINT,
	CHECK ((state = 'open') = (decided_us IS NULL))
);

CREATE INDEX oversight_review_open ON oversight_review (asked_us, subject) WHERE state = 'open';

CREATE INDEX oversight_review_decided ON oversight_review (state, decided_us, subject) WHERE state <> 'open';

CREATE TABLE oversight_decision (
	subject UUID NOT NULL REFERENCES oversight_review (subject),
	round BIGINT NOT NULL CHECK (round > 0),
	approved BOOLEAN NOT NULL,
	reason TEXT NOT NULL CHECK (approved OR reason <> ''),
	reviewer TEXT COLLATE "C" NOT NULL CHECK (reviewer <> ''),
	reviewer_name TEXT NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (subject, round)
);
