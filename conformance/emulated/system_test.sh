#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: system_test.sh PROCPORT UNDER SYSTEM EXPECTATIONS FOLDER: what is core must hold under a system, by what serves there.
# Exit code 77 where this machine does not allow what the system takes.
set -eu
procport=$1 under=$2 system=$3 expectations=$4 folder=$5
if ! said=$("$under" "$system" "$under" --list 2>&1); then
  echo "$said"
  exit 77
fi
exec "$procport" run --under "$system" --level core --profile native --start-method spawn --not 'lifetime.*' \
  --expectations "$expectations" -o "$folder"
