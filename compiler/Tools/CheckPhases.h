// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run --check-phases: the model as each phase left it, interpreted, and
// compared bit for bit.

#ifndef SNNC_COMPILER_TOOLS_CHECKPHASES_H
#define SNNC_COMPILER_TOOLS_CHECKPHASES_H

#include "compiler/Driver/Build.h"
#include "compiler/Tools/RunArrays.h"

namespace snnc {

/// Compares what phases make of one run: every value of every output and, where
/// a phase knows them by name, of the states behind the last step.
class PhaseCheck {
public:
  /// Every run starts from the states in the file `stateIn`, or "" for those of
  /// before the first step.
  PhaseCheck(const snn_model &model, const InputArrays &inputs,
             const RunPlan &plan, llvm::StringRef stateIn)
      : model(model), inputs(inputs), plan(plan), stateIn(stateIn),
        known(model.num_outputs + model.num_states) {}

  /// Interprets a phase and compares. An error says the first value that is
  /// not that of an earlier phase. A phase that does not know the states by
  /// name is left out where they are given.
  llvm::Error run(const PhaseInterpreter &phase);

  /// Compares what was computed otherwise, after all phases.
  llvm::Error add(llvm::StringRef name, llvm::ArrayRef<void *> states,
                  llvm::ArrayRef<FloatBuffer> outputs);

  /// What agreed, for the user.
  std::string summary() const;

private:
  /// An array as the first phase has it that gives it.
  struct Known {
    std::string phase;
    std::vector<float> values;
  };

  llvm::Error compare(llvm::StringRef phase, size_t array,
                      llvm::ArrayRef<float> values);
  llvm::Expected<std::vector<float>> readState(llvm::ArrayRef<void *> states,
                                               const snn_array &array) const;
  std::string nameOf(size_t array) const;

  const snn_model &model;
  const InputArrays &inputs;
  RunPlan plan;
  std::string stateIn;
  std::vector<Known> known; ///< Outputs, then states.
  std::vector<std::string> phases;
  size_t count = 0; ///< Values that were compared.
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_CHECKPHASES_H
