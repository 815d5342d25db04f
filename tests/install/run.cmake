# SPDX-License-Identifier: EUPL-1.2
# run(COMMAND …): fails the test with the command's output unless it succeeds.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    string(REPLACE "\n" "\n  " output "  ${output}")  # indented text is not wrapped
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "  ${command}\n  ended with ${status}:\n${output}")
  endif()
endfunction()

set(compiler -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
