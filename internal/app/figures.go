package app

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"yilu/internal/platform/db"
)

// watch registers the figures. deploy/grafana.json draws them.
func (a *App) watch() {
	sizes := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "yilu_group_size", Help: "Writes that shared a commit, by where the group was formed.",
		Buckets: prometheus.ExponentialBuckets(1, 2, 10),
	}, []string{"where"})
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "yilu_group_seconds", Help: "Time of a group's commit, by where the group was formed.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"where"})
	parked := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yilu_parked_total", Help: "Jobs and events given up by this process, by kind."}, []string{"kind"})
	for _, where := range []string{"commit", "batch"} {
		sizes.WithLabelValues(where)
		seconds.WithLabelValues(where)
	}
	a.metrics.MustRegister(sizes, seconds, parked, &gauges{a: a},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.DB.OnGroup(func(where string, size int, took time.Duration) {
		sizes.WithLabelValues(where).Observe(float64(size))
		seconds.WithLabelValues(where).Observe(took.Seconds())
	})
	a.Jobs.OnParked(func(kind string) { parked.WithLabelValues("job " + kind).Inc() })
	a.Outbox.OnParked(func(topic string) { parked.WithLabelValues("event " + topic).Inc() })
}

// gauges reads what is counted in the database and in the pools when it is
// asked for. What asks the database is asked at most once in figuresKeep.
type gauges struct {
	a    *App
	mu   sync.Mutex
	last []prometheus.Metric
	read time.Time
}

// figuresKeep spares the database when several look.
const figuresKeep = time.Second

// figure describes a gauge of figures.
func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// The gauges and counters of figures.
var (
	figInfo      = figure("yilu_info", "1, with the version and the engine.", "version", "engine")
	figWaiting   = figure("yilu_outbox_waiting", "Events not delivered yet.")
	figEvents    = figure("yilu_outbox_parked", "Events given up after many tries, until somebody looks.")
	figAge       = figure("yilu_outbox_oldest_seconds", "How long the oldest event has waited.")
	figDue       = figure("yilu_jobs_due", "Clocks that are due and not done.")
	figLate      = figure("yilu_jobs_late_seconds", "How late the first due clock is.")
	figJobs      = figure("yilu_jobs_parked", "Clocks given up after many tries, until somebody looks.")
	figStreams   = figure("yilu_streams_open", "Pages with an open live stream at this process.")
	figOthers    = figure("yilu_bus_others", "Other processes on this database that are alive.")
	figHeard     = figure("yilu_bus_heard_total", "Words heard from other processes.")
	figConns     = figure("yilu_db_connections", "Connections to the database, by pool and state.", "pool", "state")
	figWaits     = figure("yilu_db_waits_total", "Times that a request waited for a connection.", "pool")
	figWaited    = figure("yilu_db_waited_seconds_total", "Time that requests waited for a connection.", "pool")
	figRetried   = figure("yilu_db_retried_total", "Writes that ran again after a lost race.")
	figOpenJobs  = figure("yilu_work_jobs_open", "Jobs that take people.")
	figPlaces    = figure("yilu_work_places_open", "Free places in them.")
	figHeld      = figure("yilu_work_held_minor", "Wages that the custodian holds for jobs, in minor units.", "currency")
	figReadFails = figure("yilu_figures_failed", "1 if the database did not answer for these figures.")
)

// Describe implements prometheus.Collector: the figures are not checked.
func (f *gauges) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (f *gauges) Collect(to chan<- prometheus.Metric) {
	a := f.a
	to <- gauge(figInfo, 1, Version, string(a.DB.Dialect()))
	to <- gauge(figStreams, float64(a.Notify.Listeners()))
	to <- gauge(figOthers, float64(a.Bus.Others()))
	to <- counter(figHeard, float64(a.Bus.Heard()))
	read, write, retried := a.DB.Stats()
	to <- counter(figRetried, float64(retried))
	for pool, s := range map[string]sql.DBStats{"read": read, "write": write} {
		to <- gauge(figConns, float64(s.InUse), pool, "in use")
		to <- gauge(figConns, float64(s.Idle), pool, "idle")
		to <- gauge(figConns, float64(s.MaxOpenConnections), pool, "most")
		to <- counter(figWaits, float64(s.WaitCount), pool)
		to <- counter(figWaited, s.WaitDuration.Seconds(), pool)
	}
	for _, m := range f.stored() {
		to <- m
	}
}

func gauge(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func counter(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
}

// stored returns the figures that the database knows.
func (f *gauges) stored() []prometheus.Metric {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last != nil && time.Since(f.read) < figuresKeep {
		return f.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	all, err := f.ask(ctx)
	if err != nil {
		f.a.Log.WarnContext(ctx, "figures", "error", err)
		return []prometheus.Metric{gauge(figReadFails, 1)}
	}
	f.last, f.read = append(all, gauge(figReadFails, 0)), time.Now()
	return f.last
}

// ask reads the figures anew.
func (f *gauges) ask(ctx context.Context) (all []prometheus.Metric, err error) {
	waiting, parked, err := f.a.Outbox.Lag(ctx)
	if err != nil {
		return nil, err
	}
	age, err := f.a.Outbox.Age(ctx)
	if err != nil {
		return nil, err
	}
	due, given, late, err := f.a.Jobs.Lag(ctx)
	if err != nil {
		return nil, err
	}
	jobs, places, held, err := workFigures(ctx, f.a.DB.Reader())
	if err != nil {
		return nil, err
	}
	for currency, minor := range held {
		all = append(all, gauge(figHeld, float64(minor), currency))
	}
	return append(all, gauge(figWaiting, float64(waiting)), gauge(figEvents, float64(parked)), gauge(figAge, age.Seconds()),
		gauge(figDue, float64(due)), gauge(figJobs, float64(given)), gauge(figLate, late.Seconds()),
		gauge(figOpenJobs, float64(jobs)), gauge(figPlaces, float64(places))), nil
}

// workFigures returns how many jobs take people, how many places they have free,
// and what is held for jobs, by currency.
func workFigures(ctx context.Context, q db.Q) (jobs, places int64, held map[string]int64, err error) {
	// By the partial index of jobs that take people.
	err = q.Row(ctx, `
		SELECT COUNT(*), CAST(COALESCE(SUM(places - booked), 0) AS BIGINT)
		FROM gig_job WHERE state = 'open' AND NOT shut`).Scan(&jobs, &places)
	if err != nil {
		return 0, 0, nil, err
	}
	held = map[string]int64{"CNY": 0}
	// The accounts of jobs stand together in the key; ";" comes after ":".
	err = q.Rows(ctx, `
		SELECT asset, CAST(SUM(balance_minor) AS BIGINT) FROM ledger_account
		WHERE id >= 'job:' AND id < 'job;' GROUP BY asset`, nil, func(r db.Row) error {
		var asset string
		var minor int64
		err := r.Scan(&asset, &minor)
		held[asset] = minor
		return err
	})
	return jobs, places, held, err
}
