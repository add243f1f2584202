// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activation functions (docs/Semantics.md, N5).

#include "compiler/Reference/Activations.h"
#include "compiler/Reference/Math.h"
#include "compiler/Reference/Sums.h"

namespace snnc {

using Function = mlir::snn::Function;

static float relu(float x) { return elementary::maximum(x, 0.0f); }
static float relu6(float x) { return elementary::minimum(relu(x), 6.0f); }
static float leakyRelu(float x) { return x >= 0.0f ? x : 0.01f * x; }

/// Softmax, or its logarithm.
static Array softmax(const Array &x, bool isLog) {
  float largest = x[0];
  for (float value : x.data)
    largest = elementary::maximum(largest, value);
  Array exponentials = x;
  PartialSums sums;
  for (size_t k = 0; k < x.size(); ++k) {
    exponentials[k] = elementary::exp(x[k] - largest);
    sums.sums[k % 16] += exponentials[k];
  }
  float total = sums.total(), logTotal = elementary::log(total);
  Array y = x;
  for (size_t k = 0; k < x.size(); ++k)
    y[k] = isLog ? (x[k] - largest) - logTotal : exponentials[k] / total;
  return y;
}

static float (*pointwise(Function function))(float) {
  switch (function) {
  case Function::Relu:
    return relu;
  case Function::Relu6:
    return relu6;
  case Function::LeakyRelu:
    return leakyRelu;
  case Function::Elu:
    return elementary::elu;
  case Function::Tanh:
    return elementary::tanh;
  case Function::Sigmoid:
    return elementary::sigmoid;
  case Function::Softplus:
    return elementary::softplus;
  case Function::Gelu:
    return elementary::gelu;
  case Function::Silu:
    return elementary::silu;
  case Function::Abs:
    return std::fabs;
  case Function::Exp:
    return elementary::exp;
  case Function::Identity:
  case Function::Softmax:
  case Function::LogSoftmax:
    break;
  }
  return nullptr;
}

Array applyActivation(Function function, Array x) {
  if (function == Function::Softmax || function == Function::LogSoftmax)
    return softmax(x, function == Function::LogSoftmax);
  if (float (*apply)(float) = pointwise(function))
    for (float &value : x.data)
      value = apply(value);
  return x;
}

} // namespace snnc
