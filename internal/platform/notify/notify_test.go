package notify_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
)

const ana, ben = core.PersonID("0190f5f0-0000-7000-8000-00000000000a"), core.PersonID("0190f5f0-0000-7000-8000-00000000000b")

// post is a Sender that fails the first time, as real ones do.
type post struct {
	mu    sync.Mutex
	tries int
	got   []notify.Message
}

func (p *post) Deliver(_ context.Context, m notify.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tries++; p.tries == 1 {
		return errors.New("no line")
	}
	p.got = append(p.got, m)
	return nil
}

func TestCenter(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := core.NewManualClock(time.Date(2026, 8, 22, 12, 0, 0, 0, time.UTC))
		log := slog.New(slog.DiscardHandler)
		q := jobs.New(d, clock.Now, log)
		out := &post{}
		c := notify.New(d, clock.Now, q, out)
		s := api.New(api.Config{DB: d, Now: clock.Now, Log: log, Version: "test",
			Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
				return core.PersonID(token), nil, nil
			}})
		c.Register(s)
		srv := httptest.NewServer(s.Handler())
		t.Cleanup(srv.Close)
		t.Cleanup(c.Close)

		send := func(p core.PersonID, title string, ring bool) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				return errors.Join(c.Send(ctx, tx, notify.Message{Person: p, Kind: "test", Title: core.Text{ZH: title, EN: "E " + title}, Ring: ring}),
					c.Signal(ctx, tx, p, "job", "7"))
			}); err != nil {
				t.Fatal(err)
			}
		}
		get := func(token, path, last string) *http.Response {
			r, _ := http.NewRequestWithContext(t.Context(), "GET", srv.URL+"/api/v1"+path, nil)
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Last-Event-ID", last)
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			return res
		}

		t.Run("an open page hears its own and only its own, in order, and resumes", func(t *testing.T) {
			res := get(string(ana), "/stream", "")
			defer res.Body.Close()
			lines := bufio.NewScanner(res.Body)
			until := func(what string) (seen []string) {
				for lines.Scan() {
					seen = append(seen, lines.Text())
					if strings.Contains(lines.Text(), what) {
						return seen
					}
				}
				t.Fatalf("%s did not come; saw %q", what, seen)
				return nil
			}
			until("event: hello")
			send(ben, "给别人", false)
			send(ana, "一", false)
			seen := strings.Join(until(`"topic":"job"`), "\n")
			if strings.Contains(seen, "给别人") || !strings.Contains(seen, `"title":"一"`) {
				t.Error(seen)
			}
			_, rest, _ := strings.Cut(seen, "id: ")
			id, _, _ := strings.Cut(rest, "\n")
			send(ana, "二", false)
			again := get(string(ana), "/stream", id)
			defer again.Body.Close()
			lines = bufio.NewScanner(again.Body)
			if seen := strings.Join(until(`"title":"二"`), "\n"); strings.Contains(seen, `"title":"一"`) {
				t.Error("sent again:", seen)
			}
		})
		t.Run("a ringing message leaves the house, until it is out", func(t *testing.T) {
			send(ana, "响", true)
			for range 3 {
				if _, err := q.RunDue(t.Context()); err != nil {
					t.Fatal(err)
				}
				clock.Add(time.Minute)
			}
			if len(out.got) != 1 || out.got[0].Title.ZH != "响" || out.tries != 2 {
				t.Errorf("%d tries, %+v", out.tries, out.got)
			}
		})
		t.Run("the inbox pages, newest first, and is read", func(t *testing.T) {
			res := get(string(ana), "/inbox?limit=2", "")
			b, _ := io.ReadAll(res.Body)
			if s := string(b); !strings.Contains(s, `"unread":3`) || strings.Index(s, "响") > strings.Index(s, "二") || strings.Contains(s, `"next":""`) {
				t.Error(s)
			}
		})
		t.Run("a rolled back fact tells nobody", func(t *testing.T) {
			err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_ = c.Send(ctx, tx, notify.Message{Person: ben, Kind: "test", Title: core.Text{ZH: "假"}, Ring: true})
				return errors.New("no")
			})
			b, _ := io.ReadAll(get(string(ben), "/inbox", "").Body)
			if err == nil || strings.Contains(string(b), "假") {
				t.Error(string(b))
			}
		})
	}, dbtest.Schema{Module: "jobs", Files: jobs.Migrations}, dbtest.Schema{Module: "notify", Files: notify.Migrations}, dbtest.Schema{Module: "api", Files: api.Migrations})
}
