# SPDX-License-Identifier: EUPL-1.2
# `find_package(rocinfer)` gives rocinfer::inference and rocinfer::rocm.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rocinfer)

install(TARGETS rocinfer_inference rocinfer_rocm EXPORT rocinfer_targets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/inference DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT rocinfer_targets FILE rocinfer-targets.cmake NAMESPACE rocinfer:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/rocinfer-config.cmake.in
  ${PROJECT_BINARY_DIR}/rocinfer-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rocinfer-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/rocinfer-config.cmake ${PROJECT_BINARY_DIR}/rocinfer-config-version.cmake
  DESTINATION ${package_dir})
