// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands beside the object file: the C header and the manifest. Both only
// print what `snn.model` says.

#ifndef SNNC_COMPILER_TARGET_MODELTEXT_H
#define SNNC_COMPILER_TARGET_MODELTEXT_H

#include "compiler/Target/Summary.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class raw_ostream;
namespace json {
class OStream;
}
} // namespace llvm

namespace snnc {

/// What a manifest's name ends in: behind the model's name alone, it could be
/// the name of the model's own file.
constexpr llvm::StringLiteral manifestExtension = ".manifest.json";

/// "snnc 0.1.0".
llvm::StringRef compilerName();

/// Bytes of the state with its scratch, of the packed parameters in read-only
/// data, and triple and CPU of the code. 0 and "" before `snn-emit-abi`.
int64_t stateBytes(mlir::snn::ModelOp model);
int64_t weightBytes(mlir::snn::ModelOp model);
llvm::StringRef targetName(mlir::snn::ModelOp model);
/// The hash of what the header says, which is in a symbol of the object.
llvm::StringRef interfaceHash(mlir::snn::ModelOp model);

/// Prints the header of a model after `snn-emit-abi`: C99 and C++17 clean, and
/// in need of no other header of snnc. `source` is the model file's name,
/// without directories.
void printHeader(llvm::raw_ostream &os, mlir::snn::ModelOp model,
                 llvm::StringRef source);

/// Prints the manifest of a model after `snn-emit-abi`: one JSON object with
/// inputs, outputs, states (bytes and pitch), layers, target and versions.
/// `summary` has no layers where the compiler started from a later dump.
void printManifest(llvm::raw_ostream &os, mlir::snn::ModelOp model,
                   llvm::StringRef source, const Summary &summary);

/// The manifest's list of layers, within an array of `json`.
void printLayers(llvm::json::OStream &json, const Summary &summary);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_MODELTEXT_H
