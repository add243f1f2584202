// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures, as the text of SVG files.

#ifndef SNNC_COMPILER_TOOLS_SVG_H
#define SNNC_COMPILER_TOOLS_SVG_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace snnc {

/// A picture in the making. Its origin is at the top left, a unit a pixel.
class Svg {
public:
  /// What `text` is for XML: valid UTF-8 without control characters.
  static std::string escaped(llvm::StringRef text);

  /// Any elements, as they are.
  llvm::raw_ostream &raw() { return body; }
  /// A line of text that begins at x or, by `anchor`, is around or before it.
  void text(int64_t x, int64_t y, llvm::StringRef text,
            llvm::StringRef classes = "", llvm::StringRef anchor = "");

  /// The file. `title` is what screen readers say, `style` more of CSS.
  std::string finish(int64_t width, int64_t height, llvm::StringRef title,
                     llvm::StringRef style) const;

private:
  std::string content;
  llvm::raw_string_ostream body{content};
};

/// What a line of 12 pixels takes at most, as far as that is known without its
/// font.
int64_t textWidth(llvm::StringRef text);

/// The text, or its beginning with an ellipsis.
std::string shortened(llvm::StringRef text, size_t most);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_SVG_H
