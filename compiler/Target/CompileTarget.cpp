// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/CompileTarget.h"

#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace snnc;
using llvm::StringRef;

template <typename... Parts> static llvm::Error error(const Parts &...parts) {
  std::string message;
  ((message += llvm::Twine(parts).str()), ...);
  return llvm::createStringError(message);
}

static void initializeTargets() {
  static const bool done = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    llvm::InitializeAllAsmParsers(); // of inline assembly
    return true;
  }();
  (void)done;
}

//===----------------------------------------------------------------------===//
// Triple
//===----------------------------------------------------------------------===//

/// LLVM's other targets are GPUs, microcontrollers without floats, or
/// big-endian, where spikes packed into words would lie in another order.
static bool isSupported(const llvm::Triple &triple) {
  switch (triple.getArch()) {
  case llvm::Triple::x86:
  case llvm::Triple::x86_64:
  case llvm::Triple::aarch64:
  case llvm::Triple::arm:
  case llvm::Triple::thumb:
  case llvm::Triple::riscv32:
  case llvm::Triple::riscv64:
  case llvm::Triple::ppc64le:
  case llvm::Triple::loongarch64:
  case llvm::Triple::wasm32:
    return true;
  default:
    return false;
  }
}

static llvm::Triple hostTriple() {
  return llvm::Triple(
      llvm::Triple::normalize(llvm::sys::getDefaultTargetTriple()));
}

static llvm::Expected<const llvm::Target *>
findTarget(StringRef name, const llvm::Triple &triple) {
  std::string reason;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, reason);
  if (target && isSupported(triple))
    return target;
  return error(target ? "unsupported target '" : "unknown target '", name,
               "': expected a triple such as x86_64-unknown-linux-gnu, with "
               "one of x86_64, i686, aarch64, arm, thumb, riscv32, riscv64, "
               "powerpc64le, loongarch64, wasm32");
}

//===----------------------------------------------------------------------===//
// CPU and features
//===----------------------------------------------------------------------===//

template <typename Table> static std::vector<StringRef> namesOf(Table table) {
  std::vector<StringRef> names;
  for (const auto &entry : table)
    names.emplace_back(entry.Key);
  return names;
}

static std::string thereAre(StringRef name, llvm::ArrayRef<StringRef> names) {
  std::string hint = didYouMean(": ", name, names);
  return hint + (hint.empty() ? ": there are " : " There are ") +
         llvm::join(names, ", ");
}

static llvm::Error checkCpu(StringRef cpu, const llvm::Triple &triple,
                            const llvm::MCSubtargetInfo &info) {
  std::vector<StringRef> names = namesOf(info.getAllProcessorDescriptions());
  if (llvm::is_contained(names, cpu))
    return llvm::Error::success();
  if (names.empty())
    return error("unknown CPU '", cpu, "' for ", triple.str(),
                 ": expected none or 'generic'");
  return error("unknown CPU '", cpu, "' for ", triple.str(),
               thereAre(cpu, names));
}

static llvm::Error checkFeatures(StringRef features, const llvm::Triple &triple,
                                 const llvm::MCSubtargetInfo &info) {
  std::vector<StringRef> names = namesOf(info.getAllProcessorFeatures());
  for (StringRef feature : llvm::split(features, ',')) {
    StringRef name = feature;
    if (!name.consume_front("+") && !name.consume_front("-"))
      return error("feature '", feature, "': expected '+", feature, "' or '-",
                   feature, "'");
    if (llvm::is_contained(names, name))
      continue;
    if (names.empty())
      return error("unknown feature '", name, "': ", triple.str(), " has none");
    return error("unknown feature '", name, "' for ", triple.str(),
                 thereAre(name, names));
  }
  return llvm::Error::success();
}

static std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

/// What a platform's C compilers take for granted and LLVM does not: on RISC-V
/// the general-purpose set, whose floats go with the ABI of everything else.
static std::string platformFeatures(const llvm::Triple &triple) {
  if (!triple.isRISCV())
    return "";
  return triple.getOS() == llvm::Triple::UnknownOS ? "+m,+a,+c"
                                                   : "+m,+a,+f,+d,+c";
}

/// What code for any of a family is made for where something better than LLVM's
/// own default can be relied on: processors sold since 2010 or so, or, on 32
/// bits of x86, those whose floats round as all others do.
static StringRef portableCpu(const llvm::Triple &triple) {
  switch (triple.getArch()) {
  case llvm::Triple::x86_64:
    return "x86-64-v2";
  case llvm::Triple::x86:
    return "pentium4";
  case llvm::Triple::ppc64le:
    return "ppc64le";
  default:
    return "";
  }
}

/// What all processors of a family have. LLVM takes an unnamed x86-64 for a
/// 386 in this respect.
static std::unique_ptr<llvm::MCSubtargetInfo>
baselineOf(const llvm::TargetMachine &machine) {
  const llvm::Triple &triple = machine.getTargetTriple();
  bool is64 = triple.getArch() == llvm::Triple::x86_64;
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      machine.getTarget().createMCSubtargetInfo(triple, is64 ? "x86-64" : "",
                                                platformFeatures(triple)));
}

static std::string joinFeatures(StringRef first, StringRef second) {
  return (first + (first.empty() || second.empty() ? "" : ",") + second).str();
}

//===----------------------------------------------------------------------===//
// CompileTarget
//===----------------------------------------------------------------------===//

namespace {
/// A CPU and features as LLVM takes them.
struct CpuChoice {
  std::string cpu, features;
};
} // namespace

static llvm::Expected<CpuChoice> chooseCpu(StringRef name,
                                           const llvm::Triple &triple,
                                           const llvm::MCSubtargetInfo &info) {
  if (name == "native" || (name.empty() && triple == hostTriple())) {
    if (triple.getArch() != hostTriple().getArch())
      return error("the CPU 'native' is this machine's, a ", hostTriple().str(),
                   ": it cannot run code for ", triple.str());
    return CpuChoice{llvm::sys::getHostCPUName().str(), hostFeatures()};
  }
  if (name == "portable")
    name = portableCpu(triple);
  if (name.empty())
    return CpuChoice{"", platformFeatures(triple)};
  if (name != "generic")
    if (llvm::Error problem = checkCpu(name, triple, info))
      return std::move(problem);
  return CpuChoice{name.str(), ""};
}

llvm::Expected<CompileTarget>
CompileTarget::create(const TargetOptions &options) {
  initializeTargets();
  llvm::Triple triple =
      options.triple.empty()
          ? hostTriple()
          : llvm::Triple(llvm::Triple::normalize(options.triple));
  auto target = findTarget(options.triple, triple);
  if (!target)
    return target.takeError();

  std::unique_ptr<llvm::MCSubtargetInfo> info(
      (*target)->createMCSubtargetInfo(triple, "", ""));
  auto choice = chooseCpu(options.cpu, triple, *info);
  if (!choice)
    return choice.takeError();
  if (!options.features.empty())
    if (llvm::Error problem = checkFeatures(options.features, triple, *info))
      return std::move(problem);

  std::string features = joinFeatures(choice->features, options.features);
  // At its level 0, LLVM 22 selects instructions for vectors of AVX-512 without
  // end: a replacement calls itself. Level 1 has no such fault.
  auto level = llvm::CodeGenOpt::getLevel(std::max(options.optLevel, 1u));
  std::unique_ptr<llvm::TargetMachine> machine((*target)->createTargetMachine(
      triple, choice->cpu, features, llvm::TargetOptions(), llvm::Reloc::PIC_,
      std::nullopt, level.value_or(llvm::CodeGenOptLevel::Aggressive)));
  if (!machine)
    return error("LLVM makes no code for ", triple.str());
  return CompileTarget(std::move(machine), options.features, options.optLevel);
}

CompileTarget::CompileTarget(std::unique_ptr<llvm::TargetMachine> machine,
                             std::string userFeatures, unsigned level)
    : targetMachine(std::move(machine)), userFeatures(std::move(userFeatures)),
      level(level) {}
CompileTarget::CompileTarget(CompileTarget &&) = default;
CompileTarget &CompileTarget::operator=(CompileTarget &&) = default;
CompileTarget::~CompileTarget() = default;

unsigned CompileTarget::panelLanes() const {
  const llvm::MCSubtargetInfo &info = *machine().getMCSubtargetInfo();
  if (!machine().getTargetTriple().isX86())
    return 16;
  if (info.checkFeatures("+avx512f"))
    return 64;
  return info.checkFeatures("+avx2") ? 32 : 16;
}

/// Gives `ask` what LLVM knows of the target.
template <typename Ask>
static auto askTarget(llvm::TargetMachine &machine, Ask ask) {
  llvm::LLVMContext context;
  llvm::Module module("", context);
  module.setDataLayout(machine.createDataLayout());
  auto *type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
  auto *function = llvm::Function::Create(
      type, llvm::GlobalValue::ExternalLinkage, "", module);
  return ask(machine.getTargetTransformInfo(*function), context);
}

/// Whether LLVM has registers for several floats on this target.
static bool hasVectors(llvm::TargetMachine &machine) {
  return askTarget(
      machine, [](const llvm::TargetTransformInfo &info, llvm::LLVMContext &) {
        return info.getRegisterBitWidth(
                   llvm::TargetTransformInfo::RGK_FixedWidthVector) >= 128;
      });
}

bool CompileTarget::hasFloats() const {
  return askTarget(machine(), [](const llvm::TargetTransformInfo &info,
                                 llvm::LLVMContext &context) {
    return info.getFPOpCost(llvm::Type::getFloatTy(context)) <
           llvm::TargetTransformInfo::TCC_Expensive;
  });
}

unsigned CompileTarget::registerLanes() const {
  return hasVectors(machine()) ? panelLanes() / 4 : 1;
}

bool CompileTarget::hasFma() const {
  const llvm::MCSubtargetInfo &info = *machine().getMCSubtargetInfo();
  const llvm::Triple &triple = machine().getTargetTriple();
  if (triple.isX86())
    return info.checkFeatures("+fma");
  if (triple.isARM() || triple.isThumb())
    return info.checkFeatures("+vfp4");
  if (triple.isRISCV() || triple.isLoongArch())
    return info.checkFeatures("+f");
  return !triple.isWasm();
}

unsigned CompileTarget::maxTile() const {
  const llvm::Triple &triple = machine().getTargetTriple();
  bool isBare = triple.getOS() == llvm::Triple::UnknownOS && !triple.isWasm();
  return isBare ? 1 : 128;
}

unsigned CompileTarget::pointerBits() const {
  return machine().getPointerSizeInBits(0);
}

bool CompileTarget::isHost() const {
  return machine().getTargetTriple() == hostTriple();
}

CpuVariant CompileTarget::variant() const {
  const llvm::Triple &triple = machine().getTargetTriple();
  StringRef cpu = machine().getTargetCPU();
  auto baseline = baselineOf(machine());
  return {cpu.empty() ? "generic" : cpu.str(), hasFma(),
          neededFeatures(triple, *machine().getMCSubtargetInfo(), *baseline)};
}

std::string CompileTarget::description(StringRef cpus) const {
  std::string text = machine().getTargetTriple().str() + " " + cpus.str();
  return userFeatures.empty() ? text : text + " " + userFeatures;
}
