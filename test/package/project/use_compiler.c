/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   use_compiler SPEC: compiles a model in this program, in C99. */

#include <snnc-c/snnc.h>
#include <stdio.h>

int main(int argc, char **argv) {
  snnc_compiler *compiler = snnc_compiler_create();
  snnc_model *model = snnc_model_from_file(compiler, argc > 1 ? argv[1] : NULL);
  snnc_code *code = snnc_compile(compiler, model, NULL);
  int isThere = code != NULL;
  fputs(snnc_problem_text(compiler), stderr);
  snnc_code_destroy(code);
  snnc_model_destroy(model);
  snnc_compiler_destroy(compiler);
  return !isThere;
}
