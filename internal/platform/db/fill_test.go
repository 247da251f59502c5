package db_test

import (
	"slices"
	"testing"

	"yilu/internal/platform/db"
)

// TestFill says that lists come in few lengths, and gain no value by it.
func TestFill(t *testing.T) {
	t.Parallel()
	lengths := map[int]bool{}
	for n := 1; n <= db.MaxRows; n++ {
		values := make([]int, n)
		for i := range values {
			values[i] = i
		}
		got := db.Fill(values)
		lengths[len(got)] = true
		if len(got) < n || len(got) != db.Padded(n) || got[n-1] != any(n-1) || slices.ContainsFunc(got[n:], func(v any) bool { return v != any(n-1) }) {
			t.Errorf("%d: %v", n, got)
		}
	}
	if len(lengths) != 8 || !lengths[db.MaxRows] {
		t.Error(lengths)
	}
}
