-- What is known of a person. A row comes to be with the first fact about them.
CREATE TABLE match_worker (
	person_id UUID NOT NULL PRIMARY KEY,
	verified BOOLEAN NOT NULL DEFAULT FALSE,
	birth TEXT COLLATE "C" NOT NULL DEFAULT '',
	looking BOOLEAN NOT NULL DEFAULT FALSE,
	lat_e7 BIGINT NOT NULL DEFAULT 0,
	lon_e7 BIGINT NOT NULL DEFAULT 0,
	radius_m BIGINT NOT NULL DEFAULT 0,
	hours JSONB NOT NULL DEFAULT '[]',
	lowest_hour_minor BIGINT NOT NULL DEFAULT 0,
	lowest_day_minor BIGINT NOT NULL DEFAULT 0,
	lowest_currency TEXT COLLATE "C" NOT NULL DEFAULT '',
	tools BOOLEAN NOT NULL DEFAULT FALSE,
	vehicle TEXT COLLATE "C" NOT NULL DEFAULT '',
	quiet_from BIGINT NOT NULL DEFAULT 1320 CHECK (quiet_from BETWEEN 0 AND 1439),
	quiet_to BIGINT NOT NULL DEFAULT 360 CHECK (quiet_to BETWEEN 0 AND 1439),
	stars_e2 BIGINT NOT NULL DEFAULT 0,
	rated BIGINT NOT NULL DEFAULT 0,
	done BIGINT NOT NULL DEFAULT 0,
	late BIGINT NOT NULL DEFAULT 0
);

-- What a person can do. ready repeats verified and looking; cell and the box
-- around the person's radius let a job find those whom it can reach.
CREATE TABLE match_trade (
	person_id UUID NOT NULL REFERENCES match_worker (person_id),
	trade TEXT COLLATE "C" NOT NULL,
	level BIGINT NOT NULL CHECK (level BETWEEN 0 AND 7),
	ready BOOLEAN NOT NULL,
	cell BIGINT NOT NULL,
	south_e7 BIGINT NOT NULL,
	north_e7 BIGINT NOT NULL,
	west_e7 BIGINT NOT NULL,
	east_e7 BIGINT NOT NULL,
	PRIMARY KEY (person_id, trade)
);

CREATE INDEX match_trade_near ON match_trade (trade, cell) WHERE ready;

-- The regions in which a person looks, once for each trade.
CREATE TABLE match_area (
	person_id UUID NOT NULL REFERENCES match_worker (person_id),
	trade TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	ready BOOLEAN NOT NULL,
	PRIMARY KEY (person_id, trade, region)
);

CREATE INDEX match_area_in ON match_area (trade, region, person_id) WHERE ready;

-- A place in a job that a person has or had.
CREATE TABLE match_stint (
	person_id UUID NOT NULL,
	engagement_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	job_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('booked', 'left', 'late', 'paid')),
	PRIMARY KEY (person_id, engagement_id)
);

CREATE INDEX match_stint_employer ON match_stint (employer_id, person_id);

-- The windows of the places that people now hold.
CREATE TABLE match_busy (
	person_id UUID NOT NULL,
	engagement_id UUID NOT NULL,
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	job_id UUID NOT NULL,
	PRIMARY KEY (person_id, engagement_id, start_us)
);

CREATE INDEX match_busy_until ON match_busy (end_us, start_us, person_id);

-- A job and how far its call for people has come. facts and start_us are missing
-- while only later news of the job has arrived.
CREATE TABLE match_job (
	job_id UUID NOT NULL PRIMARY KEY,
	facts JSONB,
	start_us BIGINT,
	open BIGINT NOT NULL CHECK (open >= 0),
	ended_us BIGINT,
	waves BIGINT NOT NULL DEFAULT 0,
	idle BIGINT NOT NULL DEFAULT 0,
	last_us BIGINT,
	next_us BIGINT
);

-- Who was told of which job, and what their score was made of.
CREATE TABLE match_ring (
	job_id UUID NOT NULL,
	person_id UUID NOT NULL,
	wave BIGINT NOT NULL,
	rank BIGINT NOT NULL,
	told_us BIGINT NOT NULL,
	sounded_us BIGINT,
	score BIGINT NOT NULL,
	distance_m BIGINT NOT NULL,
	facts JSONB NOT NULL,
	weights TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (job_id, person_id)
);

CREATE INDEX match_ring_person ON match_ring (person_id, told_us, job_id);
CREATE INDEX match_ring_sounded ON match_ring (sounded_us, person_id) WHERE sounded_us IS NOT NULL;
