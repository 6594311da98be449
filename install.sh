#!/bin/sh
# Installs detectd: the program, rules, pages, completions, and files for systemd.
#
#     ./install.sh                          to /usr/local, configuration in /etc/detectd
#     PREFIX=/usr DESTDIR=/tmp/x ./install.sh
#     ./install.sh uninstall                takes it away; configuration, state and logs stay
#
# DETECTD_BINARY names a program that is built already; otherwise it is built here.
set -eu
cd "$(dirname "$0")"

PREFIX=${PREFIX:-/usr/local}
SYSCONFDIR=${SYSCONFDIR:-/etc}
DESTDIR=${DESTDIR:-}
root=$DESTDIR$PREFIX
units=$root/lib/systemd/system
[ "$PREFIX" = /usr ] || units=$DESTDIR$SYSCONFDIR/systemd/system

case $PREFIX$SYSCONFDIR in
*[!A-Za-z0-9/._-]*)
  echo "install.sh: PREFIX and SYSCONFDIR take letters, digits and / . _ -" >&2
  exit 2
  ;;
esac

put() { install -D -m "$1" "$2" "$3"; }
fill() { sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@SYSCONFDIR@|$SYSCONFDIR|g" "$1"; }

manage() {
  # Only on the running system, and only as its administrator.
  [ -z "$DESTDIR" ] && [ "$(id -u)" = 0 ] || return 0
  if [ "$1" = install ]; then
    command -v systemd-sysusers >/dev/null && systemd-sysusers "$root/lib/sysusers.d/detectd.conf"
    command -v systemd-tmpfiles >/dev/null &&
      systemd-tmpfiles --create "$root/lib/tmpfiles.d/detectd.conf"
  fi
  [ ! -d /run/systemd/system ] || systemctl daemon-reload
}

build() {
  swift build -c release --product detectd >&2
  echo "$(swift build -c release --show-bin-path)/detectd"
}

install_all() {
  binary=${DETECTD_BINARY:-$(build)}
  put 755 "$binary" "$root/bin/detectd"
  rm -rf "$root/share/detectd/Rules"
  mkdir -p "$root/share/detectd/Rules"
  cp -R Rules/. "$root/share/detectd/Rules"
  chmod -R u=rwX,go=rX "$root/share/detectd"
  for page in README.md CHANGELOG.md Documentation/*.md; do
    put 644 "$page" "$root/share/doc/detectd/$(basename "$page")"
  done
  for example in examples/*; do
    put 644 "$example" "$root/share/doc/detectd/examples/$(basename "$example")"
  done
  put 644 Packaging/kernel-sets.conf "$root/share/doc/detectd/examples/kernel-sets.conf"
  Packaging/generate.sh "$binary" "$root"
  mkdir -p "$units"
  fill Packaging/detectd.service.in >"$units/detectd.service"
  chmod 644 "$units/detectd.service"
  put 644 Packaging/detectd.sysusers "$root/lib/sysusers.d/detectd.conf"
  put 644 Packaging/detectd.tmpfiles "$root/lib/tmpfiles.d/detectd.conf"
  put 644 Packaging/detectd.logrotate "$DESTDIR$SYSCONFDIR/logrotate.d/detectd"
  configuration=$DESTDIR$SYSCONFDIR/detectd/detectd.yaml
  [ -e "$configuration" ] || put 644 Packaging/detectd.yaml "$configuration"
  manage install
}

uninstall_all() {
  if [ -z "$DESTDIR" ] && [ -d /run/systemd/system ]; then
    systemctl disable --now detectd.service || true
  fi
  rm -rf "$root/share/detectd" "$root/share/doc/detectd"
  rm -f "$root/bin/detectd" "$units/detectd.service" "$root"/share/man/man1/detectd.1 \
    "$root"/share/man/man1/detectd.*.1 \
    "$root/lib/sysusers.d/detectd.conf" "$root/lib/tmpfiles.d/detectd.conf" \
    "$root/share/bash-completion/completions/detectd" "$root/share/zsh/site-functions/_detectd" \
    "$root/share/fish/vendor_completions.d/detectd.fish" "$DESTDIR$SYSCONFDIR/logrotate.d/detectd"
  manage uninstall
  echo "left as they are: $SYSCONFDIR/detectd, /var/lib/detectd, /var/log/detectd, user detectd"
}

case ${1:-install} in
install) install_all ;;
uninstall) uninstall_all ;;
*)
  echo "usage: [PREFIX=…] [DESTDIR=…] ./install.sh [install|uninstall]" >&2
  exit 2
  ;;
esac
