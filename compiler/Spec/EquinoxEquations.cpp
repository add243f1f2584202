// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The equations of Equinox's layers that work element by element
// (docs/Semantics.md, N7).

#include "snnc/EquinoxLayers.h"

using namespace snnc;

Neuron snnc::equations(const BatchNorm &norm) {
  Neuron n;
  n.model = "BatchNorm";
  n.channels = norm.inputSize;
  Expr mean = n.param("mean", norm.mean), var = n.param("var", norm.var);
  Expr deviation = n.let("deviation", sqrt(var + norm.eps));
  Expr y = n.let("y", (n.input() - mean) / deviation);
  if (norm.weight)
    y = n.let("scaled", y * n.param("weight", *norm.weight));
  n.setOutput(norm.bias ? y + n.param("bias", *norm.bias) : y);
  return n;
}
