// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/fuzz/ReadIr.h"
#include "compiler/Pipeline/Pipeline.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Parser/Parser.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace snnc;
using fuzz::QuietContext;

static const DialectRegistry &compilerRegistry() {
  static const DialectRegistry made = [] {
    DialectRegistry registry;
    registerDialects(registry);
    registerPipelines();
    return registry;
  }();
  return made;
}

QuietContext::QuietContext()
    : context(compilerRegistry(), MLIRContext::Threading::DISABLED),
      handler(&context, [](Diagnostic &) { return success(); }) {
  context.loadAllAvailableDialects();
}

OwningOpRef<ModuleOp> QuietContext::parse(StringRef text) {
  return parseSourceString<ModuleOp>(
      text, ParserConfig(&context, /*verifyAfterParse=*/false));
}

bool QuietContext::isReadable(StringRef text) {
  pid_t child = fork();
  if (child == 0) {
    // Nobody is to hear of it.
    for (int crash : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL})
      std::signal(crash, SIG_DFL);
    _exit(parse(text) ? 0 : 1);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

OwningOpRef<ModuleOp> QuietContext::read(StringRef text) {
  return isReadable(text) ? parse(text) : nullptr;
}
