# SPDX-License-Identifier: BSL-1.0
# Programs for another processor mode or C library that this kernel runs as they are.

run_on_target() {
  session=$bin/target-session
  [ "$runner" = target ] || session=build/release/bin/target-session
  "$session" "$job" || true
}
