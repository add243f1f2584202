// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/TargetSet.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Target/TargetMachine.h"

using namespace snnc;
using llvm::StringRef;

/// Asking takes an instruction that any program may use: on other processors
/// than x86 only the system can be asked, and an object calls no system.
static llvm::Error checkAskable(const CompileTarget &target, StringRef cpus) {
  const llvm::Triple &triple = target.machine().getTargetTriple();
  if (triple.isX86())
    return llvm::Error::success();
  return llvm::createStringError("several CPUs fit into one object for x86 "
                                 "only, where the code itself can "
                                 "ask which it runs on: expected one CPU for " +
                                 triple.str() + ", found '" + cpus + "'");
}

static llvm::Error checkDifferent(llvm::ArrayRef<CompileTarget> targets) {
  for (size_t i = 0; i < targets.size(); ++i)
    for (size_t k = 0; k < i; ++k)
      if (std::string cpu = targets[i].variant().cpu;
          cpu == targets[k].variant().cpu)
        return llvm::createStringError("the CPU '" + cpu +
                                       "' is there twice: expected each once");
  return llvm::Error::success();
}

llvm::Expected<TargetSet> TargetSet::create(const TargetOptions &options) {
  TargetSet set;
  llvm::SmallVector<StringRef> cpus;
  StringRef(options.cpu).split(cpus, ',');
  for (StringRef cpu : cpus) {
    if (cpu.empty() && cpus.size() > 1)
      return llvm::createStringError(
          "expected names of CPUs with commas between, found '" + options.cpu +
          "'");
    TargetOptions one = options;
    one.cpu = cpu.str();
    auto target = CompileTarget::create(one);
    if (!target)
      return target.takeError();
    set.targets.push_back(std::move(*target));
  }
  if (set.isOne())
    return std::move(set);
  if (llvm::Error problem = checkAskable(set.first(), options.cpu))
    return std::move(problem);
  if (llvm::Error problem = checkDifferent(set.targets))
    return std::move(problem);
  llvm::stable_sort(
      set.targets, [](const CompileTarget &a, const CompileTarget &b) {
        return a.variant().features.size() < b.variant().features.size();
      });
  return std::move(set);
}

std::vector<CpuVariant> TargetSet::variants() const {
  std::vector<CpuVariant> variants;
  for (const CompileTarget &target : targets)
    variants.push_back(target.variant());
  return variants;
}

std::string TargetSet::description() const {
  std::vector<std::string> cpus;
  for (const CompileTarget &target : targets)
    cpus.push_back(target.variant().cpu);
  return first().description(llvm::join(cpus, ","));
}

std::string TargetSet::warning() const {
  std::vector<std::string> fused, rounded;
  for (const CompileTarget &target : targets)
    (target.hasFma() ? fused : rounded).push_back(target.variant().cpu);
  if (fused.empty() || rounded.empty())
    return "";
  return "results depend on the processor, in their last bits: the code for " +
         llvm::join(fused, ", ") + " has fused multiply-add, that for " +
         llvm::join(rounded, ", ") + " has none";
}
