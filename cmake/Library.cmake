include(${CMAKE_CURRENT_LIST_DIR}/PrecompiledHeaders.cmake)

# snnc_add_library(NAME SOURCES... [LINK libs...] [DEPENDS targets...] [PRECOMPILED lib]):
# a static library of the compiler, with the precompiled headers of `lib`. The compiler links LLVM and MLIR as shared libraries
# only: a static MLIR archive beside them would register its options twice.
function(snnc_add_library name)
  cmake_parse_arguments(ARG "" "PRECOMPILED" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  snnc_compiler_options(${name} ${ARG_PRECOMPILED})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# snnc_add_tool(NAME SOURCES... [LINK libs...] [PRECOMPILED lib]): an executable of the
# compiler.
function(snnc_add_tool name)
  cmake_parse_arguments(ARG "" "PRECOMPILED" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  snnc_compiler_options(${name} ${ARG_PRECOMPILED})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
endfunction()

# Debian's LLVM is built without exceptions; code that includes its headers is too.
# snnc_compiler_options(NAME [lib]): with the precompiled headers of `lib`.
function(snnc_compiler_options name)
  target_include_directories(${name} SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
  target_compile_definitions(${name} PRIVATE ${LLVM_DEFINITIONS_LIST})
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -Wall -Wextra -Wno-unused-parameter>)
  if(ARGN AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_precompile_headers(${name} REUSE_FROM ${ARGN})
    # Executables too, as the headers were compiled so.
    target_compile_options(${name} PRIVATE -fPIC)
    add_dependencies(${name} ${ARGN}Sum)
  endif()
endfunction()
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")
