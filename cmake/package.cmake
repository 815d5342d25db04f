# SPDX-License-Identifier: EUPL-1.2
# Debian packages through CPack (scripts/package): `rocinfer` and `librocinfer-dev`.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rocinfer)
set(CPACK_PACKAGE_VENDOR "rocinfer")
set(CPACK_PACKAGE_CONTACT "rocinfer maintainers <maintainers@rocinfer.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL rocinfer development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE OFF)
# Their rights, whatever the umask was.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_documents.cmake)
set(CPACK_ROCINFER_SOURCE_DIR ${PROJECT_SOURCE_DIR})

set(CPACK_DEBIAN_ROCINFER_PACKAGE_NAME rocinfer)
set(CPACK_DEBIAN_ROCINFER_PACKAGE_SECTION science)
set(CPACK_DEBIAN_ROCINFER_PACKAGE_SHLIBDEPS ON)
# What share/rocinfer/install-llama-server works with.
set(CPACK_DEBIAN_ROCINFER_PACKAGE_RECOMMENDS "patchelf, ca-certificates, debian-archive-keyring, gpgv")
set(CPACK_COMPONENT_ROCINFER_DESCRIPTION
  "The command rocinfer: prompts, conversations, batches, classification and embeddings. It chooses the GPU, plans its memory, and explains in plain words what fails.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME librocinfer-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What its archives and its CMake package bring to the final link.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libcurl4-openssl-dev | libcurl-dev, libsimdjson-dev, nlohmann-json3-dev, libfmt-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "The C++23 library: its headers, its static archives, and what CMake and pkg-config need to find them.")
include(CPack)
