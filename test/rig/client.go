package rig

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"yilu/internal/core"
)

// Obj is a JSON object.
type Obj = map[string]any

// Client speaks as one person, or as a stranger without a token.
type Client struct {
	Base  string // with /api/v1
	Live  string // the same for the stream
	Token string
	Phone string
	Name  string // the real one, if it is known
	Roles []string
}

// Me is the person's id.
func (c *Client) Me(t testing.TB) string {
	t.Helper()
	return Str(c.Must(t, "GET", "/me", nil), "person")
}

// Reply is an answer of any status.
type Reply struct {
	Status int
	Body   []byte
}

// Stranger is nobody in particular.
func (r *Rig) Stranger() *Client {
	c := &Client{Base: r.URL + "/api/v1", Live: r.URL + "/api/v1"}
	if r.Front != "" {
		c.Base = r.Front + "/api/v1"
	}
	return c
}

// Do sends a request with a fresh idempotency key.
func (c *Client) Do(method, path string, body any) (Reply, error) {
	return c.DoKey(method, path, string(core.NewID[Client](core.SystemClock())), body)
}

// DoKey is Do with a key of the caller's.
func (c *Client) DoKey(method, path, key string, body any) (Reply, error) {
	var in io.Reader
	if body != nil {
		doc, err := json.Marshal(body)
		if err != nil {
			return Reply{}, err
		}
		in = bytes.NewReader(doc)
	}
	req, err := http.NewRequest(method, c.Base+path, in)
	if err != nil {
		return Reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	if method != http.MethodGet {
		req.Header.Set("Idempotency-Key", key)
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer res.Body.Close()
	doc, err := io.ReadAll(res.Body)
	return Reply{res.StatusCode, doc}, err
}

// Must sends a request that has to succeed and returns its answer.
func (c *Client) Must(t testing.TB, method, path string, body any) Obj {
	t.Helper()
	r, err := c.Do(method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	if r.Status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, r.Status, r.Body)
	}
	return r.Obj(t)
}

// Refused sends a request that has to be refused with the code.
func (c *Client) Refused(t testing.TB, method, path string, body any, code string) {
	t.Helper()
	r, err := c.Do(method, path, body)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := r.Obj(t)["code"].(string); r.Status < 400 || got != code {
		t.Fatalf("%s %s: %d %s, want %s", method, path, r.Status, r.Body, code)
	}
}

// Obj reads the answer as an object.
func (r Reply) Obj(t testing.TB) Obj {
	t.Helper()
	var o Obj
	if err := json.Unmarshal(r.Body, &o); err != nil {
		t.Fatalf("%d %s: %v", r.Status, r.Body, err)
	}
	return o
}

// At follows a path of keys, "held.minor", into an object; numbers in a path
// index lists.
func At(o any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch v := o.(type) {
		case Obj:
			o = v[key]
		case []any:
			var i int
			if _, err := fmt.Sscan(key, &i); err != nil || i >= len(v) {
				return nil
			}
			o = v[i]
		default:
			return nil
		}
	}
	return o
}

// Str is At as text.
func Str(o any, path string) string { s, _ := At(o, path).(string); return s }

// Num is At as a whole number.
func Num(o any, path string) int64 { f, _ := At(o, path).(float64); return int64(f) }

// Event is one event of the live stream.
type Event struct {
	Name string
	ID   string
	Data Obj
}

// Stream opens the person's live stream; events come on the channel until the
// test ends.
func (c *Client) Stream(t testing.TB) <-chan Event {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.Live+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("stream: %d", res.StatusCode)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	out := make(chan Event, 1000)
	go func() {
		defer close(out)
		var e Event
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				e.Name = value
			case "id":
				e.ID = value
			case "data":
				_ = json.Unmarshal([]byte(value), &e.Data)
			case "":
				if e.Name != "" {
					out <- e
				}
				e = Event{}
			}
		}
	}()
	return out
}
