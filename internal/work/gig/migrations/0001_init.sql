CREATE TABLE gig_job (
	id UUID NOT NULL PRIMARY KEY,
	employer_id UUID NOT NULL,
	poster_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'in_review', 'refused', 'unfunded', 'open', 'closed', 'cancelled', 'expired')),
	mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('tap', 'choice')),
	trade TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL CHECK (length(title) <= 60),
	note TEXT NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	lat_e7 BIGINT NOT NULL,
	lon_e7 BIGINT NOT NULL,
	cell BIGINT NOT NULL,
	address TEXT NOT NULL,
	door BYTEA,
	contact_name BYTEA,
	contact_phone BYTEA,
	windows JSONB NOT NULL,
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL CHECK (end_us > start_us),
	people BIGINT NOT NULL CHECK (people > 0),
	pay_minor BIGINT NOT NULL CHECK (pay_minor BETWEEN 1 AND 9007199254740991),
	currency TEXT COLLATE "C" NOT NULL,
	pay_unit TEXT COLLATE "C" NOT NULL CHECK (pay_unit IN ('job', 'hour', 'day', 'piece')),
	quantity BIGINT NOT NULL CHECK (quantity > 0),
	work_minutes BIGINT NOT NULL CHECK (work_minutes > 0),
	hour_minor BIGINT NOT NULL CHECK (hour_minor BETWEEN 0 AND 9007199254740991),
	each_minor BIGINT NOT NULL CHECK (each_minor BETWEEN 1 AND 9007199254740991),
	tools BOOLEAN NOT NULL,
	meals BOOLEAN NOT NULL,
	outdoor BOOLEAN NOT NULL,
	min_age BIGINT NOT NULL CHECK (min_age >= 16),
	radius_m BIGINT NOT NULL CHECK (radius_m > 0),
	choose_us BIGINT,
	photos JSONB NOT NULL,
	findings JSONB NOT NULL,
	search TEXT NOT NULL,
	places BIGINT NOT NULL,
	booked BIGINT NOT NULL DEFAULT 0 CHECK (booked >= 0),
	line_in BIGINT NOT NULL DEFAULT 0,
	line_out BIGINT NOT NULL DEFAULT 0 CHECK (line_out >= 0),
	shut BOOLEAN NOT NULL DEFAULT FALSE,
	funding TEXT COLLATE "C" NOT NULL DEFAULT 'none' CHECK (funding IN ('none', 'asked', 'held', 'failed')),
	held_minor BIGINT NOT NULL DEFAULT 0 CHECK (held_minor BETWEEN 0 AND 9007199254740991),
	paid_minor BIGINT NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor BIGINT NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	reason TEXT NOT NULL DEFAULT '',
	revision BIGINT NOT NULL DEFAULT 1,
	steps BIGINT NOT NULL DEFAULT 0,
	created_us BIGINT NOT NULL,
	opened_us BIGINT NOT NULL DEFAULT 0,
	ended_us BIGINT NOT NULL DEFAULT 0,
	CHECK (booked <= places),
	CHECK (line_out <= line_in),
	CHECK (paid_minor + back_minor <= held_minor)
);

CREATE INDEX gig_job_employer ON gig_job (employer_id, id);

CREATE INDEX gig_job_new ON gig_job (opened_us, id) WHERE state = 'open' AND NOT shut;

CREATE INDEX gig_job_near ON gig_job (cell) WHERE state = 'open' AND NOT shut;

CREATE TABLE gig_engagement (
	job_id UUID NOT NULL,
	id UUID NOT NULL,
	worker_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'working', 'finished', 'stated', 'contested', 'paid', 'cancelled', 'no_show')),
	how TEXT COLLATE "C" NOT NULL CHECK (how IN ('tap', 'choice', 'line')),
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	currency TEXT COLLATE "C" NOT NULL,
	hold_minor BIGINT NOT NULL CHECK (hold_minor >= 0),
	paid_minor BIGINT NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor BIGINT NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	planned BIGINT NOT NULL CHECK (planned > 0),
	stated BIGINT CHECK (stated >= 0),
	stated_us BIGINT,
	stated_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	stated_note TEXT NOT NULL DEFAULT '',
	offered BIGINT CHECK (offered >= 0),
	offered_us BIGINT,
	offered_reason TEXT NOT NULL DEFAULT '',
	booked_us BIGINT NOT NULL,
	started_us BIGINT,
	started_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	finished_us BIGINT,
	ended_us BIGINT,
	ended_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	end_reason TEXT NOT NULL DEFAULT '',
	late BOOLEAN NOT NULL DEFAULT FALSE,
	code TEXT COLLATE "C" NOT NULL DEFAULT '',
	code_tries BIGINT NOT NULL DEFAULT 0,
	version BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (job_id, id),
	CHECK (paid_minor + back_minor <= hold_minor)
);

CREATE INDEX gig_engagement_id ON gig_engagement (id);

CREATE INDEX gig_engagement_worker ON gig_engagement (worker_id, id);

CREATE TABLE gig_slot (
	worker_id UUID NOT NULL,
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('booked', 'line', 'barred')),
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	engagement_id UUID,
	line BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (worker_id, job_id, n)
);

CREATE TABLE gig_line (
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	worker_id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (job_id, n)
);

CREATE TABLE gig_block (
	worker_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	side TEXT COLLATE "C" NOT NULL CHECK (side IN ('worker', 'employer')),
	reason TEXT NOT NULL,
	by_id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (worker_id, employer_id, side)
);

CREATE TABLE gig_worker (
	worker_id UUID NOT NULL PRIMARY KEY
);

CREATE TABLE gig_step (
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	engagement_id UUID,
	at_us BIGINT NOT NULL,
	role TEXT COLLATE "C" NOT NULL CHECK (role IN ('worker', 'employer', 'staff', 'clock', 'bank')),
	zh TEXT NOT NULL,
	en TEXT NOT NULL,
	PRIMARY KEY (job_id, n)
);
