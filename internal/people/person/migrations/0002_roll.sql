CREATE TABLE person_roll (
	person UUID NOT NULL PRIMARY KEY,
	name_index BYTEA,
	region TEXT COLLATE "C" NOT NULL,
	verified BOOLEAN NOT NULL,
	since_us BIGINT NOT NULL,
	by_person TEXT COLLATE "C" NOT NULL,
	channel TEXT COLLATE "C" NOT NULL
);

CREATE INDEX person_roll_region ON person_roll (region, person);

CREATE INDEX person_roll_name ON person_roll (name_index);
