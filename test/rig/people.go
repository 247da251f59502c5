package rig

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"yilu/internal/core"
)

// serial keeps phones and documents of one test binary apart.
var serial atomic.Int64

// Skip leaves out the next n phones and documents: a database from an earlier run
// has them already.
func Skip(n int64) { serial.Add(n) }

// LogIn logs the number in, with the code that the demo shows.
func (r *Rig) LogIn(t testing.TB, phone string) *Client {
	t.Helper()
	c := r.Stranger()
	code := Str(c.Must(t, "POST", "/auth/codes", Obj{"phone": phone}), "demo_code")
	c.Token = Str(c.Must(t, "POST", "/auth/sessions", Obj{"phone": phone, "code": code}), "token")
	c.Phone = phone
	return c
}

// Newcomer is someone with a fresh number and no real name.
func (r *Rig) Newcomer(t testing.TB) *Client {
	t.Helper()
	return r.LogIn(t, fmt.Sprintf("1990000%04d", serial.Add(1)%10000))
}

// Document is a fresh synthetic citizen number of someone born in the year.
func Document(year int) string {
	n := serial.Add(1)
	body := fmt.Sprintf("350428%04d%02d%02d%03d", year, 1+n%12, 1+n/12%28, n%1000)
	return body + string(core.CitizenCheck(body))
}

// Person is someone with a real name, born in the year.
func (r *Rig) Person(t testing.TB, name string, year int) *Client {
	t.Helper()
	c := r.Newcomer(t)
	c.Name = name
	c.Must(t, "PUT", "/me/identity", Obj{"name": name, "kind": "citizen_id", "document": Document(year), "consents": Consents(t, c, "terms", "privacy")})
	return c
}

// Consents are the newest texts of the kinds, accepted.
func Consents(t testing.TB, c *Client, kinds ...string) []Obj {
	t.Helper()
	var out []Obj
	texts, _ := c.Must(t, "GET", "/consents/texts", nil)["items"].([]any)
	for _, kind := range kinds {
		for _, one := range texts {
			if Str(one, "kind") == kind {
				out = append(out, Obj{"kind": kind, "version": Str(one, "version")})
			}
		}
	}
	return out
}

// Guzheng is the county seat's middle, where the rig's jobs and people are.
var Guzheng = Obj{"lat": 26.7286, "lon": 117.4714}

// Worker is a person who looks for work of the trades around the county seat.
func (r *Rig) Worker(t testing.TB, name string, year int, trades ...string) *Client {
	t.Helper()
	c := r.Person(t, name, year)
	var all []Obj
	for _, code := range trades {
		all = append(all, Obj{"trade": code, "wants": true, "can": true, "level": 0})
	}
	c.Must(t, "PUT", "/me/profile", Obj{"looking": true, "trades": all, "centre": Guzheng, "radius_m": 10000})
	c.Must(t, "PUT", "/me/quiet-hours", Obj{"from": "00:00", "to": "00:00"}) // a test may run at night
	return c
}

// Reviewer is a person of the staff.
func (r *Rig) Reviewer(t testing.TB) *Client {
	t.Helper()
	c := r.Person(t, "审核员", 1985)
	if err := r.Grant(t, c); err != nil {
		t.Fatal(err)
	}
	c.Roles = []string{string(core.Reviewer)}
	Until(t, "the role counts", func() bool {
		reply, err := c.Do("GET", "/reviews", nil)
		return err == nil && reply.Status == 200
	})
	return c
}

// Employer is a person's approved employer; the person acts for it.
func (r *Rig) Employer(t testing.TB, name string, staff *Client) (boss *Client, id string) {
	t.Helper()
	boss = r.Person(t, name, 1980)
	e := boss.Must(t, "POST", "/employers", Obj{"kind": "person", "region": "350428100", "address": "古镛镇府前路1号", "contact_phone": boss.Phone})
	id = Str(e, "id")
	Until(t, "the review is asked for", func() bool {
		r, err := staff.Do("GET", "/reviews/"+id, nil)
		return err == nil && r.Status == 200
	})
	staff.Must(t, "POST", "/reviews/"+id+"/decision", Obj{"approved": true})
	Until(t, "the employer is approved", func() bool {
		return boss.Must(t, "GET", "/employers/"+id, nil)["approved"] == true
	})
	return boss, id
}

// Job is a posting for four hours of work that begin in a quarter of an hour, so
// that those who have a place can check in at once.
func Job(employer, trade, title string, people int, fen int64) Obj {
	start := core.SystemClock().Add(15 * time.Minute).Truncate(time.Minute)
	return Obj{"employer": employer, "trade": trade, "title": title, "region": "350428100", "place": Guzheng, "address": "古镛镇府前路",
		"contact_phone": "19900000000", "people": people, "pay": Obj{"minor": fen, "currency": "CNY"}, "pay_unit": "job",
		"windows": []Obj{{"start": start, "end": start.Add(4 * time.Hour)}}}
}

// Until waits for something that happens beside requests, and fails after a
// minute: machines that test are busy.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}
