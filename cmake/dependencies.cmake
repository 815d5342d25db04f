# SPDX-License-Identifier: EUPL-1.2
# What the library itself needs; tests, benchmarks and the command find their own.
find_package(Threads REQUIRED)
if(ROCINFER_IS_LINUX)
  find_package(CURL REQUIRED)
  find_package(ZLIB REQUIRED)
  # Debian 12's package has no CMake configuration.
  find_path(ROCINFER_ZSTD_HEADERS zstd.h REQUIRED)
  find_library(ROCINFER_ZSTD_LIBRARY zstd REQUIRED)
  find_package(simdjson REQUIRED)
  find_package(nlohmann_json REQUIRED)
endif()

find_package(fmt QUIET)
if(NOT fmt_FOUND AND CMAKE_CROSSCOMPILING)
  # Only fmt's headers are used, and they are the same everywhere. They are reached through a link
  # of their own: the build machine's /usr/include must not come before the target's.
  find_path(ROCINFER_FMT_HEADERS fmt/core.h NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/borrowed_headers)
  file(CREATE_LINK ${ROCINFER_FMT_HEADERS}/fmt ${PROJECT_BINARY_DIR}/borrowed_headers/fmt SYMBOLIC)
  add_library(fmt::fmt-header-only INTERFACE IMPORTED GLOBAL)
  target_include_directories(fmt::fmt-header-only INTERFACE ${PROJECT_BINARY_DIR}/borrowed_headers)
  target_compile_definitions(fmt::fmt-header-only INTERFACE FMT_HEADER_ONLY=1)
elseif(NOT fmt_FOUND)
  find_package(fmt REQUIRED)
endif()
