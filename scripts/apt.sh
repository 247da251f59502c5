# Sourced by the need-*.sh scripts.
#
# install PURPOSE PACKAGE… installs Debian packages where that is allowed, and
# otherwise says what to install and fails.
install() {
	purpose=$1
	shift
	if command -v apt-get >/dev/null 2>&1; then
		if [ "$(id -u)" = 0 ]; then
			apt "" "$@" && return
		elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
			apt "sudo -n" "$@" && return
		fi
	fi
	echo "Missing: $purpose. Please install it; on Debian:  sudo apt-get install $*" >&2
	return 1
}

# apt SUDO PACKAGE… installs quietly; what apt said is shown only on failure.
apt() {
	sudo=$1
	shift
	echo "Installing $*" >&2
	log=$(mktemp)
	if { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
		rm -f "$log"
		return 0
	fi
	cat "$log" >&2
	rm -f "$log"
	return 1
}
