// Package guard tidies up after a test process that did not come to do it.
//
// A guard is a small shell process that outlives ours: also when a test panics,
// runs into its time limit, or is killed.
package guard

import (
	"io"
	"os/exec"
	"syscall"
)

// Ward is what a guard looks after.
type Ward struct {
	// Dir is removed with all in it.
	Dir string
	// PIDFile is a file in Dir whose first line is the process to end before
	// Dir is removed. It need not exist yet, nor ever.
	PIDFile string
	// Signal asks the process to end, by its shell name: "QUIT". Ten seconds
	// later it is killed.
	Signal string
	// Attr is how the guard runs. Its account must be able to remove Dir. It
	// should leave our session, so that Ctrl-C does not end the guard, too.
	Attr *syscall.SysProcAttr
}

// Guard waits for the end of its input, which comes when we release it or when
// we die in whatever way.
type Guard struct {
	alive io.Closer
	ended chan struct{}
	err   error // why its work failed; to be read once ended is closed
}

// The guard's work: $1 is the folder, $2 the file, $3 the signal.
const script = `
# A zombie has ended, even if nobody has asked about it yet.
runs() { kill -0 "$1" 2>/dev/null && ! grep -q ") Z " "/proc/$1/stat" 2>/dev/null; }
cat >/dev/null
pid=$(head -n 1 "$1/$2" 2>/dev/null)
if [ -n "$pid" ]; then
	kill -"$3" "$pid" 2>/dev/null
	n=0
	while runs "$pid" && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
	kill -KILL "$pid" 2>/dev/null
fi
n=0
while [ -d "$1" ] && [ $n -lt 50 ]; do # its children may still write
	rm -rf "$1" 2>/dev/null || sleep 0.1
	n=$((n + 1))
done
[ ! -d "$1" ]
`

// Watch starts the guard of w.
func Watch(w Ward) (*Guard, error) {
	cmd := exec.Command("/bin/sh", "-c", script, "yilu-guard", w.Dir, w.PIDFile, w.Signal)
	cmd.Dir, cmd.SysProcAttr = "/", w.Attr
	alive, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	g := &Guard{alive: alive, ended: make(chan struct{})}
	go func() { // also keeps alive from being collected, which would close it
		g.err = cmd.Wait()
		close(g.ended)
	}()
	return g, nil
}

// Release makes the guard do its work at once, on whatever is left of it, and
// waits until that is done. It fails if the folder could not be removed.
func (g *Guard) Release() error {
	_ = g.alive.Close()
	<-g.ended
	return g.err
}
