package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrNoHints reports an engine that carries no hints between processes.
var ErrNoHints = errors.New("this engine carries no hints")

// Listen calls heard for each hint on the channel, on a connection of its own,
// until ctx ends or the connection breaks. begun is called once it listens. A
// hint may be lost on the way; who waits for one also looks from time to time.
//
// Errors: ErrNoHints on SQLite, where nobody else is there to hint.
func (d *DB) Listen(ctx context.Context, channel string, begun, heard func()) error {
	if d.conf == nil {
		return ErrNoHints
	}
	conn, err := pgx.ConnectConfig(ctx, d.conf.Copy())
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx)) //nolint:errcheck // it only listened
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	begun()
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		heard()
	}
}

// Hint wakes those who Listen on the channel, once tx has committed. PostgreSQL
// lets such commits pass one at a time: keep it out of the hot writes.
func Hint(ctx context.Context, tx Tx, channel string) error {
	if tx.Dialect() == SQLite {
		return nil
	}
	// A notification without a payload; it is sent at the commit.
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}
