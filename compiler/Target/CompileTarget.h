// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine that code is made for.

#ifndef SNNC_COMPILER_TARGET_COMPILETARGET_H
#define SNNC_COMPILER_TARGET_COMPILETARGET_H

#include "compiler/Target/CpuFeatures.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace snnc {

/// What the user asked for; empty strings are the defaults: the host's triple,
/// and on the host its own CPU with all its features, elsewhere the generic
/// CPU.
struct TargetOptions {
  std::string triple;
  /// A CPU; "native" is the host's, "portable" one that nearly all machines of
  /// the target's family can stand in for.
  std::string cpu;
  std::string features; ///< "+avx2,-fma": added to those of the CPU.
  unsigned optLevel = 3;
};

/// A target that exists, and what the lowering asks about it.
class CompileTarget {
public:
  /// Errors: an unknown or unsupported triple, CPU or feature; the message says
  /// which there are.
  static llvm::Expected<CompileTarget> create(const TargetOptions &options);
  CompileTarget(CompileTarget &&);
  CompileTarget &operator=(CompileTarget &&);
  ~CompileTarget();

  llvm::TargetMachine &machine() const { return *targetMachine; }
  unsigned optLevel() const { return level; }

  /// Outputs that a kernel computes side by side: four registers of f32 (64
  /// with AVX-512F, 32 with AVX2), 16 elsewhere.
  unsigned panelLanes() const;
  /// Floats of a vector register as kernels use it: a quarter of these, and 1
  /// where there are no vectors.
  unsigned registerLanes() const;
  /// Whether fused multiply-add is an instruction, not a call of libm's fmaf.
  bool hasFma() const;
  /// Whether floats are in registers of their own; else a library computes.
  bool hasFloats() const;
  /// Steps that a group may run ahead of the next: 1 on bare metal, where a
  /// tile's memory costs more than it saves, for want of caches.
  unsigned maxTile() const;
  /// Bits of a pointer and of size_t.
  unsigned pointerBits() const;
  /// Whether the code can be linked and run here.
  bool isHost() const;
  /// The CPU, and what code for it needs that not all of its family have.
  CpuVariant variant() const;
  /// Triple, CPU and the user's features.
  std::string description() const { return description(variant().cpu); }
  /// The same with other CPUs.
  std::string description(llvm::StringRef cpus) const;

private:
  CompileTarget(std::unique_ptr<llvm::TargetMachine> targetMachine,
                std::string userFeatures, unsigned level);

  std::unique_ptr<llvm::TargetMachine> targetMachine;
  std::string userFeatures;
  unsigned level;
};

} // namespace snnc

#endif // SNNC_COMPILER_TARGET_COMPILETARGET_H
