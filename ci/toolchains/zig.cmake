# SPDX-License-Identifier: BSL-1.0
# What the toolchain files of zig share: the three programs in the folder PROCPORT_ZIG_TOOLS, which ci/toolchains/zig.sh
# writes, since zig is one program with words for what it shall be.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PROCPORT_ZIG_TOOLS)
set(CMAKE_CXX_COMPILER ${PROCPORT_ZIG_TOOLS}/c++)
set(CMAKE_AR ${PROCPORT_ZIG_TOOLS}/ar)
set(CMAKE_RANLIB ${PROCPORT_ZIG_TOOLS}/ranlib)
set(CMAKE_FIND_ROOT_PATH ${PROCPORT_ZIG_TOOLS})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# CMake 3.25.1 crashes in try_run where nothing is named. Programs for Linux run here; those of macOS would not start.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/env)
