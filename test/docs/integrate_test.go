// Package docs runs what the documents show.
package docs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/test/rig"
)

// exchange is one block: what is sent, and what comes back.
type exchange struct {
	method, path string
	headers      map[string]string
	body         string
	until        bool // it comes after a while
	status       string
	answer       string
}

var block = regexp.MustCompile("(?s)```http\n(.*?)```")

func exchanges(t *testing.T, file string) (all []exchange) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		sent, back, ok := strings.Cut(m[1], "\n---")
		if !ok {
			t.Fatalf("no line between what is sent and what comes back: %s", m[1])
		}
		var x exchange
		head, rest, _ := strings.Cut(sent, "\n")
		x.method, x.path, _ = strings.Cut(head, " ")
		x.headers = map[string]string{}
		for rest != "" && rest[0] != '{' {
			line, more, _ := strings.Cut(rest, "\n")
			name, value, _ := strings.Cut(line, ": ")
			x.headers[name], rest = value, more
		}
		x.body = rest
		how, back, _ := strings.Cut(back, "\n")
		x.until = strings.TrimSpace(how) == "until"
		x.status, x.answer, _ = strings.Cut(back, "\n")
		all = append(all, x)
	}
	return all
}

var name = regexp.MustCompile(`<(\w+)>`)

// known are the values that answers gave.
type known map[string]string

func (k known) fill(text string) string {
	return name.ReplaceAllStringFunc(text, func(m string) string {
		if v, ok := k[m[1:len(m)-1]]; ok {
			return v
		}
		return m
	})
}

// match says where got lacks what want shows; a "<name>" that is new is learnt.
func (k known) match(want, got any, at string) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v", at, got)
		}
		for key, v := range w {
			if wrong := k.match(v, g[key], at+"."+key); wrong != "" {
				return wrong
			}
		}
		return ""
	case []any:
		g, _ := got.([]any)
		for i, v := range w {
			if i >= len(g) {
				return fmt.Sprintf("%s has %d items", at, len(g))
			}
			if wrong := k.match(v, g[i], fmt.Sprint(at, i)); wrong != "" {
				return wrong
			}
		}
		return ""
	case string:
		if m := name.FindStringSubmatch(w); m != nil && m[0] == w {
			value, ok := got.(string)
			if was, told := k[m[1]]; !ok || value == "" || told && was != value && m[1] != "code" {
				return fmt.Sprintf("%s is %v", at, got)
			}
			k[m[1]] = value
			return ""
		}
	}
	if fmt.Sprint(want) != fmt.Sprint(got) {
		return fmt.Sprintf("%s is %v, not %v", at, got, want)
	}
	return ""
}

// TestIntegrate runs the calls of docs/integrate.md, in order.
func TestIntegrate(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	boss, _ := r.Employer(t, "陈老板", r.Reviewer(t))
	worker := r.Worker(t, "安师傅", 1966, "4-02-05-01/01")
	forgetCodes(t, r)
	start := core.SystemClock().Add(15 * time.Minute).Truncate(time.Minute)
	k := known{"soon": start.Format(time.RFC3339), "later": start.Add(4 * time.Hour).Format(time.RFC3339)}
	phones := strings.NewReplacer("15400000001", boss.Phone, "15400000004", worker.Phone)
	all := exchanges(t, "../../docs/integrate.md")
	if len(all) < 15 {
		t.Fatal("only", len(all), "calls were found")
	}
	for _, x := range all {
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			wrong := run(t, r.URL, phones.Replace(k.fill(x.path)), x, k, phones)
			if wrong == "" {
				break
			}
			if !x.until || time.Now().After(end) {
				t.Fatalf("%s %s: %s", x.method, x.path, wrong)
			}
		}
	}
}

// forgetCodes lets numbers ask for a code again that got one this very minute.
func forgetCodes(t *testing.T, r *rig.Rig) {
	t.Helper()
	if err := r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM account_request`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// run sends one call and compares its answer.
func run(t *testing.T, base, path string, x exchange, k known, phones *strings.Replacer) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), x.method, base+path, strings.NewReader(phones.Replace(k.fill(x.body))))
	if err != nil {
		t.Fatal(err)
	}
	if x.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range x.headers {
		req.Header.Set(name, k.fill(value))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(res.StatusCode) != strings.TrimSpace(x.status) {
		return fmt.Sprintf("%d %s", res.StatusCode, text)
	}
	var want, got any
	if err := json.Unmarshal([]byte(x.answer), &want); err != nil {
		t.Fatalf("%s: %v", x.answer, err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return k.match(want, got, "the answer")
}
