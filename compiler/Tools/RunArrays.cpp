// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npy files in and out.

#include "compiler/Tools/RunArrays.h"

#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Which file is which
//===----------------------------------------------------------------------===//

static llvm::Expected<size_t> findName(StringRef option, StringRef name,
                                       llvm::ArrayRef<StringRef> names) {
  for (auto [index, candidate] : llvm::enumerate(names))
    if (candidate == name)
      return index;
  return llvm::createStringError(
      option + ": no array '" + name + "'" +
      (names.empty()       ? ""
       : names.size() == 1 ? "; there is " + names.front().str()
                           : "; there are " + llvm::join(names, ", ")));
}

llvm::Expected<std::vector<std::string>>
snnc::assignFiles(StringRef option, llvm::ArrayRef<std::string> texts,
                  llvm::ArrayRef<StringRef> names) {
  std::vector<std::string> files(names.size());
  for (StringRef text : texts) {
    auto [name, file] = text.split('=');
    size_t index = 0;
    if (!file.empty() && isIdentifier(name)) {
      auto found = findName(option, name, names);
      if (!found)
        return found.takeError();
      index = *found;
    } else if (names.size() == 1) {
      file = text;
    } else {
      return llvm::createStringError(
          option + ": expected NAME=" + text + " with one of " +
          (names.empty() ? "none" : llvm::join(names, ", ")));
    }
    if (!files[index].empty())
      return llvm::createStringError(option + ": a second file for '" +
                                     names[index] + "': '" + file + "'");
    files[index] = file;
  }
  return files;
}

std::vector<StringRef> snnc::namesOf(const snn_array *arrays, size_t count) {
  std::vector<StringRef> names;
  for (size_t i = 0; i < count; ++i)
    names.push_back(arrays[i].name);
  return names;
}

llvm::Expected<std::vector<std::string>>
snnc::assignInputs(llvm::ArrayRef<StringRef> names, StringRef modelFile,
                   llvm::ArrayRef<std::string> texts) {
  auto files = assignFiles("--input", texts, names);
  if (!files)
    return files.takeError();
  for (auto [name, file] : llvm::zip(names, *files))
    if (file.empty())
      return llvm::createStringError("--input " + name + "=FILE is missing");
  bool isModel = modelFile == "-";
  if (llvm::count(*files, "-") + isModel > 1)
    return llvm::createStringError(
        isModel ? "--input: the standard input is the model"
                : "--input: the standard input is one array only");
  return files;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

InputArrays::InputArrays(InputArrays &&other)
    : batch(other.batch), steps(other.steps), isBatched(other.isBatched),
      pointers(std::move(other.pointers)), given(std::move(other.given)),
      arrays(std::move(other.arrays)) {
  other.arrays.clear();
}

InputArrays::~InputArrays() {
  for (snn_npy &array : arrays)
    snn_npy_free(&array);
}

static std::string shapeText(llvm::ArrayRef<size_t> shape, StringRef front) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[' << front;
  for (auto [index, size] : llvm::enumerate(shape))
    os << (index || !front.empty() ? ", " : "") << size;
  os << ']';
  return text;
}

static llvm::Error wrongShape(const snn_array &input, const std::string &file,
                              const snn_npy &array) {
  llvm::ArrayRef<size_t> expected(input.shape, input.rank);
  return llvm::createStringError(file + ": input '" + input.name +
                                 "': expected " + shapeText(expected, "steps") +
                                 " or " + shapeText(expected, "batch, steps") +
                                 ", found " +
                                 shapeText({array.shape, array.rank}, ""));
}

llvm::Error InputArrays::add(const snn_array &input, const std::string &file) {
  snn_message message = {};
  snn_npy array = {};
  if (snn_error error = snn_npy_read(file.c_str(), &array, &message))
    return runtimeError(error, message);
  bool isFirst = arrays.empty();
  arrays.push_back(array);
  llvm::ArrayRef<size_t> shape(array.shape, array.rank);
  llvm::ArrayRef<size_t> expected(input.shape, input.rank);
  bool hasBatch = shape.size() == expected.size() + 2;
  if ((!hasBatch && shape.size() != expected.size() + 1) ||
      shape.take_back(expected.size()) != expected)
    return wrongShape(input, file, array);
  size_t fileBatch = hasBatch ? shape[0] : 1, fileSteps = shape[hasBatch];
  if (isFirst) {
    isBatched = hasBatch;
    batch = fileBatch;
    steps = fileSteps;
  } else if (hasBatch != isBatched || fileBatch != batch ||
             fileSteps != steps) {
    return llvm::createStringError(
        file + ": input '" + input.name +
        "': expected the batch and steps of "
        "the first input, " +
        (isBatched ? llvm::Twine(batch) + " and " : "") + llvm::Twine(steps) +
        ", found " + shapeText(shape, ""));
  }
  pointers.push_back(array.data);
  return llvm::Error::success();
}

llvm::Expected<InputArrays>
InputArrays::read(const snn_model &model, llvm::ArrayRef<std::string> files) {
  InputArrays inputs;
  for (size_t i = 0; i < model.num_inputs; ++i)
    if (llvm::Error problem = inputs.add(model.inputs[i], files[i]))
      return std::move(problem);
  if (llvm::Error problem = inputs.given.pack(
          model, inputs.batch * inputs.steps, inputs.pointers))
    return std::move(problem);
  return std::move(inputs);
}

llvm::Expected<InputArrays>
InputArrays::share(const snn_model &model, size_t batch, size_t steps,
                   std::vector<const float *> pointers) {
  InputArrays inputs;
  inputs.batch = batch;
  inputs.steps = steps;
  inputs.isBatched = true;
  inputs.pointers = std::move(pointers);
  if (llvm::Error problem =
          inputs.given.pack(model, batch * steps, inputs.pointers))
    return std::move(problem);
  return std::move(inputs);
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

/// One byte for each of the rows' elements, or for each eight of a row.
static llvm::Expected<FloatBuffer> toBytes(const char *name,
                                           const FloatBuffer &values,
                                           size_t rowSize, SpikeFormat format) {
  size_t width = format == SpikeFormat::U8 ? 1 : 8;
  size_t rows = rowSize ? values.size() / rowSize : 0;
  size_t perRow = (rowSize + width - 1) / width;
  // Memory that may be lacking, like that of any array here.
  auto buffer =
      FloatBuffer::create(name, (rows * perRow + sizeof(float) - 1) / 4);
  if (!buffer)
    return buffer.takeError();
  auto *bytes = reinterpret_cast<uint8_t *>(buffer->data());
  const float *from = values.data();
  for (size_t row = 0; row < rows; ++row, bytes += perRow)
    for (size_t k = 0; k < rowSize; ++k)
      bytes[k / width] |= (*from++ != 0.0f) << (width - 1 - k % width);
  return std::move(*buffer);
}

llvm::Error snnc::writeOutput(const snn_model &model, const OutputFile &file,
                              SpikeFormat format, const FloatBuffer &values,
                              const InputArrays &inputs, size_t burnin) {
  const snn_array &output = model.outputs[file.output];
  std::vector<size_t> shape;
  if (inputs.isBatched)
    shape.push_back(inputs.batch);
  if (output.reduce == SNN_REDUCE_NONE)
    shape.push_back(inputs.steps > burnin ? inputs.steps - burnin : 0);
  shape.insert(shape.end(), output.shape, output.shape + output.rank);
  const char *path = file.path.c_str();
  snn_message message = {};
  snn_error error = SNN_OK;
  if (format == SpikeFormat::F32) {
    error = snn_npy_write(path, values.data(), shape.size(), shape.data(),
                          &message);
  } else {
    auto bytes = toBytes(output.name, values, shape.back(), format);
    if (!bytes)
      return bytes.takeError();
    if (format == SpikeFormat::Bits)
      shape.back() = (shape.back() + 7) / 8;
    error = snn_npy_write_u8(path, reinterpret_cast<uint8_t *>(bytes->data()),
                             shape.size(), shape.data(), &message);
  }
  return error ? runtimeError(error, message) : llvm::Error::success();
}
