/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 *   CApiTest FOLDER NIR-FILE: the C interface, from a program in C99. */

#include "snnc-c/snnc.h"
#include <stdio.h>
#include <string.h>

static int failures;

static void expect(int holds, const char *what, int line) {
  if (holds)
    return;
  ++failures;
  fprintf(stderr, "line %d: expected %s\n", line, what);
}
#define EXPECT(condition) expect(condition, #condition, __LINE__)

#define MODEL(layers)                                                          \
  "{\"format\": \"snnc\", \"version\": 1,\n"                                   \
  " \"inputs\": [{\"name\": \"x\", \"shape\": [3]}],\n"                        \
  " \"layers\": [" layers "]}"

static snnc_model *read(snnc_compiler *compiler, const char *text) {
  return snnc_model_from_text(compiler, text, strlen(text), "net.json");
}

/* A second model in one context, of the same names and other weights. */
static void compilesMany(snnc_compiler *compiler, const char *folder) {
  const char *texts[] = {
      MODEL("{\"type\": \"Linear\", \"in_features\": 3, \"out_features\": 2,"
            " \"weight\": [[1, 2, 3], [4, 5, 6]], \"use_bias\": false}"),
      MODEL("{\"type\": \"Linear\", \"in_features\": 3, \"out_features\": 2,"
            " \"weight\": [[6, 5, 4], [3, 2, 1]], \"use_bias\": false}")};
  snnc_code *codes[3] = {NULL, NULL, NULL};
  size_t sizes[3] = {0, 0, 0}, i;
  for (i = 0; i < 3; ++i) {
    snnc_model *model = read(compiler, texts[i % 2]);
    EXPECT(model && strcmp(snnc_model_name(model), "net") == 0);
    EXPECT(snnc_problem_count(compiler) == 0);
    codes[i] = snnc_compile(compiler, model, NULL);
    snnc_model_destroy(model);
    EXPECT(codes[i] != NULL && snnc_code_object(codes[i], &sizes[i]) != NULL);
    EXPECT(strcmp(snnc_code_name(codes[i]), "net") == 0);
    EXPECT(strstr(snnc_code_header(codes[i]), "net_") != NULL);
    EXPECT(strstr(snnc_code_manifest(codes[i]), "\"x\"") != NULL);
  }
  EXPECT(sizes[0] > 0 && sizes[0] == sizes[2]);
  EXPECT(memcmp(snnc_code_object(codes[0], NULL),
                snnc_code_object(codes[2], NULL), sizes[0]) == 0);
  EXPECT(sizes[0] != sizes[1] ||
         memcmp(snnc_code_object(codes[0], NULL),
                snnc_code_object(codes[1], NULL), sizes[0]) != 0);
  EXPECT(snnc_code_write(compiler, codes[0], folder) == 1);
  EXPECT(snnc_code_write(compiler, codes[0], "/dev/null/no") == 0);
  EXPECT(snnc_problem_count(compiler) == 1);
  for (i = 0; i < 3; ++i)
    snnc_code_destroy(codes[i]);
}

/* Problems of reading, and of what is found later, stand in the given text. */
static void reports(snnc_compiler *compiler) {
  const snnc_problem *first;
  snnc_model *model = read(compiler, MODEL("{\"type\": \"LIFF\"}, {}"));
  EXPECT(model == NULL && snnc_problem_count(compiler) == 3);
  first = snnc_problem_at(compiler, 0);
  EXPECT(first && first->severity == SNNC_ERROR && first->line == 3);
  EXPECT(first && first->column == 22 && strcmp(first->path, "net.json") == 0);
  EXPECT(first && strstr(first->text, "unknown layer type 'LIFF'") != NULL);
  EXPECT(first && strcmp(first->node, "") == 0);
  EXPECT(snnc_problem_at(compiler, 1)->severity == SNNC_NOTE);
  EXPECT(snnc_problem_at(compiler, 3) == NULL);
  EXPECT(strstr(snnc_problem_text(compiler), "net.json:3:22: error: ") != NULL);

  model = read(compiler, MODEL("\n{\"type\": \"Linear\", \"in_features\": 4,"
                               " \"out_features\": 2, \"weight\": 1,"
                               " \"use_bias\": false}"));
  EXPECT(model && snnc_problem_count(compiler) == 0);
  EXPECT(snnc_compile(compiler, model, NULL) == NULL);
  first = snnc_problem_at(compiler, 0);
  EXPECT(first && first->line == 4 && strcmp(first->path, "net.json") == 0);
  snnc_model_destroy(model);

  model = read(compiler, MODEL("{\"type\": \"SimpleLI\","
                               " \"decay_constants\": [0.25]}"));
  EXPECT(model && snnc_problem_count(compiler) == 2); /* and a note */
  EXPECT(snnc_problem_at(compiler, 0)->severity == SNNC_WARNING);
  snnc_model_destroy(model);
}

static void takesOptions(snnc_compiler *compiler) {
  snnc_options options = snnc_options_default();
  snnc_code *code;
  snnc_model *model =
      read(compiler, MODEL("{\"type\": \"Lambda\", \"fn\": \"relu\"}"));
  options.target = "aarch64-linux-gnu";
  options.opt_level = 0;
  code = snnc_compile(compiler, model, &options);
  EXPECT(code && strstr(snnc_code_manifest(code), "aarch64") != NULL);
  snnc_code_destroy(code);
  options.opt_level = 4;
  EXPECT(snnc_compile(compiler, model, &options) == NULL);
  options = snnc_options_default();
  options.target = "no-such-machine";
  EXPECT(snnc_compile(compiler, model, &options) == NULL);
  EXPECT(snnc_problem_count(compiler) >= 1);
  snnc_model_destroy(model);
}

static void readsFiles(snnc_compiler *compiler, const char *folder,
                       const char *nir) {
  char path[4096];
  snnc_model *model =
      read(compiler, MODEL("{\"type\": \"Lambda\", \"fn\": \"relu\"}"));
  snprintf(path, sizeof path, "%s/saved.json", folder);
  EXPECT(snnc_model_save(compiler, model, path) == 1);
  snnc_model_destroy(model);
  model = snnc_model_from_file(compiler, path);
  EXPECT(model != NULL);
  snnc_model_destroy(model);
  EXPECT(snnc_model_from_file(compiler, "missing.json") == NULL);
  EXPECT(snnc_problem_count(compiler) == 1);

  EXPECT(snnc_model_from_nir(compiler, nir, "nengo") == NULL);
  EXPECT(snnc_problem_count(compiler) == 1);
  EXPECT(snnc_model_from_nir(compiler, nir,
                             "{\"name\": \"norse\", \"d\": 1}") == NULL);
  EXPECT(strcmp(snnc_problem_at(compiler, 0)->path, "<convention>") == 0);
  EXPECT(snnc_model_from_nir(compiler, "missing.nir", "norse") == NULL);
  model =
      snnc_model_from_nir(compiler, nir, "{\"name\": \"norse\", \"dt\": 1}");
  EXPECT(model != NULL);
  snnc_model_destroy(model);
}

/* A null pointer is a problem, or nothing. */
static void bearsNull(snnc_compiler *compiler) {
  size_t size = 1;
  EXPECT(snnc_model_from_text(compiler, NULL, 0, NULL) == NULL);
  EXPECT(snnc_problem_count(compiler) == 1);
  EXPECT(snnc_model_from_file(compiler, NULL) == NULL);
  EXPECT(snnc_model_from_nir(compiler, NULL, NULL) == NULL);
  EXPECT(snnc_compile(compiler, NULL, NULL) == NULL);
  EXPECT(snnc_model_save(compiler, NULL, NULL) == 0);
  EXPECT(snnc_code_write(compiler, NULL, NULL) == 0);
  EXPECT(snnc_compile(NULL, NULL, NULL) == NULL);
  EXPECT(snnc_model_from_file(NULL, "net.json") == NULL);
  EXPECT(snnc_problem_count(NULL) == 0 && snnc_problem_at(NULL, 0) == NULL);
  EXPECT(snnc_code_object(NULL, &size) == NULL && size == 0);
  EXPECT(strcmp(snnc_model_name(NULL), "") == 0);
  snnc_model_destroy(NULL);
  snnc_code_destroy(NULL);
  snnc_compiler_destroy(NULL);
}

int main(int argc, char **argv) {
  snnc_compiler *compiler;
  if (argc != 3)
    return 2;
  compiler = snnc_compiler_create();
  EXPECT(compiler != NULL);
  EXPECT(strchr(snnc_version(), '.') != NULL);
  EXPECT(strstr(snnc_schema(), "BatchNorm") != NULL);
  compilesMany(compiler, argv[1]);
  reports(compiler);
  takesOptions(compiler);
  readsFiles(compiler, argv[1], argv[2]);
  bearsNull(compiler);
  snnc_compiler_destroy(compiler);
  return failures != 0;
}
