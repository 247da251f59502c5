package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"time"

	"github.com/chromedp/chromedp"
)

//go:embed look.js
var lookJS string

// question is what look.js is asked.
type question struct {
	Op     string `json:"op"`
	What   string `json:"what"`
	Near   string `json:"near"`
	Hidden bool   `json:"hidden"` // fields that are not visible count, too
}

func (q question) js() string {
	b, err := json.Marshal(q)
	if err != nil {
		panic(err) // three strings always marshal
	}
	return lookJS + "(" + string(b) + ")"
}

// ask puts q to the page as it is now. A page that is just being replaced gives
// an error; ask again.
func ask[T any](ctx context.Context, p *Page, q question) (T, error) {
	q.Near = p.near
	return chromedp.Run(ctx, chromedp.Evaluate[T](q.js()))
}

// until calls try every few milliseconds until it returns true, and reports
// whether it did within limit.
func (p *Page) until(limit time.Duration, try func(ctx context.Context) bool) bool {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for {
		if try(ctx) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
}

// See waits until the page shows text.
func (p *Page) See(text string) {
	p.t.Helper()
	p.SeeWithin(p.patience, text)
}

// SeeWithin waits until the page shows text, for at most limit.
func (p *Page) SeeWithin(limit time.Duration, text string) {
	p.t.Helper()
	if !p.until(limit, func(ctx context.Context) bool {
		seen, err := ask[bool](ctx, p, question{Op: "see", What: text})
		return err == nil && seen
	}) {
		p.fail("did not see %q within %s", text, limit)
	}
}

// DontSee waits until the page no longer shows text. Call it after a See of
// what replaces it, so that the page has had its turn.
func (p *Page) DontSee(text string) {
	p.t.Helper()
	if !p.until(p.patience, func(ctx context.Context) bool {
		seen, err := ask[bool](ctx, p, question{Op: "see", What: text})
		return err == nil && !seen
	}) {
		p.fail("still saw %q after %s", text, p.patience)
	}
}

// Sees reports whether the page shows text now.
func (p *Page) Sees(text string) bool {
	p.t.Helper()
	return mustAsk[bool](p, question{Op: "see", What: text})
}

// Text returns all that the page shows now, or what Near narrowed it to: texts,
// what stands in its fields, and the names of its pictures.
func (p *Page) Text() string {
	p.t.Helper()
	return mustAsk[string](p, question{Op: "shown"})
}

// TextOf returns what the first visible element of the selector shows, once
// there is one.
func (p *Page) TextOf(selector string) (text string) {
	p.t.Helper()
	if !p.until(p.patience, func(ctx context.Context) bool {
		got, err := ask[*string](ctx, p, question{Op: "text", What: css(selector)})
		if err != nil || got == nil {
			return false
		}
		text = *got
		return true
	}) {
		p.fail("there is no %q", selector)
	}
	return text
}

// Count returns how many visible things show text, or match "css:…", now.
func (p *Page) Count(text string) int {
	p.t.Helper()
	return mustAsk[int](p, question{Op: "count", What: text})
}

// css makes the "css:" before a selector optional where nothing else is meant.
func css(selector string) string {
	if len(selector) > 4 && selector[:4] == "css:" {
		return selector
	}
	return "css:" + selector
}

// mustAsk asks once there is a page to ask.
func mustAsk[T any](p *Page, q question) (v T) {
	p.t.Helper()
	var err error
	if !p.until(p.patience, func(ctx context.Context) bool {
		v, err = ask[T](ctx, p, q)
		return err == nil
	}) {
		p.fail("%s %q: %v", q.Op, q.What, reason(errors.Join(err)))
	}
	return v
}
