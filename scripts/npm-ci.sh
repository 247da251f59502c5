#!/bin/sh
# npm-ci.sh [FOLDER] installs a folder's packages (web) exactly as its lock file
# says, if the lock file has changed since they were installed.
set -eu
cd "$(dirname "$0")/../${1:-web}"

stamp=node_modules/.installed-lock.json
if ! cmp -s package-lock.json "$stamp"; then
	npm ci --no-audit --no-fund --loglevel=error
	cp package-lock.json "$stamp"
fi
