# SPDX-License-Identifier: EUPL-1.2
# A room of the house is compiled once, as objects: tests link the room alone as an archive,
# rocinfer::rocm is made of all of them.
#
#   rocinfer_room(gguf SOURCES reader.cpp … ROOMS inference LIBRARIES fmt::fmt-header-only)
function(rocinfer_room name)
  cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_library(rocinfer_${name}_objects OBJECT ${arg_SOURCES})
  rocinfer_compile_settings(rocinfer_${name}_objects)
  target_include_directories(rocinfer_${name}_objects
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(rocinfer_${name}_objects PRIVATE ${arg_LIBRARIES})

  add_library(rocinfer_${name} STATIC $<TARGET_OBJECTS:rocinfer_${name}_objects>)
  set_target_properties(rocinfer_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(rocinfer_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(rocinfer_${name} PUBLIC rocinfer_inference ${arg_LIBRARIES})
  foreach(room IN LISTS arg_ROOMS)
    target_link_libraries(rocinfer_${name} PUBLIC rocinfer_${room})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY ROCINFER_ROOMS ${name})
  set_property(GLOBAL APPEND PROPERTY ROCINFER_ROOM_LIBRARIES ${arg_LIBRARIES})
endfunction()
