package db_test

import (
	"slices"
	"testing"

	"yilu/internal/platform/db"
)

// TestInside says where a role's areas reach.
func TestInside(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		areas []string
		want  string
		args  []any
	}{
		"nowhere":    {nil, "FALSE", nil},
		"everywhere": {[]string{"3504", ""}, "TRUE", nil},
		"a county":   {[]string{"350428"}, "((r >= $3 AND r < $4))", []any{"350428", "350428:"}},
		"two":        {[]string{"33", "350428"}, "((r >= $3 AND r < $4) OR (r >= $5 AND r < $6))", []any{"33", "33:", "350428", "350428:"}},
	} {
		if got, args := db.Inside("r", 3, c.areas); got != c.want || !slices.Equal(args, c.args) {
			t.Errorf("%s: %s %v", name, got, args)
		}
	}
}

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
