// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Maxima and minima where floats are computed by a library: LLVM would call
// fmaximumf, which is younger than most C libraries. Floats are in registers of
// integers there, and so are the answers.

#include "compiler/Target/Codegen.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using llvm::Value;

static bool isExtreme(const llvm::IntrinsicInst &call) {
  return (call.getIntrinsicID() == llvm::Intrinsic::maximum ||
          call.getIntrinsicID() == llvm::Intrinsic::minimum) &&
         call.getType()->getScalarType()->isFloatTy();
}

namespace {
/// The larger or smaller of two floats, by their bits.
class Extreme {
public:
  explicit Extreme(llvm::IntrinsicInst &call)
      : call(call), builder(&call),
        bits(call.getType()->getWithNewType(builder.getInt32Ty())) {}

  Value *expand() {
    Value *a = builder.CreateBitCast(call.getArgOperand(0), bits);
    Value *b = builder.CreateBitCast(call.getArgOperand(1), bits);
    bool isMaximum = call.getIntrinsicID() == llvm::Intrinsic::maximum;
    Value *isFirst = builder.CreateICmp(isMaximum ? llvm::CmpInst::ICMP_SGT
                                                  : llvm::CmpInst::ICMP_SLT,
                                        orderOf(a), orderOf(b));
    Value *result = builder.CreateSelect(isFirst, a, b);
    result = builder.CreateSelect(isNaN(b), quiet(b), result);
    result = builder.CreateSelect(isNaN(a), quiet(a), result);
    return builder.CreateBitCast(result, call.getType());
  }

private:
  Value *constant(uint32_t value) {
    return llvm::ConstantInt::get(bits, value);
  }
  /// An integer that is larger for a larger number, and for +0 than for -0.
  Value *orderOf(Value *number) {
    Value *isNegative = builder.CreateAShr(number, constant(31));
    return builder.CreateXor(
        number, builder.CreateAnd(isNegative, constant(0x7fffffff)));
  }
  Value *isNaN(Value *number) {
    return builder.CreateICmpUGT(
        builder.CreateAnd(number, constant(0x7fffffff)), constant(0x7f800000));
  }
  Value *quiet(Value *nan) {
    return builder.CreateOr(nan, constant(0x00400000));
  }

  llvm::IntrinsicInst &call;
  llvm::IRBuilder<> builder;
  llvm::Type *bits;
};
} // namespace

void snnc::expandExtremes(llvm::Module &module) {
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction :
         llvm::make_early_inc_range(llvm::instructions(function))) {
      auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
      if (!call || !isExtreme(*call))
        continue;
      call->replaceAllUsesWith(Extreme(*call).expand());
      call->eraseFromParent();
    }
}
