// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Printable.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

std::string snnc::printable(StringRef text, StringRef kept) {
  std::string result;
  llvm::raw_string_ostream os(result);
  while (!text.empty()) {
    const llvm::UTF8 *begin = text.bytes_begin(), *end = begin;
    llvm::UTF32 character = 0;
    bool isText =
        llvm::convertUTF8Sequence(&end, text.bytes_end(), &character,
                                  llvm::strictConversion) == llvm::conversionOK;
    size_t size = isText ? end - begin : 1;
    if (isText && (llvm::sys::unicode::isPrintable(character) ||
                   kept.contains(text.take_front(size))))
      os << text.take_front(size);
    else if (isText)
      os << llvm::format("<U+%04X>", character);
    else
      os << llvm::format("<%02X>", *begin);
    text = text.drop_front(size);
  }
  return result;
}

size_t snnc::columnWidth(StringRef printableText) {
  int width = llvm::sys::unicode::columnWidthUTF8(printableText);
  return width < 0 ? printableText.size() : width;
}
