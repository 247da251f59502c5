CREATE TABLE reply_offer (
	person_id UUID NOT NULL,
	id UUID NOT NULL,
	job_id UUID NOT NULL,
	digit BIGINT NOT NULL CHECK (digit BETWEEN 1 AND 9),
	title TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'yes', 'no', 'refused', 'over')),
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL,
	answered_us BIGINT,
	PRIMARY KEY (person_id, id),
	CHECK ((state IN ('open', 'over')) = (answered_us IS NULL))
);

CREATE UNIQUE INDEX reply_offer_digit ON reply_offer (person_id, digit) WHERE state = 'open';

CREATE TABLE reply_heard (
	message TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person TEXT COLLATE "C" NOT NULL,
	word TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL
);
