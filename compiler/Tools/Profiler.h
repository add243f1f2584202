// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run --profile: measures what the layers do on given inputs.

#ifndef SNNC_COMPILER_TOOLS_PROFILER_H
#define SNNC_COMPILER_TOOLS_PROFILER_H

#include "compiler/Driver/Build.h"
#include "compiler/Driver/Profile.h"
#include "compiler/Driver/ProfileTaps.h"
#include "compiler/Tools/RunArrays.h"

namespace snnc {

/// How a profiled run starts, and its threads, as for `snnc run`.
struct ProfileRun {
  const uint32_t *key; ///< Two numbers.
  std::string stateIn; ///< "" for the initial state.
  size_t threads = 0;  ///< 0: one a processor.
};

/// A model compiled a second time, with every layer's values as outputs.
class Profiler {
public:
  /// Compiles `resolved`, a module after the phase `resolve-connectivity`. Null
  /// after an error, which is in the session's diagnostics.
  static std::unique_ptr<Profiler>
  create(Session &session, const BuildOptions &options,
         mlir::OwningOpRef<mlir::ModuleOp> resolved);
  ~Profiler();

  /// For the inputs, which are those of the model.
  const snn_model &model() const { return jit.model(); }

  /// Counts over all steps of all samples. Runs as many samples side by side as
  /// there are threads and as many steps at once as have 64 MiB of values, but
  /// at least one, so memory does not grow with the steps. Each of those
  /// samples has a state; with `stateIn` all samples have one.
  llvm::Expected<Profile> measure(const InputArrays &inputs,
                                  const ProfileRun &run);

private:
  struct Chunk;

  Profiler(JitModel jit, std::vector<TappedLayer> layers);
  llvm::Error allocate(size_t rows);
  llvm::Error makeStates(size_t count, const ProfileRun &run);
  llvm::Error runChunk(const InputArrays &inputs, const Chunk &chunk,
                       size_t threads);
  void count(const TappedLayer &layer, size_t rows, LayerProfile &profile);
  void countAll(size_t rows, Profile &profile);

  JitModel jit;
  std::vector<TappedLayer> layers;
  std::vector<size_t> inputSizes, outputSizes; ///< Elements of one step.
  std::vector<FloatBuffer> inputBuffers, outputBuffers;
  std::vector<void *> states;
};

/// What the layers of a build do with the inputs of files, from the initial
/// state, on this machine, whatever the build is made for.
llvm::Expected<Profile> profileFiles(Session &session,
                                     const BuildOptions &options, Build &build,
                                     llvm::ArrayRef<std::string> inputs);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_PROFILER_H
