CREATE TABLE jobs_job (
	key TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	run_us BIGINT NOT NULL,
	payload JSONB NOT NULL,
	tries BIGINT NOT NULL,
	last_error TEXT NOT NULL,
	parked BOOLEAN NOT NULL DEFAULT FALSE,
	PRIMARY KEY (key, kind)
);

CREATE INDEX jobs_job_due ON jobs_job (run_us) WHERE NOT parked;
