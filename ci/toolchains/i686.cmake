# SPDX-License-Identifier: BSL-1.0
# 32-bit x86, which runs on a 64-bit kernel as it is; the C library's time_t has 32 bits.
set(triple i686-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake)
