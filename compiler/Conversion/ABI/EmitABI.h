// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C interface of a compiled model (runtime/include/snn/abi.h) in IR.

#ifndef SNNC_COMPILER_CONVERSION_ABI_EMITABI_H
#define SNNC_COMPILER_CONVERSION_ABI_EMITABI_H

#include "dialect/SNNDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace snnc {

/// The attribute of `snn.model` in which `snn-emit-abi` notes what it decided:
/// `state_bytes`, `weight_bytes`, `target`, `interface` and `variants`.
constexpr llvm::StringLiteral abiNotes = "snn.abi";

/// Attributes of an `snn.model` whose weights the program gives, by
/// `snn-runtime-weights`: the parameters, as ports without steps, and the bytes
/// of the buffer that they are packed into, which is the last argument of
/// `@<net>.run` and `@<net>.init_state`. `@<net>.pack` packs them.
constexpr llvm::StringLiteral paramsAttr = "snn.params";
constexpr llvm::StringLiteral paramBytesAttr = "snn.param_bytes";
constexpr llvm::StringLiteral packSuffix = ".pack";

/// The attribute of the module that says for which CPUs there is code
/// (compiler/Target/CpuFeatures.h); `snn-emit-abi` takes it away.
constexpr llvm::StringLiteral abiVariants = "snn.variants";

/// What the descriptor says beside what `snn.model` does.
struct DescriptorFacts {
  llvm::StringRef compiler, target;
  mlir::ArrayAttr variants; ///< Null where nothing is known of CPUs.
  std::string interface;    ///< A hash of what a header says, 16 digits.
  int64_t stateBytes = 0;
  int64_t weightBytes = 0;
  unsigned sizeBits = 64; ///< Of C's size_t.
};

/// Makes the constant `<name>_model` of C type snn_model, and what it points to
/// with internal linkage. The functions that it names must exist by the end. A
/// symbol `<name>_header_<interface>` lets linkers see that header and object
/// belong together.
void emitDescriptor(mlir::OpBuilder &builder, mlir::snn::ModelOp model,
                    const DescriptorFacts &facts);

} // namespace snnc

#endif // SNNC_COMPILER_CONVERSION_ABI_EMITABI_H
