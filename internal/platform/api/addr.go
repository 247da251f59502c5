package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// addrOf is the caller's network address. A proxy that we trust is believed when
// it names another, and so on back to the first that we do not know: what stands
// before that, anybody may have written.
func (s *Server) addrOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if len(s.proxies) == 0 {
		return host
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && s.trusted(host); i-- {
		named, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		host = named.Unmap().WithZone("").String()
	}
	return host
}

// trusted reports whether the address is that of a proxy of ours.
func (s *Server) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.proxies {
		if p.Contains(a.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}
