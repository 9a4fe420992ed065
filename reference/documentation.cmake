# SPDX-License-Identifier: BSL-1.0
# The target `documentation`: pages of the library's headers, where doxygen is there to make them.
find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
  configure_file(Doxyfile.in Doxyfile @ONLY)
  add_custom_target(documentation
    COMMAND Doxygen::doxygen ${CMAKE_CURRENT_BINARY_DIR}/Doxyfile
    COMMAND ${CMAKE_COMMAND} -E echo "The pages begin at ${CMAKE_CURRENT_BINARY_DIR}/documentation/html/index.html"
    VERBATIM)
endif()
