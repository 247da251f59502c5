package db

// postgresHasTable counts the tables of a name in the schema that is used.
const postgresHasTable = `SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1`
