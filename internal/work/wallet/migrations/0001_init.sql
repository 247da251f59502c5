CREATE TABLE wallet_order (
	ref TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('collect', 'payout')),
	owner TEXT COLLATE "C" NOT NULL,
	job_id TEXT COLLATE "C" NOT NULL,
	card_id TEXT COLLATE "C" NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor > 0 AND amount_minor <= 9007199254740991),
	currency TEXT COLLATE "C" NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'done', 'failed')),
	reason_zh TEXT NOT NULL,
	reason_en TEXT NOT NULL,
	by_person TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	settled_us BIGINT
);

CREATE INDEX wallet_order_owner ON wallet_order (owner, kind, at_us, ref);

CREATE INDEX wallet_order_open ON wallet_order (at_us) WHERE state = 'asked';

CREATE TABLE wallet_funding (
	job_id UUID NOT NULL PRIMARY KEY,
	employer_id UUID NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor > 0 AND amount_minor <= 9007199254740991),
	currency TEXT COLLATE "C" NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('collecting', 'held', 'failed')),
	tries BIGINT NOT NULL,
	at_us BIGINT NOT NULL
);

CREATE TABLE wallet_card (
	owner TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	number_sealed BYTEA NOT NULL,
	number_index BYTEA NOT NULL,
	holder_sealed BYTEA NOT NULL,
	bank TEXT NOT NULL,
	removed BOOLEAN NOT NULL DEFAULT FALSE,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (owner, id)
);

CREATE UNIQUE INDEX wallet_card_once ON wallet_card (owner, number_index) WHERE NOT removed;

CREATE TABLE wallet_proof (
	code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person_id UUID NOT NULL,
	name_sealed BYTEA NOT NULL,
	from_day TEXT COLLATE "C" NOT NULL,
	to_day TEXT COLLATE "C" NOT NULL,
	total_minor BIGINT NOT NULL,
	currency TEXT COLLATE "C" NOT NULL,
	entries BIGINT NOT NULL,
	doc JSONB NOT NULL,
	at_us BIGINT NOT NULL
);

CREATE INDEX wallet_proof_person ON wallet_proof (person_id, at_us);
