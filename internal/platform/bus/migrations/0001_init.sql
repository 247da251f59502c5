-- A process that serves. beat moves while it lives; words is the number of the
-- last word that it has told the others.
CREATE TABLE bus_process (
	id UUID NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	since_us BIGINT NOT NULL,
	beat BIGINT NOT NULL,
	words BIGINT NOT NULL,
	ended BOOLEAN NOT NULL DEFAULT FALSE
);

-- What a process tells the others. Rows live for a minute.
CREATE TABLE bus_word (
	process UUID NOT NULL,
	n BIGINT NOT NULL,
	topic TEXT COLLATE "C" NOT NULL,
	doc JSONB NOT NULL,
	PRIMARY KEY (process, n)
);
