// Package audit records who did what, to what, for whom, why, when and from
// where. An entry is written in the transaction of the act it tells of, and linked
// into a chain soon after (Chain). Nothing removes entries: they are to be kept for
// six months at least (网络安全法 21, DOMAIN §9.1).
package audit

import (
	"context"
	"embed"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Entry is one act.
type Entry struct {
	ID      core.ID[Entry]
	Subject string        // whom it concerns: a person's or an employer's id
	Actor   core.PersonID // who did it; "" for the system
	Act     string        // what, as "gig.grab" or "person.reveal"
	Object  string        // to what: an id, or the name of a field
	Reason  string        // why, where the act asks for a reason
	Channel core.Channel
	Addr    string // network address; "" for the system
	At      time.Time
}

// By returns an entry for the actor's act at the given time.
func By(a core.Actor, at time.Time, subject, act, object, reason string) Entry {
	return Entry{
		ID: core.NewID[Entry](at), Subject: subject, Actor: a.Doer(), Act: act, Object: object,
		Reason: reason, Channel: a.Channel, Addr: a.Addr, At: at,
	}
}

// Append records acts in the transaction that does them.
func Append(ctx context.Context, tx db.Tx, entries ...Entry) (err error) {
	defer fault.Wrap(&err, "audit.Append")
	const cols = 9
	rows := make([]any, 0, len(entries)*cols)
	for _, e := range entries {
		rows = append(rows, e.Subject, e.ID, string(e.Actor), e.Act, e.Object, e.Reason, string(e.Channel), e.Addr, db.Micros(e.At))
	}
	// Entries are only ever added.
	return db.InsertRows(ctx, tx, `INSERT INTO audit_entry (subject, id, actor, act, object, reason, channel, addr, at_us)`, cols, rows)
}

// About returns what was done that concerns subject, newest first, older than
// the entry before; "" begins.
func About(ctx context.Context, q db.Q, subject string, before core.ID[Entry], limit int) (out []Entry, err error) {
	defer fault.Wrap(&err, "audit.About(%s)", subject)
	if before == "" {
		before = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	}
	// Ids ascend with time, so the key alone gives the order.
	err = q.Rows(ctx, `SELECT `+columns+` FROM audit_entry WHERE subject = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{subject, before, limit}, func(r db.Row) error {
			e, err := scanEntry(r)
			out = append(out, e)
			return err
		})
	return out, err
}
