// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weight files of one model, each opened and each tensor read once.

#ifndef SNNC_COMPILER_SPEC_WEIGHTFILES_H
#define SNNC_COMPILER_SPEC_WEIGHTFILES_H

#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Safetensors.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace snnc {

class WeightFiles {
public:
  /// Paths are relative to the directory of the model file that `report` names.
  explicit WeightFiles(const Report &report) : report(report) {}

  /// Opens what the model's key `weights` names: a path or a list of paths.
  void open(const JsonValue &weights);

  /// Makes a tensor known that lies in no file.
  void add(const NamedTensor &tensor) { given[tensor.name] = tensor.tensor; }

  /// The tensor of that name in the files of `weights`. A name that none has,
  /// or several have, is an error at `value`.
  std::optional<Tensor> read(const JsonValue &value, const std::string &name);

  /// The tensor of that name in the file at `path`.
  std::optional<Tensor> read(const JsonValue &value, const std::string &path,
                             const std::string &name);

  /// The files that were opened, sorted.
  std::vector<std::string> paths() const;

private:
  using File = std::shared_ptr<const SafetensorsFile>;

  /// Null, with an error at `value`, when the file cannot be used.
  File openFile(const JsonValue &value, const std::string &path);
  void reportUnreadable(const JsonValue &value, llvm::Error problem);
  std::optional<Tensor> readTensor(const JsonValue &value,
                                   const SafetensorsFile &file,
                                   const SafetensorsEntry &entry);
  void reportMissing(const JsonValue &value, const std::string &name,
                     llvm::ArrayRef<File> files);

  const Report &report;
  llvm::StringMap<File> opened;
  std::vector<File> listed;
  /// Set when a listed file could not be opened: then no name is called
  /// missing.
  bool incomplete = false;
  /// Tensors that lie in no file.
  llvm::StringMap<Tensor> given;
  /// Null for a tensor that could not be read, which is reported once.
  llvm::StringMap<std::optional<Tensor>> tensors;
};

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_WEIGHTFILES_H
