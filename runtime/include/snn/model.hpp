// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled model and its state as a C++17 value. Link the runtime.
//
//   snn::Model net(topology_model);
//   std::vector<float> y = net.run(x, steps);   // one input, one output
//   snn::Model snapshot = net;                   // copies the state
//   std::vector<float> v = net.state("lif.v");

#ifndef SNN_MODEL_HPP
#define SNN_MODEL_HPP

#include <snn/batch.h>
#include <snn/params.h>
#include <snn/rows.h>
#include <snn/state.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace snn {

/// What every function here throws.
class Error : public std::runtime_error {
public:
  Error(snn_error code, const std::string &detail)
      : std::runtime_error(detail), errorCode(code) {}

  snn_error code() const { return errorCode; }

private:
  snn_error errorCode;
};

/// A model with a state of its own. Copying takes a snapshot of the state;
/// assigning one restores it. One object must not run on two threads at a time,
/// its copies may. A moved-from object may only be assigned to or destroyed.
class Model {
public:
  using Key = std::array<std::uint32_t, 2>;
  using Arrays = std::vector<std::vector<float>>;

  /// `descriptor` (`<name>_model`) must outlive the object.
  explicit Model(const snn_model &descriptor, Key key = {0, 0})
      : model(&descriptor), memory(allocate(descriptor)) {
    reset(key);
  }
  Model(const Model &other)
      : model(other.model), memory(allocate(*other.model)),
        packedWeights(other.packedWeights), firstKey(other.firstKey) {
    snn_state_copy(model, memory.get(), other.memory.get());
  }
  Model(Model &&) noexcept = default;
  Model &operator=(Model &&) noexcept = default;
  Model &operator=(const Model &other) { return *this = Model(other); }

  const snn_model &descriptor() const { return *model; }

  /// The state itself, for the functions of the generated header.
  void *data() { return memory.get(); }
  const void *data() const { return memory.get(); }

  /// Back to the beginning.
  void reset(Key key = {0, 0}) {
    if (!model->pack)
      return model->init_state(memory.get(), key.data());
    firstKey = key;
    if (packedWeights)
      model->init_given(memory.get(), key.data(), packedWeights.get());
  }

  /// Weights for a model that is given them, from a .safetensors file; copies
  /// share them until they load others. The first set it back to the beginning;
  /// later ones leave the state as it is.
  void loadWeights(const std::string &path) {
    void *packed = nullptr;
    snn_message message = {};
    if (snn_error error =
            snn_params_load(model, path.c_str(), &packed, &message))
      throw Error(error, message.text);
    bool isFirst = !packedWeights;
    packedWeights.reset(packed, snn_params_free);
    if (isFirst)
      reset(firstKey);
  }

  /// These, for the structs of the generated header.
  const void *weights() const { return packedWeights.get(); }

  /// One step, or a run, through the structs of the generated header.
  template <typename Inputs, typename Outputs>
  void step(const Inputs &inputs, Outputs &outputs) {
    checkStructs<Inputs, Outputs>();
    model->step(memory.get(), &inputs, &outputs);
  }
  template <typename Inputs, typename Outputs>
  void run(const Inputs &inputs, Outputs &outputs, std::size_t steps,
           std::size_t burnin) {
    checkStructs<Inputs, Outputs>();
    model->run(memory.get(), &inputs, &outputs, steps, burnin);
  }

  /// A run of `steps` steps with the data in vectors: an input is
  /// [steps, shape...], an output [steps - burnin, shape...], or [shape...]
  /// where it is reduced. Throws Error if a length is not that. Arrays that are
  /// not of floats are made from these, and the other way round; an input of
  /// bytes throws Error for what is no whole number from 0 to 255.
  Arrays run(const Arrays &inputs, std::size_t steps, std::size_t burnin = 0) {
    if (inputs.size() != model->num_inputs)
      throw Error(SNN_ERROR_ARGUMENT, std::string(model->name) + ": expected " +
                                          std::to_string(model->num_inputs) +
                                          " inputs, found " +
                                          std::to_string(inputs.size()));
    std::vector<Bytes> packed(model->num_inputs + model->num_outputs);
    std::vector<const void *> in;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      checkInput(model->inputs[i], inputs[i], steps);
      in.push_back(pack(model->inputs[i], inputs[i], steps, packed[i]));
    }
    if (model->pack && !packedWeights)
      throw Error(SNN_ERROR_ARGUMENT,
                  std::string(model->name) + ": no weights were loaded");
    in.push_back(packedWeights.get());
    Arrays outputs = makeOutputs(steps, burnin);
    std::vector<void *> out;
    for (std::size_t i = 0; i < outputs.size(); ++i)
      out.push_back(
          placeOf(i, outputs[i], steps, burnin, packed[model->num_inputs + i]));
    model->run(memory.get(), in.data(), out.data(), steps, burnin);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      unpack(model->outputs[i], packed[model->num_inputs + i], outputs[i]);
    return outputs;
  }

  /// The same for a model of one input and one output.
  std::vector<float> run(const std::vector<float> &input, std::size_t steps,
                         std::size_t burnin = 0) {
    if (model->num_outputs != 1)
      throw Error(SNN_ERROR_ARGUMENT, std::string(model->name) +
                                          ": expected 1 output, found " +
                                          std::to_string(model->num_outputs));
    return std::move(run(Arrays{input}, steps, burnin).front());
  }

  /// A state array by name, row-major, [slots, shape...] for a delay queue, the
  /// oldest first.
  std::vector<float> state(const std::string &name) const {
    const snn_array &array = find(name);
    std::vector<float> values(count(array));
    check(snn_state_read(&array, memory.get(), values.data()), name);
    return values;
  }

  /// Sets a state array; throws Error if `values` has not its length.
  void setState(const std::string &name, const std::vector<float> &values) {
    const snn_array &array = find(name);
    if (values.size() != count(array))
      throw lengthError(name, count(array), values.size());
    check(snn_state_write(&array, memory.get(), values.data()), name);
  }

private:
  struct Free {
    void operator()(void *state) const { snn_state_free(state); }
  };
  using Memory = std::unique_ptr<void, Free>;

  static Memory allocate(const snn_model &model) {
    snn_message message = {};
    if (snn_error error = snn_model_check(&model, &message))
      throw Error(error, message.text);
    Memory memory(snn_state_alloc(&model));
    check(memory ? SNN_OK : SNN_ERROR_MEMORY, model.name);
    return memory;
  }

  static void check(snn_error error, const std::string &place) {
    if (error)
      throw Error(error, place + ": " + snn_error_string(error));
  }

  static Error lengthError(const std::string &place, std::size_t expected,
                           std::size_t found) {
    return Error(SNN_ERROR_SHAPE,
                 place + ": expected " + std::to_string(expected) +
                     " values, found " + std::to_string(found));
  }

  static std::size_t count(const snn_array &array) {
    std::size_t elements = 0;
    check(snn_array_count(&array, &elements), array.name);
    return elements;
  }

  using Bytes = std::vector<unsigned char>;

  /// The input itself, or what the model takes in its place.
  static const void *pack(const snn_array &array,
                          const std::vector<float> &values, std::size_t steps,
                          Bytes &packed) {
    if (array.dtype == SNN_F32)
      return values.data();
    std::size_t bytes = 0;
    check(snn_rows_bytes(&array, steps, &bytes), array.name);
    packed.resize(bytes);
    snn_message message = {};
    snn_error error =
        snn_rows_pack(&array, values.data(), steps, packed.data(), &message);
    if (error)
      throw Error(error,
                  message.text[0] ? message.text : snn_error_string(error));
    return packed.data();
  }

  /// Where the model writes an output.
  void *placeOf(std::size_t index, std::vector<float> &values,
                std::size_t steps, std::size_t burnin, Bytes &packed) const {
    if (model->outputs[index].dtype == SNN_F32)
      return values.data();
    std::size_t bytes = 0;
    check(snn_output_bytes(model, index, 1, steps, burnin, &bytes),
          model->outputs[index].name);
    packed.resize(bytes);
    return packed.data();
  }

  static void unpack(const snn_array &array, const Bytes &packed,
                     std::vector<float> &values) {
    if (array.dtype != SNN_F32 && !values.empty())
      check(snn_rows_unpack(&array, packed.data(), values.size() / count(array),
                            values.data()),
            array.name);
  }

  static void checkInput(const snn_array &array,
                         const std::vector<float> &values, std::size_t steps) {
    std::size_t elements = count(array);
    if (elements && steps > SIZE_MAX / elements)
      throw Error(SNN_ERROR_OVERFLOW, std::string(array.name) + ": " +
                                          std::to_string(steps) +
                                          " steps overflow 64 bits");
    if (values.size() != elements * steps)
      throw lengthError(array.name, elements * steps, values.size());
  }

  Arrays makeOutputs(std::size_t steps, std::size_t burnin) const {
    Arrays outputs;
    for (std::size_t i = 0; i < model->num_outputs; ++i) {
      std::size_t elements = 0;
      check(snn_output_count(model, i, 1, steps, burnin, &elements),
            model->outputs[i].name);
      outputs.emplace_back(elements);
    }
    return outputs;
  }

  template <typename Inputs, typename Outputs> void checkStructs() const {
    static_assert(std::is_standard_layout_v<Inputs> &&
                      std::is_standard_layout_v<Outputs>,
                  "expected the input and output structs of the model");
    std::size_t given = model->num_inputs + (model->pack ? 1 : 0);
    if (sizeof(Inputs) != structBytes(given) ||
        sizeof(Outputs) != structBytes(model->num_outputs))
      throw Error(SNN_ERROR_ARGUMENT, std::string(model->name) +
                                          ": these structs are not the "
                                          "inputs and outputs of this model");
  }

  /// A struct of no inputs has one member, as C asks for.
  static std::size_t structBytes(std::size_t members) {
    return (members ? members : 1) * sizeof(void *);
  }

  const snn_array &find(const std::string &name) const {
    if (const snn_array *array = snn_state_find(model, name.c_str()))
      return *array;
    throw Error(SNN_ERROR_NOT_FOUND,
                std::string(model->name) + ": no state '" + name + "'");
  }

  const snn_model *model;
  Memory memory;
  std::shared_ptr<void> packedWeights;
  Key firstKey = {0, 0};
};

} // namespace snn

#endif // SNN_MODEL_HPP
