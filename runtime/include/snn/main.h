// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program around a model: `snnc compile --emit=exe` links a `main` that
// calls this. In the library snnc_main, apart from the runtime.

#ifndef SNN_MAIN_H
#define SNN_MAIN_H

#include <snn/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs `model` on .npy files: `--input [NAME=]x.npy --output [NAME=]y.npy
/// [--burnin N] [--threads N] [--key A,B]`, or `--help`. An input is
/// [steps, shape...] or [batch, steps, shape...].
/// Returns the exit code: 0 done, 1 bad input, 2 bad usage; says why on stderr.
int snn_main(const snn_model *model, int argc, char **argv);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_MAIN_H
