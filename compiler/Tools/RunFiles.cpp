// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/RunFiles.h"

#include "dialect/SNNDialect.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace snnc;
using llvm::StringRef;

llvm::Expected<RunFiles> snnc::findRunFiles(
    llvm::ArrayRef<StringRef> inputs, llvm::ArrayRef<StringRef> outputs,
    llvm::ArrayRef<RecordedOutput> recorded, const RunOptions &options) {
  auto in = assignInputs(inputs, options.build.model, options.inputs);
  if (!in)
    return in.takeError();
  std::vector<StringRef> own = outputs.vec();
  for (const RecordedOutput &record : recorded)
    if (record.isNew)
      llvm::erase(own, record.name);
  auto out = assignFiles("--output", options.outputs, own);
  if (!out)
    return out.takeError();

  RunFiles files = {std::move(*in), {}};
  for (auto [index, file] : llvm::enumerate(*out))
    if (!file.empty())
      files.outputs.push_back({index, file});
  for (auto [record, file] : llvm::zip(recorded, options.recordFiles))
    if (!file.empty())
      files.outputs.push_back(
          {size_t(llvm::find(outputs, record.name) - outputs.begin()), file});
  return files;
}

static llvm::SmallVector<StringRef> namesOfPorts(mlir::ArrayAttr ports) {
  return llvm::map_to_vector(ports.getAsRange<mlir::snn::PortAttr>(),
                             [](auto port) { return port.getName(); });
}

llvm::Error snnc::checkRunFiles(const Build &build, const RunOptions &options) {
  mlir::snn::ModelOp model = build.interface();
  // A file of a late phase has no description; its names are checked later.
  if (!model)
    return llvm::Error::success();
  auto files = findRunFiles(namesOfPorts(model.getInputs()),
                            namesOfPorts(model.getOutputs()),
                            build.recordedOutputs(), options);
  if (!files)
    return files.takeError();
  for (const std::string &file : files->inputs)
    if (std::error_code problem =
            file == "-"
                ? std::error_code()
                : llvm::sys::fs::access(file, llvm::sys::fs::AccessMode::Exist))
      return llvm::createStringError(file + ": " + problem.message());
  return llvm::Error::success();
}
