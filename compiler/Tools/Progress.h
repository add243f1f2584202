// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_TOOLS_PROGRESS_H
#define SNNC_COMPILER_TOOLS_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace snnc {

/// Counts on stderr what is done once work takes long, if somebody watches: on
/// a terminal. Elsewhere it is nothing.
class Progress {
public:
  Progress(llvm::StringRef unit, size_t total);
  ~Progress();

  /// Whether somebody watches.
  static bool isWatched();

  /// So many of the total are done.
  void set(size_t count) { done = count; }
  /// One more is.
  void advance() { ++done; }
  /// The same as a callback of snn_run_batch.
  static int report(void *self, size_t done, size_t total);

private:
  using Clock = std::chrono::steady_clock;

  void watch();
  void show() const;

  llvm::StringRef unit;
  size_t total;
  std::atomic<size_t> done = 0;
  Clock::time_point start = Clock::now();
  std::mutex mutex;
  std::condition_variable end;
  bool isOver = false, isShown = false;
  std::thread watcher;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_PROGRESS_H
