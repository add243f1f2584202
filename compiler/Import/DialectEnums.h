// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Enumerations of the spec as those of the dialect. Names tie them, and not
// their order: a value that only one side has does not compile, or is a
// warning.

#ifndef SNNC_COMPILER_IMPORT_DIALECTENUMS_H
#define SNNC_COMPILER_IMPORT_DIALECTENUMS_H

#include "dialect/SNNDialect.h"
#include "snnc/Model.h"
#include "llvm/Support/ErrorHandling.h"

namespace snnc {

// A value that has one name on both sides.
#define SNNC_SAME(FROM, TO, NAME)                                              \
  case FROM::NAME:                                                             \
    return mlir::snn::TO::NAME

inline mlir::snn::Merge toDialect(Merge merge) {
  switch (merge) {
    SNNC_SAME(Merge, Merge, Concat);
    SNNC_SAME(Merge, Merge, Sum);
    SNNC_SAME(Merge, Merge, Product);
  }
  llvm_unreachable("a merge");
}

inline mlir::snn::Forward toDialect(Forward forward) {
  switch (forward) {
    SNNC_SAME(Forward, Forward, Default);
    SNNC_SAME(Forward, Forward, Delayed);
  }
  llvm_unreachable("a forward function");
}

inline mlir::snn::Reduce toDialect(Reduce reduce) {
  switch (reduce) {
    SNNC_SAME(Reduce, Reduce, None);
    SNNC_SAME(Reduce, Reduce, Sum);
    SNNC_SAME(Reduce, Reduce, Mean);
    SNNC_SAME(Reduce, Reduce, Last);
    SNNC_SAME(Reduce, Reduce, Max);
  }
  llvm_unreachable("a reduction");
}

inline mlir::snn::Element toDialect(Element element) {
  switch (element) {
    SNNC_SAME(Element, Element, F32);
    SNNC_SAME(Element, Element, Bits);
    SNNC_SAME(Element, Element, U8);
  }
  llvm_unreachable("an element");
}

/// Of a padding that is not of zeros.
inline mlir::snn::PadMode toDialect(PaddingMode mode) {
  switch (mode) {
  case PaddingMode::Zeros:
    break;
    SNNC_SAME(PaddingMode, PadMode, Reflect);
    SNNC_SAME(PaddingMode, PadMode, Replicate);
    SNNC_SAME(PaddingMode, PadMode, Circular);
  }
  llvm_unreachable("a padding mode");
}

inline mlir::snn::SurrogateKind toDialect(Surrogate::Type type) {
  switch (type) {
  case Surrogate::Type::Superspike:
    return mlir::snn::SurrogateKind::SuperSpike;
    SNNC_SAME(Surrogate::Type, SurrogateKind, Sigmoid);
    SNNC_SAME(Surrogate::Type, SurrogateKind, Piecewise);
  }
  llvm_unreachable("a surrogate");
}

inline mlir::snn::Function toDialect(Lambda::Fn fn) {
  switch (fn) {
    SNNC_SAME(Lambda::Fn, Function, Identity);
    SNNC_SAME(Lambda::Fn, Function, Relu);
    SNNC_SAME(Lambda::Fn, Function, Relu6);
    SNNC_SAME(Lambda::Fn, Function, LeakyRelu);
    SNNC_SAME(Lambda::Fn, Function, Elu);
    SNNC_SAME(Lambda::Fn, Function, Tanh);
    SNNC_SAME(Lambda::Fn, Function, Sigmoid);
    SNNC_SAME(Lambda::Fn, Function, Softplus);
    SNNC_SAME(Lambda::Fn, Function, Gelu);
    SNNC_SAME(Lambda::Fn, Function, Silu);
    SNNC_SAME(Lambda::Fn, Function, Softmax);
    SNNC_SAME(Lambda::Fn, Function, LogSoftmax);
    SNNC_SAME(Lambda::Fn, Function, Abs);
    SNNC_SAME(Lambda::Fn, Function, Exp);
    SNNC_SAME(Lambda::Fn, Function, HardTanh);
    SNNC_SAME(Lambda::Fn, Function, HardSigmoid);
    SNNC_SAME(Lambda::Fn, Function, HardSilu);
    SNNC_SAME(Lambda::Fn, Function, Selu);
    SNNC_SAME(Lambda::Fn, Function, SoftSign);
    SNNC_SAME(Lambda::Fn, Function, LogSigmoid);
    SNNC_SAME(Lambda::Fn, Function, Squareplus);
    SNNC_SAME(Lambda::Fn, Function, Mish);
    SNNC_SAME(Lambda::Fn, Function, SparsePlus);
    SNNC_SAME(Lambda::Fn, Function, SparseSigmoid);
    SNNC_SAME(Lambda::Fn, Function, Square);
    SNNC_SAME(Lambda::Fn, Function, Sqrt);
    SNNC_SAME(Lambda::Fn, Function, Sign);
    SNNC_SAME(Lambda::Fn, Function, Negative);
    SNNC_SAME(Lambda::Fn, Function, Log);
    SNNC_SAME(Lambda::Fn, Function, Log1p);
    SNNC_SAME(Lambda::Fn, Function, Expm1);
  }
  llvm_unreachable("a function");
}

#undef SNNC_SAME

inline mlir::snn::SurrogateAttr toDialect(const Surrogate &spikeFn,
                                          mlir::Builder &builder) {
  return mlir::snn::SurrogateAttr::get(builder.getContext(),
                                       toDialect(spikeFn.type),
                                       builder.getF32FloatAttr(spikeFn.beta));
}

} // namespace snnc

#endif // SNNC_COMPILER_IMPORT_DIALECTENUMS_H
