package config

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxBankWait bounds the delays of the built-in bank; a confirmation later than a
// week is none.
const maxBankWait = 7 * 24 * time.Hour

// Validate implements kong's validation: the rules of single values and of
// values together. The message names the setting and what is wrong with it.
func (s Settings) Validate() error {
	for _, c := range []struct {
		name    string
		problem string
	}{
		{"addr", addrProblem(s.Addr)},
		{"public-url", publicProblem(s.PublicURL)},
		{"trusted-proxies", proxiesProblem(s)},
		{"watch-addr", watchProblem(s)},
		{"drain", stopProblem(s.Drain)},
		{"stop-within", stopProblem(s.StopWithin)},
		{"traces", tracesProblem(s.Traces)},
		{"traces-pct", pctProblem(s.TracesPct)},
		{"data-dir", wrong(s.DataDir == "", "is empty")},
		{"database", targetProblem(s.Database.Reveal())},
		{"keys", wrong(!s.Keys.IsZero() && s.KeyFile != "", "is set, and key-file too; set one of them")},
		{"tiles", tilesProblem(s.Tiles)},
		{"bank-delay", waitProblem(s.BankDelay)},
		{"bank-late", waitProblem(s.BankLate)},
		{"bank-late-pct", pctProblem(s.BankLatePct)},
		{"bank-twice-pct", pctProblem(s.BankTwicePct)},
		{"bank-never-pct", pctProblem(s.BankNeverPct)},
		{"bank-broken-pct", pctProblem(s.BankBrokenPct)},
	} {
		if c.problem != "" {
			return fmt.Errorf("setting %s %s", c.name, c.problem)
		}
	}
	return nil
}

func wrong(is bool, problem string) string {
	if is {
		return problem
	}
	return ""
}

func addrProblem(addr string) string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Sprintf("must be host:port or :port, as :8080; it is %q", addr)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Sprintf("must end in a port from 0 to 65535; it is %q (%d)", addr, n)
	}
	return ""
}

func proxiesProblem(s Settings) string {
	if _, err := s.Proxies(); err != nil {
		return fmt.Sprintf("must list addresses or networks, as 10.0.0.7,192.168.0.0/16; %s", err)
	}
	return ""
}

func watchProblem(s Settings) string {
	switch {
	case s.WatchAddr == "":
		return ""
	case s.WatchAddr == s.Addr:
		return "must be another address than addr"
	}
	return addrProblem(s.WatchAddr)
}

// maxStop bounds how long stopping may take; whoever runs us is not so patient.
const maxStop = 10 * time.Minute

func stopProblem(d time.Duration) string {
	return wrong(d < 0 || d > maxStop, fmt.Sprintf("must be from 0 to %s; it is %s", maxStop, d))
}

func tracesProblem(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	return wrong(err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https",
		fmt.Sprintf("must begin with http:// or https:// and a host; it is %q", text))
}

func publicProblem(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("must begin with https:// or http:// and a host; it is %q", text)
	case u.User != nil || strings.ContainsAny(text, "?#") || strings.HasSuffix(text, "/"):
		return fmt.Sprintf("must be without a user, '?', '#' and a final '/'; it is %q", text)
	}
	return ""
}

// targetProblem does not repeat the target, which may have a password in it.
func targetProblem(target string) string {
	switch {
	case target == "":
		return ""
	case strings.HasPrefix(target, sqlite):
		return wrong(target == sqlite, "must name a file after sqlite:")
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "must begin with sqlite: or postgres://"
	}
	return wrong(u.Host == "" && u.Query().Get("host") == "", "must name a host after postgres://")
}

func tilesProblem(text string) string {
	if text == "" {
		return ""
	}
	if !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return fmt.Sprintf("must begin with https:// or http://; it is %q", text)
	}
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if !strings.Contains(text, part) {
			return fmt.Sprintf("must have %s in it; it is %q", part, text)
		}
	}
	return ""
}

func waitProblem(d time.Duration) string {
	return wrong(d < 0 || d > maxBankWait, fmt.Sprintf("must be from 0 to %s; it is %s", maxBankWait, d))
}

func pctProblem(n uint32) string {
	return wrong(n > 100, fmt.Sprintf("must be from 0 to 100; it is %d", n))
}
