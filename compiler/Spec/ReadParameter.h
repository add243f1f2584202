// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the forms of a parameter: a number, nested lists, the name of a
// tensor, {"file": F, "tensor": N}, {"init": {"fn": ..., ...}}.

#ifndef SNNC_COMPILER_SPEC_READPARAMETER_H
#define SNNC_COMPILER_SPEC_READPARAMETER_H

#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/WeightFiles.h"
#include "snnc/Model.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace snnc {

class ParameterReader {
public:
  ParameterReader(const Report &report, WeightFiles &files)
      : report(report), files(files) {}

  /// Any form. Nothing is returned after an error. `uniform` is the range of
  /// uniform values where the model gives none.
  std::optional<Parameter> read(const JsonValue &value, llvm::StringRef key,
                                const InitFn &uniform = InitFn::uniform());

  /// As `read`, but numbers are not rounded to f32.
  std::optional<Parameter> readExact(const JsonValue &value,
                                     llvm::StringRef key,
                                     const InitFn &uniform = InitFn::uniform());

  /// As `read`, and a tensor must have the shape `expected`, which `axes` names
  /// in messages ("out_features, in_features"). A shape with a 0, left by an
  /// error before, is not compared. Numbers and drawn values must not, all
  /// together, become more values than this machine can compile.
  std::optional<Parameter> read(const JsonValue &value, llvm::StringRef key,
                                const Shape &expected, llvm::StringRef axes,
                                const InitFn &uniform = InitFn::uniform());

  /// `count` parameters: a list of them, or one tensor with `count` as its
  /// first axis. May be shorter after an error. SNNAX indexes its lists and
  /// does not look at what else is in them: so here, with a warning.
  std::vector<Parameter> readList(const JsonValue &value, llvm::StringRef key,
                                  size_t count);

private:
  std::optional<Parameter> readObject(const JsonValue &value,
                                      const InitFn &uniform);
  std::optional<Tensor> readInline(const JsonValue &value, llvm::StringRef key);
  std::vector<Parameter> split(const Parameter &parameter,
                               const JsonValue &value, llvm::StringRef key,
                               size_t count);

  void warnOfRest(const JsonValue &value, llvm::StringRef key, size_t count,
                  size_t found);

  bool fits(const JsonValue &value, llvm::StringRef key, const Shape &shape);

  const Report &report;
  WeightFiles &files;
  /// Bytes that the numbers read so far become.
  int64_t broadcastBytes = 0;
};

/// Reads {"fn": F, ...}, or the name F alone: "zeros", "ones", "constant" with
/// `value`, "uniform" with `low` and `high` (those of `uniform` unless given),
/// "normal" with `mean` and `std`.
InitFn readInitFn(const Report &report, const JsonValue &value,
                  const InitFn &uniform = InitFn::uniform());

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_READPARAMETER_H
