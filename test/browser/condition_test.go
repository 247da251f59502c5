package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

type ctxT = context.Context

func TestOffline(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<p id="line"></p><p id="beat"></p><button onclick="go()">发</button><p id="sent"></p><script>
		const tell = () => line.textContent = navigator.onLine ? '通着' : '断了'
		addEventListener('online', tell); addEventListener('offline', tell); tell()
		const s = new EventSource('/beat')
		s.onmessage = (e) => beat.textContent = '事件' + e.data
		s.onerror = () => beat.textContent = '流断了'
		const go = () => fetch('/echo').then(() => sent.textContent = '发了', () => sent.textContent = '没发出去')
	</script>`)
	p.See("通着")
	p.See("事件来了")
	p.Offline(true)
	p.See("断了")
	p.See("流断了")
	p.Tap("发")
	p.See("没发出去")
	p.Offline(false)
	p.See("通着")
	p.See("事件来了") // the stream joins again by itself
	p.Tap("发")
	p.See("发了")
}

func TestSlow(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, "")
	const took = `(async () => { const t = performance.now(); await (await fetch('/echo')).text(); return performance.now() - t })()`
	p.Slow(700*time.Millisecond, 400)
	if ms := Eval[float64](p, took); ms < 700 {
		t.Errorf("a slow request took %.0f ms", ms)
	}
	p.Slow(0, 0)
	if ms := Eval[float64](p, took); ms > 700 {
		t.Errorf("a quick request took %.0f ms", ms)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<p id="out"></p><button onclick="navigator.geolocation.getCurrentPosition(
		(g) => out.textContent = g.coords.latitude + ',' + g.coords.longitude, (e) => out.textContent = '不让')">在哪</button>`)
	p.Refuse("geolocation")
	p.Tap("在哪")
	p.See("不让")
	p.Locate(26.73, 117.47)
	p.Tap("在哪")
	p.See("26.73,117.47")
}

func TestType(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<p id="r" style="font-size:1.125rem">字</p>`)
	const px = `getComputedStyle(r).fontSize`
	if got := Eval[string](p, px); got != "18px" {
		t.Errorf("normal type is %s, want 18px", got)
	}
	p.LargeType(2)
	if got := Eval[string](p, px); got != "36px" {
		t.Errorf("large type is %s, want 36px", got)
	}
	p.LargeType(1)
	p.Zoom(2)
	if got := Eval[string](p, `innerWidth + ' ' + devicePixelRatio`); got != "195 4" {
		t.Errorf("zoomed page is %s wide, want 195 4", got)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	const who = `(async () => [navigator.language, new Intl.NumberFormat().resolvedOptions().locale,
		Intl.DateTimeFormat().resolvedOptions().timeZone, await (await fetch('/echo')).text()].join(' '))()`
	url := site(t, "")
	for _, tt := range []struct {
		tag, want string
		Screen
		mobile bool
	}{
		{"", "zh-CN zh-CN Asia/Shanghai zh-CN", Phone, true},
		{"en-US", "en-US en-US Asia/Shanghai en-US", Desk, false},
	} {
		p := New(t, tt.Screen)
		if tt.tag != "" {
			p.Language(tt.tag)
		}
		p.Open(url)
		got := Eval[string](p, who)
		if !strings.HasPrefix(got, tt.want) || strings.Contains(got, "Headless") || strings.Contains(got, "Mobile") != tt.mobile {
			t.Errorf("the person reads %q, want %q", got, tt.want)
		}
	}
}

func TestOutside(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, "")
	got := Eval[string](p, `fetch('http://yilu.example/', { mode: 'no-cors' }).then(() => '通', () => '不通')`)
	if got != "不通" {
		t.Error("a page reached a server outside this machine")
	}
}

func TestAxe(t *testing.T) {
	t.Parallel()
	p := at(t, Phone, `<main><h1>题</h1><input><p style="color:#ccc;background:#fff">太淡的字看不清</p></main>`)
	ids := map[string]bool{}
	for _, v := range p.Axe() {
		ids[v.ID] = true
		if v.Impact != "serious" && v.Impact != "critical" || v.Help == "" || len(v.Nodes) == 0 {
			t.Errorf("an odd violation: %v", v)
		}
	}
	if !ids["label"] || !ids["color-contrast"] {
		t.Errorf("found only %v", ids)
	}
	at(t, Phone, `<main><h1>题</h1><label>姓名 <input></label></main>`).Accessible()
}

func TestDeaf(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<button onclick="fetch('/tap', {method: 'POST'}).then(() => out.textContent = 'got', () => out.textContent = 'lost')">Tap</button><p id="out"></p>`)
	})
	mux.HandleFunc("POST /tap", func(http.ResponseWriter, *http.Request) { arrived.Add(1) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	p := New(t, Phone)
	p.Open(srv.URL)
	p.Deaf(true)
	p.Tap("Tap")
	p.See("lost")
	if arrived.Load() == 0 {
		t.Error("the request did not arrive")
	}
	p.Deaf(false)
	p.Tap("Tap")
	p.See("got")
}
