// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers in NIR's terms.

#ifndef SNNC_COMPILER_NIR_LAYERS_NIRFORM_H
#define SNNC_COMPILER_NIR_LAYERS_NIRFORM_H

#include "snnc/Model.h"
#include "llvm/Support/Error.h"

namespace snnc {

/// A neuron of SNNAX as one of NIR that steps alike, bit for bit, and a Delay
/// in steps of \p dt; every other class as it is. Error: no neuron of NIR does
/// so.
llvm::Expected<LayerClass> nirForm(const LayerClass &layer, double dt);

/// A neuron of NIR with other fields, which step as its own do where time steps
/// are \p dt, the integrator is `euler` and the gain `r dt/tau`, if that can
/// be; every other class as it is.
LayerClass plainForm(const LayerClass &layer, double dt);

/// How a neuron of NIR steps; null of other classes.
const StepRule *stepRuleOf(const LayerClass &layer);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_LAYERS_NIRFORM_H
