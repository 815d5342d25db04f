# SPDX-License-Identifier: EUPL-1.2
# Warnings and sanitizers of our own targets; never inherited by a user's.
# Errors they are with the compilers that we build with: another one's new warnings stop nobody.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  set(ROCINFER_KNOWN_COMPILER ON)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 20)
  set(ROCINFER_KNOWN_COMPILER ON)
else()
  set(ROCINFER_KNOWN_COMPILER OFF)
endif()

function(rocinfer_compile_settings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 sees overlaps in std::string's operator+ that are not there (its bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(ROCINFER_WERROR AND ROCINFER_KNOWN_COMPILER)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
endfunction()

if(ROCINFER_SANITIZE)
  # Whole-build flags: a sanitizer that covers half of the program reports nonsense.
  add_compile_options(-fsanitize=${ROCINFER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # Between the sanitizer's checks GCC 12 sees parts of std::regex and std::function unset that are set.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${ROCINFER_SANITIZE})
  if(ROCINFER_BUILD_FUZZ AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # What is fuzzed must be instrumented too, not only the fuzzer.
    set(ROCINFER_LIBFUZZER ON)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
endif()
