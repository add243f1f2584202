// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What machine code needs of a processor, for the descriptor (snn/abi.h).

#ifndef SNNC_COMPILER_TARGET_CPUFEATURES_H
#define SNNC_COMPILER_TARGET_CPUFEATURES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class MCSubtargetInfo;
class Triple;
} // namespace llvm

namespace snnc {

/// A feature and how a program asks for it; see snn_feature.
struct CpuFeature {
  std::string name;
  uint32_t word = 0, bits = 0, systemBits = 0;
};

/// One of the CPUs that an object holds code for; see snn_variant.
struct CpuVariant {
  std::string cpu;
  bool fma = false; ///< Products are fused with sums.
  std::vector<CpuFeature> features;
};

/// The features of `code` beyond `baseline` that LLVM uses on its own. Those
/// that need intrinsics (encryption, matrices, half precision, ...) or say how
/// fast something is are none of them.
std::vector<CpuFeature> neededFeatures(const llvm::Triple &triple,
                                       const llvm::MCSubtargetInfo &code,
                                       const llvm::MCSubtargetInfo &baseline);

/// "avx, avx2, fma", or "" for none.
std::string joinNames(llvm::ArrayRef<CpuFeature> features);

/// Variants as an attribute, and back.
mlir::ArrayAttr toAttribute(llvm::ArrayRef<CpuVariant> variants,
                            mlir::MLIRContext *context);
std::vector<CpuVariant> variantsOf(mlir::ArrayAttr attribute);

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_CPUFEATURES_H
