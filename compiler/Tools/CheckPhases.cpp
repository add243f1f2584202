// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run --check-phases.

#include "compiler/Tools/CheckPhases.h"

#include "compiler/Reference/Interpreter.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Format.h"
#include <snn/state.h>

using namespace snnc;
using llvm::StringRef;

/// Bits, but one NaN is another.
static bool isSame(float a, float b) {
  return (a != a && b != b) ||
         llvm::bit_cast<uint32_t>(a) == llvm::bit_cast<uint32_t>(b);
}

std::string PhaseCheck::nameOf(size_t array) const {
  bool isOutput = array < model.num_outputs;
  const snn_array &found =
      isOutput ? model.outputs[array] : model.states[array - model.num_outputs];
  return (isOutput ? "output '" : "state '") + std::string(found.name) + "'";
}

llvm::Error PhaseCheck::compare(StringRef phase, size_t array,
                                llvm::ArrayRef<float> values) {
  Known &before = known[array];
  if (before.phase.empty()) {
    before = {phase.str(), values.vec()};
    return llvm::Error::success();
  }
  count += values.size();
  for (auto [index, pair] :
       llvm::enumerate(llvm::zip_equal(before.values, values))) {
    auto [expected, found] = pair;
    if (isSame(expected, found))
      continue;
    std::string text;
    llvm::raw_string_ostream(text)
        << "behind the phase '" << phase << "' " << nameOf(array) << " is "
        << llvm::format("%.9g", found) << " at element " << index << " of "
        << values.size() << ", behind '" << before.phase << "' it was "
        << llvm::format("%.9g", expected);
    return llvm::createStringError(text);
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<float>>
PhaseCheck::readState(llvm::ArrayRef<void *> states,
                      const snn_array &array) const {
  size_t size = 0;
  if (snn_error error = snn_array_count(&array, &size))
    return runtimeError(error);
  std::vector<float> values(states.size() * size);
  for (auto [sample, state] : llvm::enumerate(states))
    if (snn_error error =
            snn_state_read(&array, state, values.data() + sample * size))
      return runtimeError(error);
  return values;
}

llvm::Error PhaseCheck::add(StringRef name, llvm::ArrayRef<void *> states,
                            llvm::ArrayRef<FloatBuffer> outputs) {
  for (auto [index, output] : llvm::enumerate(outputs))
    if (llvm::Error problem = compare(name, index, output.values()))
      return problem;
  for (size_t index = 0; !states.empty() && index < model.num_states; ++index) {
    auto values = readState(states, model.states[index]);
    if (!values)
      return values.takeError();
    if (llvm::Error problem = compare(name, model.num_outputs + index, *values))
      return problem;
  }
  phases.push_back(name.str());
  return llvm::Error::success();
}

/// Whether an interpreter has a name for every state.
static bool knowsStates(const Interpreter &interpreter,
                        const snn_model &model) {
  std::vector<std::string> names = interpreter.getStateNames();
  return llvm::all_of(llvm::ArrayRef(model.states, model.num_states),
                      [&](const snn_array &array) {
                        return llvm::is_contained(names,
                                                  std::string(array.name));
                      });
}

llvm::Error PhaseCheck::run(const PhaseInterpreter &phase) {
  bool hasStates = knowsStates(*phase.interpreter, model);
  if (!hasStates && !stateIn.empty())
    return llvm::Error::success();
  std::vector<void *> states(hasStates ? inputs.batch : 0);
  if (snn_error error = snn_states_create(&model, states.size(),
                                          plan.key.data(), states.data()))
    return runtimeError(error);
  auto release = llvm::make_scope_exit(
      [&] { snn_states_free(states.size(), states.data()); });
  if (!stateIn.empty())
    if (llvm::Error problem = readStates(stateIn, model, states))
      return problem;
  auto outputs =
      FloatBuffer::forOutputs(model, inputs.batch, inputs.steps, plan.burnin);
  if (!outputs)
    return outputs.takeError();
  if (llvm::Error problem =
          interpret(*phase.interpreter, model, inputs, plan, states, *outputs))
    return problem;
  return add(phase.phase, states, *outputs);
}

std::string PhaseCheck::summary() const {
  return "the same behind " + llvm::join(phases, ", ") + " (" +
         std::to_string(count) + " numbers compared)";
}
