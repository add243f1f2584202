// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asking an x86 processor what it has, from within an object. The runtime asks
// the same in C (runtime/src/cpu.c).

#include "compiler/Target/JoinVariants.h"

#include "llvm/IR/InlineAsm.h"
#include <array>
#include <snn/abi.h>

using namespace snnc;
using llvm::Value;

namespace {

/// The four registers that cpuid gives, eax to edx.
using Registers = std::array<Value *, 4>;
enum { EAX, EBX, ECX, EDX };

class ChoiceBuilder {
public:
  explicit ChoiceBuilder(llvm::IRBuilder<> &builder)
      : builder(builder), word(builder.getInt32Ty()) {}

  void ask();
  Value *hasAll(const CpuVariant &variant);

private:
  Registers cpuid(uint32_t leaf, uint32_t subleaf = 0);
  Value *readXcr0(Value *leaf1Ecx);
  /// `value` where a leaf exists, else nothing.
  Value *orZero(Value *exists, Value *value) {
    return builder.CreateSelect(exists, value, builder.getInt32(0));
  }
  Value *hasBits(uint32_t word, uint32_t bits);

  llvm::IRBuilder<> &builder;
  llvm::Type *word;
  std::array<Value *, SNN_CPU_WORDS> words = {};
};

} // namespace

Registers ChoiceBuilder::cpuid(uint32_t leaf, uint32_t subleaf) {
  auto *result = llvm::StructType::get(word, word, word, word);
  auto *type = llvm::FunctionType::get(result, {word, word}, false);
  auto *code = llvm::InlineAsm::get(
      type, "cpuid", "={ax},={bx},={cx},={dx},0,2,~{dirflag},~{fpsr},~{flags}",
      /*hasSideEffects=*/true);
  Value *all = builder.CreateCall(
      type, code, {builder.getInt32(leaf), builder.getInt32(subleaf)});
  Registers registers;
  for (unsigned i = 0; i < registers.size(); ++i)
    registers[i] = builder.CreateExtractValue(all, i);
  return registers;
}

/// Only a system that says so in cpuid lets programs read it.
Value *ChoiceBuilder::readXcr0(Value *leaf1Ecx) {
  llvm::Function *function = builder.GetInsertBlock()->getParent();
  llvm::LLVMContext &context = builder.getContext();
  auto *before = builder.GetInsertBlock();
  auto *read = llvm::BasicBlock::Create(context, "read", function);
  auto *done = llvm::BasicBlock::Create(context, "done", function);
  Value *osxsave = builder.CreateAnd(leaf1Ecx, builder.getInt32(1u << 27));
  builder.CreateCondBr(builder.CreateIsNotNull(osxsave), read, done);

  builder.SetInsertPoint(read);
  auto *result = llvm::StructType::get(word, word);
  auto *type = llvm::FunctionType::get(result, {word}, false);
  // xgetbv, by its bytes: the assembler may be told of an older processor.
  auto *code = llvm::InlineAsm::get(
      type, ".byte 0x0f, 0x01, 0xd0",
      "={ax},={dx},{cx},~{dirflag},~{fpsr},~{flags}", /*hasSideEffects=*/true);
  Value *both = builder.CreateCall(type, code, {builder.getInt32(0)});
  Value *low = builder.CreateExtractValue(both, 0);
  builder.CreateBr(done);

  builder.SetInsertPoint(done);
  llvm::PHINode *value = builder.CreatePHI(word, 2);
  value->addIncoming(builder.getInt32(0), before);
  value->addIncoming(low, read);
  return value;
}

/// Of a leaf behind the last one, processors say anything.
void ChoiceBuilder::ask() {
  Value *last = cpuid(0)[EAX];
  Value *lastExtended = cpuid(0x80000000)[EAX];
  Registers leaf1 = cpuid(1), leaf7 = cpuid(7), leaf71 = cpuid(7, 1),
            extended = cpuid(0x80000001);
  Value *has7 = builder.CreateICmpUGE(last, builder.getInt32(7));
  Value *has71 =
      builder.CreateICmpUGE(orZero(has7, leaf7[EAX]), builder.getInt32(1));
  Value *hasExtended =
      builder.CreateICmpUGE(lastExtended, builder.getInt32(0x80000001));
  words[SNN_CPUID_1_ECX] = leaf1[ECX];
  words[SNN_CPUID_1_EDX] = leaf1[EDX];
  words[SNN_CPUID_7_EBX] = orZero(has7, leaf7[EBX]);
  words[SNN_CPUID_7_ECX] = orZero(has7, leaf7[ECX]);
  words[SNN_CPUID_7_1_EAX] = orZero(has71, leaf71[EAX]);
  words[SNN_CPUID_7_1_EDX] = orZero(has71, leaf71[EDX]);
  words[SNN_CPUID_80000001_ECX] = orZero(hasExtended, extended[ECX]);
  words[SNN_XCR0] = readXcr0(leaf1[ECX]);
}

Value *ChoiceBuilder::hasBits(uint32_t word, uint32_t bits) {
  if (!words[word] || !bits)
    return builder.getTrue();
  Value *mask = builder.getInt32(bits);
  return builder.CreateICmpEQ(builder.CreateAnd(words[word], mask), mask);
}

Value *ChoiceBuilder::hasAll(const CpuVariant &variant) {
  std::array<uint32_t, SNN_CPU_WORDS> bits = {};
  for (const CpuFeature &feature : variant.features) {
    bits[feature.word] |= feature.bits;
    bits[SNN_XCR0] |= feature.systemBits;
  }
  Value *all = builder.getTrue();
  for (uint32_t word = 0; word < SNN_CPU_WORDS; ++word)
    all = builder.CreateAnd(all, hasBits(word, bits[word]));
  return all;
}

Value *snnc::emitChoice(llvm::IRBuilder<> &builder,
                        llvm::ArrayRef<CpuVariant> variants,
                        llvm::ArrayRef<llvm::Constant *> choices) {
  ChoiceBuilder choice(builder);
  choice.ask();
  Value *best = choices.front();
  for (auto [variant, pointer] :
       llvm::zip_equal(variants.drop_front(), choices.drop_front()))
    best = builder.CreateSelect(choice.hasAll(variant), pointer, best);
  return best;
}
