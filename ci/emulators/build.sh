# SPDX-License-Identifier: BSL-1.0
# Functions of ci/on-target that build.

targets='platform/contract/all conformance-host selftest-host procport target-session'

# The tool that writes the report, and for kernels that run programs of this machine the programs too.
build_here() {
  if [ -n "$toolchain" ] && [ "$runner" = target ]; then
    ci/build release procport
  elif [ -n "$toolchain" ]; then
    ci/build release procport selftest-host target-session
  else
    ci/build release $targets
  fi
}

build_for_target() {
  tool=ON
  set --
  if [ "$runner" = target ]; then
    # The runner needs libcrypto, static, of the target. Headers that differ between targets are in a folder of their own.
    fetch_foreign libssl-dev "$arch/libssl-dev"
    crypto=$cache/$arch/crypto
    if [ ! -d "$crypto" ]; then
      mkdir -p "$crypto.new/include/openssl"
      cp "$cache/$arch"/libssl-dev/usr/include/openssl/* "$cache/$arch"/libssl-dev/usr/include/*-linux-*/openssl/* \
        "$crypto.new/include/openssl/"
      cp "$cache/$arch"/libssl-dev/usr/lib/*/libcrypto.a "$crypto.new/"
      mv "$crypto.new" "$crypto"
    fi
    set -- -DOPENSSL_USE_STATIC_LIBS=ON -DOPENSSL_INCLUDE_DIR="$crypto/include" \
      -DOPENSSL_CRYPTO_LIBRARY="$crypto/libcrypto.a"
  else
    tool=OFF
    targets='platform/contract/all conformance-host'
  fi
  if [ -n "$zig_target" ]; then
    find_zig || fail "no compiler for $name (see above)"
    write_zig_tools "$zig_target" "$PWD/$build-tools"
    set -- "$@" -DPROCPORT_ZIG_TOOLS="$PWD/$build-tools"
  fi
  if [ ! -f "$build/build.ninja" ]; then
    echo "Configuring $build"
    mkdir -p "$build"
    cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DMP_DEVELOP=ON -DMP_TOOL=$tool \
      -DCMAKE_TOOLCHAIN_FILE="$PWD/ci/toolchains/$toolchain.cmake" "$@" >"$build/configure.log" 2>&1 ||
      { cat "$build/configure.log" >&2; fail "configuring failed; the messages stand above and in $build/configure.log"; }
  fi
  echo "Building $build (a first build takes some minutes)"
  cmake --build "$build" --target $targets || fail "the build for $name failed"
}
