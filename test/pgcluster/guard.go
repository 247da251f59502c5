package pgcluster

import (
	"io"
	"os/exec"
)

// guard is a small process that outlives ours. It waits for the end of its
// input, which comes when we release it or when we die in whatever way, and
// then ends the server and removes the folder if they are still there.
type guard struct {
	cmd   *exec.Cmd
	alive io.Closer
}

// The guard's work, given the cluster's folder as $1.
const guardScript = `
cat >/dev/null
if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && [ -n "$pid" ]; then
	kill -QUIT "$pid" 2>/dev/null
	n=0
	while kill -0 "$pid" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
fi
rm -rf "$1"
`

// watch starts the guard of dir.
func watch(dir string, as *account) (*guard, error) {
	cmd := exec.Command("/bin/sh", "-c", guardScript, "yilu-pg-guard", dir)
	cmd.Dir, cmd.SysProcAttr = "/", as.attr()
	alive, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &guard{cmd, alive}, nil
}

// release tells the guard that all is tidied and waits for its end.
func (g *guard) release() error {
	_ = g.alive.Close()
	return g.cmd.Wait()
}
