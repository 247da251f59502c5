// Package core holds the value types that every module shares: identifiers,
// money, time, places, actors, and the identifiers of Chinese documents.
//
// It imports only the standard library and does no I/O, so it may be imported
// from anywhere and can never take part in an import cycle.
package core

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"sync"
	"time"
)

// ID is a UUIDv7 in lower-case text form. The type parameter keeps identifiers
// of different things apart: an ID[Person] is not an ID[Job].
type ID[T any] string

// ErrID reports text that is not an identifier.
var ErrID = errors.New("not an identifier")

// NewID returns a fresh ID whose first 48 bits are at, in Unix milliseconds
// (RFC 9562, section 5.7). Within one process and millisecond later IDs sort
// after earlier ones (section 6.2, method 1). It panics only if the system has
// no randomness. Safe for concurrent use.
func NewID[T any](at time.Time) ID[T] { return ID[T](uuid7(at.UnixMilli())) }

// ParseID checks that s has the form of an identifier.
//
// Errors: ErrID.
func ParseID[T any](s string) (ID[T], error) {
	if len(s) != 36 {
		return "", ErrID
	}
	for i := range len(s) {
		c := s[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return "", ErrID
			}
		} else if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", ErrID
		}
	}
	return ID[T](s), nil
}

// The tags of identifiers that cross module borders. They carry no data.
type (
	Person     struct{}
	Employer   struct{}
	Job        struct{}
	Engagement struct{}
	File       struct{}
)

// Identifiers of people, employers, jobs, engagements and stored files.
type (
	PersonID     = ID[Person]
	EmployerID   = ID[Employer]
	JobID        = ID[Job]
	EngagementID = ID[Engagement]
	FileID       = ID[File]
)

// sequence makes IDs ascend. at is the millisecond in use: the newest reading, or
// one ahead of it when the numbers of a millisecond ran out.
var sequence struct {
	sync.Mutex
	at int64
	n  uint16
}

// behind is how far a reading may lie behind the newest, in milliseconds, and
// still be another goroutine's view of the same moment. Farther back it is
// another clock: a simulated past, a test.
const behind = 10_000

// nextSequence returns a millisecond and a 12-bit number, above all that it
// returned for the same clock. The number starts low, so that there is room; when
// it is full, the next millisecond is borrowed (RFC 9562, section 6.2).
func nextSequence(ms int64, start uint16) (int64, uint16) {
	sequence.Lock()
	defer sequence.Unlock()
	if ms > sequence.at || ms < sequence.at-behind {
		sequence.at, sequence.n = ms, start&0x3ff
		return ms, sequence.n
	}
	if sequence.n++; sequence.n > 0xfff {
		sequence.at++
		sequence.n = 0
	}
	return sequence.at, sequence.n
}

func uuid7(ms int64) string {
	var b [16]byte
	if _, err := rand.Read(b[6:]); err != nil {
		panic("core: no randomness: " + err.Error())
	}
	ms, n := nextSequence(ms, uint16(b[6])<<8|uint16(b[7]))
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	b[6] = byte(n>>8) | 0x70
	b[7] = byte(n)
	b[8] = b[8]&0x3f | 0x80
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}
