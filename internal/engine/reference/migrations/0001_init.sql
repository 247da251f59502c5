CREATE TABLE reference_table (
	name TEXT COLLATE "C" NOT NULL,
	revision BIGINT NOT NULL,
	file TEXT NOT NULL,
	hash BYTEA NOT NULL,
	row_count BIGINT NOT NULL CHECK (row_count > 0),
	actor TEXT COLLATE "C" NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (name, revision)
);

CREATE TABLE reference_row (
	name TEXT COLLATE "C" NOT NULL,
	row_key TEXT COLLATE "C" NOT NULL,
	from_day TEXT COLLATE "C" NOT NULL,
	revision BIGINT NOT NULL,
	cells JSONB NOT NULL,
	PRIMARY KEY (name, row_key, from_day, revision),
	FOREIGN KEY (name, revision) REFERENCES reference_table (name, revision)
);
