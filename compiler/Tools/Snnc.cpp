// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Session.h"
#include "compiler/Tools/Commands.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>

/// A model may take more memory than there is. Nothing here may allocate any.
static void endWithoutMemory(void *, const char *, bool) {
  constexpr llvm::StringLiteral message =
      "snnc: error: out of memory; 'snnc info' shows what a model takes\n";
  (void)!write(STDERR_FILENO, message.data(), message.size());
  _exit(snnc::exitBadInput);
}

/// Output that could not be written is an error, which LLVM's streams make a
/// fatal one where nobody asks for it.
static int finishOutput(int code) {
  llvm::outs().flush();
  std::error_code reason = llvm::outs().error();
  llvm::outs().clear_error();
  if (reason) {
    llvm::errs() << "snnc: error: cannot write the standard output: "
                 << reason.message() << '\n';
    code = code ? code : snnc::exitBadInput;
  }
  llvm::errs().clear_error();
  return code;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::install_bad_alloc_error_handler(endWithoutMemory);
  llvm::SmallVector<llvm::StringRef> arguments(argv + 1, argv + argc);
  return finishOutput(snnc::runDriver(arguments));
}
