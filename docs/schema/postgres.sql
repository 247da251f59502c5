-- outbox 0001_init.sql

CREATE TABLE outbox_event (
	key TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	topic TEXT COLLATE "C" NOT NULL,
	payload JSONB NOT NULL,
	at_us BIGINT NOT NULL,
	parked BOOLEAN NOT NULL DEFAULT FALSE,
	PRIMARY KEY (key, id)
);

CREATE INDEX outbox_event_pending ON outbox_event (id) WHERE NOT parked;

CREATE TABLE outbox_seen (
	key TEXT COLLATE "C" NOT NULL,
	event_id UUID NOT NULL,
	hearer TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (key, event_id, hearer)
);

CREATE TABLE outbox_lease (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	holder TEXT COLLATE "C" NOT NULL,
	until_us BIGINT NOT NULL
);

-- bus 0001_init.sql

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

-- seal 0001_init.sql

-- The fingerprint of the keys that seal the personal data of this database.
CREATE TABLE seal_ring (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (name = 'ring'),
	fingerprint TEXT COLLATE "C" NOT NULL
);

-- jobs 0001_init.sql

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

-- audit 0001_init.sql

CREATE TABLE audit_entry (
	subject TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	actor TEXT COLLATE "C" NOT NULL,
	act TEXT COLLATE "C" NOT NULL,
	object TEXT COLLATE "C" NOT NULL,
	reason TEXT NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	addr TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (subject, id)
);

-- audit 0002_chain.sql

ALTER TABLE audit_entry ADD COLUMN link BIGINT;

ALTER TABLE audit_entry ADD COLUMN mac BYTEA;

CREATE INDEX audit_entry_loose ON audit_entry (id) WHERE link IS NULL;

CREATE INDEX audit_entry_id ON audit_entry (id);

CREATE INDEX audit_entry_link ON audit_entry (link);

CREATE INDEX audit_entry_actor ON audit_entry (actor, id);

CREATE INDEX audit_entry_act ON audit_entry (act, id);

CREATE TABLE audit_head (
	chain TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	link BIGINT NOT NULL,
	mac BYTEA NOT NULL,
	at_us BIGINT NOT NULL
);

-- notify 0001_init.sql

CREATE TABLE notify_message (
	person_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	title_zh TEXT NOT NULL,
	title_en TEXT NOT NULL,
	body_zh TEXT NOT NULL,
	body_en TEXT NOT NULL,
	link TEXT COLLATE "C" NOT NULL,
	data JSONB NOT NULL,
	ring BOOLEAN NOT NULL,
	at_us BIGINT NOT NULL,
	read_us BIGINT,
	PRIMARY KEY (person_id, id)
);

CREATE INDEX notify_message_unread ON notify_message (person_id, id) WHERE read_us IS NULL;

-- api 0001_init.sql

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

-- ledger 0001_init.sql

CREATE TABLE ledger_account (
	id TEXT COLLATE "C" NOT NULL,
	asset TEXT COLLATE "C" NOT NULL,
	balance_minor BIGINT NOT NULL CHECK (balance_minor >= 0 AND balance_minor <= 9007199254740991),
	PRIMARY KEY (id, asset)
);

CREATE TABLE ledger_transfer (
	ref TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	hash BYTEA NOT NULL,
	at_us BIGINT NOT NULL
);

CREATE TABLE ledger_posting (
	account TEXT COLLATE "C" NOT NULL,
	asset TEXT COLLATE "C" NOT NULL,
	transfer_id UUID NOT NULL,
	n BIGINT NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0 AND amount_minor >= -9007199254740991 AND amount_minor <= 9007199254740991),
	balance_minor BIGINT,
	ref TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (account, asset, transfer_id, n)
);

-- reference 0001_init.sql

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

-- account 0001_init.sql

CREATE TABLE account_account (
	person UUID NOT NULL PRIMARY KEY,
	phone BYTEA NOT NULL,
	since_us BIGINT NOT NULL
);

CREATE TABLE account_phone (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL
);

CREATE TABLE account_code (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	mac BYTEA NOT NULL,
	expires_us BIGINT NOT NULL,
	tries BIGINT NOT NULL CHECK (tries >= 0)
);

CREATE TABLE account_request (
	asker BYTEA NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (asker, id)
);

CREATE TABLE account_session (
	token_hash BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL,
	id UUID NOT NULL,
	device TEXT NOT NULL,
	addr TEXT NOT NULL,
	begun_us BIGINT NOT NULL,
	seen_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);

CREATE INDEX account_session_person ON account_session (person, id);

CREATE TABLE account_role (
	person UUID NOT NULL,
	role TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	from_us BIGINT NOT NULL,
	to_us BIGINT,
	granted_by TEXT COLLATE "C" NOT NULL,
	granted_us BIGINT NOT NULL,
	PRIMARY KEY (person, role, region, from_us)
);

-- account 0002_door.sql

ALTER TABLE account_session ADD COLUMN door TEXT NOT NULL DEFAULT 'phone';

-- person 0001_init.sql

CREATE TABLE person_person (
	person UUID NOT NULL PRIMARY KEY,
	name BYTEA NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	document BYTEA NOT NULL,
	birth TEXT COLLATE "C" NOT NULL CHECK (LENGTH(birth) = 10),
	verified_us BIGINT NOT NULL
);

CREATE TABLE person_document (
	document_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL
);

CREATE TABLE person_attempt (
	person UUID NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('asked', 'consistent', 'mismatch', 'unavailable', 'taken')),
	PRIMARY KEY (person, id)
);

CREATE TABLE person_profile (
	person UUID NOT NULL PRIMARY KEY,
	doc JSONB NOT NULL,
	changed_us BIGINT NOT NULL
);

CREATE TABLE person_consent (
	person UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	granted BOOLEAN NOT NULL,
	version TEXT COLLATE "C" NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	hash TEXT COLLATE "C" NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	operator TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, kind, id)
);

CREATE TABLE person_look (
	person UUID NOT NULL,
	id UUID NOT NULL,
	looker TEXT COLLATE "C" NOT NULL,
	role TEXT COLLATE "C" NOT NULL CHECK (role IN ('self', 'reviewer', 'party', 'system')),
	field TEXT COLLATE "C" NOT NULL CHECK (field IN ('name', 'document', 'phone')),
	reason TEXT NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);

-- person 0002_roll.sql

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

-- intake 0001_init.sql

CREATE TABLE intake_person (
	person UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	operator UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	phone BOOLEAN NOT NULL,
	first_us BIGINT NOT NULL,
	taken_us BIGINT
);

CREATE TABLE intake_record (
	person UUID NOT NULL,
	id UUID NOT NULL,
	operator UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('fresh', 'change')),
	region TEXT COLLATE "C" NOT NULL,
	region_before TEXT COLLATE "C" NOT NULL,
	before JSONB NOT NULL,
	after JSONB NOT NULL,
	consents TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('kept', 'reversed')),
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE INDEX intake_record_operator ON intake_record (operator, id);

CREATE TABLE intake_slip (
	code_index BYTEA NOT NULL PRIMARY KEY,
	person UUID NOT NULL,
	code BYTEA NOT NULL,
	made_by UUID NOT NULL,
	made_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);

CREATE INDEX intake_slip_person ON intake_slip (person);

CREATE TABLE intake_try (
	asker BYTEA NOT NULL,
	id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (asker, id)
);

CREATE TABLE intake_import (
	operator UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('ready', 'running', 'done')),
	doc JSONB NOT NULL,
	done BIGINT NOT NULL,
	chosen BIGINT NOT NULL,
	at_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL,
	PRIMARY KEY (operator, id)
);

CREATE TABLE intake_row (
	operator UUID NOT NULL,
	import UUID NOT NULL,
	n BIGINT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('fresh', 'change', 'same', 'bad', 'done')),
	chosen BOOLEAN NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (operator, import, n)
);

CREATE TABLE intake_contest (
	person UUID NOT NULL,
	id UUID NOT NULL,
	entry TEXT COLLATE "C" NOT NULL,
	act TEXT COLLATE "C" NOT NULL,
	doer TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	reason TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'answered')),
	answer TEXT NOT NULL,
	answered_by TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	answered_us BIGINT,
	PRIMARY KEY (person, id)
);

CREATE INDEX intake_contest_state ON intake_contest (state, id);

-- employer 0001_init.sql

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

-- employer 0002_region.sql

CREATE INDEX employer_employer_region ON employer_employer (region, id);

-- staff 0001_init.sql

CREATE TABLE staff_member (
	person UUID NOT NULL PRIMARY KEY,
	name BYTEA NOT NULL,
	totp BYTEA,
	totp_step BIGINT NOT NULL,
	barred_us BIGINT,
	barred_by TEXT COLLATE "C" NOT NULL,
	barred_why TEXT NOT NULL,
	invited_by TEXT COLLATE "C" NOT NULL,
	invited_us BIGINT NOT NULL,
	joined_us BIGINT,
	seen_us BIGINT
);

CREATE TABLE staff_password (
	person UUID NOT NULL REFERENCES staff_member (person),
	id UUID NOT NULL,
	hash BYTEA NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE TABLE staff_recovery (
	person UUID NOT NULL REFERENCES staff_member (person),
	mac BYTEA NOT NULL,
	used_us BIGINT,
	PRIMARY KEY (person, mac)
);

CREATE TABLE staff_try (
	phone_index BYTEA NOT NULL PRIMARY KEY,
	wrong BIGINT NOT NULL CHECK (wrong >= 0),
	last_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL
);

CREATE TABLE staff_link (
	token_hash BYTEA NOT NULL PRIMARY KEY,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('office', 'invite', 'factor', 'both', 'password')),
	role TEXT COLLATE "C" NOT NULL CHECK ((kind = 'office') = (role <> '')),
	person TEXT COLLATE "C" NOT NULL CHECK ((kind = 'office') = (person = '')),
	totp BYTEA,
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	used_us BIGINT
);

CREATE INDEX staff_link_whose ON staff_link (person, role);

CREATE TABLE staff_office (
	role TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

CREATE TABLE staff_act (
	person UUID NOT NULL,
	id UUID NOT NULL,
	act TEXT COLLATE "C" NOT NULL CHECK (act IN ('granted', 'revoked')),
	role TEXT COLLATE "C" NOT NULL,
	area TEXT COLLATE "C" NOT NULL,
	from_us BIGINT,
	to_us BIGINT,
	done_by TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (person, id)
);

CREATE INDEX staff_act_id ON staff_act (id);

-- file 0001_init.sql

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

-- oversight 0001_init.sql

CREATE TABLE oversight_review (
	subject UUID NOT NULL PRIMARY KEY,
	kind TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL,
	findings JSONB NOT NULL,
	asker TEXT COLLATE "C" NOT NULL,
	employer TEXT COLLATE "C" NOT NULL,
	revision BIGINT NOT NULL,
	round BIGINT NOT NULL CHECK (round > 0),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
	asked_us BIGINT NOT NULL,
	decided_us BIGINT,
	CHECK ((state = 'open') = (decided_us IS NULL))
);

CREATE INDEX oversight_review_open ON oversight_review (asked_us, subject) WHERE state = 'open';

CREATE INDEX oversight_review_decided ON oversight_review (state, decided_us, subject) WHERE state <> 'open';

CREATE TABLE oversight_decision (
	subject UUID NOT NULL REFERENCES oversight_review (subject),
	round BIGINT NOT NULL CHECK (round > 0),
	approved BOOLEAN NOT NULL,
	reason TEXT NOT NULL CHECK (approved OR reason <> ''),
	reviewer TEXT COLLATE "C" NOT NULL CHECK (reviewer <> ''),
	reviewer_name TEXT NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (subject, round)
);

-- gig 0001_init.sql

CREATE TABLE gig_job (
	id UUID NOT NULL PRIMARY KEY,
	employer_id UUID NOT NULL,
	poster_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'in_review', 'refused', 'unfunded', 'open', 'closed', 'cancelled', 'expired')),
	mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('tap', 'choice')),
	trade TEXT COLLATE "C" NOT NULL,
	title TEXT NOT NULL CHECK (length(title) <= 60),
	note TEXT NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	lat_e7 BIGINT NOT NULL,
	lon_e7 BIGINT NOT NULL,
	cell BIGINT NOT NULL,
	address TEXT NOT NULL,
	door BYTEA,
	contact_name BYTEA,
	contact_phone BYTEA,
	windows JSONB NOT NULL,
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL CHECK (end_us > start_us),
	people BIGINT NOT NULL CHECK (people > 0),
	pay_minor BIGINT NOT NULL CHECK (pay_minor BETWEEN 1 AND 9007199254740991),
	currency TEXT COLLATE "C" NOT NULL,
	pay_unit TEXT COLLATE "C" NOT NULL CHECK (pay_unit IN ('job', 'hour', 'day', 'piece')),
	quantity BIGINT NOT NULL CHECK (quantity > 0),
	work_minutes BIGINT NOT NULL CHECK (work_minutes > 0),
	hour_minor BIGINT NOT NULL CHECK (hour_minor BETWEEN 0 AND 9007199254740991),
	each_minor BIGINT NOT NULL CHECK (each_minor BETWEEN 1 AND 9007199254740991),
	tools BOOLEAN NOT NULL,
	meals BOOLEAN NOT NULL,
	outdoor BOOLEAN NOT NULL,
	min_age BIGINT NOT NULL CHECK (min_age >= 16),
	radius_m BIGINT NOT NULL CHECK (radius_m > 0),
	choose_us BIGINT,
	photos JSONB NOT NULL,
	findings JSONB NOT NULL,
	search TEXT NOT NULL,
	places BIGINT NOT NULL,
	booked BIGINT NOT NULL DEFAULT 0 CHECK (booked >= 0),
	line_in BIGINT NOT NULL DEFAULT 0,
	line_out BIGINT NOT NULL DEFAULT 0 CHECK (line_out >= 0),
	shut BOOLEAN NOT NULL DEFAULT FALSE,
	funding TEXT COLLATE "C" NOT NULL DEFAULT 'none' CHECK (funding IN ('none', 'asked', 'held', 'failed')),
	held_minor BIGINT NOT NULL DEFAULT 0 CHECK (held_minor BETWEEN 0 AND 9007199254740991),
	paid_minor BIGINT NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor BIGINT NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	reason TEXT NOT NULL DEFAULT '',
	revision BIGINT NOT NULL DEFAULT 1,
	steps BIGINT NOT NULL DEFAULT 0,
	created_us BIGINT NOT NULL,
	opened_us BIGINT NOT NULL DEFAULT 0,
	ended_us BIGINT NOT NULL DEFAULT 0,
	CHECK (booked <= places),
	CHECK (line_out <= line_in),
	CHECK (paid_minor + back_minor <= held_minor)
);

CREATE INDEX gig_job_employer ON gig_job (employer_id, id);

CREATE INDEX gig_job_new ON gig_job (opened_us, id) WHERE state = 'open' AND NOT shut;

CREATE INDEX gig_job_near ON gig_job (cell) WHERE state = 'open' AND NOT shut;

CREATE TABLE gig_engagement (
	job_id UUID NOT NULL,
	id UUID NOT NULL,
	worker_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'working', 'finished', 'stated', 'contested', 'paid', 'cancelled', 'no_show')),
	how TEXT COLLATE "C" NOT NULL CHECK (how IN ('tap', 'choice', 'line')),
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	currency TEXT COLLATE "C" NOT NULL,
	hold_minor BIGINT NOT NULL CHECK (hold_minor >= 0),
	paid_minor BIGINT NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor BIGINT NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	planned BIGINT NOT NULL CHECK (planned > 0),
	stated BIGINT CHECK (stated >= 0),
	stated_us BIGINT,
	stated_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	stated_note TEXT NOT NULL DEFAULT '',
	offered BIGINT CHECK (offered >= 0),
	offered_us BIGINT,
	offered_reason TEXT NOT NULL DEFAULT '',
	booked_us BIGINT NOT NULL,
	started_us BIGINT,
	started_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	finished_us BIGINT,
	ended_us BIGINT,
	ended_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	end_reason TEXT NOT NULL DEFAULT '',
	late BOOLEAN NOT NULL DEFAULT FALSE,
	code TEXT COLLATE "C" NOT NULL DEFAULT '',
	code_tries BIGINT NOT NULL DEFAULT 0,
	version BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (job_id, id),
	CHECK (paid_minor + back_minor <= hold_minor)
);

CREATE INDEX gig_engagement_id ON gig_engagement (id);

CREATE INDEX gig_engagement_worker ON gig_engagement (worker_id, id);

CREATE TABLE gig_slot (
	worker_id UUID NOT NULL,
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('booked', 'line', 'barred')),
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	engagement_id UUID,
	line BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (worker_id, job_id, n)
);

CREATE TABLE gig_line (
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	worker_id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (job_id, n)
);

CREATE TABLE gig_block (
	worker_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	side TEXT COLLATE "C" NOT NULL CHECK (side IN ('worker', 'employer')),
	reason TEXT NOT NULL,
	by_id UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (worker_id, employer_id, side)
);

CREATE TABLE gig_worker (
	worker_id UUID NOT NULL PRIMARY KEY
);

CREATE TABLE gig_step (
	job_id UUID NOT NULL,
	n BIGINT NOT NULL,
	engagement_id UUID,
	at_us BIGINT NOT NULL,
	role TEXT COLLATE "C" NOT NULL CHECK (role IN ('worker', 'employer', 'staff', 'clock', 'bank')),
	zh TEXT NOT NULL,
	en TEXT NOT NULL,
	PRIMARY KEY (job_id, n)
);

-- gig 0002_staff.sql

CREATE INDEX gig_job_region ON gig_job (region, id);

CREATE INDEX gig_engagement_contested ON gig_engagement (id) WHERE state = 'contested';

-- wallet 0001_init.sql

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

-- match 0001_init.sql

-- What is known of a person. A row comes to be with the first fact about them.
CREATE TABLE match_worker (
	person_id UUID NOT NULL PRIMARY KEY,
	verified BOOLEAN NOT NULL DEFAULT FALSE,
	birth TEXT COLLATE "C" NOT NULL DEFAULT '',
	looking BOOLEAN NOT NULL DEFAULT FALSE,
	lat_e7 BIGINT NOT NULL DEFAULT 0,
	lon_e7 BIGINT NOT NULL DEFAULT 0,
	radius_m BIGINT NOT NULL DEFAULT 0,
	hours JSONB NOT NULL DEFAULT '[]',
	lowest_hour_minor BIGINT NOT NULL DEFAULT 0,
	lowest_day_minor BIGINT NOT NULL DEFAULT 0,
	lowest_currency TEXT COLLATE "C" NOT NULL DEFAULT '',
	tools BOOLEAN NOT NULL DEFAULT FALSE,
	vehicle TEXT COLLATE "C" NOT NULL DEFAULT '',
	quiet_from BIGINT NOT NULL DEFAULT 1320 CHECK (quiet_from BETWEEN 0 AND 1439),
	quiet_to BIGINT NOT NULL DEFAULT 360 CHECK (quiet_to BETWEEN 0 AND 1439),
	stars_e2 BIGINT NOT NULL DEFAULT 0,
	rated BIGINT NOT NULL DEFAULT 0,
	done BIGINT NOT NULL DEFAULT 0,
	late BIGINT NOT NULL DEFAULT 0
);

-- What a person can do. ready repeats verified and looking; cell and the box
-- around the person's radius let a job find those whom it can reach.
CREATE TABLE match_trade (
	person_id UUID NOT NULL REFERENCES match_worker (person_id),
	trade TEXT COLLATE "C" NOT NULL,
	level BIGINT NOT NULL CHECK (level BETWEEN 0 AND 7),
	ready BOOLEAN NOT NULL,
	cell BIGINT NOT NULL,
	south_e7 BIGINT NOT NULL,
	north_e7 BIGINT NOT NULL,
	west_e7 BIGINT NOT NULL,
	east_e7 BIGINT NOT NULL,
	PRIMARY KEY (person_id, trade)
);

CREATE INDEX match_trade_near ON match_trade (trade, cell) WHERE ready;

-- The regions in which a person looks, once for each trade.
CREATE TABLE match_area (
	person_id UUID NOT NULL REFERENCES match_worker (person_id),
	trade TEXT COLLATE "C" NOT NULL,
	region TEXT COLLATE "C" NOT NULL,
	ready BOOLEAN NOT NULL,
	PRIMARY KEY (person_id, trade, region)
);

CREATE INDEX match_area_in ON match_area (trade, region, person_id) WHERE ready;

-- A place in a job that a person has or had.
CREATE TABLE match_stint (
	person_id UUID NOT NULL,
	engagement_id UUID NOT NULL,
	employer_id UUID NOT NULL,
	job_id UUID NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('booked', 'left', 'late', 'paid')),
	PRIMARY KEY (person_id, engagement_id)
);

CREATE INDEX match_stint_employer ON match_stint (employer_id, person_id);

-- The windows of the places that people now hold.
CREATE TABLE match_busy (
	person_id UUID NOT NULL,
	engagement_id UUID NOT NULL,
	start_us BIGINT NOT NULL,
	end_us BIGINT NOT NULL,
	job_id UUID NOT NULL,
	PRIMARY KEY (person_id, engagement_id, start_us)
);

CREATE INDEX match_busy_until ON match_busy (end_us, start_us, person_id);

-- A job and how far its call for people has come. facts and start_us are missing
-- while only later news of the job has arrived.
CREATE TABLE match_job (
	job_id UUID NOT NULL PRIMARY KEY,
	facts JSONB,
	start_us BIGINT,
	open BIGINT NOT NULL CHECK (open >= 0),
	ended_us BIGINT,
	waves BIGINT NOT NULL DEFAULT 0,
	idle BIGINT NOT NULL DEFAULT 0,
	last_us BIGINT,
	next_us BIGINT
);

-- Who was told of which job, and what their score was made of.
CREATE TABLE match_ring (
	job_id UUID NOT NULL,
	person_id UUID NOT NULL,
	wave BIGINT NOT NULL,
	rank BIGINT NOT NULL,
	told_us BIGINT NOT NULL,
	sounded_us BIGINT,
	score BIGINT NOT NULL,
	distance_m BIGINT NOT NULL,
	facts JSONB NOT NULL,
	weights TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (job_id, person_id)
);

CREATE INDEX match_ring_person ON match_ring (person_id, told_us, job_id);
CREATE INDEX match_ring_sounded ON match_ring (sounded_us, person_id) WHERE sounded_us IS NOT NULL;

-- reputation 0001_init.sql

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

-- figures 0001_init.sql

CREATE TABLE figures_person (
	person UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL
);

CREATE INDEX figures_person_week ON figures_person (week, region);

CREATE TABLE figures_job (
	job UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL,
	opened_us BIGINT NOT NULL,
	filled_us BIGINT CHECK (filled_us >= opened_us)
);

CREATE INDEX figures_job_week ON figures_job (week, region);

CREATE TABLE figures_paid (
	engagement UUID NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	week TEXT COLLATE "C" NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0)
);

CREATE INDEX figures_paid_week ON figures_paid (week, region);

CREATE TABLE figures_state (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	at_us BIGINT NOT NULL
);

-- hall 0001_init.sql

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

-- hall 0002_desk.sql

CREATE TABLE hall_visit (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	clerk UUID NOT NULL,
	channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('hall', 'call')),
	reason TEXT NOT NULL CHECK (reason <> ''),
	opened_us BIGINT NOT NULL,
	closed_us BIGINT,
	PRIMARY KEY (hall_id, id)
);

CREATE INDEX hall_visit_clerk ON hall_visit (hall_id, clerk, id) WHERE closed_us IS NULL;

CREATE TABLE hall_mandate (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	employer_id UUID NOT NULL,
	agent UUID NOT NULL,
	basis TEXT COLLATE "C" NOT NULL CHECK (basis IN ('standing', 'present', 'called')),
	note TEXT NOT NULL CHECK (note <> ''),
	noted_by UUID NOT NULL,
	noted_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL,
	ended_us BIGINT,
	ended_by TEXT COLLATE "C" NOT NULL DEFAULT '',
	PRIMARY KEY (hall_id, id),
	CHECK (until_us > noted_us)
);

CREATE INDEX hall_mandate_employer ON hall_mandate (hall_id, employer_id, until_us);

CREATE INDEX hall_mandate_agent ON hall_mandate (agent, id);

CREATE TABLE hall_dispatch (
	hall_id UUID NOT NULL,
	id UUID NOT NULL,
	employer_id UUID NOT NULL,
	job_id UUID NOT NULL,
	title TEXT NOT NULL,
	area TEXT COLLATE "C" NOT NULL,
	min_level BIGINT NOT NULL DEFAULT 0 CHECK (min_level BETWEEN 0 AND 7),
	transport TEXT NOT NULL DEFAULT '',
	meeting TEXT NOT NULL DEFAULT '',
	meet_us BIGINT,
	leader TEXT COLLATE "C" NOT NULL DEFAULT '',
	clerk UUID NOT NULL,
	made_us BIGINT NOT NULL,
	changed_us BIGINT NOT NULL,
	ended_us BIGINT,
	version BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (hall_id, id),
	UNIQUE (hall_id, job_id)
);

CREATE INDEX hall_dispatch_job ON hall_dispatch (job_id);

CREATE TABLE hall_call (
	hall_id UUID NOT NULL,
	dispatch_id UUID NOT NULL,
	person_id UUID NOT NULL,
	n BIGINT NOT NULL CHECK (n > 0),
	outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('yes', 'no', 'no_answer', 'later')),
	note TEXT NOT NULL,
	again_us BIGINT,
	clerk UUID NOT NULL,
	at_us BIGINT NOT NULL,
	PRIMARY KEY (hall_id, dispatch_id, person_id, n),
	CHECK ((again_us IS NULL) OR outcome = 'later')
);

-- privacy 0001_init.sql

CREATE TABLE privacy_export (
	person UUID NOT NULL,
	id UUID NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'ready', 'gone')),
	size BIGINT NOT NULL DEFAULT 0,
	asked_us BIGINT NOT NULL,
	ready_us BIGINT,
	expires_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'asked') = (ready_us IS NULL))
);

CREATE TABLE privacy_correction (
	person UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('identity', 'phone')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'refused', 'withdrawn')),
	wish BYTEA NOT NULL,
	photo UUID NOT NULL,
	answer TEXT NOT NULL,
	asked_us BIGINT NOT NULL,
	ended_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'open') = (ended_us IS NULL))
);

CREATE INDEX privacy_correction_id ON privacy_correction (id);

CREATE TABLE privacy_erasure (
	person UUID NOT NULL,
	id UUID NOT NULL,
	lang TEXT COLLATE "C" NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'stopped', 'done')),
	rules TEXT COLLATE "C" NOT NULL,
	asked_us BIGINT NOT NULL,
	due_us BIGINT NOT NULL,
	ended_us BIGINT,
	PRIMARY KEY (person, id),
	CHECK ((state = 'waiting') = (ended_us IS NULL))
);

CREATE INDEX privacy_erasure_done ON privacy_erasure (person) WHERE state = 'done';

-- kiosk 0001_init.sql

CREATE TABLE kiosk_machine (
	key_hash BYTEA NOT NULL PRIMARY KEY,
	id UUID NOT NULL,
	hall_id UUID NOT NULL,
	name TEXT NOT NULL CHECK (name <> ''),
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	ended_us BIGINT
);

CREATE INDEX kiosk_machine_hall ON kiosk_machine (hall_id, id);

CREATE TABLE kiosk_scan (
	code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	secret_hash BYTEA NOT NULL,
	hall_id UUID NOT NULL,
	pair TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL DEFAULT '',
	expires_us BIGINT NOT NULL
);

CREATE TABLE kiosk_code (
	who BYTEA NOT NULL PRIMARY KEY,
	mac BYTEA NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	tries BIGINT NOT NULL CHECK (tries >= 0),
	asked BIGINT NOT NULL CHECK (asked > 0),
	since_us BIGINT NOT NULL,
	asked_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);

-- reply 0001_init.sql

CREATE TABLE reply_offer (
	person_id UUID NOT NULL,
	id UUID NOT NULL,
	job_id UUID NOT NULL,
	digit BIGINT NOT NULL CHECK (digit BETWEEN 1 AND 9),
	title TEXT NOT NULL,
	state TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'yes', 'no', 'refused', 'over')),
	made_by TEXT COLLATE "C" NOT NULL,
	made_us BIGINT NOT NULL,
	until_us BIGINT NOT NULL,
	answered_us BIGINT,
	PRIMARY KEY (person_id, id),
	CHECK ((state IN ('open', 'over')) = (answered_us IS NULL))
);

CREATE UNIQUE INDEX reply_offer_digit ON reply_offer (person_id, digit) WHERE state = 'open';

CREATE TABLE reply_heard (
	message TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	person TEXT COLLATE "C" NOT NULL,
	word TEXT COLLATE "C" NOT NULL,
	at_us BIGINT NOT NULL
);

-- demo 0001_init.sql

CREATE TABLE demo_county (
	id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seed TEXT COLLATE "C" NOT NULL,
	year BIGINT NOT NULL,
	people BIGINT NOT NULL,
	employers BIGINT NOT NULL,
	week_orders BIGINT NOT NULL,
	stage TEXT COLLATE "C" NOT NULL CHECK (stage IN ('begun', 'settled', 'running')),
	week_us BIGINT NOT NULL,
	at_us BIGINT NOT NULL,
	orders BIGINT NOT NULL
);

CREATE TABLE demo_job (
	job_id UUID NOT NULL PRIMARY KEY,
	n BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('week', 'late', 'errand'))
);

