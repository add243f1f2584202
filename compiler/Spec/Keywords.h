// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a spec calls the values of enumerations, in their order, for those who
// read them and those who write them.

#ifndef SNNC_COMPILER_SPEC_KEYWORDS_H
#define SNNC_COMPILER_SPEC_KEYWORDS_H

#include "llvm/ADT/StringRef.h"
#include <cstddef>

namespace snnc {

/// Of Reduce.
inline constexpr llvm::StringRef reduceNames[] = {"none", "sum", "mean", "last",
                                                  "max"};
/// Of Element.
inline constexpr llvm::StringRef elementNames[] = {"f32", "bits", "u8"};
/// Of InitFn::Kind.
inline constexpr llvm::StringRef initFnNames[] = {"zeros", "ones", "constant",
                                                  "uniform", "normal"};
/// Of Surrogate::Type.
inline constexpr llvm::StringRef surrogateNames[] = {"superspike", "sigmoid",
                                                     "piecewise"};

/// Of Forward.
inline constexpr llvm::StringRef forwardNames[] = {"default", "delayed"};
/// Of Merge.
inline constexpr llvm::StringRef mergeNames[] = {"concat", "sum", "product"};
/// Of PaddingMode.
inline constexpr llvm::StringRef paddingModeNames[] = {"ZEROS", "REFLECT",
                                                       "REPLICATE", "CIRCULAR"};

/// The name of a value of an enumeration.
template <size_t count, typename Enum>
llvm::StringRef keyword(const llvm::StringRef (&names)[count], Enum value) {
  return names[static_cast<size_t>(value)];
}

} // namespace snnc

#endif // SNNC_COMPILER_SPEC_KEYWORDS_H
