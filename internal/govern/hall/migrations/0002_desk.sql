CREATE TABLE hall_visit (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	clerk UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('hall', 'call')),
	reason TEXT NOT NULL CHECK (reason <> ''),
	opened_us BIGINT NOT NULL,
	closed_us BIGINT,
	PRIMARY KEY (hall_id, id)
);

CREATE INDEX hall_visit_clerk ON hall_visit (hall_id, clerk, id) WHERE closed_us IS NULL;

CREATE TABLE hall_mandate (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	employer_id UUID NOT NULL,
	agent UUID NOT NULL,
	basis TEXT COLLATE "C" NOT NULL CHECK (basis IN ('standing', 'present', 'called')),
	note TEXT NOT NULL CHECK (note <> ''),
	noted_by UUID NOT NULL,
	noted_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL,
	ended_us BIGINT,
	ended_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	PRIMARY KEY (hall_id, id),
	CHECK (until_us > noted_us)
);

CREATE INDEX hall_mandate_employer ON hall_mandate (hall_id, employer_id, until_us);

CREATE INDEX hall_mandate_agent ON hall_mandate (agent, id);

CREATE TABLE hall_dispatch (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	employer_id UUID NOT NULL,
	job_id UUID NOT NULL,
	title TEXT NOT NULL,
	area TEXT COLLATE "C" NOT NULL,
	min_level BIGINT NOT NULL DEFAULT 0 CHECK (min_level BETWEEN 0 AND 7),
	transport TEXT NOT NULL DEFAULT '',
	meeting TEXT NOT NULL DEFAULT '',
	meet_us BIGINT,
	leader TEXT COLLATE "C" NOT NULL DEFAULT '',
	clerk UUID NOT NULL,
	made_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL,
	ended_us BIGINT,
	version BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (hall_id, id),
	UNIQUE (hall_id, job_id)
);

CREATE INDEX hall_dispatch_job ON hall_dispatch (job_id);

CREATE TABLE hall_call (
	hall_id UUID NOT NULL,
	dispatch_id UUID NOT NULL,
	person_id UUID NOT NULL,
	n BIGINT NOT NULL CHECK (n > 0),
	outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('yes', 'no', 'no_answer', 'later')),
	note TEXT NOT NULL,
	again_us BIGINT,
	clerk UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (hall_id, dispatch_id, person_id, n),
	CHECK ((again_us IS NULL) OR outcome = 'later')
);
