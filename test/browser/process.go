package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"yilu/internal/fault"
	"yilu/test/guard"
)

// process is the browser of this test binary.
type process struct {
	ctx   context.Context // of the browser; pages are its children
	root  string          // the module's folder
	agent string          // the user agent it would announce with a window
}

// shared starts the browser at its first use and returns the same ever after.
var shared = sync.OnceValues(start)

// start starts the browser with an empty profile. It lives until this process
// ends; a guard then removes the profile.
func start() (_ *process, err error) {
	defer fault.Wrap(&err, "browser.start")

	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	path, err := executable(root)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "yilu-web-")
	if err != nil {
		return nil, err
	}
	if _, err := guard.Watch(guard.Ward{
		Dir: dir, PIDFile: "pid", Signal: "TERM", Attr: &syscall.SysProcAttr{Setsid: true},
	}); err != nil {
		return nil, err
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options(path, dir)...)
	ctx, _ = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	version, err := chromedp.CallBrowser(ctx, cdpbrowser.GetVersion, cdp.Empty{})
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	pid := fmt.Sprintln(chromedp.FromContext(ctx).Browser.Process().Pid)
	if err := os.WriteFile(filepath.Join(dir, "pid"), []byte(pid), 0o644); err != nil {
		return nil, err
	}
	agent := strings.Replace(version.UserAgent, "Headless", "", 1)
	return &process{ctx: ctx, root: root, agent: agent}, nil
}

// options returns the command line of the browser at path: no window, all its
// files in dir, no talk with its makers, no network beyond this machine.
func options(path, dir string) []chromedp.ExecAllocatorOption {
	out := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Env("HOME="+dir, "TMPDIR="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
		chromedp.Flag("disable-features", "Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,HttpsUpgrades"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("lang", "zh-CN"),
	}
	for _, name := range []string{
		"no-first-run", "no-default-browser-check", "no-pings", "hide-scrollbars", "mute-audio",
		"disable-gpu", "disable-quic", "disable-background-networking", "disable-component-update",
		"disable-sync", "disable-default-apps", "disable-extensions", "disable-breakpad",
		"disable-crash-reporter", "disable-client-side-phishing-detection", "disable-domain-reliability",
		"disable-dev-shm-usage", "disable-hang-monitor", "disable-popup-blocking",
		"disable-prompt-on-repost", "metrics-recording-only", "safebrowsing-disable-auto-update",
		// Pages of several people run side by side; none may be put to sleep.
		"disable-background-timer-throttling", "disable-backgrounding-occluded-windows",
		"disable-renderer-backgrounding", "disable-ipc-flooding-protection",
	} {
		out = append(out, chromedp.Flag(name, true))
	}
	if os.Getuid() == 0 { // Chromium's sandbox refuses root
		out = append(out, chromedp.NoSandbox)
	}
	return out
}

// phoneAgent turns a desktop's user agent into that of an Android phone.
func phoneAgent(agent string) string {
	if i, j := strings.IndexByte(agent, '('), strings.IndexByte(agent, ')'); i >= 0 && j > i {
		agent = agent[:i] + "(Linux; Android 10; K)" + agent[j+1:]
	}
	return strings.Replace(agent, " Safari/", " Mobile Safari/", 1)
}
