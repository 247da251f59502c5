package pgcluster

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Long enough for crash recovery on a slow disk; reached only by a defect.
const patience = 60 * time.Second

// await asks done every few milliseconds until it says yes.
func await(what string, done func() bool) error {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if done() {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s took longer than %s", what, patience)
		}
	}
}

// alive reports whether pid still runs. A zombie does not.
func alive(pid int) bool {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		state, _, ok := statOf(stat)
		return ok && state != 'Z' && state != 'X'
	}
	return syscall.Kill(pid, 0) == nil
}

// children returns the processes whose parent is pid; nil where the system
// has no /proc.
func children(pid int) []int {
	var out []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // ended meanwhile
		}
		if _, parent, ok := statOf(stat); ok && parent == pid {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			out = append(out, child)
		}
	}
	return out
}

// statOf reads state and parent from a line of /proc/PID/stat (proc(5)): both
// follow the command's name, which may itself hold spaces and brackets.
func statOf(stat []byte) (state byte, parent int, ok bool) {
	end := bytes.LastIndexByte(stat, ')')
	if end < 0 {
		return 0, 0, false
	}
	f := strings.Fields(string(stat[end+1:]))
	if len(f) < 2 {
		return 0, 0, false
	}
	parent, err := strconv.Atoi(f[1])
	return f[0][0], parent, err == nil
}

// killTree ends pid and its children at once, as a power cut would. The parent
// is frozen first, so that it can neither tidy up nor start another child.
func killTree(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		return err
	}
	all := append(children(pid), pid)
	for _, p := range all {
		if err := syscall.Kill(p, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return await("the end of the killed server", func() bool {
		for _, p := range all {
			if p != pid && alive(p) { // pid itself is ours to wait for
				return false
			}
		}
		return true
	})
}

// lockFile is what postmaster.pid says: one value a line.
type lockFile []string

func readLockFile(data string) lockFile {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return nil
	}
	return strings.Split(string(b), "\n")
}

// ready reports whether the server with this pid takes connections.
func (l lockFile) ready(pid int) bool {
	return len(l) > 7 && l[0] == strconv.Itoa(pid) && strings.TrimSpace(l[7]) == "ready"
}

// freeMemory gives back the shared memory segment that a killed server left.
func (l lockFile) freeMemory() {
	if len(l) < 7 {
		return
	}
	if f := strings.Fields(l[6]); len(f) == 2 { // its key and its id
		if id, err := strconv.Atoi(f[1]); err == nil {
			_, _ = unix.SysvShmCtl(id, unix.IPC_RMID, nil)
		}
	}
}
