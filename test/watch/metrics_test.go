// Package watch looks at the running program as its operator does: metrics, the
// dashboard drawn from them, traces, and a log without personal data.
package watch

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yilu/internal/platform/dbtest"
	"yilu/test/rig"
)

// metrics returns the figures by name, with the first value of each.
func metrics(t *testing.T, r *rig.Rig) map[string]string {
	t.Helper()
	res, err := http.Get(r.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if m := regexp.MustCompile(`^([a-z_0-9]+)(?:\{.*\})? (\S+)\n$`).FindStringSubmatch(line); m != nil && out[m[1]] == "" {
			out[m[1]] = m[2]
		}
	}
	return out
}

// expressions are all that a dashboard asks for.
func expressions(t *testing.T, doc any) (out []string) {
	t.Helper()
	switch d := doc.(type) {
	case map[string]any:
		for k, v := range d {
			if text, ok := v.(string); ok && (k == "expr" || k == "query") {
				out = append(out, text)
			} else {
				out = append(out, expressions(t, v)...)
			}
		}
	case []any:
		for _, v := range d {
			out = append(out, expressions(t, v)...)
		}
	}
	return out
}

// asked finds names of metrics in an expression.
var asked = regexp.MustCompile(`\b(?:yilu|go|process)_[a-z_0-9]+`)

func TestDashboardAndAlertsAskOnlyForWhatThereIs(t *testing.T) {
	t.Parallel()
	for engine, database := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "yilu.db") },
		"postgres": func() string { return dbtest.PostgresURL(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			r := rig.Start(t, database())
			r.Newcomer(t) // some requests were made
			there := metrics(t, r)
			file, err := os.ReadFile("../../deploy/grafana.json")
			if err != nil {
				t.Fatal(err)
			}
			var dashboard any
			if err := json.Unmarshal(file, &dashboard); err != nil {
				t.Fatal(err)
			}
			all := expressions(t, dashboard)
			if len(all) < 20 {
				t.Fatal("the dashboard asks for little:", all)
			}
			alerts, err := os.ReadFile("../../deploy/alerts.yaml")
			if err != nil {
				t.Fatal(err)
			}
			used := map[string]bool{}
			for _, expr := range append(all, string(alerts)) {
				for _, name := range asked.FindAllString(expr, -1) {
					used[name] = true
					if there[name] == "" {
						t.Errorf("there is no metric %s, asked for by %q", name, expr[:min(len(expr), 120)])
					}
				}
			}
			for name := range there {
				base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
				if strings.HasPrefix(name, "yilu_") && !used[name] && !used[base+"_bucket"] && !used[base+"_count"] && name != "yilu_db_waits_total" {
					t.Errorf("nobody looks at %s", name)
				}
			}
		})
	}
}

func TestFiguresOfTheWork(t *testing.T) {
	t.Parallel()
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	boss, shop := r.Employer(t, "陈老板", r.Reviewer(t))
	job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, "4-02-05-01/01", "搬家", 3, 20000)), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	page := boss.Stream(t)
	rig.Until(t, "the figures tell it", func() bool {
		m := metrics(t, r)
		return m["yilu_work_jobs_open"] == "1" && m["yilu_work_places_open"] == "3" && m["yilu_work_held_minor"] == "60000" &&
			m["yilu_streams_open"] == "1" && m["yilu_outbox_waiting"] == "0" && m["yilu_jobs_parked"] == "0"
	})
	_ = page
}
