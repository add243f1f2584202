// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Progress.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;

Progress::Progress(llvm::StringRef unit, size_t total)
    : unit(unit), total(total) {
  if (isWatched())
    watcher = std::thread([this] { watch(); });
}

Progress::~Progress() {
  if (!watcher.joinable())
    return;
  {
    std::lock_guard lock(mutex);
    isOver = true;
  }
  end.notify_one();
  watcher.join();
  if (isShown)
    llvm::errs() << '\r' << std::string(60, ' ') << '\r';
}

bool Progress::isWatched() {
  return llvm::sys::Process::StandardErrIsDisplayed();
}

int Progress::report(void *self, size_t done, size_t) {
  static_cast<Progress *>(self)->set(done);
  return 0;
}

/// Nothing in the first second, then a few times in each.
void Progress::watch() {
  std::unique_lock lock(mutex);
  auto isEnd = [this] { return isOver; };
  Clock::time_point next = start + std::chrono::seconds(1);
  while (!end.wait_until(lock, next, isEnd)) {
    isShown = true;
    show();
    next += std::chrono::milliseconds(200);
  }
}

void Progress::show() const {
  auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
  llvm::errs() << '\r' << done.load() << " of " << total << ' ' << unit << ", "
               << seconds.count() << " s";
}
