#!/bin/sh
# Makes sure that the tests find PostgreSQL's server programs (they start a
# private server of their own; one that runs on this machine is left alone).
set -eu
. "$(dirname "$0")/apt.sh"

has_postgres() {
	[ -n "${YILU_PG_BIN:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1
}

has_postgres || install "PostgreSQL 15 or newer, for tests on the second engine" postgresql
has_postgres
