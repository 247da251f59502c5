package core

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
)

// CNY is the currency of every wage: ISO 4217.
const CNY = "CNY"

// MaxMinor bounds every amount, in minor units: 2^53−1, exact in JavaScript
// too, and a thousand of them still sum in 64 bits.
const MaxMinor = 1<<53 - 1

// Errors of arithmetic with money.
var (
	ErrOverflow = errors.New("amount is out of range")
	ErrCurrency = errors.New("amounts are of different currencies")
)

// Money is an amount in minor units (for example fen) of one currency or asset.
// The zero Money is "nothing, of no currency".
type Money struct {
	Minor    int64  `json:"minor" doc:"Amount in minor units: fen for CNY." minimum:"-9007199254740991" maximum:"9007199254740991"`
	Currency string `json:"currency" doc:"ISO 4217 code, upper case." example:"CNY" minLength:"3" maxLength:"8"`
}

// Yuan returns CNY money of the given fen.
func Yuan(fen int64) Money { return Money{Minor: fen, Currency: CNY} }

// Add returns m+o.
//
// Errors: ErrCurrency, ErrOverflow.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, fmt.Errorf("%w: %s and %s", ErrCurrency, m.Currency, o.Currency)
	}
	n := m.Minor + o.Minor // cannot wrap: both are within ±2^53
	if n > MaxMinor || n < -MaxMinor {
		return Money{}, ErrOverflow
	}
	return Money{n, m.Currency}, nil
}

// Times returns m·num/den, rounded once, half away from zero, to a whole minor
// unit (DOMAIN: half-up to 0.01). den must be above zero, num not negative.
//
// Errors: ErrOverflow.
func (m Money) Times(num, den int64) (Money, error) {
	if den <= 0 || num < 0 {
		return Money{}, fmt.Errorf("money: bad ratio %d/%d", num, den)
	}
	neg, a := m.Minor < 0, uint64(m.Minor)
	if neg {
		a = uint64(-m.Minor)
	}
	hi, lo := bits.Mul64(a, uint64(num))
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	hi += carry
	if hi >= uint64(den) {
		return Money{}, ErrOverflow
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	if q > MaxMinor {
		return Money{}, ErrOverflow
	}
	if neg {
		return Money{-int64(q), m.Currency}, nil
	}
	return Money{int64(q), m.Currency}, nil
}

// Split shares m over parts weights by largest remainder, so that the shares
// sum to m exactly; ties go to the earlier part. Weights must not be negative
// and one must be above zero.
//
// Errors: ErrOverflow.
func (m Money) Split(weights []int64) ([]Money, error) {
	var total int64
	for _, w := range weights {
		if w < 0 {
			return nil, fmt.Errorf("money: negative weight %d", w)
		}
		total += w
		if total > MaxMinor {
			return nil, ErrOverflow
		}
	}
	if total == 0 || m.Minor < 0 {
		return nil, fmt.Errorf("money: nothing to split %d over", m.Minor)
	}
	out := make([]Money, len(weights))
	rest := make([]uint64, len(weights))
	left := m.Minor
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(m.Minor), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(total))
		out[i], rest[i] = Money{int64(q), m.Currency}, r
		left -= int64(q)
	}
	for ; left > 0; left-- {
		best := -1
		for i := range rest {
			if rest[i] > 0 && (best < 0 || rest[i] > rest[best]) {
				best = i
			}
		}
		out[best].Minor++
		rest[best] = 0
	}
	return out, nil
}

// Text gives the amount with two decimals and no unit: "300.00".
func (m Money) Text() string {
	sign, a := "", m.Minor
	if a < 0 {
		sign, a = "-", -a
	}
	return sign + strconv.FormatInt(a/100, 10) + "." + string([]byte{'0' + byte(a/10%10), '0' + byte(a%10)})
}
