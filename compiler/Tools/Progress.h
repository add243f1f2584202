// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_TOOLS_PROGRESS_H
#define SNNC_COMPILER_TOOLS_PROGRESS_H

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <string>

namespace snnc {

/// Counts samples on stderr once a batch takes long, if somebody watches.
class Progress {
public:
  static int report(void *self, size_t done, size_t total) {
    static_cast<Progress *>(self)->show(done, total);
    return 0;
  }
  ~Progress() {
    if (isShown)
      llvm::errs() << '\r' << std::string(40, ' ') << '\r';
  }

private:
  using Clock = std::chrono::steady_clock;

  void show(size_t done, size_t total) {
    Clock::time_point now = Clock::now();
    if (!isTerminal || now < next)
      return;
    next = now + std::chrono::milliseconds(200);
    isShown = true;
    llvm::errs() << '\r' << done << " of " << total << " samples";
  }

  bool isTerminal = llvm::sys::Process::StandardErrIsDisplayed();
  bool isShown = false;
  Clock::time_point next = Clock::now() + std::chrono::seconds(1);
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_PROGRESS_H
