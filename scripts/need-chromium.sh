#!/bin/sh
# Makes sure that the browser tests find a Chromium, a Chinese font for their
# pictures, and pdftotext. Where nothing may be installed, Chromium comes from
# npm into bin/browser, with the fonts of the web folder.
set -eu
cd "$(dirname "$0")/.."
. scripts/apt.sh

has_chromium() {
	[ -n "${CHROMIUM:-}" ] && return
	for name in /usr/bin/chromium chromium google-chrome google-chrome-stable chromium-browser; do
		command -v "$name" >/dev/null 2>&1 && return
	done
	[ -x bin/browser/chromium ]
}

has_font() {
	[ -x bin/browser/chromium ] || [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
}

# Unpacks the npm package's Chromium with what it needs beside it.
from_npm() {
	command -v npm >/dev/null 2>&1 || return 1
	echo "Fetching Chromium from npm into bin/browser" >&2
	rm -rf bin/browser
	mkdir -p bin/browser
	npm install --prefix bin/browser --no-save --no-audit --no-fund --loglevel=error @sparticuz/chromium@153.0.0 >&2 || return 1
	(
		cd bin/browser
		for part in al2023.tar swiftshader.tar fonts.tar chromium; do
			node -e 'process.stdin.pipe(require("zlib").createBrotliDecompress()).pipe(process.stdout)' \
				<"node_modules/@sparticuz/chromium/bin/$part.br" >"$part.part"
		done
		for part in al2023 swiftshader fonts; do tar -xf "$part.tar.part" && rm "$part.tar.part"; done
		mv chromium.part chromium-program
		chmod +x chromium-program
		rm -rf node_modules
		web=$(cd ../../web && pwd)
		cat >fonts.conf <<-XML
			<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
			<fontconfig><dir>$PWD/fonts</dir><dir>$web/node_modules/@expo-google-fonts</dir><dir>/usr/share/fonts</dir>
			<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
		XML
		cat >chromium <<-'SH'
			#!/bin/sh
			here=$(cd "$(dirname "$0")" && pwd)
			export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf"
			exec "$here/chromium-program" "$@"
		SH
		chmod +x chromium
		./chromium --version >/dev/null
	)
}

if ! has_chromium || ! has_font; then
	install "Chromium and a Chinese font, for the browser tests" chromium chromium-sandbox fontconfig fonts-noto-cjk || from_npm ||
		{ rm -rf bin/browser; exit 1; }
fi
command -v pdftotext >/dev/null 2>&1 || install "pdftotext, for tests of the PDFs" poppler-utils
has_chromium && command -v pdftotext >/dev/null
