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
