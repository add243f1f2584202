// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The end of a build: machine code.

#include "compiler/Driver/Build.h"
#include "compiler/Target/ModelText.h"

#include "compiler/Reference/Interpreter.h"
#include "compiler/Target/JoinVariants.h"
#include "llvm/IR/Module.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace mlir;

llvm::Expected<std::unique_ptr<llvm::Module>>
Build::translate(OwningOpRef<ModuleOp> from, const CompileTarget &target,
                 bool keepParameters) {
  auto translated =
      translateToLLVM(std::move(from), llvmContext, target, keepParameters);
  if (translated)
    optimize(**translated, target);
  return translated;
}

llvm::Expected<std::unique_ptr<llvm::Module>>
Build::translateAll(bool keepModules) {
  std::string modelName = name();
  auto take = [&](OwningOpRef<ModuleOp> &module) -> OwningOpRef<ModuleOp> {
    if (keepModules)
      return module->clone();
    return std::move(module);
  };
  std::vector<std::unique_ptr<llvm::Module>> modules(1);
  for (size_t i = 0; i < others.size(); ++i) {
    auto translated = translate(take(others[i]), codeTargets.all()[i + 1],
                                /*keepParameters=*/true);
    if (!translated)
      return translated.takeError();
    modules.push_back(std::move(*translated));
  }
  // Clones of the model, which interpreters have, read the same parameters.
  auto first =
      translate(take(owned), codeTargets.first(),
                keepModules || options.profile != Keep::No || !kept.empty());
  if (!first || others.empty())
    return first;
  modules.front() = std::move(*first);
  return joinVariants(std::move(modules), codeTargets.variants(), modelName);
}

llvm::Expected<std::unique_ptr<llvm::Module>> Build::toLlvm() {
  return translateAll(/*keepModules=*/false);
}

static llvm::Expected<SmallVector<char, 0>>
makeObject(llvm::Expected<std::unique_ptr<llvm::Module>> translated,
           const CompileTarget &target) {
  if (!translated)
    return translated.takeError();
  SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  if (llvm::Error problem =
          emitCode(**translated, target, CodeKind::Object, stream))
    return std::move(problem);
  return std::move(object);
}

llvm::Expected<SmallVector<char, 0>> Build::toObject() {
  return makeObject(toLlvm(), codeTargets.first());
}

llvm::Expected<int64_t> Build::countCodeBytes() {
  auto bytes =
      makeObject(translateAll(/*keepModules=*/true), codeTargets.first());
  if (!bytes)
    return bytes.takeError();
  auto object = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(StringRef(bytes->data(), bytes->size()), "code"));
  if (!object)
    return object.takeError();
  int64_t count = 0;
  for (const llvm::object::SectionRef &section : (*object)->sections())
    count += section.isText() ? section.getSize() : 0;
  return count;
}

int Build::toJit(std::optional<JitModel> &jit) {
  if (int code = runTo(""))
    return code;
  if (givenParams(interface())) {
    session.error("this model is given its weights at run time; expected one "
                  "that has them");
    return exitBadInput;
  }
  std::string modelName = name();
  auto object = toObject();
  if (!object) {
    session.error(object.takeError());
    return exitInternal;
  }
  auto loaded = JitModel::load(std::make_unique<llvm::SmallVectorMemoryBuffer>(
                                   std::move(*object), modelName + ".o", false),
                               modelName);
  if (!loaded) {
    // Only the CPU that a user asked for may be at fault.
    std::error_code code;
    auto text = llvm::handleErrors(
        loaded.takeError(),
        [&](std::unique_ptr<llvm::StringError> problem) -> llvm::Error {
          code = problem->convertToErrorCode();
          return llvm::Error(std::move(problem));
        });
    session.error(std::move(text));
    return code == std::errc::not_supported ? exitBadInput : exitInternal;
  }
  jit.emplace(std::move(*loaded));
  return exitDone;
}
