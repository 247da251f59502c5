package reference

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/dbtest"
)

func door(t *testing.T) http.Handler {
	t.Helper()
	now := core.NewManualClock(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)).Now
	s := api.New(api.Config{
		DB: dbtest.SQLite(t, dbtest.Schema{Module: "api", Files: api.Migrations}), Now: now, Log: slog.New(slog.DiscardHandler), Version: "test",
		Auth: func(context.Context, string) (core.PersonID, []core.Grant, error) { return "", nil, nil },
	})
	Register(s, Embedded(), now)
	return s.Handler()
}

func get[T any](t *testing.T, h http.Handler, path, lang string) (v T, status int) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/api/v1"+path, nil)
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return v, w.Code
}

func regionNames(l api.List[RegionView]) (out []string) {
	for _, r := range l.Items {
		out = append(out, r.Name)
	}
	return out
}

func TestRegionsByAPI(t *testing.T) {
	t.Parallel()
	h := door(t)
	t.Run("the towns of Jiangle, page by page", func(t *testing.T) {
		t.Parallel()
		var all []string
		for next, pages := "", 0; pages == 0 || next != ""; pages++ {
			l, status := get[api.List[RegionView]](t, h, "/regions?parent=350428&limit=5&cursor="+url.QueryEscape(next), "zh")
			if status != 200 || pages > 3 {
				t.Fatal(status, pages)
			}
			all, next = append(all, regionNames(l)...), l.Next
		}
		want := []string{"古镛镇", "万安镇", "高唐镇", "白莲镇", "黄潭镇", "水南镇", "光明镇", "南口镇", "漠源乡", "万全乡", "安仁乡", "大源乡", "余坊乡"}
		if d := cmp.Diff(want, all); d != "" {
			t.Error(d)
		}
	})
	t.Run("one town in full", func(t *testing.T) {
		t.Parallel()
		l, _ := get[api.List[RegionView]](t, h, "/regions?parent=350428000000&limit=1", "en")
		want := RegionView{Code: "350428100", GB: "350428100", Name: "Guyong", Level: "town", Parent: "350428", More: true, Point: &PointView{26.7315, 117.473, 2000}}
		if d := cmp.Diff([]RegionView{want}, l.Items); d != "" || l.Next == "" {
			t.Error(d)
		}
	})
	t.Run("the provinces, by default", func(t *testing.T) {
		t.Parallel()
		l, _ := get[api.List[RegionView]](t, h, "/regions?limit=100", "zh")
		if len(l.Items) != 34 || l.Items[0].GB != "110000" || l.Items[0].Level != "province" || l.Next != "" {
			t.Errorf("%d, %+v", len(l.Items), l.Items[0])
		}
	})
	t.Run("by name, below a region", func(t *testing.T) {
		t.Parallel()
		l, _ := get[api.List[RegionView]](t, h, "/regions?parent=3504&name="+url.QueryEscape("高唐"), "zh")
		if n := regionNames(l); len(n) < 1 || n[0] != "高唐镇" {
			t.Errorf("%v", n)
		}
		if l, _ = get[api.List[RegionView]](t, h, "/regions?name=jiangle", "zh"); len(l.Items) != 1 || l.Items[0].Code != "350428" {
			t.Errorf("%+v", l)
		}
	})
	t.Run("on another day", func(t *testing.T) {
		t.Parallel()
		now, _ := get[api.List[RegionView]](t, h, "/regions?parent=350400&name="+url.QueryEscape("沙县"), "zh")
		then, _ := get[api.List[RegionView]](t, h, "/regions?parent=350400&day=2015-05-01&name="+url.QueryEscape("沙县"), "zh")
		if d := cmp.Diff([][]string{{"沙县区"}, {"沙县"}}, [][]string{regionNames(now), regionNames(then)}); d != "" {
			t.Error(d)
		}
	})
	t.Run("a region with its path and minimum wage", func(t *testing.T) {
		t.Parallel()
		v, status := get[RegionDetail](t, h, "/regions/350428102", "zh")
		if status != 200 || v.FullName != "福建省三明市将乐县高唐镇" || len(v.Path) != 4 || v.Minimum == nil || v.Minimum.Hourly != core.Yuan(2000) || v.Minimum.From != "2025-04-01" {
			t.Errorf("%d %+v", status, v)
		}
		if v, _ := get[RegionDetail](t, h, "/regions/110101", "zh"); v.Minimum != nil || v.FullName != "北京市东城区" {
			t.Errorf("%+v", v)
		}
	})
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/regions/999999":                        {404, "reference.region"},
		"/regions/350402":                        {404, "reference.region"},
		"/regions/00":                            {404, "reference.region"},
		"/regions/35042":                         {422, "request.invalid"},
		"/regions/x":                             {422, "request.invalid"},
		"/regions?parent=999999":                 {422, "reference.parent"},
		"/regions?parent=1%27%20OR%201=1":        {422, "request.invalid"},
		"/regions?day=2026-02-29":                {422, "reference.day"},
		"/regions?cursor=%21":                    {422, "request.cursor"},
		"/trades?day=x":                          {422, "reference.day"},
		"/trades?restricted=maybe":               {422, "request.invalid"},
		"/trades?cursor=" + api.EncodeCursor(7):  {422, "request.cursor"},
		"/regions?cursor=" + api.EncodeCursor(7): {422, "request.cursor"},
	} {
		t.Run("refuses "+path, func(t *testing.T) {
			t.Parallel()
			p, status := get[api.Problem](t, h, path, "zh")
			if status != want.status || p.Code != want.code {
				t.Errorf("%d %s, want %d %s", status, p.Code, want.status, want.code)
			}
		})
	}
}

func TestTradesByAPI(t *testing.T) {
	t.Parallel()
	h := door(t)
	t.Run("all, page by page, each once", func(t *testing.T) {
		t.Parallel()
		seen, next := map[string]bool{}, ""
		for pages := 0; pages == 0 || next != ""; pages++ {
			l, status := get[api.List[TradeView]](t, h, "/trades?limit=30&cursor="+url.QueryEscape(next), "zh")
			if status != 200 || pages > 10 {
				t.Fatal(status, pages)
			}
			for _, x := range l.Items {
				if seen[x.Code] || x.Aliases == nil || x.Certificates == nil || x.Restricted != (len(x.Certificates) > 0) {
					t.Errorf("%+v", x)
				}
				seen[x.Code] = true
			}
			next = l.Next
		}
		if len(seen) != len(Embedded().Trades(today)) {
			t.Errorf("%d trades", len(seen))
		}
	})
	t.Run("a title's trade first, in full", func(t *testing.T) {
		t.Parallel()
		l, _ := get[api.List[TradeView]](t, h, "/trades?limit=1&title="+url.QueryEscape("装办公桌"), "en")
		want := TradeView{
			Code: "6-06-04-00/01", Name: "Furniture fitter", Aliases: l.Items[0].Aliases, Risk: RiskView{2, "Class 2 (ordinary)", core.Yuan(500)},
			Certificates: []CertificateView{}, MinAge: 16, PayUnits: []string{"day", "job", "piece"},
		}
		if d := cmp.Diff(api.List[TradeView]{Items: []TradeView{want}}, l); d != "" {
			t.Error(d)
		}
		none, _ := get[api.List[TradeView]](t, h, "/trades?title=zzzz", "zh")
		if none.Items == nil || len(none.Items) != 0 {
			t.Errorf("%+v", none)
		}
	})
	t.Run("only those without a certificate", func(t *testing.T) {
		t.Parallel()
		l, _ := get[api.List[TradeView]](t, h, "/trades?restricted=false&limit=100", "zh")
		for _, x := range l.Items {
			if x.Restricted {
				t.Errorf("%+v", x)
			}
		}
		if len(l.Items) < 40 {
			t.Errorf("%d", len(l.Items))
		}
	})
}
