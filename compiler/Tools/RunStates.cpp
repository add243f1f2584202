// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// State files: one f32 tensor for each state array, as safetensors.

#include "compiler/Tools/RunArrays.h"

#include "compiler/Spec/Names.h"
#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Safetensors.h"
#include <snn/state.h>

using namespace snnc;

/// The logical shape of a state array: queues have their steps in front.
static Shape logicalShape(const snn_array &state) {
  Shape shape(state.shape, state.shape + state.rank);
  if (state.slots)
    shape.insert(shape.begin(), state.slots);
  return shape;
}

static Shape withBatch(Shape shape, size_t batch) {
  shape.insert(shape.begin(), batch);
  return shape;
}

/// A tensor that is no state is a mistake, most often a wrong model.
static llvm::Error checkNames(const SafetensorsFile &file,
                              const snn_model &model) {
  std::vector<llvm::StringRef> names;
  for (size_t i = 0; i < model.num_states; ++i)
    names.push_back(model.states[i].name);
  for (const SafetensorsEntry &entry : file.entries())
    if (!llvm::is_contained(names, llvm::StringRef(entry.name)))
      return llvm::createStringError(file.path() +
                                     ": the model has no state '" + entry.name +
                                     "'" + didYouMean("; ", entry.name, names));
  return llvm::Error::success();
}

static llvm::Error readState(const SafetensorsFile &file,
                             const snn_array &array,
                             llvm::ArrayRef<void *> states) {
  const SafetensorsEntry *entry = file.find(array.name);
  if (!entry)
    return llvm::createStringError(file.path() + ": no tensor '" + array.name +
                                   "', a state of the model");
  Shape one = logicalShape(array), all = withBatch(one, states.size());
  if (entry->shape != one && entry->shape != all)
    return llvm::createStringError(file.path() + ": state '" + array.name +
                                   "': expected " + toString(one) + " or " +
                                   toString(all) + ", found " +
                                   toString(entry->shape));
  // A state may overflow, and a run goes on from there as well.
  auto tensor = file.read(*entry, /*mustBeFinite=*/false);
  if (!tensor)
    return tensor.takeError();
  size_t count = 0;
  if (snn_error error = snn_array_count(&array, &count))
    return runtimeError(error);
  size_t stride = entry->shape == one ? 0 : count;
  for (auto [sample, state] : llvm::enumerate(states))
    if (snn_error error = snn_state_write(&array, state,
                                          tensor->data.get() + sample * stride))
      return runtimeError(error);
  return llvm::Error::success();
}

llvm::Error snnc::readStates(const std::string &path, const snn_model &model,
                             llvm::ArrayRef<void *> states) {
  auto file = SafetensorsFile::open(path);
  if (!file)
    return file.takeError();
  if (llvm::Error problem = checkNames(**file, model))
    return problem;
  for (size_t i = 0; i < model.num_states; ++i)
    if (llvm::Error problem = readState(**file, model.states[i], states))
      return problem;
  return llvm::Error::success();
}

llvm::Error snnc::writeStates(const std::string &file, const snn_model &model,
                              llvm::ArrayRef<void *> states, bool isBatched) {
  std::vector<NamedTensor> tensors;
  for (size_t i = 0; i < model.num_states; ++i) {
    const snn_array &array = model.states[i];
    auto values = FloatBuffer::forSteps(array, states.size(), 1);
    if (!values)
      return values.takeError();
    size_t count = states.empty() ? 0 : values->size() / states.size();
    for (auto [sample, state] : llvm::enumerate(states))
      if (snn_error error =
              snn_state_read(&array, state, values->data() + sample * count))
        return runtimeError(error);
    Shape shape = logicalShape(array);
    if (isBatched)
      shape = withBatch(shape, states.size());
    tensors.push_back({array.name, {shape, std::move(*values).share()}});
  }
  return writeSafetensors(file, tensors);
}
