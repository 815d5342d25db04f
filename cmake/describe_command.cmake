# SPDX-License-Identifier: EUPL-1.2
# Run after the command is linked: it writes its own manual pages and completions.
#   cmake -DCOMMAND=…/rocinfer -DFOLDER=…/share -DZSH=zsh/site-functions -P describe_command.cmake
function(ask out)
  execute_process(COMMAND ${COMMAND} ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE error RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "rocinfer ${ARGN}: ${status} ${error}")
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
# Each is written by the command itself: CMake's own strings know brackets and semicolons otherwise.
function(write_to file)
  get_filename_component(folder ${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  execute_process(COMMAND ${COMMAND} ${ARGN} OUTPUT_FILE ${file} ERROR_VARIABLE error RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "rocinfer ${ARGN}: ${status} ${error}")
  endif()
endfunction()

ask(pages --print-manual list)
string(REGEX MATCHALL "[^\n]+" pages "${pages}")
foreach(page IN LISTS pages)
  write_to(${FOLDER}/man/man1/${page}.1 --print-manual ${page})
endforeach()
write_to(${FOLDER}/bash-completion/completions/rocinfer --print-completion bash)
write_to(${FOLDER}/${ZSH}/_rocinfer --print-completion zsh)
write_to(${FOLDER}/fish/vendor_completions.d/rocinfer.fish --print-completion fish)
