# SPDX-License-Identifier: BSL-1.0
# A BSD as far as its manual pages go: this system's compiler and C library, and the declarations of that system's own
# calls in ci/compile-check.d. PROCPORT_BSD names the system as CMAKE_SYSTEM_NAME does.
set(CMAKE_SYSTEM_NAME ${PROCPORT_BSD})
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PROCPORT_BSD)
string(TOLOWER ${PROCPORT_BSD} folder)
set(CMAKE_CXX_FLAGS_INIT "-isystem ${CMAKE_CURRENT_LIST_DIR}/../compile-check.d/${folder}")
# Debian keeps libraries in a folder per architecture, which CMake looks for on Linux alone.
execute_process(COMMAND c++ -print-multiarch OUTPUT_VARIABLE CMAKE_LIBRARY_ARCHITECTURE
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
# What is built runs here, as on a kernel that lacks those calls.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/env)
set(MP_BOOST_FROM_HEADERS OFF CACHE BOOL "The libraries of this system serve")
