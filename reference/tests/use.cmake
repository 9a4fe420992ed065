# SPDX-License-Identifier: BSL-1.0
# Builds and runs the program of somebody who uses the library: WAY is `found` (installed from BUILD) or `folder`. With
# debug information, which a compiler may fail to write where the build of the tests has none.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${what} failed (${code}):\n${said}")
  endif()
endfunction()

set(work ${BUILD}/use/${WAY})
file(REMOVE_RECURSE ${work})
if(WAY STREQUAL "found")
  run("Installing" ${CMAKE_COMMAND} --install ${BUILD} --component library --prefix ${work}/prefix)
  set(where -DCMAKE_PREFIX_PATH=${work}/prefix)
else()
  set(where -DPROCPORT_FOLDER=${FOLDER})
endif()
run("Configuring" ${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/use -B ${work}/build -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_BUILD_TYPE=Debug ${where})
run("Building" ${CMAKE_COMMAND} --build ${work}/build --target somebodys-program)
run("The program" ${work}/build/somebodys-program)
