# SPDX-License-Identifier: BSL-1.0
# Functions of ci/on-target that fetch things. They write below $cache only, apart from packages of this machine.

# Packages of this machine, those that are missing.
install_packages() {
  missing=''
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "please install what Debian 12 calls$missing, then try again"
  echo "Installing:$missing"
  as_root=''
  [ "$(id -u)" = 0 ] || as_root=sudo
  apt-cache show $missing >/dev/null 2>&1 || $as_root apt-get update || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-remove $missing ||
    fail "the installation failed (see above); please install these, then try again:$missing"
}

# apt with lists of its own for another architecture, so that nothing on this machine changes.
foreign_apt() {
  tool=$1
  shift
  lists=$cache/apt/$arch
  mkdir -p "$lists/lists/partial" "$lists/archives/partial"
  touch "$lists/status"
  "$tool" -o Dir::State="$lists" -o Dir::State::lists="$lists/lists" -o Dir::State::status="$lists/status" \
    -o Dir::Cache="$lists" -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Acquire::Languages=none \
    -o APT::Sandbox::User= "$@"
}

# fetch_foreign PACKAGE FOLDER: unpacks a package of $arch into a folder of the cache, once.
fetch_foreign() {
  unpacked=$cache/$2
  [ ! -d "$unpacked" ] || return 0
  echo "Fetching $1 for $arch"
  # A mirror may lack one of several lists; whether that matters shows when the package is asked for.
  [ -n "$(foreign_apt apt-cache search --names-only "^$1\$")" ] || foreign_apt apt-get update || true
  package=$1
  # The name without a version stands for the newest kernel, and depends on it.
  case $package in
    linux-image-*) package=$(foreign_apt apt-cache depends "$package" | sed -n 's/^  Depends: \(linux-image-.*\)/\1/p') ;;
  esac
  folder=$(mktemp -d "$cache/fetch-XXXXXX")
  (cd "$folder" && foreign_apt apt-get download "${package:-$1}" && dpkg-deb -x ./*.deb unpacked) ||
    { rm -rf "$folder"; fail "could not get $1 for $arch (see above)"; }
  mkdir -p "$(dirname "$unpacked")"
  mv "$folder/unpacked" "$unpacked"
  rm -rf "$folder"
}
