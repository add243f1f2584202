# snnc_add_model(<target> <model> [PREFIX <name>] [HEADER <name>.h]
#                [CONVENTION <name>] [TARGET <triple>] [CPU <cpu>...]
#                [OPTIONS <option>...] [DEPENDS <file>...])
#
# Compiles a model inside this build and adds the library <target> around it.
# Link it, and #include "<name>.h". <name> is PREFIX, or else the spec's own
# "name", or else the file's stem as a C identifier.
#
#   PREFIX      the name of the model in C: of its header, functions and types
#   HEADER      one more name for the header alone, as <target>.h
#   CONVENTION  how a .nir file is read: see `snnc help nir`
#   TARGET      what to compile for, if not what this build compiles for: that
#               is taken from the toolchain, and said when CMake configures
#   CPU         the processor: portable (the default, for programs that are
#               shipped), native (this machine's), a name, or several names, of
#               which the object takes the best that it can run. -DSNNC_CPU=...
#               is the default of all models
#   OPTIONS     more options for `snnc compile`, for example -O2 --dt 1e-4
#   DEPENDS     files or targets that must be made before the model can be read.
#               The spec and the files that it names are known without
#
# The object needs no other library. For snn_run_batch, .npy files and snn::Model
# link snnc::runtime beside <target>.

# Of the functions below, whatever the caller's are.
cmake_policy(VERSION 3.22)

function(snnc_add_model target model)
  set(one PREFIX HEADER CONVENTION TARGET)
  set(several CPU OPTIONS DEPENDS)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "${one}" "${several}")
  _snnc_check_arguments("${target}" "${model}")
  get_filename_component(model "${model}" ABSOLUTE)
  _snnc_read_name("${model}" name)
  if(ARG_PREFIX)
    set(name ${ARG_PREFIX})
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "snnc_add_model(${target}): expected a C identifier as the model's name, found '${name}'")
  endif()
  _snnc_code_options("${target}" options)
  if(ARG_CONVENTION)
    list(APPEND options --convention ${ARG_CONVENTION})
  endif()

  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target}.snnc)
  set(object ${directory}/${name}.o)
  set(header ${directory}/${name}.h)
  # The compiler runs on this machine, never in an emulator for another.
  add_custom_command(
    OUTPUT ${object} ${header}
    BYPRODUCTS ${directory}/${name}.manifest.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${directory}
    COMMAND $<TARGET_FILE:snnc::compiler> compile ${model} -o ${directory} --prefix ${name}
      --depfile ${object}.d ${options} ${ARG_OPTIONS}
    DEPENDS ${model} ${ARG_DEPENDS} snnc::compiler
    DEPFILE ${object}.d
    COMMENT "Compiling model ${name}"
    VERBATIM)

  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${target} STATIC ${object} ${header})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if("C" IN_LIST languages)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  else()
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
  target_include_directories(${target} PUBLIC ${directory})
  if(ARG_HEADER AND NOT ARG_HEADER STREQUAL "${name}.h")
    file(CONFIGURE OUTPUT ${directory}/${ARG_HEADER} CONTENT "#include \"${name}.h\"\n" @ONLY)
  endif()
endfunction()

# Looks at what the caller's ARG_... are.
macro(_snnc_check_arguments target model)
  list(JOIN one ", " known)
  list(JOIN several ", " more)
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "snnc_add_model(${target}): expected ${known}, ${more}, found '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  if(ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "snnc_add_model(${target}): expected a value behind ${ARG_KEYWORDS_MISSING_VALUES}, found none")
  endif()
  if(DEFINED ARG_HEADER AND NOT "${ARG_HEADER}" MATCHES "^[^/\\]+\\.h$")
    message(FATAL_ERROR "snnc_add_model(${target}): expected HEADER to be a name that ends in .h, found '${ARG_HEADER}'")
  endif()
  get_filename_component(_snnc_model "${model}" ABSOLUTE)
  get_source_file_property(_snnc_generated "${_snnc_model}" GENERATED)
  if((NOT EXISTS "${_snnc_model}" AND NOT _snnc_generated) OR IS_DIRECTORY "${_snnc_model}")
    message(FATAL_ERROR "snnc_add_model(${target}): expected a model, found no file ${_snnc_model}")
  endif()
endmacro()

# The options --target and --cpu, by the caller's ARG_TARGET and ARG_CPU, and a
# line about them in CMake's output.
function(_snnc_code_options target optionsVariable)
  set(triple "${ARG_TARGET}")
  set(reason "TARGET")
  if(NOT triple)
    _snnc_toolchain_target("${target}" triple reason)
  endif()
  set(cpu ${ARG_CPU})
  if(NOT cpu)
    set(cpu ${SNNC_CPU})
  endif()
  if(NOT cpu)
    set(cpu portable)
  endif()
  list(JOIN cpu "," cpu)
  set(options --cpu ${cpu})
  set(machine "this machine's target")
  if(triple)
    list(APPEND options --target ${triple})
    set(machine "target ${triple} (${reason})")
  endif()
  message(STATUS "snnc_add_model(${target}): ${machine}, CPU ${cpu}")
  set(${optionsVariable} ${options} PARENT_SCOPE)
endfunction()

# The triple that this build compiles for and where it was found, or "" where it
# is that of this machine.
function(_snnc_toolchain_target target tripleVariable reasonVariable)
  set(triple)
  foreach(language C CXX)
    if(CMAKE_${language}_COMPILER_TARGET)
      set(triple ${CMAKE_${language}_COMPILER_TARGET})
      set(reason CMAKE_${language}_COMPILER_TARGET)
    elseif(" ${CMAKE_${language}_FLAGS}" MATCHES " --?target[= ]([^ ]+)")
      set(triple ${CMAKE_MATCH_1})
      set(reason CMAKE_${language}_FLAGS)
    elseif(CMAKE_CROSSCOMPILING AND CMAKE_${language}_COMPILER_ID STREQUAL "GNU")
      execute_process(COMMAND ${CMAKE_${language}_COMPILER} -dumpmachine
        OUTPUT_VARIABLE triple OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      set(reason "${CMAKE_${language}_COMPILER} -dumpmachine")
    endif()
    if(triple)
      break()
    endif()
  endforeach()
  if(NOT triple AND CMAKE_CROSSCOMPILING)
    _snnc_system_target("${target}" triple)
    set(reason "CMAKE_SYSTEM_PROCESSOR, CMAKE_SYSTEM_NAME")
  endif()
  set(processor "${triple}${CMAKE_SYSTEM_PROCESSOR}")
  if(CMAKE_SIZEOF_VOID_P EQUAL 4 AND processor MATCHES "^(x86_64|AMD64)")
    set(triple i686-linux-gnu)
    set(reason "pointers of 4 bytes")
  endif()
  # What GCC calls so begins with ARMv4; Linux distributions have ARMv7 there.
  string(REGEX REPLACE "^arm-(.*linux-gnueabihf)$" "armv7-\\1" triple "${triple}")
  if(triple MATCHES "^arm-.*none")
    message(FATAL_ERROR "snnc_add_model(${target}): '${triple}' (${reason}) says neither which ARM nor whether it has floats; expected TARGET, for example thumbv7em-none-eabihf")
  endif()
  set(${tripleVariable} "${triple}" PARENT_SCOPE)
  set(${reasonVariable} "${reason}" PARENT_SCOPE)
endfunction()

# The triple of CMAKE_SYSTEM_PROCESSOR and CMAKE_SYSTEM_NAME.
function(_snnc_system_target target tripleVariable)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  string(REGEX REPLACE "^amd64$" "x86_64" processor "${processor}")
  string(REGEX REPLACE "^(x86|i[3-6]86)$" "i686" processor "${processor}")
  string(REGEX REPLACE "^arm64$" "aarch64" processor "${processor}")
  string(REGEX REPLACE "^ppc64le$" "powerpc64le" processor "${processor}")
  string(REGEX REPLACE "^armv7.*" "armv7" processor "${processor}")
  set(systems_linux linux-gnu)
  set(systems_android linux-android)
  set(systems_darwin apple-macosx)
  set(systems_generic unknown-elf)
  set(systems_wasi wasi)
  set(systems_emscripten unknown-emscripten)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  set(rest "${systems_${system}}")
  if(processor STREQUAL "armv7" AND system STREQUAL "linux")
    set(rest linux-gnueabihf)
  endif()
  if(NOT rest OR NOT processor MATCHES
      "^(x86_64|i686|aarch64|armv7|riscv32|riscv64|powerpc64le|loongarch64|wasm32)$")
    message(FATAL_ERROR "snnc_add_model(${target}): no target is known for CMAKE_SYSTEM_PROCESSOR '${CMAKE_SYSTEM_PROCESSOR}' and CMAKE_SYSTEM_NAME '${CMAKE_SYSTEM_NAME}'; expected TARGET <triple>")
  endif()
  set(${tripleVariable} "${processor}-${rest}" PARENT_SCOPE)
endfunction()

# The name of the model. The build is configured again when the spec changes. A
# spec that CMake cannot read (another format, a file that is made by the build,
# or an error that snnc will explain better) has the stem for a name.
function(_snnc_read_name model nameVariable)
  get_filename_component(stem "${model}" NAME_WE)
  string(REGEX REPLACE "[^A-Za-z0-9_]" "_" name "${stem}")
  string(REGEX REPLACE "^([0-9])" "_\\1" name "${name}")
  get_source_file_property(isGenerated "${model}" GENERATED)
  if(NOT isGenerated)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${model}")
  endif()
  if(NOT isGenerated AND model MATCHES "\\.json$")
    file(READ "${model}" text)
    string(JSON given ERROR_VARIABLE missing GET "${text}" name)
    if(NOT missing)
      set(name "${given}")
    endif()
  endif()
  set(${nameVariable} "${name}" PARENT_SCOPE)
endfunction()
