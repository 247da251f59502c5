package db

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// ForUpdate returns the suffix that locks the selected rows until commit. It
// is empty on SQLite, where the transaction already is the only writer.
func ForUpdate(q Q) string {
	if q.Dialect() == SQLite {
		return ""
	}
	return " FOR UPDATE"
}

// SkipLocked is ForUpdate for queues: rows that another worker holds are
// passed over instead of waited for.
func SkipLocked(q Q) string {
	if q.Dialect() == SQLite {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}

// In returns "($n, $n+1, …)" for count values, beginning with $first.
func In(first, count int) string {
	var b strings.Builder
	group(&b, first, count)
	return b.String()
}

// Inside returns the condition that the region in a column lies in one of the
// areas, with their arguments from $first on: a role's areas, as core.Actor gives
// them. An area "" is everywhere, and no area is nowhere. It reads a stretch of an
// index per area.
func Inside[T ~string](column string, first int, areas []T) (condition string, args []any) {
	var parts []string
	for _, a := range areas {
		if a == "" {
			return "TRUE", nil
		}
		parts = append(parts, "("+column+" >= $"+strconv.Itoa(first)+" AND "+column+" < $"+strconv.Itoa(first+1)+")")
		args = append(args, string(a), string(a)+":") // ':' follows '9'
		first += 2
	}
	if len(parts) == 0 {
		return "FALSE", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// Values returns rows groups of cols placeholders, "($1, $2), ($3, $4)", for a
// multi-row INSERT.
func Values(rows, cols int) string {
	var b strings.Builder
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		group(&b, 1+i*cols, cols)
	}
	return b.String()
}

func group(b *strings.Builder, first, count int) {
	b.WriteByte('(')
	for i := range count {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	b.WriteByte(')')
}

// MaxRows is the most rows of one multi-row statement. More make nothing quicker
// and the first wait longer.
const MaxRows = 128

// Padded returns how long a list of n values becomes when it is filled up by
// repeating its last: the next power of two up to MaxRows. Few lengths make few
// statement texts, and both engines plan a text once.
func Padded(n int) int {
	size := 1
	for size < n && size < MaxRows {
		size *= 2
	}
	return size
}

// piece is how many of n rows go into the next statement: a power of two.
func piece(n int) int {
	size := MaxRows
	for size > n {
		size /= 2
	}
	return size
}

// Chunks calls fn with consecutive pieces of at most MaxRows items.
func Chunks[T any](all []T, fn func([]T) error) error {
	for len(all) > 0 {
		n := min(len(all), MaxRows)
		if err := fn(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// InsertRows writes rows of cols values each, which lie flat one after the other.
// head names the table and its columns.
func InsertRows(ctx context.Context, tx Tx, head string, cols int, flat []any) error {
	return UpsertRows(ctx, tx, head, cols, flat, "")
}

// UpsertRows is InsertRows with an ON CONFLICT clause.
func UpsertRows(ctx context.Context, tx Tx, head string, cols int, flat []any, conflict string) error {
	for len(flat) > 0 {
		n := piece(len(flat) / cols)
		if _, err := tx.Exec(ctx, head+" VALUES "+Values(n, cols)+" "+conflict, flat[:n*cols]...); err != nil {
			return err
		}
		flat = flat[n*cols:]
	}
	return nil
}

// Micros is how instants are stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Instant turns stored microseconds back into an instant in UTC.
func Instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// OptMicros stores an instant that may be missing: nil for the zero time.
func OptMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// OptInstant reads what OptMicros stored; the zero time for NULL.
func OptInstant(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return Instant(*us)
}

// Fill returns values as arguments for In, filled up to Padded by the last.
func Fill[T any](values []T) []any {
	n := Padded(len(values))
	args := make([]any, n)
	for i := range args {
		args[i] = values[min(i, len(values)-1)]
	}
	return args
}
