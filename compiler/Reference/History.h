// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a value was in the steps before.

#ifndef SNNC_REFERENCE_HISTORY_H
#define SNNC_REFERENCE_HISTORY_H

#include "compiler/Reference/Array.h"

#include <deque>

namespace snnc {

/// The last `length` values of something. It takes memory for the steps that
/// have been, however long it may become.
class History {
public:
  History() = default;
  /// Before the first step, the value is `before`.
  History(size_t length, Array before)
      : length(length), before(std::move(before)) {}

  /// The value `steps` steps ago, from 1 to the length.
  const Array &ago(size_t steps) const {
    return steps <= past.size() ? past[steps - 1] : before;
  }

  /// One step later.
  void push(const Array &now) {
    past.push_front(now);
    if (past.size() > length)
      past.pop_back();
  }

  /// The last `count` values in one array [count, shape...], the oldest first.
  Array get(size_t count) const;
  /// Sets them, from as many values in a row.
  void set(size_t count, const std::vector<float> &data);

private:
  size_t length = 0;
  Array before;
  std::deque<Array> past; ///< the newest first
};

} // namespace snnc

#endif // SNNC_REFERENCE_HISTORY_H
