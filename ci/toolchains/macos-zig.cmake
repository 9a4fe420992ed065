# SPDX-License-Identifier: BSL-1.0
# macOS by zig's headers and linker, from another system: compiles and links, and nothing runs.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_VERSION 21)
# Asked for by CMake, and needed for installing alone.
set(CMAKE_INSTALL_NAME_TOOL /bin/true)
set(CMAKE_OSX_SYSROOT "")
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)
