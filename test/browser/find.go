package browser

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
)

// errMissing reports that this machine has no Chromium.
var errMissing = errors.New("no Chromium found; install the package chromium (scripts/need-chromium.sh does)")

// executable returns the browser to start: $CHROMIUM, then one that is
// installed, then the one that scripts/need-chromium.sh unpacks from npm where
// it may not install.
//
// Errors: errMissing.
func executable(root string) (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{
		"/usr/bin/chromium", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser",
		filepath.Join(root, "bin", "browser", "chromium"),
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errMissing
}

// moduleRoot returns the folder with go.mod, at or above the working folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod at or above the working folder")
		}
		dir = up
	}
}
