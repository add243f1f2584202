// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fields of one NIR node, each read as what it must be.

#ifndef SNNC_COMPILER_NIR_LAYERS_NODEFIELDS_H
#define SNNC_COMPILER_NIR_LAYERS_NODEFIELDS_H

#include "compiler/Nir/File/NirFile.h"
#include "compiler/Spec/StepConstants.h"
#include "snnc/Diagnostics.h"
#include "llvm/ADT/Twine.h"
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snnc {

/// Whether a field may hold infinities: a neuron that does not decay has an
/// infinite time constant.
enum class Finite { Yes, No };

/// A field's numbers; nothing where it is missing, empty or no numbers.
std::optional<Constants> constantsOf(const NirNode &node,
                                     llvm::StringRef field);

class NodeFields {
public:
  NodeFields(const NirNode &node, Place place, Diagnostics &diagnostics)
      : node(node), place(std::move(place)), diagnostics(diagnostics) {}

  const NirNode &read() const { return node; }
  const std::string &type() const { return node.type; }
  bool has(llvm::StringRef field) const { return node.find(field); }
  Diagnostic &error(const llvm::Twine &message) {
    return diagnostics.error(place, message);
  }
  Diagnostic &warning(const llvm::Twine &message) {
    return diagnostics.warning(place, message);
  }
  const Place &where() const { return place; }
  unsigned errorCount() const { return diagnostics.errorCount(); }

  /// One value for all neurons, or more that broadcast to them. Where the field
  /// is missing, `byDefault`, or an error without one. Axes of 1 in front are
  /// left off: they change nothing, and one may be that of a batch.
  Parameter parameter(llvm::StringRef field, std::optional<float> byDefault,
                      Finite finite = Finite::Yes);

  /// One value, or one for each of \p size channels.
  std::optional<Tensor> vector(llvm::StringRef field, int64_t size);

  /// A tensor with as many axes, none of them empty.
  std::optional<Tensor> tensor(llvm::StringRef field, size_t rank);

  /// Integers: one for all axes, or one for each.
  std::vector<int64_t> perAxis(llvm::StringRef field, size_t axes,
                               std::optional<int64_t> byDefault, int64_t least);
  int64_t integer(llvm::StringRef field, std::optional<int64_t> byDefault,
                  int64_t least = std::numeric_limits<int64_t>::min());

  /// A shape: sizes of at least 1. Nothing where the field is missing.
  std::optional<Shape> shape(llvm::StringRef field);

  /// The string of a field that may be one; null otherwise.
  const std::string *text(llvm::StringRef field) const;

  /// The smallest shape that all parameters of more than one value broadcast
  /// to.
  std::optional<Shape> neuronShape;

private:
  std::optional<std::vector<int64_t>> integers(llvm::StringRef field);
  std::optional<Tensor> numbers(llvm::StringRef field, Finite finite);
  bool require(llvm::StringRef field, bool isOptional);

  const NirNode &node;
  Place place;
  Diagnostics &diagnostics;
};

} // namespace snnc

#endif // SNNC_COMPILER_NIR_LAYERS_NODEFIELDS_H
