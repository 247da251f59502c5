package browser

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Screen is what a person looks at. Sizes are in CSS pixels.
type Screen struct {
	Width, Height int64
	Scale         float64 // device pixels per CSS pixel
	Touch         bool    // a finger on a phone; otherwise a mouse
}

// The usual screens.
var (
	Phone = Screen{Width: 390, Height: 844, Scale: 2, Touch: true}
	Desk  = Screen{Width: 1440, Height: 900, Scale: 1}
)

const (
	// usualPatience is how long a helper looks again before it fails the test.
	usualPatience = 15 * time.Second
	// stuck is how long the browser may take for one answer.
	stuck = 30 * time.Second
)

// Page is one person at a browser.
type Page struct {
	t      testing.TB
	ctx    context.Context
	host   *process
	screen Screen
	line   *line
	near   string
	*record
}

// number tells pages of one test binary apart in the names of pictures.
var number atomic.Int64

// New opens an empty page for a person who has never been here: with no
// cookies, in Chinese, in China's time zone. It is closed at the end of the
// test. Without a Chromium the test is skipped, or fails where
// YILU_REQUIRE_BROWSER is set.
func New(t testing.TB, s Screen) *Page {
	t.Helper()
	host, err := shared()
	if errors.Is(err, errMissing) && os.Getenv("YILU_REQUIRE_BROWSER") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := newLine()
	if err != nil {
		t.Fatal("browser: ", err)
	}
	ctx, cancel := chromedp.NewContext(host.ctx, chromedp.WithNewBrowserContext(func(c *target.CreateBrowserContextParams) {
		c.ProxyServer, c.ProxyBypassList = line.address(), "<-loopback>"
	}))
	p := &Page{t: t, ctx: ctx, host: host, screen: s, line: line, record: &record{number: number.Add(1), patience: usualPatience}}
	t.Cleanup(func() {
		p.atEnd()
		cancel()
		line.close()
	})
	if err := p.prepare(); err != nil {
		t.Fatal("browser: ", err)
	}
	return p
}

// prepare sets the page up as the person's device.
func (p *Page) prepare() error {
	p.follow(p.ctx)
	if err := chromedp.Listen(p.ctx, p.heed); err != nil {
		return err
	}
	if err := p.resize(1); err != nil {
		return err
	}
	if err := call(p, emulation.SetTimezoneOverride,
		emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Shanghai"}); err != nil {
		return err
	}
	return p.speak("zh-CN")
}

// heed hears the page's events. It runs on the connection's own goroutine.
func (p *Page) heed(ev any) {
	if d, ok := ev.(*page.EventJavascriptDialogOpening); ok {
		p.note("dialog: " + d.Message)
		// An unanswered dialog would stop the page; say yes, as a hurried person does.
		go func() {
			_ = call(p, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

// call runs one command of the browser's protocol and drops its answer.
func call[P, R any](p *Page, cmd cdp.Command[P, R], params P) error {
	ctx, cancel := context.WithTimeout(p.ctx, stuck)
	defer cancel()
	_, err := chromedp.Call(ctx, cmd, params)
	return err
}

// Open goes to url and waits until the page has loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do("open "+url, chromedp.Navigate(url))
}

// Reload loads the page again, as pulling it down does.
func (p *Page) Reload() {
	p.t.Helper()
	p.do("reload", chromedp.Reload())
}

// Back goes to the page before.
func (p *Page) Back() {
	p.t.Helper()
	// Not NavigateBack: inside a single-page app no page is loaded.
	p.do("go back", chromedp.Evaluate[chromedp.Void](`history.back()`))
}

// URL returns the address in the address bar.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, `location.href`)
}

// Near returns the same page, looked at only within one thing that shows text:
// the innermost list item, row, article, section, form or dialog around it. Two
// jobs both offer "抢单"; p.Near("搬家具").Tap("抢单") takes the right one.
// text may be "css:…" for the thing itself.
func (p *Page) Near(text string) *Page {
	c := *p
	c.near = text
	return &c
}

// Eval returns the value of a JavaScript expression, a promise's once it is
// kept. It is for what no person could see; prefer the other helpers.
func Eval[T any](p *Page, js string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stuck)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail("evaluate %s: %v", js, err)
	}
	return v
}

// must fails the test if setting the scene went wrong.
func (p *Page) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.fail("cannot %s: %v", what, reason(err))
	}
}

// do runs one action within the usual patience.
func (p *Page) do(what string, a chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stuck)
	defer cancel()
	p.must(what, chromedp.Do(ctx, a))
}

// reason puts an error into words that help.
func reason(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "the page does not answer"
	}
	return strings.TrimSpace(err.Error())
}
