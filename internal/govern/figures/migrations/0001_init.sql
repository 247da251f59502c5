CREATE TABLE figures_person (
	person UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL
);

CREATE INDEX figures_person_week ON figures_person (week, region);

CREATE TABLE figures_job (
	job UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL,
	opened_us BIGINT NOT NULL,
	filled_us BIGINT CHECK (filled_us >= opened_us)
);

CREATE INDEX figures_job_week ON figures_job (week, region);

CREATE TABLE figures_paid (
	engagement UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0)
);

CREATE INDEX figures_paid_week ON figures_paid (week, region);

CREATE TABLE figures_state (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	at_us BIGINT NOT NULL
);
