CREATE TABLE employer_employer (
	id UUID NOT NULL PRIMARY KEY,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('person', 'individual_business', 'enterprise', 'cooperative', 'public_body', 'social_organisation', 'village_collective')),
	uscc TEXT COLLATE "C" NOT NULL CHECK ((kind = 'person') = (uscc = '')),
	name TEXT NOT NULL CHECK (name <> ''),
	real_name BYTEA CHECK ((kind = 'person') = (real_name IS NOT NULL)),
	region TEXT COLLATE "C" NOT NULL,
	address BYTEA NOT NULL,
	contact_name BYTEA NOT NULL,
	contact_phone BYTEA NOT NULL,
	industry TEXT NOT NULL,
	licence TEXT COLLATE "C" NOT NULL CHECK (kind = 'person' OR licence <> ''),
	creator UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'suspended')),
	reason TEXT NOT NULL,
	revision BIGINT NOT NULL CHECK (revision > 0),
	at_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL
);

CREATE INDEX employer_employer_creator ON employer_employer (creator);

CREATE TABLE employer_claim (
	identity TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	employer UUID NOT NULL REFERENCES employer_employer (id)
);

CREATE INDEX employer_claim_employer ON employer_claim (employer);

CREATE TABLE employer_agent (
	employer UUID NOT NULL REFERENCES employer_employer (id),
	person UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('invited', 'active')),
	principal BOOLEAN NOT NULL,
	letter TEXT COLLATE "C" NOT NULL CHECK (principal OR letter <> ''),
	at_us BIGINT NOT NULL,
	PRIMARY KEY (employer, person)
);

CREATE INDEX employer_agent_person ON employer_agent (person, employer);
