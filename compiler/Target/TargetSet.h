// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The CPUs that one object holds code for.

#ifndef SNNC_COMPILER_TARGET_TARGETSET_H
#define SNNC_COMPILER_TARGET_TARGETSET_H

#include "compiler/Target/CompileTarget.h"
#include "llvm/ADT/ArrayRef.h"

namespace snnc {

/// One target, or several that differ in their CPUs alone, the least demanding
/// first: the one with the fewest features beyond those of all.
class TargetSet {
public:
  /// `options.cpu` is one name, or several with commas between. Errors: those
  /// of CompileTarget::create, a CPU that is there twice, and several CPUs
  /// where the object could not ask which of them it runs on.
  static llvm::Expected<TargetSet> create(const TargetOptions &options);

  llvm::ArrayRef<CompileTarget> all() const { return targets; }
  bool isOne() const { return targets.size() == 1; }
  const CompileTarget &first() const { return targets.front(); }
  std::vector<CpuVariant> variants() const;
  /// Triple, CPUs and the user's features, as header and manifest name them.
  std::string description() const;
  /// What is to be said of results that differ with the CPU; "" for nothing.
  std::string warning() const;

private:
  std::vector<CompileTarget> targets;
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_TARGETSET_H
