// Package pgcluster starts private PostgreSQL servers for tests.
//
// Each Cluster has its own folder, port and password, belongs to the process
// that started it, and leaves nothing behind: neither after Stop, nor when that
// process is killed, because a small guard process waits for its end.
//
// # Invariants
//
//   - A shared server is never touched.
//   - The server listens on loopback and on a socket in its folder alone.
//   - The server runs under an ordinary account, because PostgreSQL refuses
//     root: the caller's, or for root "postgres", or "nobody".
//
// # Sources
//
// Binaries are looked for in $YILU_PG_BIN, then /usr/lib/postgresql/*/bin (as
// Debian lays them), then on PATH.
package pgcluster
