CREATE TABLE reputation_engagement (
	id UUID NOT NULL PRIMARY KEY,
	worker UUID NOT NULL,
	employer UUID NOT NULL,
	trade TEXT COLLATE "C" NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('booked', 'paid', 'no_show', 'cancelled')),
	ended_by TEXT COLLATE "C" NOT NULL CHECK (ended_by IN ('', 'worker', 'employer', 'clock')),
	late BOOLEAN NOT NULL,
	ended_us BIGINT CHECK ((ended_us IS NULL) = (outcome = 'booked')),
	first_us BIGINT,
	shown_us BIGINT
);

CREATE TABLE reputation_rating (
	subject UUID NOT NULL,
	engagement UUID NOT NULL REFERENCES reputation_engagement (id),
	side TEXT COLLATE "C" NOT NULL CHECK (side IN ('worker', 'employer')),
	author UUID NOT NULL,
	stars BIGINT NOT NULL CHECK (stars BETWEEN 1 AND 5),
	tags JSONB NOT NULL,
	words TEXT NOT NULL,
	after_seeing BOOLEAN NOT NULL,
	at_us BIGINT NOT NULL,
	shown_us BIGINT,
	reply TEXT NOT NULL,
	reply_us BIGINT CHECK ((reply_us IS NULL) = (reply = '') AND (reply_us IS NULL OR shown_us IS NOT NULL)),
	PRIMARY KEY (subject, engagement)
);

CREATE INDEX reputation_rating_shown ON reputation_rating (subject, shown_us, engagement) WHERE shown_us IS NOT NULL;

CREATE TABLE reputation_record (
	subject UUID NOT NULL PRIMARY KEY,
	side TEXT COLLATE "C" NOT NULL CHECK (side IN ('worker', 'employer')),
	stars_1 BIGINT NOT NULL CHECK (stars_1 >= 0),
	stars_2 BIGINT NOT NULL CHECK (stars_2 >= 0),
	stars_3 BIGINT NOT NULL CHECK (stars_3 >= 0),
	stars_4 BIGINT NOT NULL CHECK (stars_4 >= 0),
	stars_5 BIGINT NOT NULL CHECK (stars_5 >= 0),
	booked BIGINT NOT NULL CHECK (booked >= 0),
	done BIGINT NOT NULL CHECK (done >= 0),
	late BIGINT NOT NULL CHECK (late >= 0),
	no_shows BIGINT NOT NULL CHECK (no_shows >= 0)
);
