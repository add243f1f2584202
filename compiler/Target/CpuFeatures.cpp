// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The features of each family of processors, where a processor or Linux says
// that it has them.

#include "compiler/Target/CpuFeatures.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/TargetParser/RISCVISAInfo.h"
#include "llvm/TargetParser/Triple.h"
#include <snn/abi.h>

using namespace snnc;
using namespace mlir;

namespace {

/// A row: LLVM's name, the word and the number of its bit.
struct Row {
  llvm::StringLiteral name;
  snn_cpu_word word;
  unsigned bit;
  uint32_t systemBits = 0;
};

} // namespace

/// Of XCR0: the registers of SSE and AVX; with those of AVX-512; APX's.
static constexpr uint32_t ymm = 0x6, zmm = 0xe6, apx = 1 << 19;

/// Intel's manual, volume 2, CPUID; AMD's, volume 3, appendix E.
static constexpr Row x86[] = {
    {"cmov", SNN_CPUID_1_EDX, 15},
    {"sse", SNN_CPUID_1_EDX, 25},
    {"sse2", SNN_CPUID_1_EDX, 26},
    {"sse3", SNN_CPUID_1_ECX, 0},
    {"ssse3", SNN_CPUID_1_ECX, 9},
    {"sse4.1", SNN_CPUID_1_ECX, 19},
    {"sse4.2", SNN_CPUID_1_ECX, 20},
    {"sse4a", SNN_CPUID_80000001_ECX, 6},
    {"popcnt", SNN_CPUID_1_ECX, 23},
    {"lzcnt", SNN_CPUID_80000001_ECX, 5},
    {"bmi", SNN_CPUID_7_EBX, 3},
    {"bmi2", SNN_CPUID_7_EBX, 8},
    {"tbm", SNN_CPUID_80000001_ECX, 21},
    {"movbe", SNN_CPUID_1_ECX, 22},
    {"gfni", SNN_CPUID_7_ECX, 8},
    {"avx", SNN_CPUID_1_ECX, 28, ymm},
    {"avx2", SNN_CPUID_7_EBX, 5, ymm},
    {"fma", SNN_CPUID_1_ECX, 12, ymm},
    {"fma4", SNN_CPUID_80000001_ECX, 16, ymm},
    {"xop", SNN_CPUID_80000001_ECX, 11, ymm},
    {"avxvnni", SNN_CPUID_7_1_EAX, 4, ymm},
    {"avxifma", SNN_CPUID_7_1_EAX, 23, ymm},
    {"avx512f", SNN_CPUID_7_EBX, 16, zmm},
    {"avx512dq", SNN_CPUID_7_EBX, 17, zmm},
    {"avx512ifma", SNN_CPUID_7_EBX, 21, zmm},
    {"avx512cd", SNN_CPUID_7_EBX, 28, zmm},
    {"avx512bw", SNN_CPUID_7_EBX, 30, zmm},
    {"avx512vl", SNN_CPUID_7_EBX, 31, zmm},
    {"avx512vbmi", SNN_CPUID_7_ECX, 1, zmm},
    {"avx512vbmi2", SNN_CPUID_7_ECX, 6, zmm},
    {"avx512vnni", SNN_CPUID_7_ECX, 11, zmm},
    {"avx512bitalg", SNN_CPUID_7_ECX, 12, zmm},
    {"avx512vpopcntdq", SNN_CPUID_7_ECX, 14, zmm},
    {"avx10.1", SNN_CPUID_7_1_EDX, 19, zmm},
    {"avx10.2", SNN_CPU_UNKNOWN, 0, zmm},
    {"egpr", SNN_CPUID_7_1_EDX, 21, apx},
    {"ndd", SNN_CPUID_7_1_EDX, 21, apx},
    {"nf", SNN_CPUID_7_1_EDX, 21, apx},
    {"cf", SNN_CPUID_7_1_EDX, 21, apx},
    {"zu", SNN_CPUID_7_1_EDX, 21, apx},
    {"ccmp", SNN_CPUID_7_1_EDX, 21, apx},
    {"ppx", SNN_CPUID_7_1_EDX, 21, apx},
    {"push2pop2", SNN_CPUID_7_1_EDX, 21, apx},
};

/// From here on: asm/hwcap.h of Linux.
static constexpr Row aarch64[] = {
    {"lse", SNN_HWCAP, 8},         {"rdm", SNN_HWCAP, 12},
    {"jsconv", SNN_HWCAP, 13},     {"complxnum", SNN_HWCAP, 14},
    {"sha3", SNN_HWCAP, 17},       {"dotprod", SNN_HWCAP, 20},
    {"sve", SNN_HWCAP, 22},        {"flagm", SNN_HWCAP, 27},
    {"sve2", SNN_HWCAP2, 1},       {"altnzcv", SNN_HWCAP2, 7},
    {"fptoint", SNN_HWCAP2, 8},    {"f32mm", SNN_HWCAP2, 10},
    {"f64mm", SNN_HWCAP2, 11},     {"i8mm", SNN_HWCAP2, 13},
    {"cssc", SNN_HWCAP2_HIGH, 2},  {"sve2p1", SNN_HWCAP2_HIGH, 4},
    {"mops", SNN_HWCAP2_HIGH, 11}, {"hbc", SNN_HWCAP2_HIGH, 12},
};

static constexpr Row arm[] = {
    {"vfp2", SNN_HWCAP, 6},           {"dsp", SNN_HWCAP, 7},
    {"neon", SNN_HWCAP, 12},          {"vfp3d16", SNN_HWCAP, 13},
    {"vfp4d16", SNN_HWCAP, 16},       {"hwdiv-arm", SNN_HWCAP, 17},
    {"hwdiv", SNN_HWCAP, 18},         {"d32", SNN_HWCAP, 19},
    {"dotprod", SNN_HWCAP, 24},       {"i8mm", SNN_HWCAP, 27},
    {"fp-armv8", SNN_CPU_UNKNOWN, 0}, {"mve.fp", SNN_CPU_UNKNOWN, 0},
};

static constexpr Row powerpc[] = {
    {"altivec", SNN_HWCAP, 28},
    {"vsx", SNN_HWCAP, 7},
    {"power8-vector", SNN_HWCAP2, 31},
    {"isa-v30-instructions", SNN_HWCAP2, 23},
    {"power9-vector", SNN_HWCAP2, 23},
    {"isa-v31-instructions", SNN_HWCAP2, 18},
    {"power10-vector", SNN_HWCAP2, 18},
};

static constexpr Row loongarch[] = {
    {"ual", SNN_HWCAP, 2}, {"f", SNN_HWCAP, 3},    {"d", SNN_HWCAP, 3},
    {"lsx", SNN_HWCAP, 4}, {"lasx", SNN_HWCAP, 5},
};

/// A module that needs what an engine lacks is refused by it as a whole.
static constexpr Row wasm[] = {
    {"bulk-memory", SNN_CPU_UNKNOWN, 0},
    {"nontrapping-fptoint", SNN_CPU_UNKNOWN, 0},
    {"relaxed-simd", SNN_CPU_UNKNOWN, 0},
    {"sign-ext", SNN_CPU_UNKNOWN, 0},
    {"simd128", SNN_CPU_UNKNOWN, 0},
};

static llvm::ArrayRef<Row> rowsOf(const llvm::Triple &triple) {
  if (triple.isX86())
    return x86;
  if (triple.isAArch64())
    return aarch64;
  if (triple.isARM() || triple.isThumb())
    return arm;
  if (triple.isPPC64())
    return powerpc;
  if (triple.isLoongArch())
    return loongarch;
  return triple.isWasm() ? llvm::ArrayRef<Row>(wasm) : llvm::ArrayRef<Row>();
}

/// RISC-V has too many for a table. Linux tells extensions of one letter.
static CpuFeature riscvFeature(StringRef name) {
  bool isLetter = name.size() == 1 && name[0] >= 'a' && name[0] <= 'z';
  return isLetter ? CpuFeature{name.str(), SNN_HWCAP,
                               uint32_t(1) << (name[0] - 'a'), 0}
                  : CpuFeature{name.str(), SNN_CPU_UNKNOWN, 0, 0};
}

std::vector<CpuFeature>
snnc::neededFeatures(const llvm::Triple &triple,
                     const llvm::MCSubtargetInfo &code,
                     const llvm::MCSubtargetInfo &baseline) {
  std::vector<CpuFeature> needed;
  auto isAdded = [&](StringRef name) {
    std::string flag = ("+" + name).str();
    return code.checkFeatures(flag) && !baseline.checkFeatures(flag);
  };
  for (const Row &row : rowsOf(triple))
    if (isAdded(row.name))
      needed.push_back(
          {row.name.str(), row.word, uint32_t(1) << row.bit, row.systemBits});
  if (triple.isRISCV())
    for (const auto &feature : code.getAllProcessorFeatures())
      if (StringRef name = feature.Key;
          llvm::RISCVISAInfo::isSupportedExtensionFeature(name) &&
          isAdded(name))
        needed.push_back(riscvFeature(name));
  return needed;
}

std::string snnc::joinNames(llvm::ArrayRef<CpuFeature> features) {
  std::string text;
  for (const CpuFeature &feature : features)
    text += (text.empty() ? "" : ", ") + feature.name;
  return text;
}

//===----------------------------------------------------------------------===//
// As attributes
//===----------------------------------------------------------------------===//

static DictionaryAttr toAttribute(const CpuFeature &feature, Builder &builder) {
  auto entry = [&](StringRef name, Attribute value) {
    return builder.getNamedAttr(name, value);
  };
  return builder.getDictionaryAttr(
      {entry("name", builder.getStringAttr(feature.name)),
       entry("word", builder.getI32IntegerAttr(feature.word)),
       entry("bits", builder.getI32IntegerAttr(feature.bits)),
       entry("system_bits", builder.getI32IntegerAttr(feature.systemBits))});
}

ArrayAttr snnc::toAttribute(llvm::ArrayRef<CpuVariant> variants,
                            MLIRContext *context) {
  Builder builder(context);
  SmallVector<Attribute> result;
  for (const CpuVariant &variant : variants) {
    SmallVector<Attribute> features;
    for (const CpuFeature &feature : variant.features)
      features.push_back(::toAttribute(feature, builder));
    result.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("cpu", builder.getStringAttr(variant.cpu)),
         builder.getNamedAttr("fma", builder.getBoolAttr(variant.fma)),
         builder.getNamedAttr("features", builder.getArrayAttr(features))}));
  }
  return builder.getArrayAttr(result);
}

static std::string textOf(DictionaryAttr entry, StringRef name) {
  auto text = entry.getAs<StringAttr>(name);
  return text ? text.str() : "";
}

static uint32_t numberOf(DictionaryAttr entry, StringRef name) {
  auto number = entry.getAs<IntegerAttr>(name);
  return number ? uint32_t(number.getValue().getZExtValue()) : 0;
}

/// What a dump lacks is left empty.
std::vector<CpuVariant> snnc::variantsOf(ArrayAttr attribute) {
  std::vector<CpuVariant> variants;
  if (!attribute)
    return variants;
  for (auto entry : attribute.getAsRange<DictionaryAttr>()) {
    auto fma = entry.getAs<BoolAttr>("fma");
    CpuVariant variant{textOf(entry, "cpu"), fma && fma.getValue(), {}};
    if (auto features = entry.getAs<ArrayAttr>("features"))
      for (auto feature : features.getAsRange<DictionaryAttr>())
        variant.features.push_back(
            {textOf(feature, "name"), numberOf(feature, "word"),
             numberOf(feature, "bits"), numberOf(feature, "system_bits")});
    variants.push_back(std::move(variant));
  }
  return variants;
}
