-- The fingerprint of the keys that seal the personal data of this database.
CREATE TABLE seal_ring (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (name = 'ring'),
	fingerprint TEXT COLLATE "C" NOT NULL
);
