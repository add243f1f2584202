# Headers that many sources include, read once by the compiler. Sources include what
# they use all the same: -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON builds without.

# Without CMake's second option, which names the header: ccache does not make that path
# relative, and so would find nothing of another clone.
set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -include-pch <PCH_FILE>)

# snnc_precompile(TARGET headers...): precompiles headers (as <name>) with the options
# of TARGET, for it and for those that give PRECOMPILED TARGET. With no exceptions and
# no other macros that the headers look at: clang refuses what differs.
function(snnc_precompile target)
  list(TRANSFORM ARGN REPLACE "(.+)" "<\\1>")
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    snnc_write_sum(${target})
  endif()
endfunction()

# ccache cannot compare the precompiled file, as it has the paths of its clone. It reads
# the file beside it with .sum at its end: the hash of all that the headers say, their
# macros too. Paths are relative to the build, so that __FILE__ is equal in all clones.
function(snnc_write_sum target)
  set(headers ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx)
  file(RELATIVE_PATH name ${CMAKE_BINARY_DIR} ${headers})
  file(RELATIVE_PATH root ${CMAKE_BINARY_DIR} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
  add_custom_command(
    OUTPUT ${headers}.pch.sum
    BYPRODUCTS ${headers}.text
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++${CMAKE_CXX_STANDARD} ${flags} -fno-exceptions
      ${LLVM_DEFINITIONS_LIST} -I${root} -I${root}/include -I. -isystem ${LLVM_INCLUDE_DIRS}
      -x c++ -E -dD -P ${name} -o ${name}.text -MD -MF ${name}.d -MT ${name}.pch.sum
    COMMAND ${CMAKE_COMMAND} -E sha256sum ${name}.text > ${name}.pch.sum
    DEPFILE ${headers}.d
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    VERBATIM
    COMMENT "Hashing the precompiled headers of ${target}")
  add_custom_target(${target}Sum DEPENDS ${headers}.pch.sum)
  get_target_property(needs ${target} MANUALLY_ADDED_DEPENDENCIES)
  if(needs)
    add_dependencies(${target}Sum ${needs})
  endif()
  add_dependencies(${target} ${target}Sum)
endfunction()
