#!/usr/bin/env bash
# Makes a machine ready to build detectd: checks for the Swift toolchain and git, and installs the
# Debian packages that are missing. Runs as root or through sudo; running it again changes nothing.
# Arguments are further packages to install.
set -euo pipefail

# What the build needs beside the toolchain: headers of the three libraries that are linked, the C
# library and C++ headers Swift links against, certificates for fetching dependencies, time zones.
packages=(libpcre2-dev zlib1g-dev libsqlite3-dev libc6-dev g++ ca-certificates tzdata "$@")
wanted_swift=6.3

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: error: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf 'setup:        %s\n' "$line" >&2; done
  exit 1
}

check_swift() {
  command -v swift >/dev/null || fail "swift is not on the PATH" \
    "install a Swift toolchain, $wanted_swift or later: https://www.swift.org/install/linux/"
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' |
    head -n 1)
  [[ -n $version ]] || fail "'swift --version' names no version" \
    "try it by hand; a library that the toolchain needs may be missing"
  local oldest
  oldest=$(printf '%s\n%s\n' "$wanted_swift" "$version" | sort -V | head -n 1)
  [[ $oldest == "$wanted_swift" ]] || fail "Swift $version is too old; $wanted_swift is needed" \
    "https://www.swift.org/install/linux/"
  say "Swift $version is there"
}

check_git() {
  command -v git >/dev/null || fail "git is not on the PATH" "install it: apt-get install git"
}

is_installed() {
  [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]
}

find_missing() {
  local package
  for package in "${packages[@]}"; do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

install_packages() {
  local prefix=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "missing: $*; this user is not root and there is no sudo" \
      "run as root: apt-get install $*"
    prefix=(sudo)
  fi
  say "installing $* (apt-get)"
  local apt=(${prefix[@]+"${prefix[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -q)
  "${apt[@]}" update || fail "apt-get update failed" "is there a network, and a package source?"
  "${apt[@]}" install -y --no-install-recommends "$@" || fail "apt-get install failed: $*"
}

main() {
  check_swift
  check_git
  command -v dpkg-query >/dev/null || fail "this is not a Debian system (there is no dpkg)" \
    "install what these Debian packages hold, then build: ${packages[*]}"
  local missing
  mapfile -t missing < <(find_missing)
  if ((${#missing[@]} == 0)); then
    say "nothing to install: ${packages[*]} are there"
    return
  fi
  install_packages "${missing[@]}"
  say "installed ${missing[*]}"
}

main "$@"
