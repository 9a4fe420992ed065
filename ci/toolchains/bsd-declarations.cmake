# SPDX-License-Identifier: BSL-1.0
# A BSD as far as its manual pages go: this system's compiler and C library, and that system's own calls as
# ci/compile-check.d declares them and makes them of this system's. PROCPORT_BSD names the system as CMAKE_SYSTEM_NAME
# does, PROCPORT_STAND_IN the object file that every program is linked with.
set(CMAKE_SYSTEM_NAME ${PROCPORT_BSD})
set(CMAKE_SYSTEM_VERSION 1)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PROCPORT_BSD PROCPORT_STAND_IN)
string(TOLOWER ${PROCPORT_BSD} folder)
set(CMAKE_CXX_FLAGS_INIT "-isystem ${CMAKE_CURRENT_LIST_DIR}/../compile-check.d/${folder}")
# Debian keeps libraries in a folder per architecture, which CMake looks for on Linux alone.
execute_process(COMMAND c++ -print-multiarch OUTPUT_VARIABLE CMAKE_LIBRARY_ARCHITECTURE
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
# What is built runs here. ci/compile-check compiles what the stand-ins share.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/env)
set(CMAKE_EXE_LINKER_FLAGS_INIT ${PROCPORT_STAND_IN})
# What those C libraries have not, and this one has (gnulib manual, "Function Substitutes").
foreach(absent MP_HAVE_SEM_CLOCKWAIT MP_HAVE_SEMTIMEDOP MP_HAVE_MUTEX_CLOCKLOCK)
  set(${absent} OFF CACHE BOOL "No BSD has it")
endforeach()
if(NOT PROCPORT_BSD STREQUAL "FreeBSD")
  set(MP_HAVE_ROBUST_MUTEX OFF CACHE BOOL "FreeBSD alone has robust mutexes")
endif()
if(PROCPORT_BSD STREQUAL "OpenBSD")
  set(MP_HAVE_POSIX_FALLOCATE OFF CACHE BOOL "The others have it")
endif()
set(MP_BOOST_FROM_HEADERS OFF CACHE BOOL "The libraries of this system serve")
