# SPDX-License-Identifier: BSL-1.0
# A Debian kernel of its own in an emulated machine, booted once, with nothing in it but the programs of the suite.
# What they find comes home as an archive on a disk.

run_on_target() {
  fetch_foreign "$kernel" "$arch/kernel"
  image=$(echo "$cache/$arch/kernel"/boot/vmlinu[xz]-*)
  python3 ci/emulators/initramfs.py "$job/initramfs.gz" --init "$bin/target-session" --job "$job" \
    --modules "$cache/$arch/kernel/lib/modules" "$modules" "$bin"/contract-* "$bin/conformance-host" \
    "$bin/selftest-host" "$bin/procport" "$PWD/conformance/requirements" "$job/plan"
  truncate -s 512M "$job/disk"
  # Nobody sees the emulator's own complaints if its exit code is lost in a pipe: they go to a file.
  { $qemu -smp 2 -nodefaults -no-reboot -nographic $serial -kernel "$image" -initrd "$job/initramfs.gz" \
    -append "console=$console quiet panic=-1 rdinit=/init -- --boot-alone /job" \
    -drive "if=none,id=results,format=raw,file=$job/disk" -device "$disk,drive=results" </dev/null 2>"$job/qemu.log" ||
    cat "$job/qemu.log" >&2; } | tr -d '\r'
  tar -xf "$job/disk" -C "$out" 2>/dev/null || true
}
