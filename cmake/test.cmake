# SPDX-License-Identifier: EUPL-1.2
# One helper each for a test program and a benchmark.
#
#   rocinfer_test(gguf_reader LABEL unit SOURCES reader_test.cpp ROOMS gguf [LIBRARIES …])
#   rocinfer_bench(gguf_read SOURCES gguf_read.cpp ROOMS gguf)
include(GoogleTest)

function(rocinfer_test name)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "SOURCES;ROOMS;LIBRARIES;DEFINITIONS" ${ARGN})
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name}_test ${arg_SOURCES})
  rocinfer_compile_settings(${name}_test)
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name}_test PRIVATE
    ROCINFER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ROCINFER_BINARY_DIR="${PROJECT_BINARY_DIR}" ${arg_DEFINITIONS})
  foreach(room IN LISTS arg_ROOMS)
    target_link_libraries(${name}_test PRIVATE rocinfer_${room})
  endforeach()
  target_link_libraries(${name}_test PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
endfunction()

function(rocinfer_bench name)
  cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_executable(${name}_bench ${arg_SOURCES})
  # A program of its own: nothing is gained by joining its few sources.
  set_target_properties(${name}_bench PROPERTIES UNITY_BUILD OFF)
  rocinfer_compile_settings(${name}_bench)
  target_include_directories(${name}_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name}_bench PRIVATE ROCINFER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  foreach(room IN LISTS arg_ROOMS)
    target_link_libraries(${name}_bench PRIVATE rocinfer_${room})
  endforeach()
  target_link_libraries(${name}_bench PRIVATE ${arg_LIBRARIES})
  add_test(NAME bench.${name} COMMAND ${name}_bench)
  set_tests_properties(bench.${name} PROPERTIES LABELS bench RUN_SERIAL TRUE TIMEOUT 1800)
endfunction()
