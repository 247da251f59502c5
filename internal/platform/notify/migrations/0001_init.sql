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
