# SPDX-License-Identifier: BSL-1.0
# 64-bit ARM.
set(triple aarch64-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake)
