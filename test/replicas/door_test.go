package replicas

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"yilu/test/load"
)

// door is the proxy in front: requests go to the processes in turn, past those
// that don't answer the line. One that dies in the middle of a request takes the
// answer with it.
type door struct {
	url  string
	to   []string
	next atomic.Int64
}

func open(t *testing.T, all []*load.Child) *door {
	t.Helper()
	d := &door{}
	for _, c := range all {
		d.to = append(d.to, c.Addr)
	}
	front := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "replica"}) },
		Transport:     d,
		FlushInterval: -1,
		ErrorHandler:  func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	})
	t.Cleanup(front.Close)
	d.url = front.URL
	return d
}

// RoundTrip implements http.RoundTripper.
func (d *door) RoundTrip(r *http.Request) (res *http.Response, err error) {
	first := int(d.next.Add(1))
	for i := range d.to {
		r.URL.Host = d.to[(first+i)%len(d.to)]
		res, err = http.DefaultTransport.RoundTrip(r)
		if op, dial := errors.AsType[*net.OpError](err); err == nil || !dial || op.Op != "dial" {
			return res, err
		}
	}
	return nil, err
}
