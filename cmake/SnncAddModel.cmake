# snnc_add_model(<target> <model.json> [PREFIX <name>] [OPTIONS <option>...]
#                [DEPENDS <file>...])
#
# Compiles a model inside this build and adds the library <target> around it.
# Link it, and #include "<name>.h". <name> is PREFIX, or else the spec's own
# "name", or else the file's stem as a C identifier.
#
#   OPTIONS   more options for `snnc compile`, for example -O2 --cpu x86-64-v3
#   DEPENDS   files whose change means compiling again, besides the spec, the
#             files of its "weights" and the compiler
#
# The object needs no other library. For snn_run_batch, .npy files and snn::Model
# link snnc::runtime beside <target>.
function(snnc_add_model target model)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "PREFIX" "OPTIONS;DEPENDS")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "snnc_add_model: expected PREFIX, OPTIONS or DEPENDS, found '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  get_filename_component(model "${model}" ABSOLUTE)
  if(NOT EXISTS "${model}")
    message(FATAL_ERROR "snnc_add_model: expected a model, found no file ${model}")
  endif()
  _snnc_read_spec("${model}" name weights)
  if(ARG_PREFIX)
    set(name ${ARG_PREFIX})
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "snnc_add_model: expected a C identifier as the model's name, found '${name}'")
  endif()

  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target}.snnc)
  set(object ${directory}/${name}.o)
  set(header ${directory}/${name}.h)
  add_custom_command(
    OUTPUT ${object} ${header}
    BYPRODUCTS ${directory}/${name}.manifest.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${directory}
    COMMAND snnc::compiler compile ${model} -o ${directory} --prefix ${name} ${ARG_OPTIONS}
    DEPENDS ${model} ${weights} ${ARG_DEPENDS} snnc::compiler
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
endfunction()

# Gives the name of the model and the files of its "weights". The build is
# configured again when the spec changes. A spec that CMake cannot read (another
# format, or an error that snnc will explain better) has the stem for a name.
function(_snnc_read_spec model nameVariable weightsVariable)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${model}")
  get_filename_component(stem "${model}" NAME_WE)
  get_filename_component(directory "${model}" DIRECTORY)
  string(REGEX REPLACE "[^A-Za-z0-9_]" "_" name "${stem}")
  string(REGEX REPLACE "^([0-9])" "_\\1" name "${name}")
  set(files)
  if(model MATCHES "\\.json$")
    file(READ "${model}" text)
    string(JSON given ERROR_VARIABLE missing GET "${text}" name)
    if(NOT missing)
      set(name "${given}")
    endif()
    string(JSON kind ERROR_VARIABLE missing TYPE "${text}" weights)
    if(kind STREQUAL "STRING")
      string(JSON file GET "${text}" weights)
      list(APPEND files "${file}")
    elseif(kind STREQUAL "ARRAY")
      string(JSON count LENGTH "${text}" weights)
      set(index 0)
      while(index LESS count)
        string(JSON file GET "${text}" weights ${index})
        list(APPEND files "${file}")
        math(EXPR index "${index} + 1")
      endwhile()
    endif()
  endif()
  set(paths)
  foreach(file IN LISTS files)
    get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${directory}")
    list(APPEND paths "${path}")
  endforeach()
  set(${nameVariable} "${name}" PARENT_SCOPE)
  set(${weightsVariable} "${paths}" PARENT_SCOPE)
endfunction()
