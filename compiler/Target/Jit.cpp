// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Jit.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include <snn/state.h>

using namespace snnc;

JitModel::JitModel(std::unique_ptr<llvm::orc::LLJIT> jit,
                   const snn_model *descriptor)
    : jit(std::move(jit)), descriptor(descriptor) {}
JitModel::JitModel(JitModel &&) = default;
JitModel::~JitModel() = default;

llvm::Expected<JitModel>
JitModel::load(std::unique_ptr<llvm::MemoryBuffer> object,
               llvm::StringRef name) {
  llvm::InitializeNativeTarget();
  auto jit = llvm::orc::LLJITBuilder().create();
  if (!jit)
    return jit.takeError();
  // The code calls memcpy and its like, and nothing else.
  if (llvm::Error problem = (*jit)->addObjectFile(std::move(object)))
    return std::move(problem);
  auto address = (*jit)->lookup((name + "_model").str());
  if (!address)
    return address.takeError();
  auto *model = address->toPtr<const snn_model *>();
  snn_message message = {};
  if (snn_model_check(model, &message) != SNN_OK)
    return llvm::createStringError(llvm::errc::not_supported, message.text);
  return JitModel(std::move(*jit), model);
}
