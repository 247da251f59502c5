package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// mute is a test whose failures we read instead of suffering them.
type mute struct {
	testing.TB
	failed bool
	said   strings.Builder
	after  []func()
}

func (m *mute) Helper()          {}
func (m *mute) Name() string     { return m.TB.Name() + "/mute" }
func (m *mute) Failed() bool     { return m.failed }
func (m *mute) Cleanup(f func()) { m.after = append(m.after, f) }
func (m *mute) Errorf(format string, args ...any) {
	m.failed = true
	fmt.Fprintf(&m.said, format+"\n", args...)
}

func (m *mute) Fatal(args ...any) {
	m.failed = true
	fmt.Fprintln(&m.said, args...)
	runtime.Goexit()
}
func (m *mute) Logf(format string, args ...any) { fmt.Fprintf(&m.said, format+"\n", args...) }

// failing runs a test to its end and returns what it said and whether it failed.
func failing(t *testing.T, body string, test func(p *Page)) (said string, failed bool) {
	t.Helper()
	url, m := site(t, body), &mute{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, f := range m.after {
				f()
			}
		}()
		p := New(m, Phone)
		p.patience = 2 * time.Second
		p.Open(url)
		test(p)
	}()
	<-done
	return m.said.String(), m.failed
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		body string
		test func(p *Page)
		want []string // parts of what is said
	}{
		{"not seen", `<p>现在没有活</p>`, func(p *Page) { p.See("抢单") },
			[]string{`did not see "抢单" within 2s`, "现在没有活", "page: http://127.0.0.1", "picture: test/shots/failed-"}},
		{"still seen", `<p>现在没有活</p>`, func(p *Page) { p.DontSee("没有活") }, []string{`still saw "没有活"`}},
		{"not there", `<p>空</p>`, func(p *Page) { p.Tap("抢单") }, []string{`cannot press "抢单": it is not there`}},
		{"several", jobs, func(p *Page) { p.Tap("抢单") },
			[]string{"2 things are called so; say which with Near", "<button> 抢 单"}},
		{"not near", jobs, func(p *Page) { p.Near("搬家具").Tap("取消") }, []string{`"取消": it is not there, near "搬家具"`}},
		{"disabled", `<button disabled>抢单</button>`, func(p *Page) { p.Tap("抢单") }, []string{"it is disabled"}},
		{"covered", `<button>抢单</button><div class="veil" style="position:fixed;inset:0">等等</div>`,
			func(p *Page) { p.Tap("抢单") }, []string{"it is covered by <div.veil> 等等"}},
		{"moving", `<style>@keyframes x { to { transform: translateX(200px) } }</style>
			<button style="animation:x 1s infinite alternate linear">抢单</button>`,
			func(p *Page) { p.Tap("抢单") }, []string{"it does not hold still"}},
		{"no such option", `<label>单位 <select><option>天</select></label>`, func(p *Page) { p.Choose("单位", "月") },
			[]string{"it has only 天"}},
		{"field that takes no cursor", `<input aria-label="姓名" onfocus="this.blur()">`,
			func(p *Page) { p.Fill("姓名", "张") }, []string{"does not put the cursor in it"}},
		{"console", `<script>console.error('坏了', 7)</script>`, func(p *Page) { p.See("抢单") }, []string{"console:", "坏了 7"}},
		{"uncaught error", `<script>setTimeout(() => { throw new Error('没接住') })</script>`,
			func(p *Page) { p.settle() }, []string{"the page did not catch", "没接住"}},
		{"uncaught promise", `<script>Promise.reject(new Error('没接住'))</script>`,
			func(p *Page) { p.settle() }, []string{"the page did not catch", "没接住"}},
		{"not accessible", `<input>`, func(p *Page) { p.Accessible() }, []string{"is not accessible", "label (critical)", "<input>"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			said, failed := failing(t, tt.body, tt.test)
			if !failed {
				t.Error("the test passed")
			}
			for _, want := range tt.want {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not in what it said:\n%s", want, said)
				}
			}
		})
	}
	t.Cleanup(func() { // these pictures are no findings
		root, _ := moduleRoot()
		left, _ := filepath.Glob(filepath.Join(root, "test", "shots", "failed-TestFailures-*"))
		for _, f := range left {
			_ = os.Remove(f)
		}
	})
}

func TestTolerated(t *testing.T) {
	t.Parallel()
	said, failed := failing(t, `<script>setTimeout(() => { throw new Error('料到的') })</script>`, func(p *Page) {
		p.AllowErrors()
		p.settle()
	})
	if failed || said != "" {
		t.Errorf("an allowed error failed the test: %s", said)
	}
	p := at(t, Phone, `<script>console.error('错'); console.log('话'); alert('喂')</script>`)
	if d := cmp.Diff([]string{"dialog: 喂", "错"}, trimmed(p.Console())); d != "" {
		t.Errorf("console (-want +got):\n%s", d)
	}
}

// trimmed drops the addresses, which differ from run to run.
func trimmed(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i], _, _ = strings.Cut(l, " http")
	}
	slices.Sort(out) // dialogs are heard sooner than the console
	return out
}
