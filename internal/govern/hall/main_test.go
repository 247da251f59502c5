package hall_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain keeps random walks short in every day's tests; -rapid.checks makes
// them long.
func TestMain(m *testing.M) {
	if f := flag.Lookup("rapid.checks"); f != nil {
		_ = f.Value.Set("20")
	}
	os.Exit(m.Run())
}
