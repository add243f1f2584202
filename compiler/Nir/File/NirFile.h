// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a NIR file says, before anything is known of the meaning of its nodes.

#ifndef SNNC_COMPILER_NIR_FILE_NIRFILE_H
#define SNNC_COMPILER_NIR_FILE_NIRFILE_H

#include "snnc/Parameter.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace snnc {

/// One dataset: an array of numbers or strings, row-major. A scalar has no
/// axis.
struct NirField {
  std::string name;
  Shape shape;
  /// Floats of any size are rounded to f32, and kept as doubles where that
  /// loses something; the values may be NaN or infinite. Integers of any size
  /// and booleans are int64_t.
  std::variant<Tensor, std::vector<int64_t>, std::vector<std::string>> value;
  /// Whether the file has floats of f32 or less.
  bool isSingle = false;

  const Tensor *floats() const { return std::get_if<Tensor>(&value); }
  const std::vector<int64_t> *integers() const {
    return std::get_if<std::vector<int64_t>>(&value);
  }
  const std::vector<std::string> *strings() const {
    return std::get_if<std::vector<std::string>>(&value);
  }

  size_t count() const;
  /// The one string of the field; null where it is numbers or several strings.
  const std::string *text() const;
  /// The numbers as a tensor, be they floats or integers; nullopt for strings.
  std::optional<Tensor> numbers() const;
  /// The numbers as integers, be they integers or floats that are whole;
  /// nullopt for strings and fractions.
  std::optional<std::vector<int64_t>> wholeNumbers() const;
  /// "floats of shape [20, 30]".
  std::string describe() const;
};

struct NirGraph;

struct NirNode {
  std::string name;
  std::string type;
  /// All datasets but `type`, in alphabetical order. What is in a group of the
  /// node has a path for a name, "group/dataset".
  std::vector<NirField> fields;
  /// Named alike, by paths below `metadata`.
  std::vector<NirField> metadata;
  /// Where the type is NIRGraph; null otherwise.
  std::shared_ptr<const NirGraph> graph;

  /// Null where the node has no such field.
  const NirField *find(llvm::StringRef field) const;
};

struct NirEdge {
  std::string source;
  std::string target;
};

struct NirGraph {
  /// In the file's order, which is alphabetical.
  std::vector<NirNode> nodes;
  /// In the file's order, which its writer chose.
  std::vector<NirEdge> edges;

  /// Null where the graph has no such node.
  const NirNode *find(llvm::StringRef node) const;
};

struct NirFile {
  /// Of the Python package that wrote the file; empty before nir 0.2.
  std::string version;
  NirGraph graph;
  /// The graph's own.
  std::vector<NirField> metadata;
};

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_NIRFILE_H
