package api

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestCallersAddress(t *testing.T) {
	t.Parallel()
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, tt := range []struct {
		name      string
		proxies   []netip.Prefix
		remote    string
		forwarded []string
		want      string
	}{
		{"straight", nil, "203.0.113.5:4000", nil, "203.0.113.5"},
		{"nobody is believed", nil, "203.0.113.5:4000", []string{"1.2.3.4"}, "203.0.113.5"},
		{"a stranger is not believed", ours, "203.0.113.5:4000", []string{"1.2.3.4"}, "203.0.113.5"},
		{"our proxy names the caller", ours, "10.0.0.7:80", []string{"203.0.113.5"}, "203.0.113.5"},
		{"two of ours", ours, "[::1]:80", []string{"203.0.113.5, 10.0.0.7"}, "203.0.113.5"},
		{"what the caller wrote itself is not believed", ours, "10.0.0.7:80", []string{"1.2.3.4", "203.0.113.5"}, "203.0.113.5"},
		{"our proxy names nobody", ours, "10.0.0.7:80", nil, "10.0.0.7"},
		{"our proxy names nonsense", ours, "10.0.0.7:80", []string{"unknown"}, "10.0.0.7"},
		{"six in four", ours, "[::ffff:10.0.0.7]:80", []string{"2001:db8::5"}, "2001:db8::5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.remote
			for _, f := range tt.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := (&Server{proxies: tt.proxies}).addrOf(r); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
