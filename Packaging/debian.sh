#!/bin/sh
# Builds a Debian package: Packaging/debian.sh [FOLDER]; the package is written to FOLDER (here
# unless said). DETECTD_BINARY names a program that is built already.
set -eu
folder=$(cd "${1:-.}" && pwd)
cd "$(dirname "$0")/.."

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
if [ -z "${DETECTD_BINARY:-}" ]; then
  swift build -c release --product detectd --static-swift-stdlib >&2
  DETECTD_BINARY=$(swift build -c release --show-bin-path)/detectd
fi
export DETECTD_BINARY
version=$("$DETECTD_BINARY" version | cut -d' ' -f2)
PREFIX=/usr DESTDIR=$tree/root ./install.sh
strip --strip-unneeded "$tree/root/usr/bin/detectd"
find "$tree/root/usr/share/man" -name '*.1' -exec gzip -9n {} +
mkdir "$tree/root/DEBIAN"

# The libraries that the program is linked with, as dpkg knows them.
mkdir -p "$tree/debian"
: >"$tree/debian/control"
depends=$(cd "$tree" &&
  dpkg-shlibdeps -O --ignore-missing-info root/usr/bin/detectd 2>/dev/null |
  sed -n 's/^shlibs:Depends=//p') || depends=
[ -n "$depends" ] || depends="libc6, libpcre2-8-0, libsqlite3-0, zlib1g"

cat >"$tree/root/DEBIAN/control" <<EOF
Package: detectd
Version: $version
Section: net
Priority: optional
Architecture: $(dpkg --print-architecture)
Maintainer: detectd <root@localhost>
Installed-Size: $(du -sk "$tree/root" | cut -f1)
Depends: $depends
Recommends: logrotate
Description: intrusion detection over firewall and system logs
 Matches log lines against Sigma rules and lists of hostile addresses, raises
 alerts with their evidence, and keeps block lists for firewalls up to date.
EOF
printf '%s\n' /etc/detectd/detectd.yaml /etc/logrotate.d/detectd >"$tree/root/DEBIAN/conffiles"
cat >"$tree/root/DEBIAN/postinst" <<'EOF'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
  if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers detectd.conf
  elif ! getent passwd detectd >/dev/null; then
    useradd --system --user-group --home-dir /var/lib/detectd --shell /usr/sbin/nologin detectd
  fi
  install -d -m 0750 -o detectd -g detectd /var/lib/detectd /var/log/detectd
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # A first installation waits for its configuration; an upgrade goes on.
    systemctl try-restart detectd.service
  fi
fi
EOF
cat >"$tree/root/DEBIAN/prerm" <<'EOF'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now detectd.service
fi
EOF
cat >"$tree/root/DEBIAN/postrm" <<'EOF'
#!/bin/sh
set -e
if [ "$1" = purge ]; then rm -rf /var/lib/detectd /var/log/detectd; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
EOF
chmod 755 "$tree/root/DEBIAN/postinst" "$tree/root/DEBIAN/prerm" "$tree/root/DEBIAN/postrm"
find "$tree/root" -type d -exec chmod 755 {} +
dpkg-deb --root-owner-group --build "$tree/root" "$folder/detectd_${version}_$(dpkg --print-architecture).deb"
