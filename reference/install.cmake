# SPDX-License-Identifier: BSL-1.0
# `cmake --install`: the library with its headers, for find_package(multiprocessing).
include(CMakePackageConfigHelpers)

set_target_properties(procport_reference PROPERTIES EXPORT_NAME multiprocessing OUTPUT_NAME multiprocessing)
set_target_properties(procport_platform PROPERTIES EXPORT_NAME platform OUTPUT_NAME multiprocessing_platform)
set_target_properties(procport_system PROPERTIES EXPORT_NAME system)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/multiprocessing)
install(TARGETS procport_reference procport_platform procport_system EXPORT multiprocessing COMPONENT library
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/multiprocessing COMPONENT library DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT multiprocessing COMPONENT library NAMESPACE multiprocessing:: DESTINATION ${package_folder}
  FILE multiprocessing-targets.cmake)
configure_package_config_file(multiprocessing-config.cmake.in multiprocessing-config.cmake
  INSTALL_DESTINATION ${package_folder})
# Before version 1.0 every minor version may change the API.
write_basic_package_version_file(multiprocessing-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/multiprocessing-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/multiprocessing-config-version.cmake
  COMPONENT library DESTINATION ${package_folder})
