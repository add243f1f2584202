# The manual pages and what shells complete, both written by snnc from its tables
# of options.

# snnc_write(OUTPUT DESTINATION args...): what `snnc args...` prints becomes the
# file <build>/OUTPUT, and is installed in DESTINATION.
function(snnc_write output destination)
  set(file ${PROJECT_BINARY_DIR}/${output})
  get_filename_component(folder ${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${file} COMMAND snnc ${ARGN} > ${file} DEPENDS snnc VERBATIM)
  install(FILES ${file} DESTINATION ${destination})
  set_property(GLOBAL APPEND PROPERTY SNNC_MANUAL ${file})
endfunction()

set(manual ${CMAKE_INSTALL_MANDIR}/man1)
snnc_write(share/man/man1/snnc.1 ${manual} help man)
foreach(command compile run check info bench convert completion)
  snnc_write(share/man/man1/snnc-${command}.1 ${manual} ${command} --manual)
endforeach()

set(data ${CMAKE_INSTALL_DATAROOTDIR})
snnc_write(share/bash-completion/completions/snnc ${data}/bash-completion/completions completion bash)
snnc_write(share/zsh/site-functions/_snnc ${data}/zsh/site-functions completion zsh)
snnc_write(share/fish/vendor_completions.d/snnc.fish ${data}/fish/vendor_completions.d completion fish)

get_property(manual GLOBAL PROPERTY SNNC_MANUAL)
add_custom_target(manual ALL DEPENDS ${manual})
