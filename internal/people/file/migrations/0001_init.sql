CREATE TABLE file_file (
	id UUID NOT NULL PRIMARY KEY,
	owner UUID NOT NULL,
	type TEXT COLLATE "C" NOT NULL CHECK (type IN ('image/jpeg', 'application/pdf')),
	size BIGINT NOT NULL CHECK (size > 0),
	width BIGINT NOT NULL CHECK (width >= 0),
	height BIGINT NOT NULL CHECK (height >= 0),
	kept BOOLEAN NOT NULL DEFAULT FALSE,
	shared BOOLEAN NOT NULL DEFAULT FALSE,
	at_us BIGINT NOT NULL,
	CHECK (kept OR NOT shared),
	CHECK (type = 'image/jpeg' OR NOT shared)
);

CREATE INDEX file_file_owner ON file_file (owner, at_us);
