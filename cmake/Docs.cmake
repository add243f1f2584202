# The target `docs`: the reference of operations and passes, from their TableGen
# descriptions into <build>/docs.
function(snnc_add_reference name source)
  set(output ${PROJECT_BINARY_DIR}/docs/${name}.md)
  file(GLOB descriptions CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/dialect/*.td)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/docs
    COMMAND ${MLIR_TABLEGEN_EXE} ${ARGN} -I ${PROJECT_SOURCE_DIR} -I ${MLIR_INCLUDE_DIRS}
      ${source} -o ${output}
    DEPENDS ${source} ${descriptions}
    VERBATIM
    COMMENT "Writing docs/${name}.md")
  set_property(GLOBAL APPEND PROPERTY SNNC_REFERENCES ${output})
endfunction()

snnc_add_reference(Dialect ${PROJECT_SOURCE_DIR}/dialect/SNNOps.td -gen-dialect-doc -dialect=snn)
snnc_add_reference(Transforms ${PROJECT_SOURCE_DIR}/compiler/Transforms/Passes.td -gen-pass-doc)
snnc_add_reference(Conversion ${PROJECT_SOURCE_DIR}/compiler/Conversion/Passes.td -gen-pass-doc)

get_property(references GLOBAL PROPERTY SNNC_REFERENCES)
add_custom_target(docs ALL DEPENDS ${references})
