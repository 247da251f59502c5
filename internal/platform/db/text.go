package db

import (
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

// MaxRows is the most rows of one multi-row statement: SQLite parses named
// parameters in quadratic time (SQL.md).
const MaxRows = 50

// Chunks calls fn with consecutive pieces of at most MaxRows items. All pieces
// but the last have the same length, so that few statement texts exist.
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

// Padded returns how long a list of n values becomes when it is filled up by
// repeating its last: 1, 2, 5, 10, 25 or MaxRows, so that few statement texts
// exist.
func Padded(n int) int {
	for _, size := range [...]int{1, 2, 5, 10, 25} {
		if n <= size {
			return size
		}
	}
	return MaxRows
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
