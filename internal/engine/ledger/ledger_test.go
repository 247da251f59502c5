package ledger_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var (
	noon   = time.Date(2026, 8, 22, 4, 0, 0, 0, time.UTC)
	schema = dbtest.Schema{Module: "ledger", Files: ledger.Migrations}
)

func post(t interface {
	Context() context.Context
	Fatal(...any)
}, d *db.DB, all ...ledger.Transfer) []ledger.Result {
	var out []ledger.Result
	if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		out, err = ledger.PostMany(ctx, tx, all)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func sound(t *testing.T, d *db.DB) {
	t.Helper()
	checked, broken, err := ledger.Verify(t.Context(), d.Reader())
	if err != nil || len(broken) > 0 || len(checked) < 5 {
		t.Error(broken, err)
	}
}

func TestLedger(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		balance := func(a ledger.Account) int64 {
			m, err := ledger.Balance(t.Context(), d.Reader(), a, core.CNY)
			if err != nil {
				t.Fatal(err)
			}
			return m.Minor
		}
		move := func(ref string, fen int64, from, to ledger.Account) ledger.Transfer {
			return ledger.Move(ref, "test", core.Yuan(fen), from, to, noon)
		}

		t.Run("moves, once per ref", func(t *testing.T) {
			first := post(t, d, move("a1", 500, "world:bank", "a:x"))
			again := post(t, d, move("a1", 500, "world:bank", "a:x"))
			other := post(t, d, move("a1", 501, "world:bank", "a:x"))
			if !first[0].Fresh || again[0].Fresh || again[0].Err != nil || !errors.Is(other[0].Err, ledger.ErrRefReused) {
				t.Error(first, again, other)
			}
			if balance("a:x") != 500 || balance("world:bank") != -500 {
				t.Error(balance("a:x"), balance("world:bank"))
			}
		})
		t.Run("refuses what it must and books the rest of the group", func(t *testing.T) {
			got := post(t, d,
				move("b1", 100, "world:bank", "b:x"),
				move("b2", 101, "b:x", "b:y"),
				move("b3", 60, "b:x", "b:y"),
				move("b4", 41, "b:x", "b:y"),
				move("b3", 60, "b:x", "b:y"),
				ledger.Transfer{Ref: "b5", Kind: "t", Asset: core.CNY, At: noon, Postings: []ledger.Posting{{"b:x", -1}, {"b:y", 2}}},
				ledger.Transfer{Ref: "b6", Kind: "t", Asset: core.CNY, At: noon, Postings: []ledger.Posting{{"b:x", 1}}},
				move("b7", core.MaxMinor+1, "world:bank", "b:y"),
				move("b8", core.MaxMinor, "world:bank", "b:y"),
			)
			want := []error{nil, ledger.ErrFunds, nil, ledger.ErrFunds, nil, ledger.ErrBalance, ledger.ErrShape, ledger.ErrRange, ledger.ErrRange}
			for i, r := range got {
				if !errors.Is(r.Err, want[i]) || r.Fresh != (i == 0 || i == 2) {
					t.Errorf("b%d: %+v, want %v", i+1, r, want[i])
				}
			}
			if balance("b:x") != 40 || balance("b:y") != 60 {
				t.Error(balance("b:x"), balance("b:y"))
			}
		})
		t.Run("an account may pass below zero inside a transfer", func(t *testing.T) {
			got := post(t, d, ledger.Transfer{Ref: "c1", Kind: "t", Asset: core.CNY, At: noon,
				Postings: []ledger.Posting{{"c:x", -5}, {"world:bank", -2}, {"c:x", 7}}})
			if got[0].Err != nil || balance("c:x") != 2 {
				t.Error(got, balance("c:x"))
			}
		})
		t.Run("lists newest first, page by page, with the balance after each", func(t *testing.T) {
			for i := range 5 {
				post(t, d, ledger.Move("d"+strconv.Itoa(i), "t", core.Yuan(10), "world:bank", "d:x", noon.Add(time.Duration(i)*time.Hour)))
			}
			page, err := ledger.Entries(t.Context(), d.Reader(), "d:x", core.CNY, ledger.Before{}, 3)
			if err != nil || len(page) != 3 || page[0].Balance.Minor != 50 || page[2].Ref != "d2" {
				t.Fatal(page, err)
			}
			rest, err := ledger.Entries(t.Context(), d.Reader(), "d:x", core.CNY, ledger.Before{page[2].Transfer, page[2].N}, 3)
			if err != nil || len(rest) != 2 || rest[1].Ref != "d0" {
				t.Fatal(rest, err)
			}
			some, err := ledger.EntriesBetween(t.Context(), d.Reader(), "d:x", core.CNY, core.Span{Start: noon.Add(time.Hour), End: noon.Add(3 * time.Hour)})
			if err != nil || len(some) != 2 || some[0].Ref != "d1" {
				t.Error(some, err)
			}
		})
		t.Run("many at once lose nothing and never overdraw", func(t *testing.T) {
			post(t, d, move("e0", 1000, "world:bank", "e:pot"))
			var wg sync.WaitGroup
			var mu sync.Mutex
			won := 0
			for i := range 60 {
				wg.Go(func() {
					r := post(t, d, move(fmt.Sprint("e", i+1), 30, "e:pot", ledger.Account(fmt.Sprint("e:", i%7))), move(fmt.Sprint("f", i), 1, "world:bank", ledger.Account(fmt.Sprint("e:", (i+3)%7))))
					mu.Lock()
					defer mu.Unlock()
					if r[0].Fresh {
						won++
					}
				})
			}
			wg.Wait()
			if won != 33 || balance("e:pot") != 10 {
				t.Error(won, balance("e:pot"))
			}
		})
		sound(t, d)
		t.Run("the journal passes an outside check and has our balances", func(t *testing.T) { journal(t, d) })
	}, schema)
}

// journal lets hledger check the export and compares every balance.
func journal(t *testing.T, d *db.DB) {
	var out bytes.Buffer
	if err := ledger.WriteJournal(t.Context(), d.Reader(), &out); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "hledger", append([]string{"-f", "-"}, args...)...)
		cmd.Stdin = bytes.NewReader(out.Bytes())
		b, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("hledger %v: %v\n%s", args, err, b)
		}
		return string(b)
	}
	run("check")
	theirs := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSpace(run("balance", "--flat", "--no-total", "-O", "csv")), "\n") {
		f := strings.Split(strings.ReplaceAll(line, `"`, ""), ",")
		if len(f) == 2 && f[0] != "account" {
			theirs[f[0]] = strings.TrimPrefix(f[1], "CNY ")
		}
	}
	ours := map[string]string{}
	if err := d.Reader().Rows(t.Context(), `SELECT account, CAST(SUM(amount_minor) AS BIGINT) FROM ledger_posting GROUP BY account`, nil, func(r db.Row) error {
		var a string
		m := core.Yuan(0)
		err := r.Scan(&a, &m.Minor)
		if m.Minor != 0 {
			ours[a] = m.Text()
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ours, theirs); diff != "" {
		t.Error(diff)
	}
}

// A group does what the same transfers do one by one in a plain model.
func TestGroupEqualsModel(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, schema)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		name := func(i int) ledger.Account {
			if i == 0 {
				return "world:bank"
			}
			return ledger.Account(fmt.Sprintf("p%d:%d", round, i))
		}
		model := map[ledger.Account]int64{}
		var all []ledger.Transfer
		var want []bool
		for i := range rapid.IntRange(1, 70).Draw(rt, "transfers") {
			tr := ledger.Transfer{Ref: fmt.Sprintf("r%d.%d", round, i), Kind: "t", Asset: core.CNY, At: noon}
			var sum int64
			for range rapid.IntRange(1, 5).Draw(rt, "postings") {
				n := rapid.Int64Range(-50, 50).Filter(func(n int64) bool { return n != 0 }).Draw(rt, "n")
				tr.Postings = append(tr.Postings, ledger.Posting{Account: name(rapid.IntRange(0, 4).Draw(rt, "account")), Minor: n})
				sum += n
			}
			if sum == 0 {
				tr.Postings = append(tr.Postings, ledger.Posting{Account: name(1), Minor: 7})
				sum = 7
			}
			tr.Postings = append(tr.Postings, ledger.Posting{Account: name(0), Minor: -sum})
			after := map[ledger.Account]int64{}
			for _, p := range tr.Postings {
				after[p.Account] += p.Minor
			}
			ok := true
			for a, n := range after {
				ok = ok && (a == "world:bank" || model[a]+n >= 0)
			}
			if ok {
				for a, n := range after {
					model[a] += n
				}
			}
			all, want = append(all, tr), append(want, ok)
		}
		for i, r := range post(rapidT{rt, t}, d, all...) {
			if r.Fresh != want[i] {
				rt.Fatalf("transfer %d %+v: %+v, want %v", i, all[i], r, want[i])
			}
		}
		for a, n := range model {
			if m, err := ledger.Balance(t.Context(), d.Reader(), a, core.CNY); a != "world:bank" && (err != nil || m.Minor != n) {
				rt.Fatalf("%s holds %d, want %d (%v)", a, m.Minor, n, err)
			}
		}
	})
	sound(t, d)
}

type rapidT struct {
	*rapid.T
	t *testing.T
}

func (r rapidT) Context() context.Context { return r.t.Context() }

// Each invariant is really looked at: a broken row is found.
func TestVerifyFindsDamage(t *testing.T) {
	t.Parallel()
	for what, damage := range map[string]string{
		"sum to zero":          `UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE n = 1`,
		"sum of its postings":  `UPDATE ledger_account SET balance_minor = balance_minor + 1`,
		"has a balance":        `DELETE FROM ledger_account`,
		"at least two posting": `DELETE FROM ledger_posting`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			d := dbtest.SQLite(t, schema)
			post(t, d, ledger.Move("x", "t", core.Yuan(5), "world:bank", "x:y", noon))
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, damage); return err }); err != nil {
				t.Fatal(err)
			}
			_, broken, err := ledger.Verify(t.Context(), d.Reader())
			if err != nil || !strings.Contains(strings.Join(broken, "\n"), what) {
				t.Error(broken, err)
			}
		})
	}
}
