# SPDX-License-Identifier: EUPL-1.2
# Installs the library as KIND (static or shared) into a fresh prefix, builds consumer/ against it and
# runs what came out. Static is what BUILD has; shared is built here, unoptimised: its linking counts.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

set(linker_flags -Wl,--gc-sections)
if(KIND STREQUAL "shared")
  set(linker_flags -Wl,--as-needed)
endif()
set(work ${WORK}/${KIND})
file(REMOVE_RECURSE ${work}/prefix ${work}/consumer)

if(KIND STREQUAL "shared")
  set(BUILD ${work}/library)
  run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} ${compiler} -DBUILD_SHARED_LIBS=ON -DROCINFER_BUILD_CLI=OFF
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=16)
  run(${CMAKE_COMMAND} --build ${BUILD})
endif()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix)

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${work}/consumer ${compiler}
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH=${work}/prefix
  -DPROGRAMS=linked.cpp,by_hand.cpp
  "-DCMAKE_CXX_FLAGS=-ffunction-sections -fdata-sections" -DCMAKE_EXE_LINKER_FLAGS=${linker_flags})
run(${CMAKE_COMMAND} --build ${work}/consumer)

foreach(program linked by_hand)
  execute_process(COMMAND ${work}/consumer/${program}
    RESULT_VARIABLE status OUTPUT_VARIABLE names ERROR_VARIABLE error OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0 OR NOT names STREQUAL "rocm vulkan llama_cpp")
    message(FATAL_ERROR "${KIND}/${program} ended with ${status} and listed '${names}', not 'rocm vulkan llama_cpp' ${error}")
  endif()
endforeach()
