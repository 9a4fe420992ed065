# SPDX-License-Identifier: BSL-1.0
# macOS by zig's headers and linker, from another system: compiles and links, and nothing runs. ci/compile-check writes
# the three programs into the folder PROCPORT_ZIG_TOOLS, since zig is one program with words for what it shall be.
set(CMAKE_SYSTEM_NAME Darwin)
set(CMAKE_SYSTEM_VERSION 21)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PROCPORT_ZIG_TOOLS)
set(CMAKE_CXX_COMPILER ${PROCPORT_ZIG_TOOLS}/c++)
set(CMAKE_AR ${PROCPORT_ZIG_TOOLS}/ar)
set(CMAKE_RANLIB ${PROCPORT_ZIG_TOOLS}/ranlib)
# Asked for by CMake, and needed for installing alone.
set(CMAKE_INSTALL_NAME_TOOL /bin/true)
set(CMAKE_OSX_SYSROOT "")
set(CMAKE_FIND_ROOT_PATH ${PROCPORT_ZIG_TOOLS})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# CMake 3.25.1 crashes in try_run where nothing is named; a program of macOS would not start.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/env)
