#!/usr/bin/env bash
# Generates the inputs, measures detectd and every peer that is installed on the same files, and
# writes the table to Benchmarks/Records/<date>-<cpu>.md.
#
#   Benchmarks/compare.sh [--mb N] [--runs N] [--install] [--out FILE]
#
#   --mb N      size of each input in MiB (default 192)
#   --runs N    runs of each measurement; the median counts (default 3)
#   --install   install the peers that Debian has (fail2ban, sec, ripgrep, libvectorscan)
#   --out FILE  write the record there
#
# The inputs are made by a generator that stands beside the checkout: DETECTD_SHARED names the
# folder with tools/gen_bench.py and data/sigmahq-*.tar.gz (default ../shared).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

shared=${DETECTD_SHARED:-../shared}
if [[ ! -f $shared/tools/gen_bench.py ]]; then
  echo "compare.sh: $shared/tools/gen_bench.py is missing; name its folder with DETECTD_SHARED" >&2
  exit 2
fi
arguments=()
for argument in "$@"; do
  if [[ $argument == --install ]]; then
    apt-get install -y --no-install-recommends fail2ban sec ripgrep libvectorscan-dev gcc
  else
    arguments+=("$argument")
  fi
done

./setup.sh
build=${DETECTD_BUILD:-.build}
for product in detectd literal-search; do
  swift build -c release --product "$product" --scratch-path "$build"
done
exec python3 Benchmarks/compare.py --shared "$shared" --binary "$build/release/detectd" \
  ${arguments[@]+"${arguments[@]}"}
