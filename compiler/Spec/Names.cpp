// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Names.h"
#include "compiler/Spec/ReservedNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace snnc;
using llvm::StringRef;

static bool isWordCharacter(char c) { return llvm::isAlnum(c) || c == '_'; }

bool snnc::isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, isWordCharacter);
}

bool snnc::isCIdentifier(StringRef name) {
  return isIdentifier(name) && !isKeyword(name);
}

bool snnc::isLayerName(StringRef name) {
  llvm::SmallVector<StringRef> parts;
  name.split(parts, '.');
  return llvm::all_of(parts, [](StringRef part) {
    return isIdentifier(part) ||
           (!part.empty() && llvm::all_of(part, llvm::isDigit));
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

/// C has what begins with "__", or "_" and a capital, to itself. A model's name
/// is the beginning of macros in capitals.
static bool isReserved(StringRef name, NameUse use) {
  return isReservedForC(use == NameUse::Model ? name.upper() + "_"
                                              : name.str());
}

StringRef snnc::faultOf(StringRef name, NameUse use) {
  if (!isIdentifier(name))
    return "no C identifier";
  if (isKeyword(name))
    return "a keyword of C or C++";
  if (isReserved(name, use))
    return "reserved for C compilers";
  if (use == NameUse::Port)
    return isMacro(name) ? "a macro of C compilers or headers" : "";
  if (isSystemHeader(name))
    return "the name of a header of C";
  return isRuntimeName(name) ? "a name of snnc's runtime" : "";
}

std::string snnc::toCName(StringRef name, NameUse use) {
  std::string identifier = toCIdentifier(name);
  if (isReserved(identifier, use))
    identifier = "x" + identifier;
  if (!faultOf(identifier, use).empty())
    identifier += '_';
  return identifier;
}

std::string snnc::modelNameFor(StringRef path) {
  return toCName(llvm::sys::path::stem(path).trim("<>"), NameUse::Model);
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

/// Whether one may be a slip of the other. Dashes of options say nothing.
static bool isNear(StringRef name, StringRef candidate) {
  StringRef word = name.ltrim('-');
  return name.edit_distance_insensitive(candidate) <= (word.size() + 2) / 3 ||
         (word.size() >= 3 &&
          candidate.ltrim('-').starts_with_insensitive(word));
}

std::string snnc::didYouMean(StringRef before, StringRef name,
                             llvm::ArrayRef<StringRef> candidates) {
  llvm::SmallVector<StringRef> near;
  llvm::copy_if(candidates, std::back_inserter(near),
                [&](StringRef each) { return isNear(name, each); });
  if (near.empty())
    return "";
  return (before + "did you mean '" + nearestName(name, near) + "'?").str();
}
