CREATE TABLE api_answer (
	scope TEXT COLLATE "C" NOT NULL,
	key TEXT COLLATE "C" NOT NULL,
	hash BYTEA NOT NULL,
	refused BOOLEAN NOT NULL,
	body JSONB NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (scope, key)
);

CREATE INDEX api_answer_age ON api_answer (at_us);
