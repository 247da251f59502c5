// Package access tries every operation as everybody: who may call it at all, and
// whose things it touches.
package access

import (
	"context"
	_ "embed"
	"encoding/json"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/test/rig"
)

// who is the table, by hand: an operation, and public, anyone, or the roles.
//
//go:embed who.txt
var who string

// operation is one of the document's.
type operation struct{ id, method, path string }

func operations(t *testing.T, c *rig.Client) []operation {
	t.Helper()
	doc, err := (&rig.Client{Base: strings.TrimSuffix(c.Base, "/api/v1")}).Do("GET", "/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, methods := range doc.Obj(t)["paths"].(rig.Obj) {
		for method, o := range methods.(rig.Obj) {
			all = append(all, operation{rig.Str(o, "operationId"), strings.ToUpper(method), strings.TrimPrefix(path, "/api/v1")})
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.id, b.id) })
	return all
}

func table(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for line := range strings.Lines(who) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] != "#" {
			if out[f[0]] != nil {
				t.Errorf("%s stands twice in who.txt", f[0])
			}
			out[f[0]] = f[1:]
		}
	}
	return out
}

var hole = regexp.MustCompile(`\{(\w+)\}`)

// somewhere fills the path with things that do not exist.
func somewhere(path string) string {
	values := map[string]string{"kind": "terms", "version": "2026-11-01", "code": "350428", "n": "1", "number": "A1", "move": "recall"}
	return hole.ReplaceAllStringFunc(path, func(h string) string {
		if v := values[h[1:len(h)-1]]; v != "" {
			return v
		}
		return string(core.NewID[operation](core.SystemClock()))
	})
}

// TestRoles tries every operation as a stranger, as anyone, and as each role.
func TestRoles(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	all, rules := operations(t, r.Stranger()), table(t)
	callers := map[string]*rig.Client{"anyone": r.Person(t, "路人甲", 1990)}
	for _, role := range core.Roles {
		callers[string(role)] = r.Staff(t, role, "")
	}
	for _, o := range all {
		rule := rules[o.id]
		if rule == nil {
			t.Errorf("who may %s? who.txt does not say", o.id)
			continue
		}
		delete(rules, o.id)
		status, code := try(t, r.Stranger(), o)
		if public := rule[0] == "public"; public == (status == http.StatusUnauthorized) || public && strings.HasPrefix(code, "auth.") {
			t.Errorf("%s: a stranger gets %d %s, the rule is %v", o.id, status, code, rule)
		}
		for _, name := range slices.Sorted(maps.Keys(callers)) {
			may := rule[0] == "public" || rule[0] == "anyone" || slices.Contains(rule, name)
			status, code := try(t, callers[name], o)
			if status == http.StatusUnauthorized || status >= 500 || may == (code == "auth.role") {
				t.Errorf("%s: %s gets %d %s, the rule is %v", o.id, name, status, code, rule)
			}
		}
	}
	for id := range rules {
		t.Errorf("who.txt has a rule for %s, which is no operation", id)
	}
}

// try calls the operation on nothing that exists, and reads the answer's head: a
// stream has no end.
func try(t *testing.T, c *rig.Client, o operation) (status int, code string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var body *strings.Reader
	if body = strings.NewReader("{}"); o.method == http.MethodGet {
		body = strings.NewReader("")
	}
	req, err := http.NewRequestWithContext(ctx, o.method, c.Base+somewhere(o.path), body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", string(core.NewID[operation](core.SystemClock())))
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(o.id, err)
	}
	defer res.Body.Close()
	if res.StatusCode >= 400 {
		var problem struct{ Code string }
		if err := json.NewDecoder(res.Body).Decode(&problem); err != nil {
			t.Errorf("%s: %d is no problem document: %v", o.id, res.StatusCode, err)
		}
		code = problem.Code
	}
	return res.StatusCode, code
}
