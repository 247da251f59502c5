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
