# SPDX-License-Identifier: EUPL-1.2
# Run by CPack before it packs: what Debian's policy wants besides the files that are installed.
foreach(package IN ITEMS rocinfer:rocinfer development:librocinfer-dev)
  string(REPLACE ":" ";" package ${package})
  list(POP_FRONT package component name)
  set(root ${CPACK_TEMPORARY_DIRECTORY}/${component})
  if(NOT IS_DIRECTORY ${root})
    message(FATAL_ERROR "debian_documents: CPack laid out no ${root}")
  endif()
  set(documents ${root}/usr/share/doc/${name})
  file(MAKE_DIRECTORY ${documents})
  # CMake's folder of documents has the project's name, whatever the package's.
  file(GLOB given ${root}/usr/share/doc/rocinfer/*)
  if(NOT name STREQUAL "rocinfer" AND given)
    file(COPY ${given} DESTINATION ${documents})
    file(REMOVE_RECURSE ${root}/usr/share/doc/rocinfer)
  endif()
  # Policy 12.5: the licence stands in the file copyright, in full where Debian has no common copy.
  file(READ ${CPACK_ROCINFER_SOURCE_DIR}/LICENCE licence)
  string(REGEX REPLACE "\n" "\n " licence "${licence}")
  string(REGEX REPLACE "\n +\n" "\n .\n" licence "\n ${licence}")
  string(REGEX REPLACE "\n +\n" "\n .\n" licence "${licence}")
  string(REGEX REPLACE "\n[ ]*$" "" licence "${licence}")
  file(WRITE ${documents}/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: rocinfer

Files: *
Copyright: the rocinfer contributors
License: EUPL-1.2

License: EUPL-1.2${licence}
")
  file(REMOVE ${documents}/LICENCE)
  file(READ ${CPACK_ROCINFER_SOURCE_DIR}/CHANGELOG.md changelog)
  file(WRITE ${documents}/changelog "${changelog}")
  # Policy's date comes from the last commit, so that the same source gives the same package.
  execute_process(COMMAND git -C ${CPACK_ROCINFER_SOURCE_DIR} log -1 --format=%cD
    OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT date)
    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
  endif()
  file(WRITE ${documents}/changelog.Debian
"rocinfer (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Built by scripts/package.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  file(GLOB_RECURSE compressed ${root}/usr/share/man/*.[1-9] ${documents}/changelog*)
  foreach(file IN LISTS compressed)
    execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
endforeach()
