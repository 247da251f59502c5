// Command withpg runs a command beside a private PostgreSQL server.
//
//	go run ./test/withpg [-durable] -- go test ./...
//
// The command finds the server's address in TEST_POSTGRES_URL, and
// YILU_REQUIRE_POSTGRES=1, which forbids tests to skip the second engine.
// SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to the command and all it
// started; so is the end of whoever started withpg, as SIGTERM. The exit code is
// the command's (128 + n if signal n ended it), or 125 if withpg itself failed.
// The server and its folder are gone afterwards in every case.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"yilu/test/pgcluster"
)

// failed is the exit code for failures of our own, as in env(1) and timeout(1).
const failed = 125

func main() { os.Exit(run(os.Args[1:])) }

// run does all and returns the exit code.
func run(args []string) int {
	flags := flag.NewFlagSet("withpg", flag.ContinueOnError)
	durable := flags.Bool("durable", false, "let commits reach the disk (fsync on)")
	if err := flags.Parse(args); err != nil {
		return failed
	}
	if flags.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: withpg [-durable] -- command [argument …]")
		return failed
	}
	// Listen before the server starts, so that no signal leaves it behind.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	cluster, err := pgcluster.Start(pgcluster.Options{Durable: *durable})
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpg:", err)
		return failed
	}
	code, err := beside(cluster.URL(), flags.Args(), signals)
	if err = errors.Join(err, cluster.Stop()); err != nil {
		fmt.Fprintln(os.Stderr, "withpg:", err)
		if code == 0 {
			return failed
		}
	}
	return code
}

// beside runs the command with the server's address and returns its exit code.
func beside(url string, command []string, signals <-chan os.Signal) (int, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "TEST_POSTGRES_URL="+url, "YILU_REQUIRE_POSTGRES=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = input(), os.Stdout, os.Stderr
	// A group of its own, so that a signal reaches the command's children too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	select {
	case s := <-signals:
		return 128 + int(s.(syscall.Signal)), nil
	default:
	}
	if err := cmd.Start(); err != nil {
		return failed, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	parent, tick := os.Getppid(), time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return exitCode(err)
		case s := <-signals:
			_ = syscall.Kill(-cmd.Process.Pid, s.(syscall.Signal)) // fails only if all have just ended
		case <-tick.C:
			if os.Getppid() != parent {
				_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
			}
		}
	}
}

// input returns our standard input for the command, or nothing when it is a
// terminal: a process group in the background may not read from one.
func input() io.Reader {
	if info, err := os.Stdin.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
		return nil
	}
	return os.Stdin
}

// exitCode reads the command's exit code from what Wait returned.
func exitCode(err error) (int, error) {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		if err != nil {
			return failed, err
		}
		return 0, nil
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
