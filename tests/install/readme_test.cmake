# SPDX-License-Identifier: EUPL-1.2
# Takes the first C++ program out of the README, builds it against the installed package (link_test.cmake
# left it) and runs it: its answer must be the one that the installed command gives with the bundled model.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

file(READ ${SOURCE}/README.md readme)
string(FIND "${readme}" "```cpp\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "README.md has no C++ program")
endif()
math(EXPR begin "${begin} + 7")
string(SUBSTRING "${readme}" ${begin} -1 program)
string(FIND "${program}" "```" end)
string(SUBSTRING "${program}" 0 ${end} program)
string(REGEX MATCHALL "\n" lines "${program}")
list(LENGTH lines length)
if(length GREATER 11)
  message(FATAL_ERROR "the README promises a program of ten lines, this one has ${length}")
endif()

file(REMOVE_RECURSE ${WORK}/readme)
file(WRITE ${WORK}/readme/readme.cpp "${program}")
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${WORK}/readme/build ${compiler}
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH=${WORK}/static/prefix -DPROGRAMS=${WORK}/readme/readme.cpp)
run(${CMAKE_COMMAND} --build ${WORK}/readme/build)

set(model ${SOURCE}/models/rocinfer-tiny.gguf)
function(answer_of result)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE answer ERROR_VARIABLE error
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "  ${ARGN}\n  ended with ${status}: ${error}")
  endif()
  set(${result} "${answer}" PARENT_SCOPE)
endfunction()
answer_of(from_program ${WORK}/readme/build/readme ${model})
answer_of(from_command ${CMAKE_COMMAND} -E env --unset=ROCINFER_MODEL ${COMMAND} run -n 32 -p "The capital of France is")
if(from_program STREQUAL "" OR NOT from_program STREQUAL from_command)
  message(FATAL_ERROR "the README's program answered '${from_program}', the command '${from_command}'")
endif()
