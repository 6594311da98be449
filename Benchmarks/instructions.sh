#!/usr/bin/env bash
# The gate against slow code: counts the instructions (valgrind's callgrind) that the release build
# takes for each example, above what it takes for no input, and compares them with instructions.txt.
# The count does not depend on how busy the machine is.
#
#   Benchmarks/instructions.sh BINARY [--update]
#
# Fails when a count is more than 2 % above its line. Below it by more, it asks for --update, which
# writes the file anew; a line that goes up needs a reason in the commit.
set -euo pipefail
binary=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Valgrind 3.19 does not read the debugging information of this compiler.
strip -g -o "$scratch/detectd" "$binary"
: > "$scratch/empty.log"

count() { # the instructions for a log of the examples, 20 times over
  if [[ $1 == empty ]]; then
    cp "$scratch/empty.log" "$scratch/input.log"
  else
    for _ in {1..20}; do cat "../examples/$1.log"; done > "$scratch/input.log"
  fi
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$scratch/detectd" scan --quiet \
    --workers 1 --year 2026 --now 1775000000 --rules ../Rules/starter \
    --indicators ../examples/indicators.txt --output ndjson "$scratch/input.log" \
    2>&1 > /dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

base=$(count empty)
status=0
lines=()
for name in gateway-ufw branch-pfsense datacentre-fortigate web01-auth; do
  bytes=$((20 * $(stat -c %s "../examples/$name.log")))
  now=$((($(count "$name") - base) * 10 / bytes))
  lines+=("$name $now")
  known=$(sed -n "s/^$name \([0-9]*\).*/\1/p" instructions.txt)
  printf '%-22s %6s tenths of an instruction a byte, %s known\n' "$name" "$now" "${known:-none}"
  if [[ -z $known || $((now * 100)) -gt $((known * 102)) ]]; then
    echo "instructions.sh: $name takes more than the ${known:-unknown} of instructions.txt" >&2
    status=1
  elif [[ $((now * 100)) -lt $((known * 98)) ]]; then
    echo "instructions.sh: $name takes less; keep the gain with --update"
  fi
done
if [[ ${2:-} == --update ]]; then
  {
    sed -n '/^#/p' instructions.txt
    printf '%s\n' "${lines[@]}"
  } > "$scratch/instructions.txt"
  mv "$scratch/instructions.txt" instructions.txt
  status=0
fi
exit "$status"
