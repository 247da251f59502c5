#!/bin/sh
# Makes sure that Go's race detector can be linked, which takes a C compiler.
# (make test RACE= does without.)
set -eu
. "$(dirname "$0")/apt.sh"

has_compiler() {
	out=$(mktemp) || return 1
	echo '#include <stdlib.h>
int main(void) { return EXIT_SUCCESS; }' | ${CC:-gcc} -x c - -o "$out" 2>/dev/null
	works=$?
	rm -f "$out"
	return $works
}

has_compiler || install "a C compiler, for the race detector" gcc libc6-dev
has_compiler
