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

static float hardTanh(float x) {
  return x > 1.0f ? 1.0f : (x < -1.0f ? -1.0f : x);
}
static float hardSigmoid(float x) { return relu6(x + 3.0f) / 6.0f; }
static float hardSilu(float x) { return x * hardSigmoid(x); }
static float selu(float x) {
  return 1.0507010f * (x > 0.0f ? x : 1.6732632f * elementary::expm1(x));
}
static float softSign(float x) { return x / (std::fabs(x) + 1.0f); }
static float logSigmoid(float x) { return -elementary::softplus(-x); }
static float squareplus(float x) {
  return 0.5f * (x + std::sqrt(x * x + 4.0f));
}
static float mish(float x) {
  return x * elementary::tanh(elementary::softplus(x));
}
static float sparsePlus(float x) {
  float middle = (x + 1.0f) * (x + 1.0f) * 0.25f;
  return x <= -1.0f ? 0.0f : (x >= 1.0f ? x : middle);
}
static float sparseSigmoid(float x) {
  return 0.5f * elementary::minimum(relu(x + 1.0f), 2.0f);
}
static float square(float x) { return x * x; }
static float sign(float x) { return x > 0.0f ? 1.0f : (x < 0.0f ? -1.0f : x); }
static float negative(float x) { return -x; }

/// Softmax, or its logarithm.
static Array softmax(const Array &x, bool isLog) {
  float largest = x[0];
  for (float value : x.data)
    largest = elementary::maximum(largest, value);
  Array exponentials = x;
  PartialSums sums(x, [&](float &sum, size_t k) {
    exponentials[k] = elementary::exp(x[k] - largest);
    sum = sum + exponentials[k];
  });
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
  case Function::HardTanh:
    return hardTanh;
  case Function::HardSigmoid:
    return hardSigmoid;
  case Function::HardSilu:
    return hardSilu;
  case Function::Selu:
    return selu;
  case Function::SoftSign:
    return softSign;
  case Function::LogSigmoid:
    return logSigmoid;
  case Function::Squareplus:
    return squareplus;
  case Function::Mish:
    return mish;
  case Function::SparsePlus:
    return sparsePlus;
  case Function::SparseSigmoid:
    return sparseSigmoid;
  case Function::Square:
    return square;
  case Function::Sqrt:
    return std::sqrt;
  case Function::Sign:
    return sign;
  case Function::Negative:
    return negative;
  case Function::Log:
    return elementary::log;
  case Function::Log1p:
    return elementary::log1p;
  case Function::Expm1:
    return elementary::expm1;
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
