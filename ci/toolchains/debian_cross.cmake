# SPDX-License-Identifier: BSL-1.0
# What the toolchain files of Debian's cross compilers share. The file that includes it has set `triple`.
set(CMAKE_SYSTEM_NAME Linux)
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR ${triple})
find_program(MP_CROSS_CXX ${triple}-g++ REQUIRED)
set(CMAKE_CXX_COMPILER ${MP_CROSS_CXX})
set(CMAKE_FIND_ROOT_PATH /usr/${triple})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# The programs stand alone: the target is a kernel with nothing else, or a machine that lacks this C library.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -s")
# A test of the suite takes milliseconds; what -O2 would save there, it costs many times in the build.
set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG" CACHE STRING "")
