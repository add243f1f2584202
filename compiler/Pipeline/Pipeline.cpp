// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stages of the compiler in their order: its table of contents.

#include "compiler/Pipeline/Pipeline.h"

using namespace snnc;

static constexpr Phase phases[] = {
    // compiler/Spec and compiler/Import: the layers of the model, edges between
    // them, time implicit.
    {"import", ""},

    // compiler/Transforms, on snn.network: every type known, every delay said.
    {"prune-layers", "snn.network(snn-prune-layers)"},
    {"infer-shapes", "snn.network(snn-infer-shapes)"},
    {"resolve-connectivity", "snn.network(snn-resolve-connectivity)"},
    {"insert-copies", "snn-insert-copies"},
    {"expand-neurons",
     "snn.network(snn-expand-neurons,snn-fold-layers,snn-lower-layers)"},

    // compiler/Transforms, on snn.scan: one step, its groups, its memory.
    {"form-scan", "snn-form-scan,cse"},
    {"fuse-groups", "snn-fuse-groups"},
    {"schedule-time", "snn-schedule-time{max-tile=$tile crossover=$crossover "
                      "conv-crossover=$convCrossover "
                      "register-lanes=$registerLanes}"},
    {"layout-state", "snn-layout-state"},

    // compiler/Conversion: loops over buffers, vector code, the C interface.
    {"scan-to-loops", "snn-scan-to-loops,cse"},
    {"outline-kernels", "snn-outline-kernels"},
    // Nothing folds before expand-math: MLIR would ask this machine's library.
    {"lower-kernels", "snn-lower-kernels{max-panel=$lanes "
                      "register-lanes=$registerLanes fma=$fma},"
                      "snn-share-kernels,snn-runtime-weights,cse"},
    {"expand-math", "snn-expand-math{fma=$fma},canonicalize,cse"},
    {"emit-abi", "snn-emit-abi{target=\"$target\" compiler=\"$compiler\"}"},

    // MLIR's own conversions; compiler/Target does the rest.
    // Whoever wrote a file that begins here: what folds calls no library.
    {"to-llvm",
     "snn-expand-math{fma=$fma},expand-strided-metadata,lower-affine,"
     "convert-scf-to-cf,convert-to-llvm{dynamic=true},"
     "reconcile-unrealized-casts,snn-merge-kernels,canonicalize,cse"},
};

llvm::ArrayRef<Phase> snnc::allPhases() { return phases; }
