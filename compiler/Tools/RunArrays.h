// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `snnc run` works on: .npy arrays in and out, states as safetensors.

#ifndef SNNC_COMPILER_TOOLS_RUNARRAYS_H
#define SNNC_COMPILER_TOOLS_RUNARRAYS_H

#include "compiler/Tools/PackedArrays.h"
#include "snnc/Random.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <snn/npy.h>
#include <string>
#include <vector>

namespace snnc {

class Interpreter;

std::vector<llvm::StringRef> namesOf(const snn_array *arrays, size_t count);

/// Which file belongs to which of `names`: from "name=path", or "path" where
/// there is one name. "" where none was given. `option` is for messages.
llvm::Expected<std::vector<std::string>>
assignFiles(llvm::StringRef option, llvm::ArrayRef<std::string> texts,
            llvm::ArrayRef<llvm::StringRef> names);

/// What --input says, one file for each of the inputs `names`; errors where one
/// is missing, and where the standard input is asked for twice, be it as
/// `modelFile`.
llvm::Expected<std::vector<std::string>>
assignInputs(llvm::ArrayRef<llvm::StringRef> names, llvm::StringRef modelFile,
             llvm::ArrayRef<std::string> texts);

/// The inputs of a run.
class InputArrays {
public:
  /// Reads one file an input: [steps, shape...], or [batch, steps, shape...]
  /// with the same batch and steps everywhere. Errors name the file, what was
  /// expected and what was found.
  static llvm::Expected<InputArrays> read(const snn_model &model,
                                          llvm::ArrayRef<std::string> files);
  /// [batch, steps, shape...] that somebody else owns. Errors: those of
  /// PackedInputs.
  static llvm::Expected<InputArrays> share(const snn_model &model, size_t batch,
                                           size_t steps,
                                           std::vector<const float *> pointers);
  InputArrays(InputArrays &&other);
  ~InputArrays();

  size_t batch = 1; ///< 1 where the files have no batch axis.
  size_t steps = 0;
  bool isBatched = false;
  std::vector<const float *> pointers;
  PackedInputs given; ///< What the model takes.

private:
  InputArrays() = default;
  llvm::Error add(const snn_array &input, const std::string &file);

  std::vector<snn_npy> arrays;
};

/// How a run goes.
struct RunPlan {
  size_t burnin = 0;
  Key key = {0, 0};
  unsigned threads = 0; ///< 0: one a processor.
};

/// Computes every sample with the compiled code. `states` are read and
/// advanced, or empty for the initial state. On a terminal, stderr shows how
/// far it is: the samples that are done, or of one sample that has states and
/// gives all of its outputs step by step, the steps.
llvm::Error runCompiled(const snn_model &model, const InputArrays &inputs,
                        const RunPlan &plan, llvm::ArrayRef<void *> states,
                        llvm::ArrayRef<FloatBuffer> outputs);

/// Computes every sample with the reference interpreter in place of the
/// compiled code, on one thread. A terminal shows the steps of all samples.
llvm::Error interpret(Interpreter &interpreter, const snn_model &model,
                      const InputArrays &inputs, const RunPlan &plan,
                      llvm::ArrayRef<void *> states,
                      llvm::ArrayRef<FloatBuffer> outputs);

/// How 0 and 1 lie in a file: as numbers, as bytes, or eight to a byte along
/// the last axis, the first in the highest bit, as numpy.packbits has them.
enum class SpikeFormat { F32, U8, Bits };

/// A file for what an output of the model is.
struct OutputFile {
  size_t output; ///< Its index.
  std::string path;
};

/// Writes [batch,] [steps - burnin,] shape..., `format` for spikes, F32 for
/// what is none.
llvm::Error writeOutput(const snn_model &model, const OutputFile &file,
                        SpikeFormat format, const FloatBuffer &values,
                        const InputArrays &inputs, size_t burnin);

/// Sets every state array of every sample from a safetensors file that has one
/// f32 tensor each: [shape...], or [batch, shape...] with a batch axis.
llvm::Error readStates(const std::string &file, const snn_model &model,
                       llvm::ArrayRef<void *> states);

/// The inverse; the batch axis is left out if `isBatched` is false.
llvm::Error writeStates(const std::string &file, const snn_model &model,
                        llvm::ArrayRef<void *> states, bool isBatched);

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_RUNARRAYS_H
