#!/bin/sh
# Writes the man pages and completions of a built program below a folder:
# Packaging/generate.sh BINARY FOLDER. They are made from the commands themselves.
# DETECTD_MANUAL_TOOL names a generate-manual that is built already; none leaves the man pages out.
set -eu
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir -p "$2"
root=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."

completions() {
  mkdir -p "$root/share/$2"
  "$binary" --generate-completion-script "$1" >"$root/share/$2/$3"
  chmod 644 "$root/share/$2/$3"
}
completions bash bash-completion/completions detectd
completions zsh zsh/site-functions _detectd
completions fish fish/vendor_completions.d detectd.fish

[ "${DETECTD_MANUAL_TOOL:-}" != none ] || exit 0
if [ -z "${DETECTD_MANUAL_TOOL:-}" ]; then
  if ! command -v swift >/dev/null; then
    echo "generate.sh: no man pages: they need a Swift toolchain" >&2
    exit 0
  fi
  # swift-argument-parser's own tool.
  swift build --product generate-manual >&2
  DETECTD_MANUAL_TOOL=$(swift build --show-bin-path)/generate-manual
fi
mkdir -p "$root/share/man/man1"
"$DETECTD_MANUAL_TOOL" "$binary" --multi-page --section 1 --output-directory "$root/share/man/man1"
chmod 644 "$root"/share/man/man1/detectd*.1
