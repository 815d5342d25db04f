# SPDX-License-Identifier: EUPL-1.2
# Two components, which are two packages: `rocinfer` (the command and what it needs) and
# `development`: `find_package(rocinfer)` gives rocinfer::inference and rocinfer::rocm, and
# `pkg-config rocinfer` the same.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rocinfer)

# Shared libraries belong to who runs them.
install(TARGETS rocinfer_inference rocinfer_rocm EXPORT rocinfer_targets
  ARCHIVE COMPONENT development
  LIBRARY COMPONENT rocinfer NAMELINK_COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/inference DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT development)
install(EXPORT rocinfer_targets FILE rocinfer-targets.cmake NAMESPACE rocinfer:: DESTINATION ${package_dir}
  COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/rocinfer-config.cmake.in
  ${PROJECT_BINARY_DIR}/rocinfer-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/rocinfer-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/rocinfer-config.cmake ${PROJECT_BINARY_DIR}/rocinfer-config-version.cmake
  DESTINATION ${package_dir} COMPONENT development)

# For pkg-config. An archive carries its private dependencies to the final link; the fmt, JSON and thread
# parts are headers only, or the compiler's own.
set(pc_requires)
if(ROCINFER_IS_LINUX)
  set(pc_requires libcurl simdjson)
endif()
list(JOIN pc_requires " " pc_requires)
if(BUILD_SHARED_LIBS)
  set(ROCINFER_PC_REQUIRES "Requires.private: ${pc_requires}")
  set(ROCINFER_PC_LIBS "-Wl,--push-state,--no-as-needed -lrocinfer_rocm -Wl,--pop-state -lrocinfer_inference")
else()
  set(ROCINFER_PC_REQUIRES "Requires: ${pc_requires}")
  set(ROCINFER_PC_LIBS "-Wl,-u,rocinfer_rocm_registered -lrocinfer_rocm -lrocinfer_inference -pthread")
endif()
# Found from where the file lies: `cmake --install --prefix` and packages may put it anywhere.
file(RELATIVE_PATH ROCINFER_PC_UP /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${PROJECT_SOURCE_DIR}/cmake/rocinfer.pc.in ${PROJECT_BINARY_DIR}/rocinfer.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/rocinfer.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENCE DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT development)
if(TARGET rocinfer)
  install(TARGETS rocinfer COMPONENT rocinfer)
  install(FILES ${PROJECT_SOURCE_DIR}/models/rocinfer-tiny.gguf DESTINATION ${CMAKE_INSTALL_DATADIR}/rocinfer/models
    COMPONENT rocinfer)
  # An engine can be had wherever the command is. The scripts look for each other in their own folder.
  install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/install-llama-server
      ${PROJECT_SOURCE_DIR}/scripts/install-dependencies ${PROJECT_SOURCE_DIR}/scripts/as-root
    DESTINATION ${CMAKE_INSTALL_DATADIR}/rocinfer COMPONENT rocinfer)
  install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENCE ${PROJECT_SOURCE_DIR}/docs/hosts.md
    DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT rocinfer)
  # Written by the command itself after it was linked (cli/CMakeLists.txt).
  install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT rocinfer OPTIONAL)
endif()
