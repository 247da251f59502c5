#!/bin/sh
# Makes sure that hledger is there, which checks the exported books.
set -eu
. "$(dirname "$0")/apt.sh"

command -v hledger >/dev/null 2>&1 || install "hledger, for the check of the exported journal" hledger
command -v hledger >/dev/null
