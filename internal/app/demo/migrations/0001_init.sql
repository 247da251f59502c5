CREATE TABLE demo_county (
	id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seed TEXT COLLATE "C" NOT NULL,
	year BIGINT NOT NULL,
	people BIGINT NOT NULL,
	employers BIGINT NOT NULL,
	week_orders BIGINT NOT NULL,
	stage TEXT COLLATE "C" NOT NULL CHECK (stage IN ('begun', 'settled', 'running')),
	week_us BIGINT NOT NULL,
	at_us BIGINT NOT NULL,
	orders BIGINT NOT NULL
);

CREATE TABLE demo_job (
	job_id UUID NOT NULL PRIMARY KEY,
	n BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('week', 'late', 'errand'))
);
