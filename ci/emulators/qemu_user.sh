# SPDX-License-Identifier: BSL-1.0
# Programs of another processor on the kernel of this machine. Since Linux 6.7 a user namespace has a binfmt_misc of its
# own, so that nothing is registered for anybody else.

run_on_target() {
  # The head of an ELF file for 64-bit ARM, and which of its bits count (qemu's scripts/qemu-binfmt-conf.sh has the same).
  magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
  mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
  export REGISTER=":procport:M::$magic:$mask:/usr/bin/qemu-aarch64-static:F"
  unshare --user --map-root-user --mount sh -c '
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && printf %s "$REGISTER" >/proc/sys/fs/binfmt_misc/register &&
      exec "$@"' sh "$PWD/build/release/bin/target-session" "$job" || true
}
