package county

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
)

// Dice draw what is made up. Everyone and everything has dice of its own, so that
// one more employer changes nobody else.
type Dice struct{ r *rand.Rand }

// The kinds of things that have dice.
const (
	ofPerson uint64 = iota + 1
	ofProfile
	ofEmployer
	ofOrder
	ofWeek
	ofStaff
)

func (c *County) dice(kind uint64, n int) Dice {
	return Dice{rand.New(rand.NewPCG(c.Seed, kind<<48|uint64(n)))} //nolint:gosec // not for secrets
}

// Whim gives the dice of what someone does about something: the same whim of the
// same county always falls the same way.
func (c *County) Whim(what string, about, who int) Dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(what))
	return Dice{rand.New(rand.NewPCG(c.Seed^h.Sum64(), uint64(about)<<32^uint64(who)))} //nolint:gosec // not for secrets
}

// Below draws 0 to n−1.
func (l Dice) Below(n int) int { return l.r.IntN(n) }

// Between draws a to b, both included.
func (l Dice) Between(a, b int) int { return a + l.r.IntN(b-a+1) }

// Chance is true in so many of a hundred.
func (l Dice) Chance(percent int) bool { return l.r.IntN(100) < percent }

// spread draws about −m to m, more often in the middle, never further.
func (l Dice) spread(m int) int {
	sum := 0
	for range 4 {
		sum += l.Between(-m, m)
	}
	return sum / 4
}

// one draws an item.
func one[T any](l Dice, all []T) T { return all[l.Below(len(all))] }

// weighed draws an item by its weight.
func weighed[T any](l Dice, all []T, weight func(T) int) T {
	total := 0
	for _, x := range all {
		total += weight(x)
	}
	at := l.Below(total)
	for _, x := range all {
		if at -= weight(x); at < 0 {
			return x
		}
	}
	return all[len(all)-1]
}

// some draws k different items, in the order in which they came up; all of them
// if there are not so many.
func some[T any](l Dice, all []T, k int) []T {
	order := l.r.Perm(len(all))
	out := make([]T, 0, min(k, len(all)))
	for _, i := range order[:min(k, len(all))] {
		out = append(out, all[i])
	}
	return out
}

func number(n int) string { return strconv.Itoa(n) }

// padded writes n with leading zeros.
func padded(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
