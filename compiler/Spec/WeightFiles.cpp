// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/WeightFiles.h"
#include "compiler/Spec/ForeignFiles.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace snnc;
using llvm::StringRef;

WeightFiles::File WeightFiles::openFile(const JsonValue &value,
                                        const std::string &path) {
  llvm::SmallString<128> full(path);
  if (llvm::sys::path::is_relative(path)) {
    full = llvm::sys::path::parent_path(report.file);
    llvm::sys::path::append(full, path);
  }
  auto [entry, isNew] = opened.try_emplace(full);
  if (!isNew)
    return entry->second;
  llvm::Expected<File> file = SafetensorsFile::open(full);
  if (file)
    entry->second = *file;
  else
    reportUnreadable(value, file.takeError());
  return entry->second;
}

void WeightFiles::reportUnreadable(const JsonValue &value,
                                   llvm::Error problem) {
  llvm::handleAllErrors(
      std::move(problem),
      [&](const ForeignFileError &foreign) {
        report.error(value, foreign.message()).note({}, foreign.cure());
      },
      [&](const llvm::ErrorInfoBase &other) {
        report.error(value, other.message());
      });
}

std::vector<std::string> WeightFiles::paths() const {
  std::vector<std::string> paths;
  for (StringRef path : opened.keys())
    paths.push_back(path.str());
  llvm::sort(paths);
  return paths;
}

void WeightFiles::open(const JsonValue &weights) {
  const auto *list = weights.getIf<JsonValue::Array>();
  llvm::ArrayRef<JsonValue> values =
      list ? llvm::ArrayRef(*list) : llvm::ArrayRef(weights);
  for (const JsonValue &value : values) {
    File file;
    if (const std::string *path = value.getIf<std::string>())
      file = openFile(value, *path);
    else
      report.expected(value, "weights", "a path or a list of paths");
    if (!file)
      incomplete = true;
    else if (!llvm::is_contained(listed, file))
      listed.push_back(file);
  }
}

std::optional<Tensor> WeightFiles::readTensor(const JsonValue &value,
                                              const SafetensorsFile &file,
                                              const SafetensorsEntry &entry) {
  auto [cached, isNew] =
      tensors.try_emplace((file.path() + ":" + entry.name).str());
  if (!isNew)
    return cached->second;
  llvm::Expected<Tensor> tensor = file.read(entry);
  if (tensor)
    cached->second = std::move(*tensor);
  else
    report.error(value, llvm::toString(tensor.takeError()));
  return cached->second;
}

void WeightFiles::reportMissing(const JsonValue &value, const std::string &name,
                                llvm::ArrayRef<File> files) {
  if (files.empty()) {
    report.error(value, "no file for the tensor '" + name +
                            "': the model names none under 'weights'");
    return;
  }
  std::string paths;
  std::vector<StringRef> names;
  for (const File &file : files) {
    paths += (paths.empty() ? "'" : ", '") + file->path().str() + "'";
    for (const SafetensorsEntry &entry : file->entries())
      names.push_back(entry.name);
  }
  std::string message = "no tensor '" + name + "' in " + paths;
  if (StringRef nearest = nearestName(name, names); !nearest.empty())
    message += "; the nearest name is '" + nearest.str() + "'";
  report.error(value, message);
}

std::optional<Tensor> WeightFiles::read(const JsonValue &value,
                                        const std::string &name) {
  if (auto found = given.find(name); found != given.end())
    return found->second;
  std::vector<File> having;
  llvm::copy_if(listed, std::back_inserter(having),
                [&](const File &file) { return file->find(name); });
  if (having.size() == 1)
    return readTensor(value, *having[0], *having[0]->find(name));
  if (having.size() > 1)
    report.error(value, "the tensor '" + name + "' is in '" +
                            having[0]->path() + "' and in '" +
                            having[1]->path() +
                            R"('; {"file": ..., "tensor": ...} says which)");
  else if (!incomplete)
    reportMissing(value, name, listed);
  return std::nullopt;
}

std::optional<Tensor> WeightFiles::read(const JsonValue &value,
                                        const std::string &path,
                                        const std::string &name) {
  File file = openFile(value, path);
  if (!file)
    return std::nullopt;
  if (const SafetensorsEntry *entry = file->find(name))
    return readTensor(value, *file, *entry);
  reportMissing(value, name, file);
  return std::nullopt;
}
