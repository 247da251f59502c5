package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of the ledger.
var (
	ErrFunds     = fault.New(fault.Conflict, "ledger.funds", "余额不够。", "There is not enough money.")
	ErrBalance   = fault.New(fault.Invalid, "ledger.unbalanced", "这笔账两边不相等。", "The transfer does not sum to zero.")
	ErrShape     = fault.New(fault.Invalid, "ledger.shape", "这笔账的内容不完整。", "The transfer is incomplete.")
	ErrRange     = fault.New(fault.Invalid, "ledger.range", "金额太大了。", "The amount is too large.")
	ErrRefReused = fault.New(fault.Conflict, "ledger.ref_reused", "这个编号已经记过另一笔账。", "This reference names another transfer already.")
)

// Account names an account: a path with colons, like "person:ID:wallet".
type Account string

// World is the prefix of accounts that mirror the outside.
const World = "world:"

// Mirror reports whether the account mirrors the outside.
func (a Account) Mirror() bool { return strings.HasPrefix(string(a), World) }

// Posting moves an amount into (above zero) or out of an account.
type Posting struct {
	Account Account
	Minor   int64 // in minor units of the transfer's asset, never zero
}

// MaxPostings is the most postings of one transfer: a team of forty and both
// ends of it.
const MaxPostings = 100

// Transfer is one movement, between two accounts or among many.
type Transfer struct {
	Ref      string // unique, made by the caller: "job:ID:fund"
	Kind     string // what it is, for statements: "wage", "payout"
	Asset    string // ISO 4217 code or the asset's name
	At       time.Time
	Postings []Posting
}

// Move returns a transfer of m from one account to another.
func Move(ref, kind string, m core.Money, from, to Account, at time.Time) Transfer {
	return Transfer{Ref: ref, Kind: kind, Asset: m.Currency, At: at, Postings: []Posting{{from, -m.Minor}, {to, m.Minor}}}
}

// Validate checks what can be said of a transfer by itself.
//
// Errors: ErrShape, ErrRange, ErrBalance.
func (t Transfer) Validate() error {
	if t.Ref == "" || len(t.Ref) > 200 || t.Kind == "" || t.Asset == "" || t.At.IsZero() ||
		len(t.Postings) < 2 || len(t.Postings) > MaxPostings {
		return ErrShape
	}
	var sum int64
	for _, p := range t.Postings {
		switch {
		case p.Account == "" || p.Minor == 0:
			return ErrShape
		case p.Minor > core.MaxMinor || p.Minor < -core.MaxMinor:
			return ErrRange
		}
		sum += p.Minor // a hundred of them still fit in 64 bits
	}
	if sum != 0 {
		return ErrBalance
	}
	return nil
}

// hash tells whether two transfers of one ref say the same. The time is left
// out: a repetition comes later.
func (t Transfer) hash() []byte {
	h := sha256.New()
	var n [8]byte
	for _, s := range []string{t.Kind, t.Asset} {
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	for _, p := range t.Postings {
		binary.BigEndian.PutUint64(n[:], uint64(len(p.Account)))
		h.Write(n[:])
		h.Write([]byte(p.Account))
		binary.BigEndian.PutUint64(n[:], uint64(p.Minor))
		h.Write(n[:])
	}
	return h.Sum(nil)
}

// Entry is one posting as its account's owner sees it.
type Entry struct {
	Account  Account
	Transfer core.ID[Transfer]
	N        int64 // position in the transfer
	Amount   core.Money
	Balance  core.Money // of the account afterwards; zero for a mirror
	Ref      string
	Kind     string
	At       time.Time
}
