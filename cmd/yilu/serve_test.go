package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yilu/internal/platform/config"
)

func TestStop(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, "--data-dir", dir, "--demo", "--bank-delay=1s", "--drain=300ms")
	token := p.logIn("13800138000")

	page, err := http.NewRequest(http.MethodGet, p.url+"/api/v1/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	page.Header.Set("Authorization", "Bearer "+token)
	stream, err := http.DefaultClient.Do(page)
	if err != nil || stream.StatusCode != 200 {
		t.Fatal(stream, err)
	}
	lines := bufio.NewReader(stream.Body)
	if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, "hello") {
		t.Fatal(line, err)
	}
	waiting := p.halfAsk("/auth/codes", `{"phone":"13900139000"}`)
	p.stop()

	t.Run("it says that it is not ready, and still answers", func(t *testing.T) {
		for end := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			res, err := http.Get(p.url + "/readyz")
			if err != nil {
				t.Fatal("it was gone before it said so:", err)
			}
			_ = res.Body.Close()
			if res.StatusCode == http.StatusServiceUnavailable {
				break
			}
			if time.Now().After(end) {
				t.Fatal("still ready")
			}
		}
		if status, _ := p.ask("GET", "/trades", "", nil); status != 200 {
			t.Error(status)
		}
	})
	t.Run("an open page's stream ends, not breaks", func(t *testing.T) {
		if _, err := io.Copy(io.Discard, lines); err != nil {
			t.Error(err)
		}
	})
	t.Run("a request under way is answered", func(t *testing.T) {
		if got := waiting.rest(t); !strings.HasPrefix(got, "HTTP/1.1 201") || !strings.Contains(got, "demo_code") {
			t.Error(got)
		}
	})
	if code := p.ends(); code != 0 {
		t.Errorf("exit code %d: %s", code, p.said())
	}
	t.Run("what was done is there at the next start", func(t *testing.T) {
		again := serve(t, "--data-dir", dir, "--demo")
		if status, doc := again.ask("GET", "/me", token, nil); status != 200 {
			t.Error(status, doc)
		}
		again.stop()
		if code := again.ends(); code != 0 {
			t.Errorf("exit code %d: %s", code, again.said())
		}
	})
}

func TestStopHasAnEnd(t *testing.T) {
	t.Parallel()
	p := serve(t, "--data-dir", t.TempDir(), "--stop-within=200ms")
	p.halfAsk("/auth/codes", `{"phone":"13900139000"}`) // never goes on
	p.stop()
	if code := p.ends(); code != 1 || !strings.Contains(p.said(), "took longer than 200ms and were cut (setting stop-within)") {
		t.Errorf("exit code %d: %s", code, p.said())
	}
}

func TestWatchAddress(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	p := serve(t, "--data-dir", t.TempDir(), "--watch-addr", addr)
	for url, want := range map[string]int{
		"http://" + addr + "/metrics": 200, "http://" + addr + "/readyz": 200, p.url + "/readyz": 200,
		"http://" + addr + "/api/v1/trades": 404, p.url + "/api/v1/trades": 200,
	} {
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", url, res.StatusCode, want)
		}
	}
	res, err := http.Get(p.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); strings.Contains(string(text), "yilu_") {
		t.Error("the main address still shows metrics")
	}
}

// certificate writes a certificate for 127.0.0.1 and its key.
func certificate(t *testing.T, cert, key, name string) *x509.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(
		os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600)); err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	c := certificate(t, cert, key, "first")
	p := serve(t, "--data-dir", dir, "--tls-cert", cert, "--tls-key", key)
	if !strings.HasPrefix(p.url, "https://") {
		t.Fatal(p.url)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	res, err := client.Get(p.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 200 || res.ProtoMajor != 2 {
		t.Error(res.Status, res.Proto)
	}

	t.Run("a renewed certificate is taken over", func(t *testing.T) {
		q := &pair{cert: cert, key: key}
		old, err := q.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		certificate(t, cert, key, "second")
		if now, err := q.get(nil); err != nil || now != old {
			t.Error("it looks at the files at every handshake", err)
		}
		q.looked, q.stamp = time.Time{}, [2]time.Time{}
		now, err := q.get(nil)
		if err != nil || now == old {
			t.Fatal("the old one stays", err)
		}
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		q.looked = time.Time{}
		if still, err := q.get(nil); err != nil || still != now {
			t.Error("a moment without a key ends the service", err)
		}
	})
}

func TestWrongSettingsStopTheStart(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() }) // after the parallel tests below
	open := filepath.Join(t.TempDir(), "yilu.conf")
	if err := os.WriteFile(open, []byte("YILU_DATABASE=postgres://u:hunter2@h/d\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		says string
	}{
		{"an unknown setting", []string{"--adress=:1"}, "unknown flag --adress"},
		{"an address that is taken", []string{"--addr=" + busy.Addr().String()}, "setting addr: cannot listen on"},
		{"half of a certificate", []string{"--tls-cert=x.pem"}, "settings tls-cert and tls-key go together"},
		{"a certificate that is not there", []string{"--tls-cert=no.pem", "--tls-key=no.pem"}, "settings tls-cert and tls-key: open no.pem: no such file"},
		{"a database that does not answer", []string{"--database=postgres://u:hunter2@127.0.0.1:1/d"}, "open postgres"},
		{"a file that others can read", []string{"--config=" + open}, "chmod 600"},
		{"a proxy that is none", []string{"--trusted-proxies=nginx"}, "setting trusted-proxies must list addresses or networks"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, append([]string{"serve", "--addr=127.0.0.1:0", "--data-dir", t.TempDir()}, tt.args...)...)
			code := p.ends()
			said := p.said()
			if code != 1 || !strings.Contains(said, tt.says) || strings.Contains(said, "hunter2") || strings.Contains(said, "goroutine") || strings.Count(said, "\n") > 4 {
				t.Errorf("exit code %d: %s", code, said)
			}
		})
	}
}

var update = flag.Bool("update", false, "write the guide's table of settings anew")

func TestSettingsAreInHelpAndGuide(t *testing.T) {
	t.Parallel()
	p := start(t, "serve", "--help")
	if code := p.ends(); code != 0 {
		t.Fatal(code, p.said())
	}
	help := strings.Join(strings.Fields(p.said()), " ") // it breaks lines as it likes
	for _, s := range config.Table() {
		for _, part := range []string{"--" + s.Name, "(" + s.Env + ")", strings.Join(strings.Fields(s.About.EN), " ")} {
			if !strings.Contains(help, part) {
				t.Errorf("yilu serve --help lacks %q", part)
			}
		}
		if s.Default != "" && !strings.Contains(help, s.Default) {
			t.Errorf("yilu serve --help lacks the default %q of %s", s.Default, s.Name)
		}
	}
	const file, begin, end = "../../docs/operate.md", "<!-- settings: made by go test ./cmd/yilu -update -->\n", "<!-- /settings -->\n"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(text), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the settings", file)
	}
	want := head + begin + config.Markdown() + end + tail
	if string(text) == want {
		return
	}
	if !*update {
		t.Errorf("%s has other settings than the program: go test ./cmd/yilu -update", file)
		return
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Error(err)
	}
}
