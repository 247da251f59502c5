package pgcluster

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"yilu/internal/fault"
	"yilu/test/guard"
)

// Options say what kind of server Start makes. The zero value is for ordinary
// tests: as fast as it goes, and not durable.
type Options struct {
	// Durable makes a commit reach the disk before it is acknowledged.
	Durable bool
	// Settings are further server settings by name, as "work_mem": "8MB".
	Settings map[string]string
}

// Cluster is one PostgreSQL server with its folder. Its methods may be called
// from several goroutines.
type Cluster struct {
	bin, dir, password string
	port               int
	opts               Options
	as                 *account
	guard              *guard.Guard

	mu      sync.Mutex
	server  *exec.Cmd     // nil when it does not run
	ended   chan struct{} // closed once server has ended
	stopped bool
}

// errPort reports that another program took the port first.
var errPort = errors.New("the port was taken")

// Start makes an empty cluster and returns when it takes connections. Its
// database "postgres" collates text as English does, so that a text column that
// forgot COLLATE "C" is found out. Stop must be called at the end.
//
// Errors: ErrMissing.
func Start(opts Options) (_ *Cluster, err error) {
	defer fault.Wrap(&err, "pgcluster.Start")

	bin, err := BinDir()
	if err != nil {
		return nil, err
	}
	as, err := ordinary()
	if err != nil {
		return nil, err
	}
	dir, err := as.ownFolder()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir, password: rand.Text(), opts: opts, as: as}
	if c.guard, err = guard.Watch(guard.Ward{
		Dir: dir, PIDFile: "data/postmaster.pid", Signal: "QUIT", Attr: as.attr(),
	}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err = c.begin(); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// begin fills the folder and starts the server on some free port.
func (c *Cluster) begin() error {
	if err := c.initdb(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for range 5 {
		port, err := freePort()
		if err != nil {
			return err
		}
		c.port = port
		if err = c.launch(); !errors.Is(err, errPort) {
			return err
		}
	}
	return errPort
}

// URL returns the address for database drivers. It stays the same over Restart.
func (c *Cluster) URL() string {
	return fmt.Sprintf("postgres://yilu:%s@127.0.0.1:%d/postgres?sslmode=disable", c.password, c.port)
}

// Dir returns the cluster's folder, which also holds its socket and server.log.
func (c *Cluster) Dir() string { return c.dir }

// Kill ends every process of the server at once with SIGKILL, as a crash does.
// Killing a server that does not run changes nothing.
func (c *Cluster) Kill() (err error) {
	defer fault.Wrap(&err, "pgcluster.Kill")

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return nil
	}
	if err := killTree(c.server.Process.Pid); err != nil {
		return err
	}
	<-c.ended
	c.server = nil
	return nil
}

// Restart starts the server again on the same address, after shutting it down
// in order if it still runs. After Kill it returns once recovery is done.
func (c *Cluster) Restart() (err error) {
	defer fault.Wrap(&err, "pgcluster.Restart")

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return errors.New("the cluster was stopped and its folder removed")
	}
	if err := c.signal(syscall.SIGINT); err != nil {
		return err
	}
	return c.launch()
}

// Stop ends the server and removes the folder. Stopping twice changes nothing.
func (c *Cluster) Stop() (err error) {
	defer fault.Wrap(&err, "pgcluster.Stop")

	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	c.stopped = true
	// The data is thrown away, so the server need not write it out first.
	err = c.signal(syscall.SIGQUIT)
	readLockFile(c.data()).freeMemory()
	return errors.Join(err, os.RemoveAll(c.dir), c.guard.Release())
}

// signal asks a running server to end and waits until it has.
func (c *Cluster) signal(how syscall.Signal) error {
	if c.server == nil {
		return nil
	}
	_ = c.server.Process.Signal(how) // fails only if it has just ended
	if err := await("shutting down", c.hasEnded); err != nil {
		return errors.Join(err, killTree(c.server.Process.Pid))
	}
	c.server = nil
	return nil
}

func (c *Cluster) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// initdb fills the data folder.
func (c *Cluster) initdb() error {
	secret := filepath.Join(c.dir, "password")
	if err := c.as.writeFile(secret, c.password+"\n"); err != nil {
		return err
	}
	defer os.Remove(secret)
	cmd := exec.Command(filepath.Join(c.bin, "initdb"), "--pgdata="+c.data(), "--username=yilu",
		"--pwfile="+secret, "--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8",
		"--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions")
	cmd.Dir, cmd.SysProcAttr = c.dir, c.as.attr()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// launch starts the server and returns when it takes connections.
//
// Errors: errPort.
func (c *Cluster) launch() error {
	log, err := os.OpenFile(filepath.Join(c.dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	from, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), c.arguments()...)
	cmd.Dir, cmd.SysProcAttr = c.dir, c.as.attr()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // why it ended stands in the log
		close(ended)
	}()
	c.server, c.ended = cmd, ended
	err = await("starting", func() bool {
		return c.hasEnded() || readLockFile(c.data()).ready(cmd.Process.Pid)
	})
	if err == nil && !c.hasEnded() {
		return nil
	}
	text, _ := io.ReadAll(io.NewSectionReader(log, from, 1<<20))
	if c.hasEnded() {
		c.server = nil
	}
	if strings.Contains(string(text), "could not bind IPv4 address") {
		return fmt.Errorf("%w: %d", errPort, c.port)
	}
	return errors.Join(err, fmt.Errorf("postgres did not start:\n%s", text))
}

// arguments returns the server's command line.
func (c *Cluster) arguments() []string {
	durable := "off"
	if c.opts.Durable {
		durable = "on"
	}
	settings := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(c.port),
		"unix_socket_directories": c.dir,
		"max_connections":         "300",
		"jit":                     "off", // plans of small statements cost more than they gain
		"fsync":                   durable,
		"full_page_writes":        durable,
		"lc_messages":             "C",
		// In files of the data folder, so that a killed server leaves none in /dev/shm.
		"dynamic_shared_memory_type": "mmap",
	}
	for name, value := range c.opts.Settings {
		settings[name] = value
	}
	args := []string{"-D", c.data()}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	return args
}
