// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a layer is given: numbers, tensors, and how a value starts.

#ifndef SNNC_PARAMETER_H
#define SNNC_PARAMETER_H

#include "snnc/Place.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace snnc {

/// Sizes of an array, outermost first. No time, no batch. In a model every
/// array has an axis: what is a scalar in SNNAX is a vector of one.
using Shape = std::vector<int64_t>;

/// Row-major f32 data. Copies share the data, which may lie in a mapped file.
struct Tensor {
  Shape shape;
  std::shared_ptr<const float> data;
  /// The same values before they were rounded to f32, where that changed one
  /// and somebody may want to know: times, which are divided by a time step.
  /// Null otherwise.
  std::shared_ptr<const double> exact = nullptr;

  /// A tensor that owns its values; there are as many as `shape` says.
  static Tensor of(Shape shape, std::vector<float> values);
  /// The same of values that are rounded, and kept where that changes one.
  static Tensor ofDoubles(Shape shape, std::vector<double> values);

  /// An element, as exactly as it is known.
  double at(size_t index) const {
    return exact ? exact.get()[index] : double(data.get()[index]);
  }
};

/// How values start. What is drawn is drawn with JAX's threefry2x32 from a key,
/// so that the same key gives the numbers of `jax.random`.
struct InitFn {
  enum class Kind { Zeros, Ones, Constant, Uniform, Normal };
  Kind kind = Kind::Zeros;
  /// Constant: the value. Uniform: the low end. Normal: the mean.
  float first = 0.0f;
  /// Uniform: the high end, not reached. Normal: the standard deviation.
  float second = 0.0f;

  static InitFn zeros() { return {}; }
  static InitFn ones() { return {Kind::Ones, 1.0f, 0.0f}; }
  static InitFn constant(float value) { return {Kind::Constant, value, 0.0f}; }
  static InitFn uniform(float low = 0.0f, float high = 1.0f) {
    return {Kind::Uniform, low, high};
  }
  static InitFn normal(float mean = 0.0f, float deviation = 1.0f) {
    return {Kind::Normal, mean, deviation};
  }

  /// Whether the values depend on a key.
  bool isDrawn() const { return kind >= Kind::Uniform; }
  /// What all elements are, where they do not.
  float value() const { return first; }
};

/// A number (broadcast to the shape that is wanted), a tensor of that shape, or
/// values that are drawn when the model is compiled.
struct Parameter {
  Parameter() = default;
  template <typename Number,
            typename = std::enable_if_t<std::is_arithmetic_v<Number>>>
  Parameter(Number number, Place place = {})
      : value(static_cast<float>(number)), place(std::move(place)),
        exact(static_cast<double>(number)) {}
  Parameter(Tensor tensor, Place place = {}, std::string name = {})
      : value(std::move(tensor)), place(std::move(place)),
        name(std::move(name)) {}
  Parameter(InitFn init, Place place = {})
      : value(init), place(std::move(place)) {}

  std::variant<float, Tensor, InitFn> value = 0.0f;
  Place place;
  /// The tensor's name in its file; empty where the model gives the values.
  std::string name;
  /// Of a number: what it was before it was rounded to f32.
  double exact = 0.0;

  const float *number() const { return std::get_if<float>(&value); }
  const Tensor *tensor() const { return std::get_if<Tensor>(&value); }
  const InitFn *init() const { return std::get_if<InitFn>(&value); }
  /// A number as exactly as it is known.
  double real() const {
    float known = std::get<float>(value);
    return static_cast<float>(exact) == known ? exact : double(known);
  }
};

/// What f32 holds of a parameter, and no more.
Parameter asSingle(Parameter parameter);

/// The derivative that stands in for the spike function's, u = v - threshold.
struct Surrogate {
  enum class Type {
    Superspike, ///< 1 / (1 + beta |u|)
    Sigmoid,    ///< s'(beta u), s the logistic function
    Piecewise   ///< 1 where |u| < beta, else 0
  };
  Type type = Type::Superspike;
  float beta = 10.0f;
};

} // namespace snnc

#endif // SNNC_PARAMETER_H
