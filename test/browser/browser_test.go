package browser

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// site serves one page at / whose body is given, and a few answers beside.
func site(t *testing.T, body string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><head><meta name="viewport" content="width=device-width">
			<title>试</title><link rel="icon" href="data:,"></head><body>%s</body></html>`, body)
	})
	mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("Accept-Language"), " ", r.Header.Get("User-Agent"))
	})
	mux.HandleFunc("GET /beat", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: 来了\n\n")
		w.(http.Flusher).Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-time.After(50 * time.Millisecond):
				fmt.Fprint(w, ": still here\n\n")
				w.(http.Flusher).Flush()
			}
		}
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	t.Cleanup(srv.CloseClientConnections) // the stream would keep Close waiting
	return srv.URL
}

// at opens a page that shows body.
func at(t *testing.T, s Screen, body string) *Page {
	t.Helper()
	p := New(t, s)
	p.Open(site(t, body))
	return p
}

const jobs = `
<h1>抢单</h1>
<ul>
  <li><h2>搬家具</h2> <b>300.00</b> 元 <button onclick="out.textContent='搬'">抢 单</button></li>
  <li><h2>摘果子</h2> <b>180.00</b> 元 <button onclick="out.textContent='摘'">抢单</button></li>
</ul>
<button aria-label="读给我听" onclick="out.textContent='读'"><svg width="20" height="20"></svg></button>
<label><input type="checkbox" onchange="out.textContent='同意'+this.checked"> 我同意</label>
<div onclick="out.textContent='行'">整行可点 <i>详情</i></div>
<button hidden>看不见</button> <button style="visibility:hidden">看不见</button> <p style="opacity:0">看不见</p>
<p id="out"></p>`

func TestTap(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		name string
		Screen
	}{{"phone", Phone}, {"desk", Desk}} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := at(t, s.Screen, jobs)
			for _, tt := range []struct{ near, what, want string }{
				{"搬家具", "抢单", "搬"},
				{"摘果子", "抢单", "摘"},
				{"", "css:li:first-child button", "搬"},
				{"css:li:last-child", "css:button", "摘"},
				{"", "读给我听", "读"},
				{"", "我同意", "同意true"},
				{"", "详情", "行"},
			} {
				if tt.near == "" {
					p.Tap(tt.what)
				} else {
					p.Near(tt.near).Tap(tt.what)
				}
				if got := p.TextOf("#out"); got != tt.want {
					t.Errorf("tapping %q near %q did %q, want %q", tt.what, tt.near, got, tt.want)
				}
			}
		})
	}
	t.Run("waits until the thing is there, free, enabled and still", func(t *testing.T) {
		t.Parallel()
		p := at(t, Phone, `
			<style>@keyframes in { from { transform: translateY(400px) } to { transform: none } }</style>
			<div id="veil" style="position:fixed;inset:0;background:#fff8"></div>
			<p id="out"></p>
			<script>
				setTimeout(() => document.body.insertAdjacentHTML('beforeend',
					'<button disabled style="animation:in .4s" onclick="out.textContent=\'按到了\'">干完了</button>'), 100)
				setTimeout(() => veil.remove(), 300)
				setTimeout(() => document.querySelector('button').disabled = false, 600)
			</script>`)
		p.Tap("干完了")
		p.See("按到了")
	})
	t.Run("scrolls to what is below the fold", func(t *testing.T) {
		t.Parallel()
		p := at(t, Phone, `<div style="height:3000px"></div><button onclick="document.title='到'">收钱</button><div style="height:100px"></div>
			<nav style="position:fixed;bottom:0;height:80px;width:100%">栏</nav>`)
		p.Tap("收钱")
		if got := Eval[string](p, "document.title"); got != "到" {
			t.Errorf("the button was not pressed: %q", got)
		}
	})
	t.Run("an open dialog goes first", func(t *testing.T) {
		t.Parallel()
		p := at(t, Phone, `<button onclick="out.textContent='页'">确定</button><p id="out"></p>
			<dialog id="d"><p>付 300.00 元？</p><button onclick="out.textContent='框'">确定</button></dialog>
			<script>d.showModal()</script>`)
		p.Tap("确定")
		if got := p.TextOf("#out"); got != "框" {
			t.Errorf("pressed the one in the %q", got)
		}
	})
	t.Run("what can be pressed goes before a heading of the same words", func(t *testing.T) {
		t.Parallel()
		p := at(t, Phone, `<h1>钱包</h1><a href="#wallet">我的钱包</a>`)
		p.Tap("钱包")
		if !strings.HasSuffix(p.URL(), "#wallet") {
			t.Errorf("at %s", p.URL())
		}
		p.Back()
		if !p.until(p.patience, func(ctxT) bool { return !strings.HasSuffix(p.URL(), "#wallet") }) {
			t.Error("Back did not go back")
		}
	})
}

func TestFill(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<form>
		<label for="a">姓名</label><input id="a" value="旧的">
		<label>备注 <textarea></textarea></label>
		<input placeholder="手机号" type="tel">
		<input aria-label="验证码" inputmode="numeric">
		<label for="d">哪天</label><input id="d" type="date"><label for="e">几点</label><input id="e" type="time">
		<label for="s">单位</label><select id="s"><option value="h">小时<option value="d">天</select>
		<label for="n">电话</label><input id="n"><label for="m">联系电话</label><input id="m">
		<label for="f">证书照片</label><input id="f" type="file" hidden>
		<p id="heard"></p></form>
		<script>addEventListener('input', (e) => heard.textContent += e.target.type + ' ')</script>`)
	p.Fill("姓名", "欧阳𠮷")
	p.Fill("备注", "一行字")
	p.Fill("手机号", "13800138000")
	p.Fill("验证码", "000000")
	p.Fill("哪天", "2026-11-23")
	p.Fill("几点", "08:30")
	p.Choose("单位", "天")
	p.Fill("电话", "1") // the whole name goes before a part
	file := filepath.Join(t.TempDir(), "证.txt")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Attach("证书照片", file)

	got := Eval[[]string](p, `[...document.querySelectorAll('input,textarea,select')].map((x) => x.files ? x.files[0].name : x.value)`)
	want := []string{"欧阳𠮷", "一行字", "13800138000", "000000", "2026-11-23", "08:30", "d", "1", "", "证.txt"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields (-want +got):\n%s", d)
	}
	heard := "text textarea tel text date time select-one text file"
	if d := cmp.Diff(heard, p.TextOf("#heard")); d != "" {
		t.Errorf("input events (-want +got):\n%s", d)
	}
	p.See("13800138000") // what stands in a field is seen
	p.Fill("姓名", "")
	if got := Eval[string](p, "a.value"); got != "" {
		t.Errorf("an emptied field holds %q", got)
	}
}

func TestPress(t *testing.T) {
	t.Parallel()
	p := at(t, Desk, `<input id="a"><p id="keys"></p>
		<script>addEventListener('keydown', (e) => keys.textContent += e.key + ' ')</script>`)
	p.Press("/", "j", "Enter", "Escape", "Tab", "ArrowDown")
	if d := cmp.Diff("/ j Enter Escape Tab ArrowDown", p.TextOf("#keys")); d != "" {
		t.Errorf("keys (-want +got):\n%s", d)
	}
	if got := Eval[string](p, "document.activeElement.id"); got != "a" {
		t.Errorf("Tab went to %q", got)
	}
}

func TestSee(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, jobs+`<script>
		setTimeout(() => out.textContent = '还要 3 人', 200)
		setTimeout(() => out.textContent = '满了', 500)</script>`)
	p.SeeWithin(5*time.Second, "还要3人")
	p.See("满了")
	p.DontSee("还要 3 人")
	p.See("css:li button")
	p.Near("搬家具").See("300.00 元")
	for text, want := range map[string]bool{"摘果子": true, "看不见": false, "读给我听": false} {
		if got := p.Sees(text); got != want {
			t.Errorf("Sees(%q) = %t", text, got)
		}
	}
	if p.Near("搬家具").Sees("180.00") {
		t.Error("near one job the pay of the other is seen")
	}
	if got := p.Count("css:li"); got != 2 {
		t.Errorf("%d items, want 2", got)
	}
	if got := p.Count("抢单"); got != 3 {
		t.Errorf("%d things say 抢单, want 3", got)
	}
	if got := p.Near("摘果子").Text(); !strings.Contains(got, "180.00") || strings.Contains(got, "300.00") {
		t.Errorf("the job reads %q", got)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	url := site(t, `<p id="out"></p><script>
		localStorage.n = +(localStorage.n || 0) + 1
		document.cookie = 'c=' + localStorage.n
		out.textContent = '第' + localStorage.n + '次'</script>`)
	a, b := New(t, Phone), New(t, Desk)
	a.Open(url)
	a.Reload()
	a.See("第2次")
	b.Open(url)
	b.See("第1次")
	for p, want := range map[*Page]string{a: "390 844 2 true", b: "1440 900 1 false"} {
		got := Eval[string](p, `[innerWidth, innerHeight, devicePixelRatio, 'ontouchstart' in window].join(' ')`)
		if got != want {
			t.Errorf("screen %s, want %s", got, want)
		}
	}
}

func TestShot(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<div style="height:1000px">长</div>`)
	size := func(name string) string {
		f, err := os.Open(filepath.Join(p.host.root, "test", "shots", name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c, err := png.DecodeConfig(f)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%dx%d", c.Width, c.Height)
	}
	p.Shot("self test/screen")
	if got := size("self_test-screen"); got != "780x1688" {
		t.Errorf("screen %s, want 780x1688", got)
	}
	p.ShotWhole("self test/whole")
	if got := size("self_test-whole"); got != "780x2032" {
		t.Errorf("whole %s, want 780x2032", got)
	}
}
