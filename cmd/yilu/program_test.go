package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary the program itself.
const asProgram = "YILU_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		_ = os.Unsetenv(asProgram)
		main()
		return
	}
	os.Exit(m.Run())
}

// program is the program as a process of its own.
type program struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
	mu  sync.Mutex
	out bytes.Buffer
}

// Write keeps what it says.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func start(t *testing.T, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, cmd: exec.Command(self, args...)}
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.Stdout, p.cmd.Stderr = p, p
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

var servesOn = regexp.MustCompile(`serves on (\S+)`)

// serve starts the server and waits until it says where it is.
func serve(t *testing.T, args ...string) *program {
	t.Helper()
	p := start(t, append([]string{"serve", "--addr=127.0.0.1:0"}, args...)...)
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	for end := time.Now().Add(30 * time.Second); p.url == ""; time.Sleep(10 * time.Millisecond) {
		if m := servesOn.FindStringSubmatch(p.said()); m != nil {
			p.url = m[1]
		}
		if time.Now().After(end) {
			t.Fatal("it does not serve:", p.said())
		}
	}
	return p
}

// ends waits for the end and returns the exit code.
func (p *program) ends() int {
	p.t.Helper()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return exit.ExitCode()
		}
		return 0
	case <-time.After(30 * time.Second):
		p.t.Fatal("it does not end:", p.said())
		return -1
	}
}

func (p *program) stop() { _ = p.cmd.Process.Signal(syscall.SIGTERM) }

// ask sends JSON and returns the status and the answer.
func (p *program) ask(method, path, token string, body any) (int, map[string]any) {
	p.t.Helper()
	doc, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequest(method, p.url+"/api/v1"+path, bytes.NewReader(doc))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, out
}

// logIn returns a token.
func (p *program) logIn(phone string) string {
	p.t.Helper()
	_, asked := p.ask("POST", "/auth/codes", "", map[string]any{"phone": phone})
	_, got := p.ask("POST", "/auth/sessions", "", map[string]any{"phone": phone, "code": asked["demo_code"]})
	token, _ := got["token"].(string)
	if token == "" {
		p.t.Fatal("no token:", asked, got)
	}
	return token
}

// halfAsked is a request whose head the server has read and whose body it waits
// for.
type halfAsked struct {
	conn net.Conn
	body string
}

// halfAsk sends the head and waits until the server asks for the body.
func (p *program) halfAsk(path, body string) *halfAsked {
	p.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "POST /api/v1%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n", path, len(body))
	head := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(conn, head); err != nil || !bytes.Contains(head, []byte("100 Continue")) {
		p.t.Fatalf("%q %v", head, err)
	}
	return &halfAsked{conn, body}
}

// rest sends the body and returns the whole answer.
func (h *halfAsked) rest(t *testing.T) string {
	t.Helper()
	if _, err := io.WriteString(h.conn, h.body); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(h.conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
