# SPDX-License-Identifier: BSL-1.0
# Compiles refused_type.cpp with REFUSED_${WAY}: exactly one error must come out, of our wording, and the type must be named.
execute_process(
  COMMAND ${COMPILER} -std=c++20 -fsyntax-only -DREFUSED_${WAY} -I${INCLUDE} -idirafter ${CEREAL} ${SOURCE}
  RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(WAY STREQUAL "NOTHING")
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "A type that can be sent is refused:\n${said}")
  endif()
  return()
endif()
if(code EQUAL 0)
  message(FATAL_ERROR "A type that cannot be sent is accepted.")
endif()
string(REGEX MATCHALL "error: " errors "${said}")
list(LENGTH errors count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${count} errors instead of one:\n${said}")
endif()
if(NOT said MATCHES "cannot be sent to another process" OR NOT said MATCHES "Sendable<Secret>")
  message(FATAL_ERROR "The one error does not name the type:\n${said}")
endif()
