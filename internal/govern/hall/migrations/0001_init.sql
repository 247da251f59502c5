CREATE TABLE hall_hall (
	id UUID NOT NULL PRIMARY KEY,
	name_zh TEXT NOT NULL CHECK (name_zh <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	area TEXT COLLATE "C" NOT NULL CHECK (area <> ''),
	address TEXT NOT NULL,
	phone TEXT NOT NULL,
	created_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL
);

CREATE TABLE hall_service (
	hall_id UUID NOT NULL REFERENCES hall_hall (id),
	code TEXT COLLATE "C" NOT NULL CHECK (LENGTH(code) = 1),
	name_zh TEXT NOT NULL CHECK (name_zh <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	desk TEXT COLLATE "C" NOT NULL CHECK (desk IN ('seeker', 'employer', 'other')),
	PRIMARY KEY (hall_id, code)
);

CREATE TABLE hall_counter (
	hall_id UUID NOT NULL REFERENCES hall_hall (id),
	n BIGINT NOT NULL CHECK (n BETWEEN 1 AND 99),
	service TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (hall_id, n, service),
	FOREIGN KEY (hall_id, service) REFERENCES hall_service (hall_id, code)
);

CREATE TABLE hall_line (
	hall_id UUID NOT NULL,
	day TEXT COLLATE "C" NOT NULL,
	service TEXT COLLATE "C" NOT NULL,
	last BIGINT NOT NULL CHECK (last > 0),
	PRIMARY KEY (hall_id, day, service)
);

CREATE TABLE hall_ticket (
	hall_id UUID NOT NULL,
	day TEXT COLLATE "C" NOT NULL,
	service TEXT COLLATE "C" NOT NULL,
	n BIGINT NOT NULL CHECK (n > 0),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'called', 'done', 'no_show')),
	first BOOLEAN NOT NULL DEFAULT FALSE,
	channel TEXT COLLATE "C" NOT NULL,
	taken_us BIGINT NOT NULL,
	waited_us BIGINT NOT NULL DEFAULT 0 CHECK (waited_us >= 0),
	called_us BIGINT,
	calls BIGINT NOT NULL DEFAULT 0,
	counter BIGINT NOT NULL DEFAULT 0,
	clerk TEXT COLLATE "C" NOT NULL DEFAULT '',
	ended_us BIGINT,
	PRIMARY KEY (hall_id, day, service, n),
	CHECK ((state = 'waiting') = (called_us IS NULL)),
	CHECK ((state IN ('done', 'no_show')) = (ended_us IS NOT NULL)),
	CHECK ((state = 'waiting') = (counter = 0))
);

CREATE UNIQUE INDEX hall_ticket_at ON hall_ticket (hall_id, day, counter) WHERE state = 'called';

CREATE INDEX hall_ticket_waiting ON hall_ticket (hall_id, day, taken_us) WHERE state = 'waiting';
