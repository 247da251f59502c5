// Command bench measures the hot writes beside their limits, in one run, and
// prints one JSON object a row.
//
// Each row sets three ways of doing the same work side by side: ours, through
// the program's own layers; the same one transaction per request; and the bare
// limit, the very statements that ours sends, recorded and sent again in full
// groups on a raw connection with nothing of ours around it. Everything is
// durable: synchronous=FULL on SQLite, fsync on PostgreSQL.
//
//	make bench                          both engines
//	go run ./bench -engines sqlite      without a server
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// row is one line of the output.
type row struct {
	Bench   string  `json:"bench"`  // grab, race or ledger
	Engine  string  `json:"engine"` // sqlite or postgres
	Callers int     `json:"callers"`
	Ops     float64 `json:"ops_per_s"`
	P50     float64 `json:"p50_us"`
	P99     float64 `json:"p99_us"`
	CPU     float64 `json:"cpu_us_per_op"` // of this process
	OneTx   float64 `json:"one_tx_ops_per_s"`
	Limit   float64 `json:"limit_ops_per_s"`
	Ratio   float64 `json:"ratio_to_limit"`
	TimesTx float64 `json:"times_one_tx"`
	N       int     `json:"n"`
}

// workload is one kind of write, ready to be done n times.
type workload interface {
	// open opens a fresh database; group bounds the writes of a commit on SQLite.
	open(ctx context.Context, target string, group int) (*db.DB, error)
	close() error
	// setup makes the database ready for n operations; the same every time.
	setup(ctx context.Context, n int) error
	// ours does operation i through the program's layers.
	ours(ctx context.Context, i int) error
	// start begins and ends what ours needs.
	start(ctx context.Context)
	// group does operations from up to to in one transaction.
	group(ctx context.Context, tx db.Tx, from, to int) error
}

type options struct {
	engines, benches string
	callers          string
	n                int
	dir              string
}

func main() {
	var o options
	flag.StringVar(&o.engines, "engines", "sqlite,postgres", "which engines")
	flag.StringVar(&o.benches, "benches", "grab,race,ledger", "which benchmarks")
	flag.StringVar(&o.callers, "callers", "1,64,512", "how many callers at once")
	flag.IntVar(&o.n, "n", 20_000, "operations with many callers; a tenth of it with one")
	flag.StringVar(&o.dir, "dir", "", "where to put SQLite files; a temporary folder if empty")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "yilu-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	out := json.NewEncoder(os.Stdout)
	for _, engine := range strings.Split(o.engines, ",") {
		for _, name := range strings.Split(o.benches, ",") {
			for _, c := range strings.Split(o.callers, ",") {
				var callers int
				if _, err := fmt.Sscan(c, &callers); err != nil {
					return fmt.Errorf("callers %q: %w", c, err)
				}
				r, err := measure(ctx, o, engine, name, callers)
				if err != nil {
					return fmt.Errorf("%s %s %d: %w", name, engine, callers, err)
				}
				if err := out.Encode(r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// measure does the three ways one after the other on fresh databases.
func measure(ctx context.Context, o options, engine, name string, callers int) (row, error) {
	n := o.n
	if callers == 1 {
		n = o.n / 10
	}
	place := places{engine: engine, dir: o.dir}
	r := row{Bench: name, Engine: engine, Callers: callers, N: n}
	took, lat, cpu, err := drive(ctx, place, name, callers, n, 0)
	if err != nil {
		return r, fmt.Errorf("ours: %w", err)
	}
	r.Ops = float64(n) / took.Seconds()
	r.P50, r.P99 = micros(lat[len(lat)/2]), micros(lat[len(lat)*99/100])
	r.CPU = micros(cpu) / float64(n)
	few := max(n/8, 500)
	took, _, _, err = drive(ctx, place, name, callers, few, 1)
	if err != nil {
		return r, fmt.Errorf("one transaction each: %w", err)
	}
	r.OneTx = float64(few) / took.Seconds()
	took, err = limit(ctx, place, name, callers, n)
	if err != nil {
		return r, fmt.Errorf("limit: %w", err)
	}
	r.Limit = float64(n) / took.Seconds()
	r.Ratio, r.TimesTx = r.Ops/r.Limit, r.Ops/r.OneTx
	return r, nil
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// drive lets callers do n operations, in groups (group 0: ours) or one
// transaction each (group 1).
func drive(ctx context.Context, place places, name string, callers, n, group int) (took time.Duration, lat []time.Duration, cpu time.Duration, err error) {
	target, clean, err := place.fresh(ctx)
	if err != nil {
		return 0, nil, 0, err
	}
	defer clean()
	size := 512
	if group == 1 {
		size = 1
	}
	w, err := workloadOf(name)
	if err != nil {
		return 0, nil, 0, err
	}
	d, err := w.open(ctx, target, size)
	if err != nil {
		return 0, nil, 0, err
	}
	defer w.close()
	if err := w.setup(ctx, n); err != nil {
		return 0, nil, 0, fmt.Errorf("setup: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	do := w.ours
	if group == 1 {
		do = func(ctx context.Context, i int) error {
			return d.Write(ctx, func(ctx context.Context, tx db.Tx) error { return w.group(ctx, tx, i, i+1) })
		}
	} else {
		w.start(ctx)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, callers)
	lat = make([]time.Duration, n)
	cpu0, begun := usage(), time.Now()
	for range callers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				t := time.Now()
				if err := do(ctx, i); err != nil {
					errs <- err
					return
				}
				lat[i] = time.Since(t)
			}
		})
	}
	wg.Wait()
	took, cpu = time.Since(begun), usage()-cpu0
	select {
	case err := <-errs:
		return 0, nil, 0, err
	default:
	}
	slices.Sort(lat)
	return took, lat, cpu, nil
}

// limit records the statements of full groups, and sends them again, bare, to
// the same database put back to the state before them.
func limit(ctx context.Context, place places, name string, callers, n int) (time.Duration, error) {
	target, clean, err := place.fresh(ctx)
	if err != nil {
		return 0, err
	}
	defer clean()
	groups, err := recordGroups(ctx, target, name, callers, n)
	if err != nil {
		return 0, err
	}
	b, err := openBare(ctx, target)
	if err != nil {
		return 0, err
	}
	defer b.close()
	if err := b.prepare(groups); err != nil {
		return 0, err
	}
	begun := time.Now()
	for _, g := range groups {
		if err := b.group(g); err != nil {
			return 0, err
		}
	}
	return time.Since(begun), nil
}

// errUndo rolls a recorded run back.
var errUndo = errors.New("undo")

// recordGroups runs all groups in one transaction, notes their statements, and
// rolls everything back: the database is left as the setup made it.
func recordGroups(ctx context.Context, target, name string, callers, n int) (groups [][]statement, err error) {
	w, err := workloadOf(name)
	if err != nil {
		return nil, err
	}
	d, err := w.open(ctx, target, 512)
	if err != nil {
		return nil, err
	}
	defer w.close()
	if err := w.setup(ctx, n); err != nil {
		return nil, fmt.Errorf("setup: %w", err)
	}
	err = d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		groups = groups[:0]
		for from := 0; from < n; from += callers {
			var log []statement
			if err := w.group(ctx, recorder{tx, &log}, from, min(from+callers, n)); err != nil {
				return err
			}
			groups = append(groups, log)
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return nil, err
	}
	return groups, nil
}

// usage is the processor time this process has used.
func usage() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// places gives fresh databases.
type places struct{ engine, dir string }

func (p places) fresh(ctx context.Context) (target string, clean func(), err error) {
	if p.engine == "sqlite" {
		dir, err := os.MkdirTemp(p.dir, "db")
		return "sqlite:" + filepath.Join(dir, "bench.db"), func() { _ = os.RemoveAll(dir) }, err
	}
	return freshPostgres(ctx, string(core.NewID[row](core.SystemClock())))
}
