# SPDX-License-Identifier: BSL-1.0
# IBM Z: the most significant byte comes first.
set(triple s390x-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/debian_cross.cmake)
