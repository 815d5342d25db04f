# SPDX-License-Identifier: EUPL-1.2
# Installs the library as KIND (static or shared) into a fresh prefix, builds consumer/ against it and
# runs what came out.
cmake_minimum_required(VERSION 3.25)
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    string(REPLACE "\n" "\n  " output "  ${output}")  # indented text is not wrapped
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "  ${command}\n  ended with ${status}:\n${output}")
  endif()
endfunction()

set(shared OFF)
set(linker_flags "-Wl,--gc-sections")
if(KIND STREQUAL "shared")
  set(shared ON)
  set(linker_flags "-Wl,--as-needed")
endif()
set(common -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
file(REMOVE_RECURSE ${WORK}/prefix ${WORK}/consumer)

run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/library ${common} -DBUILD_SHARED_LIBS=${shared}
  -DCMAKE_BUILD_TYPE=Release -DROCINFER_BUILD_CLI=OFF)
run(${CMAKE_COMMAND} --build ${WORK}/library)
run(${CMAKE_COMMAND} --install ${WORK}/library --prefix ${WORK}/prefix)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/consumer ${common}
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH=${WORK}/prefix
  -DCMAKE_CXX_FLAGS=-ffunction-sections\ -fdata-sections "-DCMAKE_EXE_LINKER_FLAGS=${linker_flags}")
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

foreach(program linked by_hand)
  execute_process(COMMAND ${WORK}/consumer/${program}
    RESULT_VARIABLE status OUTPUT_VARIABLE names ERROR_VARIABLE error OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0 OR NOT names STREQUAL "rocm llama_cpp")
    message(FATAL_ERROR "${KIND}/${program} ended with ${status} and listed '${names}', not 'rocm llama_cpp' ${error}")
  endif()
endforeach()
