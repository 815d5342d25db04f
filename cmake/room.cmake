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

# The library that programs link: all rooms so far and these sources.
function(rocinfer_library)
  add_library(rocinfer_rocm ${ARGN})
  add_library(rocinfer::rocm ALIAS rocinfer_rocm)
  get_property(rooms GLOBAL PROPERTY ROCINFER_ROOMS)
  foreach(room IN LISTS rooms)
    target_sources(rocinfer_rocm PRIVATE $<TARGET_OBJECTS:rocinfer_${room}_objects>)
  endforeach()
  get_property(libraries GLOBAL PROPERTY ROCINFER_ROOM_LIBRARIES)
  list(REMOVE_DUPLICATES libraries)
  rocinfer_compile_settings(rocinfer_rocm)
  target_include_directories(rocinfer_rocm PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(rocinfer_rocm PUBLIC rocinfer_inference PRIVATE ${libraries})
  # Linking registers: an archive's object is kept only where somebody asks for a symbol of it
  # (src/backend/linked.cpp), and a shared library that nobody calls only under --no-as-needed.
  if(BUILD_SHARED_LIBS AND NOT APPLE)
    target_link_options(rocinfer_rocm INTERFACE
      LINKER:--push-state,--no-as-needed,$<TARGET_FILE:rocinfer::rocm>,--pop-state)
  else()
    target_link_options(rocinfer_rocm INTERFACE LINKER:-u,$<$<PLATFORM_ID:Darwin>:_>rocinfer_rocm_registered)
  endif()
  set_target_properties(rocinfer_rocm PROPERTIES EXPORT_NAME rocm VERSION ${PROJECT_VERSION} SOVERSION 0)
endfunction()
