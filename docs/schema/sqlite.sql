-- outbox 0001_init.sql

CREATE TABLE outbox_event (
	key TEXT NOT NULL,
	id TEXT NOT NULL,
	topic TEXT NOT NULL,
	payload TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	parked INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (key, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_event_pending ON outbox_event (id) WHERE NOT parked;

CREATE TABLE outbox_seen (
	key TEXT NOT NULL,
	event_id TEXT NOT NULL,
	hearer TEXT NOT NULL,
	PRIMARY KEY (key, event_id, hearer)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_lease (
	name TEXT NOT NULL PRIMARY KEY,
	holder TEXT NOT NULL,
	until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- bus 0001_init.sql

-- A process that serves. beat moves while it lives; words is the number of the
-- last word that it has told the others.
CREATE TABLE bus_process (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	since_us INTEGER NOT NULL,
	beat INTEGER NOT NULL,
	words INTEGER NOT NULL,
	ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What a process tells the others. Rows live for a minute.
CREATE TABLE bus_word (
	process TEXT NOT NULL,
	n INTEGER NOT NULL,
	topic TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (process, n)
) STRICT, WITHOUT ROWID;

-- seal 0001_init.sql

-- The fingerprint of the keys that seal the personal data of this database.
CREATE TABLE seal_ring (
	name TEXT NOT NULL PRIMARY KEY CHECK (name = 'ring'),
	fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- jobs 0001_init.sql

CREATE TABLE jobs_job (
	key TEXT NOT NULL,
	kind TEXT NOT NULL,
	run_us INTEGER NOT NULL,
	payload TEXT NOT NULL,
	tries INTEGER NOT NULL,
	last_error TEXT NOT NULL,
	parked INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (key, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX jobs_job_due ON jobs_job (run_us) WHERE NOT parked;

-- audit 0001_init.sql

CREATE TABLE audit_entry (
	subject TEXT NOT NULL,
	id TEXT NOT NULL,
	actor TEXT NOT NULL,
	act TEXT NOT NULL,
	object TEXT NOT NULL,
	reason TEXT NOT NULL,
	channel TEXT NOT NULL,
	addr TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;

-- audit 0002_chain.sql

ALTER TABLE audit_entry ADD COLUMN link INTEGER;

ALTER TABLE audit_entry ADD COLUMN mac BLOB;

CREATE INDEX audit_entry_loose ON audit_entry (id) WHERE link IS NULL;

CREATE INDEX audit_entry_id ON audit_entry (id);

CREATE INDEX audit_entry_link ON audit_entry (link);

CREATE INDEX audit_entry_actor ON audit_entry (actor, id);

CREATE INDEX audit_entry_act ON audit_entry (act, id);

CREATE TABLE audit_head (
	chain TEXT NOT NULL PRIMARY KEY,
	link INTEGER NOT NULL,
	mac BLOB NOT NULL,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- notify 0001_init.sql

CREATE TABLE notify_message (
	person_id TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	title_zh TEXT NOT NULL,
	title_en TEXT NOT NULL,
	body_zh TEXT NOT NULL,
	body_en TEXT NOT NULL,
	link TEXT NOT NULL,
	data TEXT NOT NULL,
	ring INTEGER NOT NULL,
	at_us INTEGER NOT NULL,
	read_us INTEGER,
	PRIMARY KEY (person_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notify_message_unread ON notify_message (person_id, id) WHERE read_us IS NULL;

-- api 0001_init.sql

CREATE TABLE api_answer (
	scope TEXT NOT NULL,
	key TEXT NOT NULL,
	hash BLOB NOT NULL,
	refused INTEGER NOT NULL,
	body TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_answer_age ON api_answer (at_us);

-- ledger 0001_init.sql

CREATE TABLE ledger_account (
	id TEXT NOT NULL,
	asset TEXT NOT NULL,
	balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0 AND balance_minor <= 9007199254740991),
	PRIMARY KEY (id, asset)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_transfer (
	ref TEXT NOT NULL PRIMARY KEY,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	hash BLOB NOT NULL,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_posting (
	account TEXT NOT NULL,
	asset TEXT NOT NULL,
	transfer_id TEXT NOT NULL,
	n INTEGER NOT NULL,
	amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0 AND amount_minor >= -9007199254740991 AND amount_minor <= 9007199254740991),
	balance_minor INTEGER,
	ref TEXT NOT NULL,
	kind TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (account, asset, transfer_id, n)
) STRICT, WITHOUT ROWID;

-- reference 0001_init.sql

CREATE TABLE reference_table (
	name TEXT NOT NULL,
	revision INTEGER NOT NULL,
	file TEXT NOT NULL,
	hash BLOB NOT NULL,
	row_count INTEGER NOT NULL CHECK (row_count > 0),
	actor TEXT NOT NULL,
	channel TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (name, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE reference_row (
	name TEXT NOT NULL,
	row_key TEXT NOT NULL,
	from_day TEXT NOT NULL,
	revision INTEGER NOT NULL,
	cells TEXT NOT NULL,
	PRIMARY KEY (name, row_key, from_day, revision),
	FOREIGN KEY (name, revision) REFERENCES reference_table (name, revision)
) STRICT, WITHOUT ROWID;

-- account 0001_init.sql

CREATE TABLE account_account (
	person TEXT NOT NULL PRIMARY KEY,
	phone BLOB NOT NULL,
	since_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_phone (
	phone_index BLOB NOT NULL PRIMARY KEY,
	person TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_code (
	phone_index BLOB NOT NULL PRIMARY KEY,
	mac BLOB NOT NULL,
	expires_us INTEGER NOT NULL,
	tries INTEGER NOT NULL CHECK (tries >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_request (
	asker BLOB NOT NULL,
	id TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (asker, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_session (
	token_hash BLOB NOT NULL PRIMARY KEY,
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	device TEXT NOT NULL,
	addr TEXT NOT NULL,
	begun_us INTEGER NOT NULL,
	seen_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_session_person ON account_session (person, id);

CREATE TABLE account_role (
	person TEXT NOT NULL,
	role TEXT NOT NULL,
	region TEXT NOT NULL,
	from_us INTEGER NOT NULL,
	to_us INTEGER,
	granted_by TEXT NOT NULL,
	granted_us INTEGER NOT NULL,
	PRIMARY KEY (person, role, region, from_us)
) STRICT, WITHOUT ROWID;

-- account 0002_door.sql

ALTER TABLE account_session ADD COLUMN door TEXT NOT NULL DEFAULT 'phone';

-- person 0001_init.sql

CREATE TABLE person_person (
	person TEXT NOT NULL PRIMARY KEY,
	name BLOB NOT NULL,
	kind TEXT NOT NULL,
	document BLOB NOT NULL,
	birth TEXT NOT NULL CHECK (LENGTH(birth) = 10),
	verified_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_document (
	document_index BLOB NOT NULL PRIMARY KEY,
	person TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_attempt (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('asked', 'consistent', 'mismatch', 'unavailable', 'taken')),
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_profile (
	person TEXT NOT NULL PRIMARY KEY,
	doc TEXT NOT NULL,
	changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_consent (
	person TEXT NOT NULL,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	granted INTEGER NOT NULL,
	version TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
	hash TEXT NOT NULL,
	channel TEXT NOT NULL,
	operator TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (person, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_look (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	looker TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('self', 'reviewer', 'party', 'system')),
	field TEXT NOT NULL CHECK (field IN ('name', 'document', 'phone')),
	reason TEXT NOT NULL,
	channel TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

-- person 0002_roll.sql

CREATE TABLE person_roll (
	person TEXT NOT NULL PRIMARY KEY,
	name_index BLOB,
	region TEXT NOT NULL,
	verified INTEGER NOT NULL,
	since_us INTEGER NOT NULL,
	by_person TEXT NOT NULL,
	channel TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX person_roll_region ON person_roll (region, person);

CREATE INDEX person_roll_name ON person_roll (name_index);

-- intake 0001_init.sql

CREATE TABLE intake_person (
	person TEXT NOT NULL PRIMARY KEY,
	region TEXT NOT NULL,
	operator TEXT NOT NULL,
	channel TEXT NOT NULL,
	phone INTEGER NOT NULL,
	first_us INTEGER NOT NULL,
	taken_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_record (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	operator TEXT NOT NULL,
	channel TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('fresh', 'change')),
	region TEXT NOT NULL,
	region_before TEXT NOT NULL,
	before TEXT NOT NULL,
	after TEXT NOT NULL,
	consents TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('kept', 'reversed')),
	at_us INTEGER NOT NULL,
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX intake_record_operator ON intake_record (operator, id);

CREATE TABLE intake_slip (
	code_index BLOB NOT NULL PRIMARY KEY,
	person TEXT NOT NULL,
	code BLOB NOT NULL,
	made_by TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX intake_slip_person ON intake_slip (person);

CREATE TABLE intake_try (
	asker BLOB NOT NULL,
	id TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (asker, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_import (
	operator TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done')),
	doc TEXT NOT NULL,
	done INTEGER NOT NULL,
	chosen INTEGER NOT NULL,
	at_us INTEGER NOT NULL,
	changed_us INTEGER NOT NULL,
	PRIMARY KEY (operator, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_row (
	operator TEXT NOT NULL,
	import TEXT NOT NULL,
	n INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('fresh', 'change', 'same', 'bad', 'done')),
	chosen INTEGER NOT NULL,
	body BLOB NOT NULL,
	PRIMARY KEY (operator, import, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_contest (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	entry TEXT NOT NULL,
	act TEXT NOT NULL,
	doer TEXT NOT NULL,
	region TEXT NOT NULL,
	reason TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'answered')),
	answer TEXT NOT NULL,
	answered_by TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	answered_us INTEGER,
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX intake_contest_state ON intake_contest (state, id);

-- employer 0001_init.sql

CREATE TABLE employer_employer (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('person', 'individual_business', 'enterprise', 'cooperative', 'public_body', 'social_organisation', 'village_collective')),
	uscc TEXT NOT NULL CHECK ((kind = 'person') = (uscc = '')),
	name TEXT NOT NULL CHECK (name <> ''),
	real_name BLOB CHECK ((kind = 'person') = (real_name IS NOT NULL)),
	region TEXT NOT NULL,
	address BLOB NOT NULL,
	contact_name BLOB NOT NULL,
	contact_phone BLOB NOT NULL,
	industry TEXT NOT NULL,
	licence TEXT NOT NULL CHECK (kind = 'person' OR licence <> ''),
	creator TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'suspended')),
	reason TEXT NOT NULL,
	revision INTEGER NOT NULL CHECK (revision > 0),
	at_us INTEGER NOT NULL,
	changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX employer_employer_creator ON employer_employer (creator);

CREATE TABLE employer_claim (
	identity TEXT NOT NULL PRIMARY KEY,
	employer TEXT NOT NULL REFERENCES employer_employer (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX employer_claim_employer ON employer_claim (employer);

CREATE TABLE employer_agent (
	employer TEXT NOT NULL REFERENCES employer_employer (id),
	person TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('invited', 'active')),
	principal INTEGER NOT NULL,
	letter TEXT NOT NULL CHECK (principal OR letter <> ''),
	at_us INTEGER NOT NULL,
	PRIMARY KEY (employer, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX employer_agent_person ON employer_agent (person, employer);

-- employer 0002_region.sql

CREATE INDEX employer_employer_region ON employer_employer (region, id);

-- staff 0001_init.sql

CREATE TABLE staff_member (
	person TEXT NOT NULL PRIMARY KEY,
	name BLOB NOT NULL,
	totp BLOB,
	totp_step INTEGER NOT NULL,
	barred_us INTEGER,
	barred_by TEXT NOT NULL,
	barred_why TEXT NOT NULL,
	invited_by TEXT NOT NULL,
	invited_us INTEGER NOT NULL,
	joined_us INTEGER,
	seen_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_password (
	person TEXT NOT NULL REFERENCES staff_member (person),
	id TEXT NOT NULL,
	hash BLOB NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_recovery (
	person TEXT NOT NULL REFERENCES staff_member (person),
	mac BLOB NOT NULL,
	used_us INTEGER,
	PRIMARY KEY (person, mac)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_try (
	phone_index BLOB NOT NULL PRIMARY KEY,
	wrong INTEGER NOT NULL CHECK (wrong >= 0),
	last_us INTEGER NOT NULL,
	until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_link (
	token_hash BLOB NOT NULL PRIMARY KEY,
	id TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('office', 'invite', 'factor', 'both', 'password')),
	role TEXT NOT NULL CHECK ((kind = 'office') = (role <> '')),
	person TEXT NOT NULL CHECK ((kind = 'office') = (person = '')),
	totp BLOB,
	made_by TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL,
	used_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_link_whose ON staff_link (person, role);

CREATE TABLE staff_office (
	role TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_act (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	act TEXT NOT NULL CHECK (act IN ('granted', 'revoked')),
	role TEXT NOT NULL,
	area TEXT NOT NULL,
	from_us INTEGER,
	to_us INTEGER,
	done_by TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (person, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_act_id ON staff_act (id);

-- file 0001_init.sql

CREATE TABLE file_file (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	type TEXT NOT NULL CHECK (type IN ('image/jpeg', 'application/pdf')),
	size INTEGER NOT NULL CHECK (size > 0),
	width INTEGER NOT NULL CHECK (width >= 0),
	height INTEGER NOT NULL CHECK (height >= 0),
	kept INTEGER NOT NULL DEFAULT 0,
	shared INTEGER NOT NULL DEFAULT 0,
	at_us INTEGER NOT NULL,
	CHECK (kept OR NOT shared),
	CHECK (type = 'image/jpeg' OR NOT shared)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_file_owner ON file_file (owner, at_us);

-- oversight 0001_init.sql

CREATE TABLE oversight_review (
	subject TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	region TEXT NOT NULL,
	title TEXT NOT NULL,
	findings TEXT NOT NULL,
	asker TEXT NOT NULL,
	employer TEXT NOT NULL,
	revision INTEGER NOT NULL,
	round INTEGER NOT NULL CHECK (round > 0),
	state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused')),
	asked_us INTEGER NOT NULL,
	decided_us INTEGER,
	CHECK ((state = 'open') = (decided_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX oversight_review_open ON oversight_review (asked_us, subject) WHERE state = 'open';

CREATE INDEX oversight_review_decided ON oversight_review (state, decided_us, subject) WHERE state <> 'open';

CREATE TABLE oversight_decision (
	subject TEXT NOT NULL REFERENCES oversight_review (subject),
	round INTEGER NOT NULL CHECK (round > 0),
	approved INTEGER NOT NULL,
	reason TEXT NOT NULL CHECK (approved OR reason <> ''),
	reviewer TEXT NOT NULL CHECK (reviewer <> ''),
	reviewer_name TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (subject, round)
) STRICT, WITHOUT ROWID;

-- gig 0001_init.sql

CREATE TABLE gig_job (
	id TEXT NOT NULL PRIMARY KEY,
	employer_id TEXT NOT NULL,
	poster_id TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'refused', 'unfunded', 'open', 'closed', 'cancelled', 'expired')),
	mode TEXT NOT NULL CHECK (mode IN ('tap', 'choice')),
	trade TEXT NOT NULL,
	title TEXT NOT NULL CHECK (length(title) <= 60),
	note TEXT NOT NULL,
	region TEXT NOT NULL,
	lat_e7 INTEGER NOT NULL,
	lon_e7 INTEGER NOT NULL,
	cell INTEGER NOT NULL,
	address TEXT NOT NULL,
	door BLOB,
	contact_name BLOB,
	contact_phone BLOB,
	windows TEXT NOT NULL,
	start_us INTEGER NOT NULL,
	end_us INTEGER NOT NULL CHECK (end_us > start_us),
	people INTEGER NOT NULL CHECK (people > 0),
	pay_minor INTEGER NOT NULL CHECK (pay_minor BETWEEN 1 AND 9007199254740991),
	currency TEXT NOT NULL,
	pay_unit TEXT NOT NULL CHECK (pay_unit IN ('job', 'hour', 'day', 'piece')),
	quantity INTEGER NOT NULL CHECK (quantity > 0),
	work_minutes INTEGER NOT NULL CHECK (work_minutes > 0),
	hour_minor INTEGER NOT NULL CHECK (hour_minor BETWEEN 0 AND 9007199254740991),
	each_minor INTEGER NOT NULL CHECK (each_minor BETWEEN 1 AND 9007199254740991),
	tools INTEGER NOT NULL,
	meals INTEGER NOT NULL,
	outdoor INTEGER NOT NULL,
	min_age INTEGER NOT NULL CHECK (min_age >= 16),
	radius_m INTEGER NOT NULL CHECK (radius_m > 0),
	choose_us INTEGER,
	photos TEXT NOT NULL,
	findings TEXT NOT NULL,
	search TEXT NOT NULL,
	places INTEGER NOT NULL,
	booked INTEGER NOT NULL DEFAULT 0 CHECK (booked >= 0),
	line_in INTEGER NOT NULL DEFAULT 0,
	line_out INTEGER NOT NULL DEFAULT 0 CHECK (line_out >= 0),
	shut INTEGER NOT NULL DEFAULT 0,
	funding TEXT NOT NULL DEFAULT 'none' CHECK (funding IN ('none', 'asked', 'held', 'failed')),
	held_minor INTEGER NOT NULL DEFAULT 0 CHECK (held_minor BETWEEN 0 AND 9007199254740991),
	paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor INTEGER NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	reason TEXT NOT NULL DEFAULT '',
	revision INTEGER NOT NULL DEFAULT 1,
	steps INTEGER NOT NULL DEFAULT 0,
	created_us INTEGER NOT NULL,
	opened_us INTEGER NOT NULL DEFAULT 0,
	ended_us INTEGER NOT NULL DEFAULT 0,
	CHECK (booked <= places),
	CHECK (line_out <= line_in),
	CHECK (paid_minor + back_minor <= held_minor)
) STRICT, WITHOUT ROWID;

CREATE INDEX gig_job_employer ON gig_job (employer_id, id);

CREATE INDEX gig_job_new ON gig_job (opened_us, id) WHERE state = 'open' AND NOT shut;

CREATE INDEX gig_job_near ON gig_job (cell) WHERE state = 'open' AND NOT shut;

CREATE TABLE gig_engagement (
	job_id TEXT NOT NULL,
	id TEXT NOT NULL,
	worker_id TEXT NOT NULL,
	employer_id TEXT NOT NULL,
	state TEXT NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'working', 'finished', 'stated', 'contested', 'paid', 'cancelled', 'no_show')),
	how TEXT NOT NULL CHECK (how IN ('tap', 'choice', 'line')),
	start_us INTEGER NOT NULL,
	end_us INTEGER NOT NULL,
	currency TEXT NOT NULL,
	hold_minor INTEGER NOT NULL CHECK (hold_minor >= 0),
	paid_minor INTEGER NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
	back_minor INTEGER NOT NULL DEFAULT 0 CHECK (back_minor >= 0),
	planned INTEGER NOT NULL CHECK (planned > 0),
	stated INTEGER CHECK (stated >= 0),
	stated_us INTEGER,
	stated_by TEXT NOT NULL DEFAULT '',
	stated_note TEXT NOT NULL DEFAULT '',
	offered INTEGER CHECK (offered >= 0),
	offered_us INTEGER,
	offered_reason TEXT NOT NULL DEFAULT '',
	booked_us INTEGER NOT NULL,
	started_us INTEGER,
	started_by TEXT NOT NULL DEFAULT '',
	finished_us INTEGER,
	ended_us INTEGER,
	ended_by TEXT NOT NULL DEFAULT '',
	end_reason TEXT NOT NULL DEFAULT '',
	late INTEGER NOT NULL DEFAULT 0,
	code TEXT NOT NULL DEFAULT '',
	code_tries INTEGER NOT NULL DEFAULT 0,
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (job_id, id),
	CHECK (paid_minor + back_minor <= hold_minor)
) STRICT, WITHOUT ROWID;

CREATE INDEX gig_engagement_id ON gig_engagement (id);

CREATE INDEX gig_engagement_worker ON gig_engagement (worker_id, id);

CREATE TABLE gig_slot (
	worker_id TEXT NOT NULL,
	job_id TEXT NOT NULL,
	n INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('booked', 'line', 'barred')),
	start_us INTEGER NOT NULL,
	end_us INTEGER NOT NULL,
	engagement_id TEXT,
	line INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (worker_id, job_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE gig_line (
	job_id TEXT NOT NULL,
	n INTEGER NOT NULL,
	worker_id TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (job_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE gig_block (
	worker_id TEXT NOT NULL,
	employer_id TEXT NOT NULL,
	side TEXT NOT NULL CHECK (side IN ('worker', 'employer')),
	reason TEXT NOT NULL,
	by_id TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (worker_id, employer_id, side)
) STRICT, WITHOUT ROWID;

CREATE TABLE gig_worker (
	worker_id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE gig_step (
	job_id TEXT NOT NULL,
	n INTEGER NOT NULL,
	engagement_id TEXT,
	at_us INTEGER NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('worker', 'employer', 'staff', 'clock', 'bank')),
	zh TEXT NOT NULL,
	en TEXT NOT NULL,
	PRIMARY KEY (job_id, n)
) STRICT, WITHOUT ROWID;

-- gig 0002_staff.sql

CREATE INDEX gig_job_region ON gig_job (region, id);

CREATE INDEX gig_engagement_contested ON gig_engagement (id) WHERE state = 'contested';

-- wallet 0001_init.sql

CREATE TABLE wallet_order (
	ref TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('collect', 'payout')),
	owner TEXT NOT NULL,
	job_id TEXT NOT NULL,
	card_id TEXT NOT NULL,
	amount_minor INTEGER NOT NULL CHECK (amount_minor > 0 AND amount_minor <= 9007199254740991),
	currency TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('asked', 'done', 'failed')),
	reason_zh TEXT NOT NULL,
	reason_en TEXT NOT NULL,
	by_person TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	settled_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX wallet_order_owner ON wallet_order (owner, kind, at_us, ref);

CREATE INDEX wallet_order_open ON wallet_order (at_us) WHERE state = 'asked';

CREATE TABLE wallet_funding (
	job_id TEXT NOT NULL PRIMARY KEY,
	employer_id TEXT NOT NULL,
	amount_minor INTEGER NOT NULL CHECK (amount_minor > 0 AND amount_minor <= 9007199254740991),
	currency TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('collecting', 'held', 'failed')),
	tries INTEGER NOT NULL,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wallet_card (
	owner TEXT NOT NULL,
	id TEXT NOT NULL,
	number_sealed BLOB NOT NULL,
	number_index BLOB NOT NULL,
	holder_sealed BLOB NOT NULL,
	bank TEXT NOT NULL,
	removed INTEGER NOT NULL DEFAULT 0,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX wallet_card_once ON wallet_card (owner, number_index) WHERE NOT removed;

CREATE TABLE wallet_proof (
	code TEXT NOT NULL PRIMARY KEY,
	person_id TEXT NOT NULL,
	name_sealed BLOB NOT NULL,
	from_day TEXT NOT NULL,
	to_day TEXT NOT NULL,
	total_minor INTEGER NOT NULL,
	currency TEXT NOT NULL,
	entries INTEGER NOT NULL,
	doc TEXT NOT NULL,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX wallet_proof_person ON wallet_proof (person_id, at_us);

-- match 0001_init.sql

-- What is known of a person. A row comes to be with the first fact about them.
CREATE TABLE match_worker (
	person_id TEXT NOT NULL PRIMARY KEY,
	verified INTEGER NOT NULL DEFAULT 0,
	birth TEXT NOT NULL DEFAULT '',
	looking INTEGER NOT NULL DEFAULT 0,
	lat_e7 INTEGER NOT NULL DEFAULT 0,
	lon_e7 INTEGER NOT NULL DEFAULT 0,
	radius_m INTEGER NOT NULL DEFAULT 0,
	hours TEXT NOT NULL DEFAULT '[]',
	lowest_hour_minor INTEGER NOT NULL DEFAULT 0,
	lowest_day_minor INTEGER NOT NULL DEFAULT 0,
	lowest_currency TEXT NOT NULL DEFAULT '',
	tools INTEGER NOT NULL DEFAULT 0,
	vehicle TEXT NOT NULL DEFAULT '',
	quiet_from INTEGER NOT NULL DEFAULT 1320 CHECK (quiet_from BETWEEN 0 AND 1439),
	quiet_to INTEGER NOT NULL DEFAULT 360 CHECK (quiet_to BETWEEN 0 AND 1439),
	stars_e2 INTEGER NOT NULL DEFAULT 0,
	rated INTEGER NOT NULL DEFAULT 0,
	done INTEGER NOT NULL DEFAULT 0,
	late INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What a person can do. ready repeats verified and looking; cell and the box
-- around the person's radius let a job find those whom it can reach.
CREATE TABLE match_trade (
	person_id TEXT NOT NULL REFERENCES match_worker (person_id),
	trade TEXT NOT NULL,
	level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
	ready INTEGER NOT NULL,
	cell INTEGER NOT NULL,
	south_e7 INTEGER NOT NULL,
	north_e7 INTEGER NOT NULL,
	west_e7 INTEGER NOT NULL,
	east_e7 INTEGER NOT NULL,
	PRIMARY KEY (person_id, trade)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_trade_near ON match_trade (trade, cell) WHERE ready;

-- The regions in which a person looks, once for each trade.
CREATE TABLE match_area (
	person_id TEXT NOT NULL REFERENCES match_worker (person_id),
	trade TEXT NOT NULL,
	region TEXT NOT NULL,
	ready INTEGER NOT NULL,
	PRIMARY KEY (person_id, trade, region)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_area_in ON match_area (trade, region, person_id) WHERE ready;

-- A place in a job that a person has or had.
CREATE TABLE match_stint (
	person_id TEXT NOT NULL,
	engagement_id TEXT NOT NULL,
	employer_id TEXT NOT NULL,
	job_id TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('booked', 'left', 'late', 'paid')),
	PRIMARY KEY (person_id, engagement_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_stint_employer ON match_stint (employer_id, person_id);

-- The windows of the places that people now hold.
CREATE TABLE match_busy (
	person_id TEXT NOT NULL,
	engagement_id TEXT NOT NULL,
	start_us INTEGER NOT NULL,
	end_us INTEGER NOT NULL,
	job_id TEXT NOT NULL,
	PRIMARY KEY (person_id, engagement_id, start_us)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_busy_until ON match_busy (end_us, start_us, person_id);

-- A job and how far its call for people has come. facts and start_us are missing
-- while only later news of the job has arrived.
CREATE TABLE match_job (
	job_id TEXT NOT NULL PRIMARY KEY,
	facts TEXT,
	start_us INTEGER,
	open INTEGER NOT NULL CHECK (open >= 0),
	ended_us INTEGER,
	waves INTEGER NOT NULL DEFAULT 0,
	idle INTEGER NOT NULL DEFAULT 0,
	last_us INTEGER,
	next_us INTEGER
) STRICT, WITHOUT ROWID;

-- Who was told of which job, and what their score was made of.
CREATE TABLE match_ring (
	job_id TEXT NOT NULL,
	person_id TEXT NOT NULL,
	wave INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	told_us INTEGER NOT NULL,
	sounded_us INTEGER,
	score INTEGER NOT NULL,
	distance_m INTEGER NOT NULL,
	facts TEXT NOT NULL,
	weights TEXT NOT NULL,
	PRIMARY KEY (job_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_ring_person ON match_ring (person_id, told_us, job_id);
CREATE INDEX match_ring_sounded ON match_ring (sounded_us, person_id) WHERE sounded_us IS NOT NULL;

-- reputation 0001_init.sql

CREATE TABLE reputation_engagement (
	id TEXT NOT NULL PRIMARY KEY,
	worker TEXT NOT NULL,
	employer TEXT NOT NULL,
	trade TEXT NOT NULL,
	outcome TEXT NOT NULL CHECK (outcome IN ('booked', 'paid', 'no_show', 'cancelled')),
	ended_by TEXT NOT NULL CHECK (ended_by IN ('', 'worker', 'employer', 'clock')),
	late INTEGER NOT NULL,
	ended_us INTEGER CHECK ((ended_us IS NULL) = (outcome = 'booked')),
	first_us INTEGER,
	shown_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reputation_rating (
	subject TEXT NOT NULL,
	engagement TEXT NOT NULL REFERENCES reputation_engagement (id),
	side TEXT NOT NULL CHECK (side IN ('worker', 'employer')),
	author TEXT NOT NULL,
	stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
	tags TEXT NOT NULL,
	words TEXT NOT NULL,
	after_seeing INTEGER NOT NULL,
	at_us INTEGER NOT NULL,
	shown_us INTEGER,
	reply TEXT NOT NULL,
	reply_us INTEGER CHECK ((reply_us IS NULL) = (reply = '') AND (reply_us IS NULL OR shown_us IS NOT NULL)),
	PRIMARY KEY (subject, engagement)
) STRICT, WITHOUT ROWID;

CREATE INDEX reputation_rating_shown ON reputation_rating (subject, shown_us, engagement) WHERE shown_us IS NOT NULL;

CREATE TABLE reputation_record (
	subject TEXT NOT NULL PRIMARY KEY,
	side TEXT NOT NULL CHECK (side IN ('worker', 'employer')),
	stars_1 INTEGER NOT NULL CHECK (stars_1 >= 0),
	stars_2 INTEGER NOT NULL CHECK (stars_2 >= 0),
	stars_3 INTEGER NOT NULL CHECK (stars_3 >= 0),
	stars_4 INTEGER NOT NULL CHECK (stars_4 >= 0),
	stars_5 INTEGER NOT NULL CHECK (stars_5 >= 0),
	booked INTEGER NOT NULL CHECK (booked >= 0),
	done INTEGER NOT NULL CHECK (done >= 0),
	late INTEGER NOT NULL CHECK (late >= 0),
	no_shows INTEGER NOT NULL CHECK (no_shows >= 0)
) STRICT, WITHOUT ROWID;

-- figures 0001_init.sql

CREATE TABLE figures_person (
	person TEXT NOT NULL PRIMARY KEY,
	region TEXT NOT NULL,
	week TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX figures_person_week ON figures_person (week, region);

CREATE TABLE figures_job (
	job TEXT NOT NULL PRIMARY KEY,
	region TEXT NOT NULL,
	week TEXT NOT NULL,
	opened_us INTEGER NOT NULL,
	filled_us INTEGER CHECK (filled_us >= opened_us)
) STRICT, WITHOUT ROWID;

CREATE INDEX figures_job_week ON figures_job (week, region);

CREATE TABLE figures_paid (
	engagement TEXT NOT NULL PRIMARY KEY,
	region TEXT NOT NULL,
	week TEXT NOT NULL,
	amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX figures_paid_week ON figures_paid (week, region);

CREATE TABLE figures_state (
	name TEXT NOT NULL PRIMARY KEY,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- hall 0001_init.sql

CREATE TABLE hall_hall (
	id TEXT NOT NULL PRIMARY KEY,
	name_zh TEXT NOT NULL CHECK (name_zh <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	area TEXT NOT NULL CHECK (area <> ''),
	address TEXT NOT NULL,
	phone TEXT NOT NULL,
	created_us INTEGER NOT NULL,
	changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hall_service (
	hall_id TEXT NOT NULL REFERENCES hall_hall (id),
	code TEXT NOT NULL CHECK (LENGTH(code) = 1),
	name_zh TEXT NOT NULL CHECK (name_zh <> ''),
	name_en TEXT NOT NULL CHECK (name_en <> ''),
	desk TEXT NOT NULL CHECK (desk IN ('seeker', 'employer', 'other')),
	PRIMARY KEY (hall_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE hall_counter (
	hall_id TEXT NOT NULL REFERENCES hall_hall (id),
	n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 99),
	service TEXT NOT NULL,
	PRIMARY KEY (hall_id, n, service),
	FOREIGN KEY (hall_id, service) REFERENCES hall_service (hall_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE hall_line (
	hall_id TEXT NOT NULL,
	day TEXT NOT NULL,
	service TEXT NOT NULL,
	last INTEGER NOT NULL CHECK (last > 0),
	PRIMARY KEY (hall_id, day, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE hall_ticket (
	hall_id TEXT NOT NULL,
	day TEXT NOT NULL,
	service TEXT NOT NULL,
	n INTEGER NOT NULL CHECK (n > 0),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'called', 'done', 'no_show')),
	first INTEGER NOT NULL DEFAULT 0,
	channel TEXT NOT NULL,
	taken_us INTEGER NOT NULL,
	waited_us INTEGER NOT NULL DEFAULT 0 CHECK (waited_us >= 0),
	called_us INTEGER,
	calls INTEGER NOT NULL DEFAULT 0,
	counter INTEGER NOT NULL DEFAULT 0,
	clerk TEXT NOT NULL DEFAULT '',
	ended_us INTEGER,
	PRIMARY KEY (hall_id, day, service, n),
	CHECK ((state = 'waiting') = (called_us IS NULL)),
	CHECK ((state IN ('done', 'no_show')) = (ended_us IS NOT NULL)),
	CHECK ((state = 'waiting') = (counter = 0))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX hall_ticket_at ON hall_ticket (hall_id, day, counter) WHERE state = 'called';

CREATE INDEX hall_ticket_waiting ON hall_ticket (hall_id, day, taken_us) WHERE state = 'waiting';

-- hall 0002_desk.sql

CREATE TABLE hall_visit (
	hall_id TEXT NOT NULL,
	id TEXT NOT NULL,
	person_id TEXT NOT NULL,
	clerk TEXT NOT NULL,
	channel TEXT NOT NULL CHECK (channel IN ('hall', 'call')),
	reason TEXT NOT NULL CHECK (reason <> ''),
	opened_us INTEGER NOT NULL,
	closed_us INTEGER,
	PRIMARY KEY (hall_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hall_visit_clerk ON hall_visit (hall_id, clerk, id) WHERE closed_us IS NULL;

CREATE TABLE hall_mandate (
	hall_id TEXT NOT NULL,
	id TEXT NOT NULL,
	employer_id TEXT NOT NULL,
	agent TEXT NOT NULL,
	basis TEXT NOT NULL CHECK (basis IN ('standing', 'present', 'called')),
	note TEXT NOT NULL CHECK (note <> ''),
	noted_by TEXT NOT NULL,
	noted_us INTEGER NOT NULL,
	until_us INTEGER NOT NULL,
	ended_us INTEGER,
	ended_by TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (hall_id, id),
	CHECK (until_us > noted_us)
) STRICT, WITHOUT ROWID;

CREATE INDEX hall_mandate_employer ON hall_mandate (hall_id, employer_id, until_us);

CREATE INDEX hall_mandate_agent ON hall_mandate (agent, id);

CREATE TABLE hall_dispatch (
	hall_id TEXT NOT NULL,
	id TEXT NOT NULL,
	employer_id TEXT NOT NULL,
	job_id TEXT NOT NULL,
	title TEXT NOT NULL,
	area TEXT NOT NULL,
	min_level INTEGER NOT NULL DEFAULT 0 CHECK (min_level BETWEEN 0 AND 7),
	transport TEXT NOT NULL DEFAULT '',
	meeting TEXT NOT NULL DEFAULT '',
	meet_us INTEGER,
	leader TEXT NOT NULL DEFAULT '',
	clerk TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	changed_us INTEGER NOT NULL,
	ended_us INTEGER,
	version INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (hall_id, id),
	UNIQUE (hall_id, job_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hall_dispatch_job ON hall_dispatch (job_id);

CREATE TABLE hall_call (
	hall_id TEXT NOT NULL,
	dispatch_id TEXT NOT NULL,
	person_id TEXT NOT NULL,
	n INTEGER NOT NULL CHECK (n > 0),
	outcome TEXT NOT NULL CHECK (outcome IN ('yes', 'no', 'no_answer', 'later')),
	note TEXT NOT NULL,
	again_us INTEGER,
	clerk TEXT NOT NULL,
	at_us INTEGER NOT NULL,
	PRIMARY KEY (hall_id, dispatch_id, person_id, n),
	CHECK ((again_us IS NULL) OR outcome = 'later')
) STRICT, WITHOUT ROWID;

-- privacy 0001_init.sql

CREATE TABLE privacy_export (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT NOT NULL CHECK (state IN ('asked', 'ready', 'gone')),
	size INTEGER NOT NULL DEFAULT 0,
	asked_us INTEGER NOT NULL,
	ready_us INTEGER,
	expires_us INTEGER,
	PRIMARY KEY (person, id),
	CHECK ((state = 'asked') = (ready_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE privacy_correction (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('identity', 'phone')),
	state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused', 'withdrawn')),
	wish BLOB NOT NULL,
	photo TEXT NOT NULL,
	answer TEXT NOT NULL,
	asked_us INTEGER NOT NULL,
	ended_us INTEGER,
	PRIMARY KEY (person, id),
	CHECK ((state = 'open') = (ended_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX privacy_correction_id ON privacy_correction (id);

CREATE TABLE privacy_erasure (
	person TEXT NOT NULL,
	id TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('zh', 'en')),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'stopped', 'done')),
	rules TEXT NOT NULL,
	asked_us INTEGER NOT NULL,
	due_us INTEGER NOT NULL,
	ended_us INTEGER,
	PRIMARY KEY (person, id),
	CHECK ((state = 'waiting') = (ended_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX privacy_erasure_done ON privacy_erasure (person) WHERE state = 'done';

-- kiosk 0001_init.sql

CREATE TABLE kiosk_machine (
	key_hash BLOB NOT NULL PRIMARY KEY,
	id TEXT NOT NULL,
	hall_id TEXT NOT NULL,
	name TEXT NOT NULL CHECK (name <> ''),
	made_by TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	ended_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX kiosk_machine_hall ON kiosk_machine (hall_id, id);

CREATE TABLE kiosk_scan (
	code TEXT NOT NULL PRIMARY KEY,
	secret_hash BLOB NOT NULL,
	hall_id TEXT NOT NULL,
	pair TEXT NOT NULL,
	person TEXT NOT NULL DEFAULT '',
	expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kiosk_code (
	who BLOB NOT NULL PRIMARY KEY,
	mac BLOB NOT NULL,
	person TEXT NOT NULL,
	tries INTEGER NOT NULL CHECK (tries >= 0),
	asked INTEGER NOT NULL CHECK (asked > 0),
	since_us INTEGER NOT NULL,
	asked_us INTEGER NOT NULL,
	expires_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- reply 0001_init.sql

CREATE TABLE reply_offer (
	person_id TEXT NOT NULL,
	id TEXT NOT NULL,
	job_id TEXT NOT NULL,
	digit INTEGER NOT NULL CHECK (digit BETWEEN 1 AND 9),
	title TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'yes', 'no', 'refused', 'over')),
	made_by TEXT NOT NULL,
	made_us INTEGER NOT NULL,
	until_us INTEGER NOT NULL,
	answered_us INTEGER,
	PRIMARY KEY (person_id, id),
	CHECK ((state IN ('open', 'over')) = (answered_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX reply_offer_digit ON reply_offer (person_id, digit) WHERE state = 'open';

CREATE TABLE reply_heard (
	message TEXT NOT NULL PRIMARY KEY,
	person TEXT NOT NULL,
	word TEXT NOT NULL,
	at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- demo 0001_init.sql

CREATE TABLE demo_county (
	id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	seed TEXT NOT NULL,
	year INTEGER NOT NULL,
	people INTEGER NOT NULL,
	employers INTEGER NOT NULL,
	week_orders INTEGER NOT NULL,
	stage TEXT NOT NULL CHECK (stage IN ('begun', 'settled', 'running')),
	week_us INTEGER NOT NULL,
	at_us INTEGER NOT NULL,
	orders INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE demo_job (
	job_id TEXT NOT NULL PRIMARY KEY,
	n INTEGER NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('week', 'late', 'errand'))
) STRICT, WITHOUT ROWID;

