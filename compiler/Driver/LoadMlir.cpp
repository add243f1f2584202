// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models in MLIR, which anything may have written.

#include "compiler/Driver/Session.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace snnc;
using llvm::StringRef;

/// A resource is a name until its file's last section gives it data. Of
/// parameters the verifier has looked at it.
static bool hasItsData(mlir::ModuleOp module) {
  bool isComplete = true;
  module.walk([&](mlir::Operation *op) {
    op->getAttrDictionary().walk([&](mlir::DenseResourceElementsAttr value) {
      if (value.getRawHandle().getBlob())
        return;
      isComplete = false;
      op->emitError("the data of '")
          << value.getRawHandle().getKey()
          << "' are missing: dumps leave large ones out without "
             "--print-weights";
    });
  });
  return isComplete;
}

/// How deep brackets nest in MLIR. What reads it, and what walks over it
/// afterwards, calls itself as often.
static unsigned nestingOf(StringRef text) {
  unsigned depth = 0, deepest = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        at += text[at] == '\\';
    } else if (c == '/' && text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (StringRef("([{<").contains(c)) {
      deepest = std::max(deepest, ++depth);
    } else if (StringRef(")]}>").contains(c) && depth > 0 &&
               text.substr(at - 1, 2) != "->") {
      --depth;
    }
  }
  return deepest;
}

/// Whether the brackets of an input nest as those of a model may.
static bool isFlatEnough(StringRef text, const std::string &name,
                         Diagnostics &diagnostics) {
  constexpr unsigned mostNesting = 1000;
  if (nestingOf(text) <= mostNesting)
    return true;
  diagnostics.error({name}, "expected brackets at most " +
                                llvm::Twine(mostNesting) + " deep");
  return false;
}

mlir::OwningOpRef<mlir::ModuleOp> Session::loadMlir(const ModelSource &source) {
  std::string name = source.name().str();
  std::unique_ptr<llvm::MemoryBuffer> file;
  if (const llvm::MemoryBuffer *input = source.input()) {
    diagnostics.addSource(name, input->getBuffer().str());
  } else {
    auto buffer = llvm::MemoryBuffer::getFile(name);
    if (std::error_code reason = buffer.getError()) {
      diagnostics.error({name}, "cannot read: " + reason.message());
      return nullptr;
    }
    files.add(name, "the model");
    file = std::move(*buffer);
  }
  StringRef text = (file ? file.get() : source.input())->getBuffer();
  if (!isFlatEnough(text, name, diagnostics))
    return nullptr;
  mlir::OwningOpRef<mlir::ModuleOp> module = parseMlir(text, name);
  if (!module || failed(mlir::verify(*module)) || !hasItsData(*module))
    return nullptr;
  return module;
}

/// MLIR's own reader crashes on some damaged files, and may leave the memory in
/// disorder after an error.
mlir::OwningOpRef<mlir::ModuleOp> Session::parseMlir(StringRef text,
                                                     StringRef name) {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::ParserConfig config(&context, /*verifyAfterParse=*/false);
  llvm::CrashRecoveryContext::Enable();
  bool isRead = llvm::CrashRecoveryContext().RunSafely([&] {
    module = mlir::parseSourceString<mlir::ModuleOp>(text, config, name);
  });
  llvm::CrashRecoveryContext::Disable();
  if (!isRead)
    diagnostics.error({name.str()},
                      "MLIR's reader crashes on this file; expected MLIR as "
                      "--dump-phases or snn-opt writes it");
  if ((!isRead || !module) && endProgram)
    endProgram();
  return module;
}
