# SPDX-License-Identifier: BSL-1.0
# 64-bit POWER; Debian's kernel has pages of 64 KiB there.
set(triple powerpc64le-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake)
