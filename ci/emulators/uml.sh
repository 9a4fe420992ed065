# SPDX-License-Identifier: BSL-1.0
# User-Mode Linux: a kernel that is a program, on the files of this machine.

run_on_target() {
  linux.uml mem=1024M rootfstype=hostfs rootflags=/ rw con=null con0=null,fd:1 quiet "init=$bin/target-session" \
    -- --boot-hosted "$job" </dev/null || true
}
