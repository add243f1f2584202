// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON schema of specs (draft 7), made of the descriptions of layers
// (LayerTypes.h), for editors and whoever else writes specs.

#ifndef SNNC_COMPILER_SPEC_SCHEMA_H
#define SNNC_COMPILER_SPEC_SCHEMA_H

#include "llvm/Support/raw_ostream.h"

namespace snnc {

/// Writes the schema. It takes every model that the reader takes, and refuses
/// one whose keys or values are of a wrong kind; names that nothing has, shapes
/// and equations it does not know.
void printSchema(llvm::raw_ostream &os);

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_SCHEMA_H
