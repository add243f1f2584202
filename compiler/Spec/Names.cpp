// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace snnc;
using llvm::StringRef;

/// Of C11 and C++20: the generated header is included from both.
static bool isKeyword(StringRef name) {
  static constexpr llvm::StringLiteral keywords =
      " alignas alignof and and_eq asm auto bitand bitor bool break case "
      "catch char char16_t char32_t char8_t class co_await co_return "
      "co_yield compl concept const const_cast consteval constexpr "
      "constinit continue decltype default delete do double dynamic_cast "
      "else enum explicit export extern false float for friend goto if "
      "inline int long mutable namespace new noexcept not not_eq nullptr "
      "operator or or_eq private protected public register "
      "reinterpret_cast requires restrict return short signed sizeof "
      "static static_assert static_cast struct switch template this "
      "thread_local throw true try typedef typeid typename union unsigned "
      "using virtual void volatile wchar_t while xor xor_eq _Alignas "
      "_Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn "
      "_Static_assert _Thread_local ";
  return keywords.contains((" " + name + " ").str());
}

static bool isWordCharacter(char c) { return llvm::isAlnum(c) || c == '_'; }

static bool isWord(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, isWordCharacter);
}

bool snnc::isCIdentifier(StringRef name) {
  return isWord(name) && !isKeyword(name);
}

bool snnc::isLayerName(StringRef name) {
  llvm::SmallVector<StringRef> parts;
  name.split(parts, '.');
  return llvm::all_of(parts, [](StringRef part) {
    return isWord(part) || (!part.empty() && llvm::all_of(part, llvm::isDigit));
  });
}

std::string snnc::toCIdentifier(StringRef name) {
  std::string identifier;
  if (name.empty() || llvm::isDigit(name.front()))
    identifier = "_";
  for (char c : name)
    identifier += isWordCharacter(c) ? c : '_';
  if (isKeyword(identifier))
    identifier += '_';
  return identifier;
}

StringRef snnc::nearestName(StringRef name,
                            llvm::ArrayRef<StringRef> candidates) {
  StringRef best;
  unsigned bestDistance = ~0u;
  for (StringRef candidate : candidates) {
    unsigned distance = name.edit_distance_insensitive(candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
