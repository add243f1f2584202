// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Svg.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace snnc;
using llvm::StringRef;

std::string Svg::escaped(StringRef text) {
  std::string valid = llvm::json::fixUTF8(text), result;
  for (char &c : valid)
    if (static_cast<unsigned char>(c) < ' ')
      c = ' ';
  llvm::raw_string_ostream stream(result);
  llvm::printHTMLEscaped(valid, stream);
  return result;
}

void Svg::text(int64_t x, int64_t y, StringRef text, StringRef classes,
               StringRef anchor) {
  body << "<text x=\"" << x << "\" y=\"" << y << '"';
  if (!classes.empty())
    body << " class=\"" << classes << '"';
  if (!anchor.empty())
    body << " text-anchor=\"" << anchor << '"';
  body << '>' << escaped(text) << "</text>\n";
}

std::string Svg::finish(int64_t width, int64_t height, StringRef title,
                        StringRef style) const {
  std::string file;
  llvm::raw_string_ostream os(file);
  os << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width
     << "\" height=\"" << height << "\" viewBox=\"0 0 " << width << ' '
     << height << "\" role=\"img\">\n<title>" << escaped(title)
     << "</title>\n<style>text{font:12px sans-serif;fill:#222}"
        ".small{font-size:10px;fill:#555}.head{font-size:14px}\n"
     << style << "</style>\n"
     << "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
     << content << "</svg>\n";
  return file;
}

/// Characters, not bytes.
static size_t countCharacters(StringRef text) {
  return llvm::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

int64_t snnc::textWidth(StringRef text) { return 7 * countCharacters(text); }

std::string snnc::shortened(StringRef text, size_t most) {
  if (countCharacters(text) <= most)
    return text.str();
  size_t bytes = 0;
  for (size_t seen = 0; bytes < text.size(); ++bytes)
    if ((text[bytes] & 0xc0) != 0x80 && seen++ == most - 1)
      break;
  return text.take_front(bytes).str() + "\u2026";
}
