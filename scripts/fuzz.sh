#!/bin/sh
# fuzz.sh [TIME] lets every fuzz test look for new inputs for TIME each (10s).
set -eu
cd "$(dirname "$0")/.."

time=${1:-10s}
for package in $(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...); do
	for name in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		echo "$package $name"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "$package"
	done
done
