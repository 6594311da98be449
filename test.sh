#!/usr/bin/env bash
# Runs all tests. Arguments go to `swift test`, e.g. ./test.sh --filter TidyTests
# DETECTD_BUILD names a build folder outside the clone; without it the build is in .build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./setup.sh
build=()
if [[ -n ${DETECTD_BUILD:-} ]]; then build=(--scratch-path "$DETECTD_BUILD"); fi
if (($#)); then exec swift test ${build[@]+"${build[@]}"} "$@"; fi
# The server of WebTests shares its few threads with all tests of its process, of which some wait
# long for other programs: it has a process of its own.
swift test ${build[@]+"${build[@]}"} --skip '^WebTests\.'
swift test ${build[@]+"${build[@]}"} --skip-build --filter '^WebTests\.'
