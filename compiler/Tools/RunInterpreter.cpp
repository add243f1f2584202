// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snnc run --interpret: the reference interpreter on the same arrays and
// states.

#include "compiler/Reference/Interpreter.h"
#include "compiler/Tools/Progress.h"
#include "compiler/Tools/RunArrays.h"
#include <snn/state.h>

using namespace snnc;

static llvm::Error failed(const char *what, const char *name) {
  return llvm::createStringError(
      llvm::Twine("the reference interpreter does not take ") + what + " '" +
      name + "'");
}

/// One sample's part of an input.
static llvm::Expected<Array> takeInput(const snn_array &input,
                                       const InputArrays &inputs, size_t index,
                                       size_t sample) {
  size_t count = 0;
  if (snn_error error = snn_array_count(&input, &count))
    return runtimeError(error);
  count *= inputs.steps;
  const float *data = inputs.pointers[index] + sample * count;
  Array array;
  array.shape.push_back(inputs.steps);
  array.shape.insert(array.shape.end(), input.shape, input.shape + input.rank);
  array.data.assign(data, data + count);
  return array;
}

static llvm::Error setStates(Interpreter &interpreter, const snn_model &model,
                             const void *state) {
  for (size_t i = 0; i < model.num_states; ++i) {
    const snn_array &array = model.states[i];
    size_t count = 0;
    if (snn_error error = snn_array_count(&array, &count))
      return runtimeError(error);
    std::vector<float> values(count);
    if (snn_error error = snn_state_read(&array, state, values.data()))
      return runtimeError(error);
    if (llvm::failed(interpreter.setState(array.name, values)))
      return failed("the state", array.name);
  }
  return llvm::Error::success();
}

static llvm::Error getStates(const Interpreter &interpreter,
                             const snn_model &model, void *state) {
  for (size_t i = 0; i < model.num_states; ++i) {
    const snn_array &array = model.states[i];
    std::optional<Array> values = interpreter.getState(array.name);
    size_t count = 0;
    if (snn_error error = snn_array_count(&array, &count))
      return runtimeError(error);
    if (!values || values->size() != count)
      return failed("the state", array.name);
    if (snn_error error = snn_state_write(&array, state, values->data.data()))
      return runtimeError(error);
  }
  return llvm::Error::success();
}

static llvm::Error runSample(Interpreter &interpreter, const snn_model &model,
                             const InputArrays &inputs, size_t burnin,
                             size_t sample, Progress &progress,
                             llvm::ArrayRef<FloatBuffer> outputs) {
  std::vector<Array> arrays;
  for (size_t i = 0; i < model.num_inputs; ++i) {
    auto array = takeInput(model.inputs[i], inputs, i, sample);
    if (!array)
      return array.takeError();
    arrays.push_back(std::move(*array));
  }
  auto results = interpreter.run(arrays, inputs.steps, burnin,
                                 [&] { progress.advance(); });
  if (llvm::failed(results))
    return llvm::createStringError(llvm::Twine("interpreting the model '") +
                                   model.name + "' failed");
  if (results->size() != model.num_outputs)
    return failed("the model", model.name);
  for (auto [result, output] : llvm::zip(*results, outputs)) {
    if (result.size() * inputs.batch != output.size())
      return failed("an output of", model.name);
    llvm::copy(result.data, output.data() + sample * result.size());
  }
  return llvm::Error::success();
}

llvm::Error snnc::interpret(Interpreter &interpreter, const snn_model &model,
                            const InputArrays &inputs, const RunPlan &plan,
                            llvm::ArrayRef<void *> states,
                            llvm::ArrayRef<FloatBuffer> outputs) {
  Progress progress("steps", inputs.batch * inputs.steps);
  for (size_t sample = 0; sample < inputs.batch; ++sample) {
    interpreter.initState(plan.key);
    if (!states.empty())
      if (llvm::Error problem = setStates(interpreter, model, states[sample]))
        return problem;
    if (llvm::Error problem = runSample(interpreter, model, inputs, plan.burnin,
                                        sample, progress, outputs))
      return problem;
    if (!states.empty())
      if (llvm::Error problem = getStates(interpreter, model, states[sample]))
        return problem;
  }
  return llvm::Error::success();
}
