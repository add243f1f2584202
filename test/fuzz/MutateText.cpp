// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes of IR as people make them in an editor, and worse.

#include "test/fuzz/Draw.h"
#include "test/fuzz/MutateIr.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <vector>

using namespace snnc;
using fuzz::Draw;
using llvm::SmallVector;
using llvm::StringRef;

namespace {
struct Word {
  size_t begin, end;
};
} // namespace

/// A word of letters, digits and what stands in names and numbers.
static bool isInWord(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.';
}

static std::vector<Word> wordsOf(StringRef text) {
  std::vector<Word> words;
  // What resources hold comes last, and is long.
  size_t size = std::min(text.find("{-#"), text.size());
  for (size_t at = 0; at < size;) {
    size_t end = at;
    while (end < size && isInWord(text[end]))
      ++end;
    if (end > at)
      words.push_back({at, end});
    at = end + 1;
  }
  return words;
}

static std::string replaced(StringRef text, size_t begin, size_t end,
                            StringRef by) {
  return (text.take_front(begin) + by + text.drop_front(end)).str();
}

static std::string mutateWord(StringRef text, Draw &draw) {
  std::vector<Word> words = wordsOf(text);
  if (words.empty())
    return text.str();
  Word word = draw.from(words), other = draw.from(words);
  StringRef found = text.slice(word.begin, word.end);
  int64_t number = 0;
  if (!found.getAsInteger(10, number))
    return replaced(text, word.begin, word.end,
                    std::to_string(draw.number(number)));
  // Another word of the same kind: that of the next place.
  for (const Word &each : words)
    if (draw.chance(5) &&
        text.slice(each.begin, each.end).front() == found.front())
      other = each;
  return replaced(text, word.begin, word.end,
                  text.slice(other.begin, other.end));
}

static std::string mutateLine(StringRef text, Draw &draw) {
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  size_t line = draw.below(lines.size()), other = draw.below(lines.size());
  StringRef kept = lines[line];
  switch (draw.below(3)) {
  case 0:
    lines.erase(lines.begin() + line);
    break;
  case 1:
    lines.insert(lines.begin() + other, kept);
    break;
  default:
    std::swap(lines[line], lines[other]);
  }
  return llvm::join(lines, "\n");
}

std::string fuzz::mutateText(StringRef text, std::mt19937 &random) {
  Draw draw(random);
  return draw.chance(70) ? mutateWord(text, draw) : mutateLine(text, draw);
}
