package gig_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// door is the module behind the real API; a token is a person's id, with
// "+reviewer" for staff.
type door struct {
	w *world
	h http.Handler
}

func serve(w *world) door {
	s := api.New(api.Config{
		DB: w.d, Now: w.clock.Now, Log: slog.New(slog.DiscardHandler), Version: "test",
		Limits: api.Limits{AccountWrites: 1e6, WriteBurst: 1e6, AccountReads: 1e6, ReadBurst: 1e6, AddressAll: 1e6, AddressBurst: 1e6},
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			if p, staff := strings.CutSuffix(token, "+reviewer"); staff {
				return core.PersonID(p), []core.Grant{{Role: core.Reviewer}}, nil
			}
			return core.PersonID(token), nil, nil
		},
	})
	w.gig.Register(s)
	return door{w, s.Handler()}
}

func (d door) call(method, path, token, key, body string) (int, []byte) {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	rec := httptest.NewRecorder()
	d.h.ServeHTTP(rec, r)
	return rec.Code, bytes.TrimSpace(rec.Body.Bytes())
}

func (d door) get(t *testing.T, token, path string, to any) {
	t.Helper()
	status, body := d.call("GET", path, token, "", "")
	if status != 200 {
		t.Fatalf("GET %s: %d %s", path, status, body)
	}
	if err := json.Unmarshal(body, to); err != nil {
		t.Fatal(err)
	}
}

// post sends a body and reads the answer.
func (d door) post(t *testing.T, a core.Actor, path string, body, to any) {
	t.Helper()
	doc := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		doc = string(b)
	}
	d.w.serial++
	key := fmt.Sprintf("key-%06d", d.w.serial)
	status, got := d.call("POST", path, string(a.Person), key, doc)
	if status/100 != 2 {
		t.Fatalf("POST %s: %d %s", path, status, got)
	}
	_, again := d.call("POST", path, string(a.Person), key, doc)
	if !bytes.Equal(got, again) {
		t.Errorf("POST %s again: %s, first %s", path, again, got)
	}
	if err := json.Unmarshal(got, to); err != nil {
		t.Fatal(err)
	}
}

// TestLoopByAPI goes the whole way through the API alone, each write sent twice.
func TestLoopByAPI(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := serve(w)
		ws := w.workers(3)
		var checked gig.Checked
		d.post(t, w.boss, "/jobs/check", w.posting(), &checked)
		if len(checked.Findings) != 0 || checked.Whole.Minor != 60000 || len(checked.Trades) == 0 {
			t.Errorf("%+v", checked)
		}
		var posted gig.Posted
		d.post(t, w.boss, "/jobs", w.posting(), &posted)
		if posted.State != gig.Unfunded || posted.Says == "" {
			t.Errorf("%+v", posted)
		}
		var funded gig.Funded
		d.post(t, w.boss, "/jobs/"+string(posted.ID)+"/fund", nil, &funded)
		w.settleDown()

		var seen gig.JobView
		path := "/jobs/" + string(posted.ID)
		d.get(t, "", path+"?lat=26.73&lon=117.47", &seen)
		if !seen.Held || seen.Contact != nil || seen.Inside != nil || seen.Mine != nil || seen.CanTake || *seen.DistanceM != 122 ||
			seen.PayText != "300.00 元 / 天" || seen.RegionName != "福建省三明市将乐县" || seen.Employer.Name == "" || seen.Marks[0].Code != "held" {
			t.Errorf("%+v", seen)
		}
		d.get(t, string(ws[0].Person), path, &seen)
		if !seen.CanTake || seen.WhyNot != nil {
			t.Errorf("%+v", seen)
		}
		d.get(t, string(w.boss.Person), path, &seen)
		if seen.CanTake || seen.WhyNot.Code != "gig.own_job" || seen.Contact.Phone != "13800138000" || len(seen.Inside.Timeline) != 3 {
			t.Errorf("%+v", seen)
		}

		var grabs [3]gig.Grabbed
		for i, a := range ws {
			d.post(t, a, path+"/grabs", nil, &grabs[i])
		}
		if grabs[0].Result != gig.Got || grabs[1].Result != gig.Got || grabs[2].Result != gig.Waits || grabs[2].Place != 1 {
			t.Errorf("%+v", grabs)
		}
		var line struct{ Items []gig.JobView }
		d.get(t, string(ws[2].Person), "/jobs/mine?as=worker", &line)
		if len(line.Items) != 1 || line.Items[0].Mine.Place != 1 {
			t.Errorf("%+v", line)
		}
		var gone gig.Withdrawn
		d.post(t, ws[1], path+"/withdrawals", map[string]string{"reason": "家里有事"}, &gone)
		d.get(t, string(ws[2].Person), path, &seen)
		if seen.Mine == nil || seen.Mine.Result != gig.Got || seen.Contact == nil || seen.Contact.Name != "王师傅" {
			t.Errorf("%+v", seen.Mine)
		}

		w.toStart(posted.ID)
		e := "/engagements/" + string(grabs[0].Engagement)
		var code gig.StartCode
		d.post(t, w.boss, e+"/start-code", nil, &code)
		if status, body := d.call("POST", e+"/check-in", string(ws[0].Person), "", `{"code":"abcdef"}`); status != 403 || !strings.Contains(string(body), "还可以试 4 次") {
			t.Errorf("%d %s", status, body)
		}
		var v gig.EngagementView
		d.post(t, ws[0], e+"/check-in", map[string]string{"code": code.Code}, &v)
		if v.State != gig.Working || v.Contact != nil || strings.Join(v.Next, " ") != "finish" {
			t.Errorf("%+v", v)
		}
		w.pass(9 * time.Hour)
		d.post(t, ws[0], e+"/finish", nil, &v)
		d.post(t, ws[0], e+"/hours", map[string]any{"quantity": 90, "note": "少卸了半车"}, &v)
		if v.Stated.Amount.Minor != 27000 || v.Stated.Text != "0.9 天" || v.AnswerBy == nil || strings.Join(v.Next, " ") != "hours" {
			t.Errorf("%+v", v)
		}
		d.post(t, w.boss, e+"/contest", map[string]any{"quantity": 80, "reason": "早走一小时"}, &v)
		if v.Paid.Minor != 24000 || v.Contested.Minor != 3000 || strings.Join(v.Next, " ") != "accept contest" {
			t.Errorf("%+v", v)
		}
		d.post(t, w.boss, e+"/accept", nil, &v)
		if v.State != gig.PaidOut || v.Paid.Minor != 27000 || v.Back.Minor != 3000 || len(v.Next) != 0 || v.Side != gig.EmployerSide {
			t.Errorf("%+v", v)
		}
		d.get(t, string(ws[0].Person), e, &v)
		if v.Worker.Name == "" || len(v.Timeline) < 6 || v.Job.Employer.Name == "" {
			t.Errorf("%+v", v)
		}
		var list struct{ Items []gig.EngagementView }
		d.get(t, string(ws[0].Person), "/engagements", &list)
		if len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
		d.get(t, string(w.boss.Person), path+"/engagements", &list)
		if len(list.Items) != 3 || list.Items[0].Worker.Record == nil {
			t.Errorf("%+v", list)
		}
		var jobs struct{ Items []gig.JobView }
		d.get(t, string(w.boss.Person), "/jobs/mine?employer="+string(w.firm), &jobs)
		if len(jobs.Items) != 1 || jobs.Items[0].Inside.Paid.Minor != 27000 {
			t.Errorf("%+v", jobs)
		}
		var again gig.Posting
		d.get(t, string(w.boss.Person), "/jobs/template?employer="+string(w.firm), &again)
		d.post(t, w.boss, "/jobs", again, &posted)
		w.sound()

		t.Run("nothing private stays in remembered answers", func(t *testing.T) {
			err := w.d.Reader().Rows(t.Context(), `SELECT CAST(body AS TEXT) FROM api_answer`, nil, func(r db.Row) error {
				var s string
				err := r.Scan(&s)
				if strings.Contains(s, "13800138000") || strings.Contains(s, "2 号") || strings.Contains(s, code.Code) {
					t.Error(s)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	})
}

// TestWhoSees says who sees a job that is not live, and its private part.
func TestWhoSees(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := serve(w)
		a := w.workers(1)[0]
		j := w.post(warned)
		path := "/jobs/" + string(j.ID)
		for token, want := range map[string]int{"": 404, string(a.Person): 404, string(w.boss.Person): 200, string(a.Person) + "+reviewer": 200} {
			if status, body := d.call("GET", path, token, "", ""); status != want {
				t.Errorf("%q: %d %s", token, status, body)
			}
		}
		var v gig.JobView
		d.get(t, string(a.Person)+"+reviewer", path, &v)
		if v.Contact != nil || v.Inside == nil || len(v.Inside.Findings) != 1 || len(v.Inside.Next) != 0 {
			t.Errorf("%+v", v)
		}
		id := w.live()
		e := w.mustGrab(a, id, gig.Got).Engagement
		for token, want := range map[string]int{string(w.newcomer("1990-01-01").Person): 404, string(a.Person): 200, string(w.boss.Person): 200} {
			if status, body := d.call("GET", "/engagements/"+string(e), token, "", ""); status != want {
				t.Errorf("%q: %d %s", token, status, body)
			}
		}
		w.cancel(a, e, false)
		d.get(t, string(a.Person), "/jobs/"+string(id), &v)
		if v.Contact != nil {
			t.Error("who left still sees the phone")
		}
	})
}

// TestBadInput says that nothing of what can be sent wrongly is our defect.
func TestBadInput(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		d := serve(w)
		id := string(w.live())
		a := string(w.workers(1)[0].Person)
		boss := string(w.boss.Person)
		good, _ := json.Marshal(w.posting())
		with := func(field, value string) string {
			var doc map[string]json.RawMessage
			_ = json.Unmarshal(good, &doc)
			doc[field] = json.RawMessage(value)
			b, _ := json.Marshal(doc)
			return string(b)
		}
		e := string(w.mustGrab(w.workers(1)[0], core.JobID(id), gig.Got).Engagement)
		for name, tt := range map[string]struct {
			method, path, token, body string
			status                    int
			says                      string
		}{
			"no login":                  {"POST", "/jobs/" + id + "/grabs", "", "", 401, "auth.required"},
			"a job that is no id":       {"POST", "/jobs/abc/grabs", a, "", 404, "gig.no_job"},
			"a job of upper case":       {"POST", "/jobs/" + strings.ToUpper(id) + "/grabs", a, "", 404, "gig.no_job"},
			"a job that is a quote":     {"GET", "/jobs/%27%20OR%201=1--", a, "", 404, "gig.no_job"},
			"a job that is too long":    {"GET", "/jobs/" + strings.Repeat("a", 65), a, "", 422, "path.id"},
			"an engagement that is not": {"POST", "/engagements/" + id + "/finish", a, "", 404, "gig.no_engagement"},
			"no body":                   {"POST", "/jobs", boss, "", 400, "request.invalid"},
			"an empty posting":          {"POST", "/jobs", boss, "{}", 422, "body.windows"},
			"an unknown field":          {"POST", "/jobs", boss, with("state", `"open"`), 422, "body.state"},
			"a unit that is not":        {"POST", "/jobs", boss, with("pay_unit", `"year"`), 422, "body.pay_unit"},
			"money as text":             {"POST", "/jobs", boss, with("pay", `{"minor":"1","currency":"CNY"}`), 422, "body.pay.minor"},
			"money as a fraction":       {"POST", "/jobs", boss, with("pay", `{"minor":1.5,"currency":"CNY"}`), 422, "body.pay.minor"},
			"a huge sum":                {"POST", "/jobs", boss, with("pay", `{"minor":9007199254740991,"currency":"CNY"}`), 422, "gig.pay"},
			"too many people":           {"POST", "/jobs", boss, with("people", `201`), 422, "body.people"},
			"a day that is not":         {"POST", "/jobs", boss, with("windows", `[{"start":"2026-02-30T00:00:00Z","end":"2026-03-01T00:00:00Z"}]`), 422, "body.windows"},
			"year 9999":                 {"POST", "/jobs", boss, with("windows", `[{"start":"9999-12-31T00:00:00Z","end":"9999-12-31T23:00:00Z"}]`), 422, "gig.window_far"},
			"windows null":              {"POST", "/jobs", boss, with("windows", `null`), 422, "body.windows"},
			"61 windows":                {"POST", "/jobs", boss, with("windows", "["+strings.Repeat(`{"start":"2026-11-24T00:00:00Z","end":"2026-11-24T01:00:00Z"},`, 60)+`{"start":"2026-11-24T00:00:00Z","end":"2026-11-24T01:00:00Z"}]`), 422, "body.windows"},
			"a place off the Earth":     {"POST", "/jobs", boss, with("place", `{"lat":91,"lon":0}`), 422, "body.place.lat"},
			"broken UTF-8":              {"POST", "/jobs", boss, with("title", "\"\xff\""), 400, "request.text"},
			"NUL":                       {"POST", "/jobs", boss, with("title", `"a\u0000b"`), 400, "request.text"},
			"an oversized note":         {"POST", "/jobs", boss, with("note", `"`+strings.Repeat("长", 3000)+`"`), 422, "body.note"},
			"photos that are numbers":   {"POST", "/jobs", boss, with("photos", `[1]`), 422, "body.photos"},
			"an age of seven":           {"POST", "/jobs", boss, with("min_age", `7`), 422, "gig.min_age"},
			"an employer of others":     {"POST", "/jobs", boss, with("employer", `"0190f5f0-0000-7000-9000-000000000099"`), 403, "gig.not_yours"},
			"half a place":              {"GET", "/jobs?lat=26.7", "", "", 422, "query.lat"},
			"a place that is no number": {"GET", "/jobs?lat=NaN&lon=1", "", "", 422, "query.lat"},
			"a region that is not":      {"GET", "/jobs?region=abc", "", "", 422, "query.region"},
			"30 February":               {"GET", "/jobs?day=2026-02-30", "", "", 422, "query.day"},
			"a radius of the Earth":     {"GET", "/jobs?lat=26&lon=117&radius_m=40000000", "", "", 422, "query.radius_m"},
			"a strange cursor":          {"GET", "/jobs?cursor=%00", "", "", 400, "request.text"},
			"a cursor of another list":  {"GET", "/jobs?cursor=ImFiYyI", "", "", 422, "query.cursor"},
			"a forged cursor":           {"GET", "/jobs?cursor=eyJBZnRlciI6IngnIE9SIDE9MSJ9", "", "", 422, "query.cursor"},
			"a cursor that is no id":    {"GET", "/engagements?cursor=ImFiYyI", a, "", 422, "query.cursor"},
			"mine without an employer":  {"GET", "/jobs/mine", boss, "", 403, "query.employer"},
			"mine of a strange one":     {"GET", "/jobs/mine?employer=x", boss, "", 403, "query.employer"},
			"hours below zero":          {"POST", "/engagements/" + e + "/hours", a, `{"quantity":-1}`, 422, "body.quantity"},
			"hours without number":      {"POST", "/engagements/" + e + "/hours", a, `{}`, 422, "body.quantity"},
			"a choice of nobody":        {"POST", "/jobs/" + id + "/choices", boss, `{"worker":""}`, 409, "gig.job_state"},
			"a blank reason":            {"POST", "/jobs/" + id + "/cancel", boss, `{"reason":"  "}`, 422, "body.reason"},
			"a code of letters":         {"POST", "/engagements/" + e + "/check-in", boss, `{"code":"` + strings.Repeat("1", 13) + `"}`, 422, "body.code"},
			"applicants of others":      {"GET", "/jobs/" + id + "/applicants", a, "", 403, "gig.not_yours"},
			"engagements of others":     {"GET", "/jobs/" + id + "/engagements", a, "", 403, "gig.not_yours"},
		} {
			t.Run(name, func(t *testing.T) {
				status, body := d.call(tt.method, tt.path, tt.token, "", tt.body)
				var p api.Problem
				if err := json.Unmarshal(body, &p); err != nil || p.Code == "" || p.Detail == "" {
					t.Fatalf("%d %s", status, body)
				}
				if status != tt.status || !strings.Contains(string(body), tt.says) {
					t.Errorf("%d %s; want %d with %s", status, body, tt.status, tt.says)
				}
			})
		}
		t.Run("script and SQL in texts are texts", func(t *testing.T) {
			const nasty = `<script>alert(1)</script>'; --`
			var posted gig.Posted
			d.post(t, w.boss, "/jobs", w.posting(func(p *gig.Posting) { p.Title, p.Note = nasty, nasty }), &posted)
			if got := w.job(posted.ID); got.Title != nasty {
				t.Errorf("%q", got.Title)
			}
		})
		w.sound()
	})
}
