// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activation functions as scalar equations.

#include "compiler/Transforms/Activations.h"

using namespace mlir;

namespace snnc {

using F = snn::Function;

static Expr relu6(Expr x) { return min(max(x, 0.0f), 6.0f); }

static Expr hardSigmoid(Expr x) { return relu6(x + 3.0f) / 6.0f; }

/// Made of straight pieces, or of parabolas.
static Expr applyPiecewise(F function, Expr x) {
  switch (function) {
  case F::Relu:
    return max(x, 0.0f);
  case F::Relu6:
    return relu6(x);
  case F::LeakyRelu:
    return select(x >= 0.0f, x, 0.01f * x);
  case F::HardTanh:
    return select(x > 1.0f, 1.0f, select(x < -1.0f, -1.0f, x));
  case F::HardSigmoid:
    return hardSigmoid(x);
  case F::HardSilu:
    return x * hardSigmoid(x);
  case F::SparsePlus: {
    Expr parabola = (x + 1.0f) * (x + 1.0f) * 0.25f;
    return select(x <= -1.0f, 0.0f, select(x >= 1.0f, x, parabola));
  }
  case F::SparseSigmoid:
    return 0.5f * min(max(x + 1.0f, 0.0f), 2.0f);
  case F::Sign:
    return select(x > 0.0f, 1.0f, select(x < 0.0f, -1.0f, x));
  case F::Abs:
    return abs(x);
  case F::Negative:
    return -x;
  case F::Square:
    return x * x;
  default:
    return x;
  }
}

Expr applyActivation(F function, Expr x) {
  switch (function) {
  case F::Elu:
    return select(x > 0.0f, x, expm1(x));
  case F::Selu:
    return 1.0507010f * select(x > 0.0f, x, 1.6732632f * expm1(x));
  case F::Tanh:
    return tanh(x);
  case F::Sigmoid:
    return sigmoid(x);
  case F::LogSigmoid:
    return -softplus(-x);
  case F::Softplus:
    return softplus(x);
  case F::Squareplus:
    return 0.5f * (x + sqrt(x * x + 4.0f));
  case F::SoftSign:
    return x / (abs(x) + 1.0f);
  case F::Gelu:
    return 0.5f * x *
           (1.0f + tanh(0.79788456f * (x + 0.044715f * (x * x * x))));
  case F::Silu:
    return x * sigmoid(x);
  case F::Mish:
    return x * tanh(softplus(x));
  case F::Exp:
    return exp(x);
  case F::Expm1:
    return expm1(x);
  case F::Log:
    return log(x);
  case F::Log1p:
    return log1p(x);
  case F::Sqrt:
    return sqrt(x);
  default:
    return applyPiecewise(function, x);
  }
}

bool isOfVector(snn::Function function) {
  return function == snn::Function::Softmax ||
         function == snn::Function::LogSoftmax;
}

} // namespace snnc
