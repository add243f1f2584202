// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All of the runtime. Nothing here is needed to call a compiled model's own
// functions.

#ifndef SNN_RUNTIME_H
#define SNN_RUNTIME_H

#include <snn/abi.h>
#include <snn/batch.h>
#include <snn/cpu.h>
#include <snn/error.h>
#include <snn/load.h>
#include <snn/npy.h>
#include <snn/params.h>
#include <snn/rows.h>
#include <snn/state.h>

#endif // SNN_RUNTIME_H
