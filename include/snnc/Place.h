// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a value stands in a model file.

#ifndef SNNC_PLACE_H
#define SNNC_PLACE_H

#include <string>

namespace snnc {

/// A position in a text file. Lines and columns count from 1, columns in bytes;
/// 0 says that only the file is known (a binary file, or the file as a whole).
/// In a file of a graph, which has no lines, `node` is the node's path in it,
/// as the file spells it. A default Place is the place of something that no
/// file says, such as a model built in C++.
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string node = {};
};

} // namespace snnc

#endif // SNNC_PLACE_H
