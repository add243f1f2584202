/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The compiler for programs and bindings in any language: C99, without a type
 * or header of LLVM; the library is libsnnc-c.
 *
 *   snnc_compiler *compiler = snnc_compiler_create();
 *   snnc_model *model = snnc_model_from_file(compiler, "net.json");
 *   snnc_code *code = snnc_compile(compiler, model, NULL);
 *   if (!code || !snnc_code_write(compiler, code, "out"))
 *     for (size_t i = 0; i < snnc_problem_count(compiler); ++i)
 *       puts(snnc_problem_at(compiler, i)->text);
 *   snnc_code_destroy(code);
 *   snnc_model_destroy(model);
 *   snnc_compiler_destroy(compiler);
 *
 * What a model is at fault for never ends the program: a function that fails
 * gives NULL or 0, and the compiler has the problems. A null pointer where an
 * object is expected is such a fault, too. Text is UTF-8 and ends with a 0.
 * A compiler and what it made are for one thread at a time; several compilers
 * may work side by side. */

#ifndef SNNC_C_SNNC_H
#define SNNC_C_SNNC_H

#include <stddef.h>
#include <stdint.h>

#if defined(SNNC_C_BUILDS) && defined(__GNUC__)
#define SNNC_C_API __attribute__((visibility("default")))
#else
#define SNNC_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What many compilations share, and the problems of the last call. */
typedef struct snnc_compiler snnc_compiler;
/* A model; it does not need the compiler that made it. */
typedef struct snnc_model snnc_model;
/* A model in machine code, with the interface that belongs to it. */
typedef struct snnc_code snnc_code;

/* The version of snnc, as "0.1.0". */
SNNC_C_API const char *snnc_version(void);
/* The JSON schema of specs (docs/ModelSpec.md). */
SNNC_C_API const char *snnc_schema(void);

/* NULL where there is no memory. */
SNNC_C_API snnc_compiler *snnc_compiler_create(void);
SNNC_C_API void snnc_compiler_destroy(snnc_compiler *compiler);

/* ------------------------------------------------------------- problems -- */

typedef enum snnc_severity {
  SNNC_ERROR = 0,
  SNNC_WARNING = 1,
  SNNC_REMARK = 2,
  /* Says more of the problem before it. */
  SNNC_NOTE = 3
} snnc_severity;

typedef struct snnc_problem {
  snnc_severity severity;
  /* The file, "" where there is none. */
  const char *path;
  /* Counted from 1; 0 where they are not known. */
  unsigned line;
  unsigned column;
  /* The node of a NIR graph; "" where there is none. */
  const char *node;
  const char *text;
} snnc_problem;

/* What the last call with this compiler found, warnings of one that went well
 * too, in the order of the command line. It is there until the next call. */
SNNC_C_API size_t snnc_problem_count(const snnc_compiler *compiler);
/* NULL beyond the last. */
SNNC_C_API const snnc_problem *snnc_problem_at(const snnc_compiler *compiler,
                                               size_t index);
/* All of them, with lines of the source, as the command line prints them. */
SNNC_C_API const char *snnc_problem_text(const snnc_compiler *compiler);

/* --------------------------------------------------------------- models -- */

/* Reads a spec from `size` bytes of text. `name` stands for the file in
 * problems, and tells the folder of weights and the model's name. */
SNNC_C_API snnc_model *snnc_model_from_text(snnc_compiler *compiler,
                                            const char *text, size_t size,
                                            const char *name);
/* Reads a spec. */
SNNC_C_API snnc_model *snnc_model_from_file(snnc_compiler *compiler,
                                            const char *path);
/* Reads a NIR file. `convention` is the object that a spec has at its key
 * `convention`, as text, or the name of a preset; NULL for what needs none. */
SNNC_C_API snnc_model *snnc_model_from_nir(snnc_compiler *compiler,
                                           const char *path,
                                           const char *convention);
SNNC_C_API void snnc_model_destroy(snnc_model *model);
/* The prefix of all symbols. */
SNNC_C_API const char *snnc_model_name(const snnc_model *model);
/* Writes a spec, and its tensors to a .safetensors file of the same stem beside
 * it. 1 if all went well. */
SNNC_C_API int snnc_model_save(snnc_compiler *compiler, const snnc_model *model,
                               const char *json_path);

/* ------------------------------------------------------------ compiling -- */

typedef struct snnc_options {
  /* Triple of the target; NULL: this machine. */
  const char *target;
  /* CPUs with commas between, "native" or "portable"; NULL: native, or what is
   * usual for another target. */
  const char *cpu;
  /* "+avx2,-fma", beside those of the CPU; NULL: none. */
  const char *features;
  /* 0 to 3. */
  unsigned opt_level;
  /* What drawn parameters are drawn from. */
  uint32_t key[2];
} snnc_options;

/* This machine, level 3, the key 0, 0. */
SNNC_C_API snnc_options snnc_options_default(void);

/* Compiles a model; NULL for the default options. */
SNNC_C_API snnc_code *snnc_compile(snnc_compiler *compiler,
                                   const snnc_model *model,
                                   const snnc_options *options);
SNNC_C_API void snnc_code_destroy(snnc_code *code);
/* The prefix of all symbols. */
SNNC_C_API const char *snnc_code_name(const snnc_code *code);
/* An object file of `*size` bytes. */
SNNC_C_API const void *snnc_code_object(const snnc_code *code, size_t *size);
/* Text of the C header, and of the JSON manifest (docs/ABI.md). */
SNNC_C_API const char *snnc_code_header(const snnc_code *code);
SNNC_C_API const char *snnc_code_manifest(const snnc_code *code);
/* Writes NAME.o, .h and .manifest.json; makes the directory where there is
 * none. A header or manifest that snnc did not write is not overwritten. 1 if
 * all went well. */
SNNC_C_API int snnc_code_write(snnc_compiler *compiler, const snnc_code *code,
                               const char *directory);

#ifdef __cplusplus
}
#endif

#endif /* SNNC_C_SNNC_H */
