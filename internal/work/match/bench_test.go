package match_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// BenchmarkPlanWave is how long it takes to choose whom a job rings first, among
// the county's 11,000 and a city's 300,000 (a third of a trade suited).
//
//	go run ./test/withpg -- go test -run ^$ -bench PlanWave ./internal/work/match
func BenchmarkPlanWave(b *testing.B) {
	for _, size := range []struct {
		n      int
		spread float64 // degrees from the middle
	}{{11_000, 0.3}, {300_000, 0.5}} {
		b.Run(fmt.Sprint("workers=", size.n, "/sqlite"), func(b *testing.B) {
			planWaves(b, dbtest.SQLite(b, schemas...), size.n, size.spread)
		})
		b.Run(fmt.Sprint("workers=", size.n, "/postgres"), func(b *testing.B) {
			if os.Getenv("TEST_POSTGRES_URL") == "" {
				b.Skip("no server")
			}
			d, err := db.Open(b.Context(), dbtest.PostgresURL(b))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = d.Close() })
			for _, s := range schemas {
				if err := d.Migrate(b.Context(), s.Module, s.Files); err != nil {
					b.Fatal(err)
				}
			}
			planWaves(b, d, size.n, size.spread)
		})
	}
}

// planWaves plans waves for jobs all over the county, with twenty trades.
func planWaves(b *testing.B, d *db.DB, n int, spread float64) {
	w, c := newWorld(b, d), chance{rand.New(rand.NewPCG(1, 1))}
	tradeOf := func() string { return fmt.Sprintf("4-02-%02d-01", 1+c.IntN(20)) }
	placeOf := func() core.Place {
		return must(core.PlaceAt(town.Lat()+spread*(2*c.Float64()-1), town.Lon()+spread*(2*c.Float64()-1)))
	}
	populate(w, c, n, tradeOf, placeOf)
	jobs := make([]core.JobID, 50)
	for i := range jobs {
		j := c.job(begin, core.NewID[core.Employer](begin))
		j.Trade, j.Place, j.Places, jobs[i] = tradeOf(), placeOf(), 2, j.Job
		w.write(func(ctx context.Context, tx db.Tx) error { return w.service.OnJobOpened(ctx, tx, j) })
	}
	i := 0
	for b.Loop() {
		if _, err := w.service.PlanWave(b.Context(), jobs[i%len(jobs)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func populate(w *world, c chance, n int, tradeOf func() string, placeOf func() core.Place) {
	for at := 0; at < n; at += 2000 {
		w.write(func(ctx context.Context, tx db.Tx) error {
			for range min(2000, n-at) {
				p := c.profile(person())
				p.Centre, p.RadiusM, p.Regions = placeOf(), pickOf[int64](c, 3000, 5000, 10_000, 20_000, 40_000), nil
				if c.IntN(5) == 0 {
					p.Regions = []string{"350428"}
				}
				p.Trades = []event.TradeLevel{{Trade: tradeOf(), Level: c.IntN(8)}, {Trade: tradeOf(), Level: c.IntN(8)}}
				if err := w.service.OnPersonVerified(ctx, tx, event.PersonVerified{Person: p.Person, Birth: p.Birth}); err != nil {
					return err
				}
				if err := w.service.OnProfileChanged(ctx, tx, p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if w.db.Dialect() == db.Postgres {
		w.write(func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, "ANALYZE")
			return err
		})
	}
}
