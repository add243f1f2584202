// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models from shared objects (`snnc compile --emit=lib`).

#ifndef SNN_LOAD_H
#define SNN_LOAD_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A model from a shared object, and what keeps it loaded.
typedef struct snn_library {
  const snn_model *model;
  void *handle;
} snn_library;

/// Loads the model `name` from the shared object at `path` (a path, never
/// searched for) and checks that this runtime can use it. A null name stands
/// for the file's stem without "lib": "topology" for "out/libtopology.so".
/// The code of the object runs with the rights of the program.
///
/// Errors, with a message: SNN_ERROR_LOAD (no such file, or not a shared object
/// of this machine), SNN_ERROR_NOT_FOUND (it holds no model of that name),
/// SNN_ERROR_ABI (made by an incompatible version of snnc), SNN_ERROR_CPU (this
/// processor lacks what the code needs), SNN_ERROR_MEMORY.
/// Then *library is zeroed.
snn_error snn_load(const char *path, const char *name, snn_library *library,
                   snn_message *message);

/// Unloads; the model and everything it points to are gone. A zeroed library
/// is ignored.
void snn_unload(snn_library *library);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_LOAD_H
