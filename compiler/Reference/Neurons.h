// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The neurons, one equation a line (docs/Semantics.md, S1 to S4).

#ifndef SNNC_REFERENCE_NEURONS_H
#define SNNC_REFERENCE_NEURONS_H

#include "compiler/Reference/Parameters.h"

#include <map>
#include <string>

namespace snnc {

/// The arrays of a layer's state by name: v, i, s. Empty for a stateless layer.
using NeuronState = std::map<std::string, Array>;

/// The state before the first step.
NeuronState initialState(mlir::snn::LayerOpInterface layer,
                         Parameters &parameters);

/// One step: changes `state` and returns the layer's output.
Array stepNeuron(mlir::snn::LayerOpInterface layer, const Array &x,
                 NeuronState &state, Parameters &parameters);

} // namespace snnc

#endif // SNNC_REFERENCE_NEURONS_H
