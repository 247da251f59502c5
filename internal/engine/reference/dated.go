package reference

import (
	"cmp"
	"slices"

	"yilu/internal/core"
)

// Basis is when a row is in force, and why it is believed.
type Basis struct {
	From       core.Date // first day; "" is since ever
	To         core.Date // first day no longer in force; "" is for good
	Source     core.Text
	Confidence string // statute, published, found, high, medium, low, own
}

// basis lets every view be dated by embedding.
func (b Basis) basis() Basis { return b }

type dated interface{ basis() Basis }

// series are the rows of one subject, by their first day.
type series[T dated] []T

// at returns the row in force on the day: the last that has begun, unless it
// has ended.
func (s series[T]) at(day core.Date) (row T, ok bool) {
	for _, r := range slices.Backward(s) {
		if b := r.basis(); b.From <= day {
			return r, b.To == "" || day < b.To
		}
	}
	return row, false
}

// add puts a row in its place.
func (s series[T]) add(r T) series[T] {
	i, _ := slices.BinarySearchFunc(s, r, func(a, b T) int { return cmp.Compare(a.basis().From, b.basis().From) })
	return slices.Insert(s, i, r)
}

// put adds a row to its subject's series.
func put[K comparable, T dated](m map[K]series[T], key K, r T) { m[key] = m[key].add(r) }

// allAt returns what is in force on the day, by key.
func allAt[K cmp.Ordered, T dated](m map[K]series[T], day core.Date) []T {
	out := make([]T, 0, len(m))
	for _, k := range sortedKeys(m) {
		if r, ok := m[k].at(day); ok {
			out = append(out, r)
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
