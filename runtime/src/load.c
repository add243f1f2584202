// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models from shared objects.

#include "internal.h"

#include <snn/load.h>
#include <snn/state.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/// "topology_model", from the name or from the path's stem. Null if there is no
/// memory.
static char *make_symbol(const char *path, const char *name) {
  size_t length = name ? strlen(name) : 0;
  if (!name) {
    const char *slash = strrchr(path, '/');
    name = slash ? slash + 1 : path;
    if (strncmp(name, "lib", 3) == 0)
      name += 3;
    length = strcspn(name, ".");
  }
  static const char suffix[] = "_model";
  char *symbol = malloc(length + sizeof suffix);
  if (symbol) {
    memcpy(symbol, name, length);
    memcpy(symbol + length, suffix, sizeof suffix);
  }
  return symbol;
}

/// dlopen, with a path that is never searched for in the system's places.
static void *open_object(const char *path) {
  if (strchr(path, '/'))
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
  char *local = malloc(strlen(path) + 3);
  if (!local)
    return NULL;
  memcpy(local, "./", 2);
  strcpy(local + 2, path);
  void *handle = dlopen(local, RTLD_NOW | RTLD_LOCAL);
  free(local);
  return handle;
}

static snn_error find_model(const char *path, const char *symbol,
                            snn_library *library, snn_message *message) {
  library->model = dlsym(library->handle, symbol);
  if (!library->model)
    return snni_fail(message, SNN_ERROR_NOT_FOUND,
                     "%s: expected a model, symbol '%s', found none", path,
                     symbol);
  snn_message detail = {""};
  snn_error error = snn_model_check(library->model, &detail);
  if (error != SNN_OK)
    snni_fail(message, error, "%s: %s", path, detail.text);
  return error;
}

snn_error snn_load(const char *path, const char *name, snn_library *library,
                   snn_message *message) {
  if (library)
    *library = (snn_library){NULL, NULL};
  if (!path || !library)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected a path and a library, found a null pointer");
  char *symbol = make_symbol(path, name);
  if (!symbol)
    return snni_fail(message, SNN_ERROR_MEMORY, "%s: out of memory", path);
  snn_error error;
  library->handle = open_object(path);
  if (library->handle) {
    error = find_model(path, symbol, library, message);
  } else {
    const char *why = dlerror();
    error =
        snni_fail(message, SNN_ERROR_LOAD, "cannot load %s", why ? why : path);
  }
  free(symbol);
  if (error != SNN_OK)
    snn_unload(library);
  return error;
}

void snn_unload(snn_library *library) {
  if (!library)
    return;
  if (library->handle)
    dlclose(library->handle);
  *library = (snn_library){NULL, NULL};
}
