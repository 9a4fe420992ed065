# SPDX-License-Identifier: BSL-1.0
# Linux on x86_64 with musl and libc++, both of them zig's; the programs stand alone and run on any kernel for x86_64.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -s")
# As for Debian's cross compilers: what -O2 would save in a test, it costs many times in the build.
set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG" CACHE STRING "")
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)
