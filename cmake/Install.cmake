# What `cmake --install` puts where, and the package that find_package(snnc)
# finds: installed under lib/cmake/snnc, or in the build tree (snnc_DIR=<build>).
# Included after the compiler, and before what calls snnc_add_model.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(${CMAKE_CURRENT_LIST_DIR}/SnncAddModel.cmake)

set(snncPackageDir ${CMAKE_INSTALL_LIBDIR}/cmake/snnc)

set_target_properties(snnc PROPERTIES EXPORT_NAME compiler)
add_executable(snnc::compiler ALIAS snnc)
set_target_properties(libsnnc PROPERTIES EXPORT_NAME library)
set_target_properties(libsnnc-c PROPERTIES EXPORT_NAME c-library)
# MLIR and LLVM are shared libraries in places of their own.
set_target_properties(snnc snn-opt snn-lsp-server PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)

install(TARGETS snnc EXPORT snncTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Targets of their own: for another machine they are built from the sources.
install(TARGETS snnc_runtime snnc_main EXPORT snncRuntimeTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS snn-opt snn-lsp-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/include/snn
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
# For this machine only, as the runtime; to link it nothing else is needed.
install(TARGETS libsnnc-c EXPORT snncCLibraryTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/snnc ${PROJECT_SOURCE_DIR}/include/snnc-c
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
# The dialect, for passes of others that snn-opt loads (examples/pass_plugin).
# snn-opt has its code, so that there is nothing to link.
add_library(snncDialect INTERFACE)
set_target_properties(snncDialect PROPERTIES EXPORT_NAME dialect)
target_include_directories(snncDialect INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/snnc/mlir>)
install(TARGETS snncDialect EXPORT snncTargets)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/dialect ${PROJECT_BINARY_DIR}/dialect
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/snnc/mlir
  FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.h.inc"
  PATTERN CMakeFiles EXCLUDE)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime DESTINATION ${CMAKE_INSTALL_DATADIR}/snnc)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

include(${CMAKE_CURRENT_LIST_DIR}/Manual.cmake)

install(EXPORT snncTargets NAMESPACE snnc:: DESTINATION ${snncPackageDir})
export(EXPORT snncTargets NAMESPACE snnc:: FILE ${PROJECT_BINARY_DIR}/snncTargets.cmake)

install(EXPORT snncRuntimeTargets NAMESPACE snnc:: DESTINATION ${snncPackageDir})
export(EXPORT snncRuntimeTargets NAMESPACE snnc:: FILE ${PROJECT_BINARY_DIR}/snncRuntimeTargets.cmake)

install(EXPORT snncCLibraryTargets NAMESPACE snnc:: DESTINATION ${snncPackageDir})
export(EXPORT snncCLibraryTargets NAMESPACE snnc:: FILE ${PROJECT_BINARY_DIR}/snncCLibraryTargets.cmake)

# The C++ library has targets of its own, as it needs LLVM and the others do not.
install(TARGETS libsnnc EXPORT snncLibraryTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT snncLibraryTargets NAMESPACE snnc:: DESTINATION ${snncPackageDir})
export(EXPORT snncLibraryTargets NAMESPACE snnc:: FILE ${PROJECT_BINARY_DIR}/snncLibraryTargets.cmake)

# The two differ in where the runtime's sources are.
set(SNNC_RUNTIME_FOLDER ${PROJECT_SOURCE_DIR}/runtime)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/snncConfig.cmake.in
  ${PROJECT_BINARY_DIR}/snncConfig.cmake INSTALL_DESTINATION ${snncPackageDir}
  PATH_VARS SNNC_RUNTIME_FOLDER)
set(SNNC_RUNTIME_FOLDER ${CMAKE_INSTALL_DATADIR}/snnc/runtime)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/snncConfig.cmake.in
  ${PROJECT_BINARY_DIR}/installed/snncConfig.cmake INSTALL_DESTINATION ${snncPackageDir}
  PATH_VARS SNNC_RUNTIME_FOLDER)
# The compiler is for this machine, and projects may compile for any other.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/snncConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(${CMAKE_CURRENT_LIST_DIR}/SnncAddModel.cmake
  ${PROJECT_BINARY_DIR}/SnncAddModel.cmake COPYONLY)
install(FILES ${PROJECT_BINARY_DIR}/installed/snncConfig.cmake
  ${PROJECT_BINARY_DIR}/snncConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/SnncAddModel.cmake
  DESTINATION ${snncPackageDir})
