// Package prism puts Prism, an independent reader of API documents, in front of
// the program: an answer that the document does not describe becomes an error.
package prism

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Start runs Prism before the program at upstream until the test ends and returns
// its address. Where Prism is not installed the test is skipped, unless
// YILU_REQUIRE_PRISM is set, as `make test` does.
func Start(t testing.TB, upstream string) string {
	t.Helper()
	cli := filepath.Join(root(t), "test/prism/node_modules/.bin/prism")
	if _, err := os.Stat(cli); err != nil {
		if os.Getenv("YILU_REQUIRE_PRISM") != "" {
			t.Fatal("prism is not installed: sh scripts/npm-ci.sh test/prism")
		}
		t.Skip("prism is not installed: sh scripts/npm-ci.sh test/prism")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().(*net.TCPAddr)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// Requests are not judged: the program's own answers to bad ones are tried, too.
	cmd := exec.Command("node", cli, "proxy", document(t, upstream), upstream, "--errors", "--validate-request=false", "-p", fmt.Sprint(addr.Port), "-v", "warn")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	url := "http://" + addr.String()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if res, err := http.Get(url + "/api/v1/regions"); err == nil {
			_ = res.Body.Close()
			return url
		}
		select {
		case <-ended:
			t.Fatalf("prism ended: %s", said.String())
		default:
		}
		if time.Now().After(end) {
			t.Fatal("prism does not answer")
		}
	}
}

// document is a file with the program's own document.
func document(t testing.TB, upstream string) string {
	t.Helper()
	res, err := http.Get(upstream + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above", err)
	return ""
}
