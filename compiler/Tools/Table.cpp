// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Table.h"

#include "compiler/Spec/Printable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Format.h"
#include <algorithm>

std::string snnc::formatted(const char *format, double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(format, number);
  return text;
}

void snnc::printTable(llvm::raw_ostream &os, const std::vector<Row> &rows,
                      llvm::ArrayRef<size_t> numbers) {
  std::vector<size_t> widths(rows.front().size());
  for (const Row &row : rows)
    for (auto [width, cell] : llvm::zip(widths, row))
      width = std::max(width, columnWidth(printable(cell)));
  for (const Row &row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      std::string cell = printable(row[i]);
      std::string pad(widths[i] - columnWidth(cell), ' ');
      bool isNumber = llvm::is_contained(numbers, i);
      line += (i ? "  " : "") + (isNumber ? pad + cell : cell + pad);
    }
    os << llvm::StringRef(line).rtrim() << '\n';
  }
}
