// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Norms, in plain loops (docs/Semantics.md, N3).

#include "compiler/Reference/Norms.h"
#include "compiler/Reference/Sums.h"

#include <cmath>

using namespace mlir;

namespace snnc {

namespace {
/// The weight and the bias of a norm, which has one of each for every `run`
/// elements.
template <typename NormOp> class Affine {
public:
  Affine(NormOp op, Parameters &parameters, size_t run) : run(run) {
    if (op.getWeightAttr())
      weight = &parameters.get(op.getWeightAttr());
    if (op.getBiasAttr())
      bias = &parameters.get(op.getBiasAttr());
  }

  float apply(float y, size_t element) const {
    if (weight)
      y = y * (*weight)[element / run];
    if (bias)
      y = y + (*bias)[element / run];
    return y;
  }

private:
  const Array *weight = nullptr, *bias = nullptr;
  size_t run;
};
} // namespace

static float inverseRoot(float square, llvm::APFloat eps) {
  return 1.0f / std::sqrt(square + eps.convertToFloat());
}

/// x less its mean, divided by its deviation.
static Array normalised(const Array &x, llvm::APFloat eps) {
  float count = x.size();
  PartialSums sums(x, [&](float &sum, size_t k) { sum = sum + x[k]; });
  float mean = sums.total() / count;
  PartialSums squares(x, [&](float &sum, size_t k) {
    float d = x[k] - mean;
    sum = std::fma(d, d, sum);
  });
  float inverse = inverseRoot(squares.total() / count, eps);
  Array y = x;
  for (float &value : y.data)
    value = (value - mean) * inverse;
  return y;
}

template <typename NormOp>
static Array withAffine(NormOp op, Array y, Parameters &parameters,
                        size_t run) {
  Affine<NormOp> affine(op, parameters, run);
  for (size_t k = 0; k < y.size(); ++k)
    y[k] = affine.apply(y[k], k);
  return y;
}

Array applyNorm(snn::LayerNormOp op, const Array &x, Parameters &parameters) {
  return withAffine(op, normalised(x, op.getEps()), parameters, 1);
}

Array applyNorm(snn::RMSNormOp op, const Array &x, Parameters &parameters) {
  PartialSums squares(
      x, [&](float &sum, size_t k) { sum = std::fma(x[k], x[k], sum); });
  float inverse = inverseRoot(squares.total() / float(x.size()), op.getEps());
  Array y = x;
  for (float &value : y.data)
    value = value * inverse;
  return withAffine(op, std::move(y), parameters, 1);
}

Array applyNorm(snn::GroupNormOp op, const Array &x, Parameters &parameters) {
  size_t groups = op.getGroups(), size = x.size() / groups;
  std::vector<int64_t> shape = x.shape;
  shape[0] /= int64_t(groups);
  Array y{x.shape, {}};
  for (size_t group = 0; group < groups; ++group) {
    auto begin = x.data.begin() + group * size;
    Array part = normalised({shape, {begin, begin + size}}, op.getEps());
    y.data.insert(y.data.end(), part.data.begin(), part.data.end());
  }
  return withAffine(op, std::move(y), parameters, x.size() / x.shape[0]);
}

} // namespace snnc
