package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// record is what happened on a page, shared by its views.
type record struct {
	number   int64
	patience time.Duration
	lenient  bool
	failed   bool
	mu       sync.Mutex
	errors   []string // console errors, dialogs, uncaught errors, in order
	uncaught []string
	marks    int
	reached  int
	moved    chan struct{} // closed and replaced when reached moves
}

// mark is written to the console to learn that all before it has arrived.
const mark = "yilu-test-mark "

// follow collects the console of the page of ctx until it is closed.
func (r *record) follow(ctx context.Context) {
	r.moved = make(chan struct{})
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			r.hear(m)
		}
	}()
}

func (r *record) hear(m chromedp.ConsoleMessage) {
	if n, ok := strings.CutPrefix(m.Text, mark); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		_, _ = fmt.Sscan(n, &r.reached)
		close(r.moved)
		r.moved = make(chan struct{})
		return
	}
	if m.Type == "error" || m.IsException() {
		r.note(strings.TrimSpace(m.Text + " " + m.URL))
	}
	if m.IsException() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.uncaught = append(r.uncaught, m.String())
	}
}

func (r *record) note(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, line)
}

// settle waits until all that the page has written so far is recorded.
func (p *Page) settle() {
	p.mu.Lock()
	p.marks++
	n := p.marks
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf("console.debug('%s%d')", mark, n))); err != nil {
		return // the page is gone or stuck: what is there must do
	}
	for {
		p.mu.Lock()
		reached, moved := p.reached, p.moved
		p.mu.Unlock()
		if reached >= n {
			return
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return
		}
	}
}

// Console returns the errors that the page has written so far: uncaught ones,
// console.error, requests that failed, and dialogs.
func (p *Page) Console() []string {
	p.settle()
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.errors...)
}

// AllowErrors lets uncaught errors pass; without it they fail the test.
func (p *Page) AllowErrors() { p.lenient = true }

// atEnd runs when the test is over.
func (p *Page) atEnd() {
	p.settle()
	p.mu.Lock()
	uncaught := p.uncaught
	p.mu.Unlock()
	if !p.lenient {
		for _, e := range uncaught {
			p.t.Errorf("browser: the page did not catch: %s", e)
		}
	}
	if p.t.Failed() && !p.failed {
		if path, err := p.picture(p.failureName(), false); err == nil {
			p.t.Logf("browser: page %d when the test failed: %s", p.number, path)
		}
	}
}

// fail ends the test with what the page shows and a picture of it.
func (p *Page) fail(format string, args ...any) {
	p.t.Helper()
	p.failed = true
	whole := *p
	whole.near = ""
	var b strings.Builder
	fmt.Fprintf(&b, format, args...)
	if p.near != "" {
		fmt.Fprintf(&b, ", near %q", p.near)
	}
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	if url, err := chromedp.Run(ctx, chromedp.Location()); err == nil {
		fmt.Fprintf(&b, "\n  page: %s", url)
	}
	if text, err := ask[*string](ctx, &whole, question{Op: "shown"}); err == nil && text != nil {
		fmt.Fprintf(&b, "\n  it shows:\n%s", indent(*text))
	}
	if lines := p.Console(); len(lines) > 0 {
		fmt.Fprintf(&b, "\n  console:\n%s", indent(strings.Join(lines, "\n")))
	}
	if path, err := p.picture(p.failureName(), false); err == nil {
		fmt.Fprintf(&b, "\n  picture: %s", path)
	}
	p.t.Fatal(b.String())
}

// indent sets text apart, without its empty lines and shortened if very long.
func indent(text string) string {
	var b strings.Builder
	for n, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }) {
		if n == 60 {
			b.WriteString("    …\n")
			break
		}
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func (p *Page) failureName() string { return fmt.Sprintf("failed-%s-%d", p.t.Name(), p.number) }

// Shot writes what the person sees now to test/shots/name.png.
func (p *Page) Shot(name string) { p.t.Helper(); p.shoot(name, false) }

// ShotWhole writes the whole page, also below the fold, to test/shots/name.png.
func (p *Page) ShotWhole(name string) { p.t.Helper(); p.shoot(name, true) }

func (p *Page) shoot(name string, whole bool) {
	p.t.Helper()
	if _, err := p.picture(name, whole); err != nil {
		p.fail("shot %s: %v", name, reason(err))
	}
}

// picture writes a PNG and returns its path, relative to the module.
func (p *Page) picture(name string, whole bool) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, stuck)
	defer cancel()
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(ctx, take)
	if err != nil {
		return "", err
	}
	path := filepath.Join("test", "shots", strings.NewReplacer("/", "-", " ", "_").Replace(name)+".png")
	full := filepath.Join(p.host.root, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return "", err
	}
	return path, os.WriteFile(full, png, 0o644)
}
