// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables and numbers as text, for people.

#ifndef SNNC_COMPILER_TOOLS_TABLE_H
#define SNNC_COMPILER_TOOLS_TABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace snnc {

using Row = std::vector<std::string>;

/// Columns as wide as they have to be; those of `numbers` to the right. The
/// first row is the head.
void printTable(llvm::raw_ostream &os, const std::vector<Row> &rows,
                llvm::ArrayRef<size_t> numbers = {});

/// A number as printf writes it.
std::string formatted(const char *format, double number);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_TABLE_H
