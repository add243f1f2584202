// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Safetensors.h"
#include "compiler/Spec/ForeignFiles.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cmath>
#include <cstring>

using namespace snnc;
using llvm::StringRef;
namespace endian = llvm::support::endian;

llvm::Expected<std::shared_ptr<const SafetensorsFile>>
SafetensorsFile::open(StringRef path) {
  // A device may have no end.
  if (llvm::sys::fs::exists(path) && !llvm::sys::fs::is_regular_file(path))
    return llvm::createStringError("'" + path + "' is no regular file");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError("cannot read '" + path +
                                   "': " + buffer.getError().message());
  auto file = std::make_shared<SafetensorsFile>();
  file->filePath = path.str();
  file->buffer = std::move(*buffer);
  auto entries =
      readSafetensorsHeader(file->buffer->getBuffer(), file->dataStart);
  if (auto foreign =
          entries ? std::nullopt
                  : recogniseForeignFile(path, file->buffer->getBuffer())) {
    llvm::consumeError(entries.takeError());
    return llvm::make_error<ForeignFileError>(path, std::move(*foreign));
  }
  if (!entries)
    return llvm::createStringError("'" + path +
                                   "' is no sound safetensors file: " +
                                   llvm::toString(entries.takeError()));
  file->tensors = std::move(*entries);
  for (const auto &[position, entry] : llvm::enumerate(file->tensors))
    file->index[entry.name] = position;
  return std::shared_ptr<const SafetensorsFile>(std::move(file));
}

const SafetensorsEntry *SafetensorsFile::find(StringRef name) const {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &tensors[found->second];
}

static float fromF16(uint16_t bits) {
  uint32_t sign = static_cast<uint32_t>(bits >> 15) << 31;
  uint32_t exponent = (bits >> 10) & 0x1f;
  uint32_t mantissa = bits & 0x3ff;
  if (exponent == 0) { // zeros and subnormals: mantissa * 2^-24, exactly
    float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
    return sign ? -magnitude : magnitude;
  }
  uint32_t wide = exponent == 0x1f ? 0xff : exponent + 112;
  return llvm::bit_cast<float>(sign | wide << 23 | mantissa << 13);
}

/// Elements of one dtype: their size, and how one becomes f32.
namespace {
struct Decoder {
  StringRef dtype;
  unsigned bytes;
  float (*decode)(const char *);
};
} // namespace

static const Decoder *findDecoder(StringRef dtype) {
  static constexpr Decoder decoders[] = {
      {"F32", 4,
       [](const char *at) {
         return llvm::bit_cast<float>(endian::read32le(at));
       }},
      {"F64", 8,
       [](const char *at) {
         return static_cast<float>(
             llvm::bit_cast<double>(endian::read64le(at)));
       }},
      {"F16", 2, [](const char *at) { return fromF16(endian::read16le(at)); }},
      {"BF16", 2, [](const char *at) {
         return llvm::bit_cast<float>(
             static_cast<uint32_t>(endian::read16le(at)) << 16);
       }}};
  const Decoder *found = llvm::find_if(
      decoders, [&](const Decoder &each) { return each.dtype == dtype; });
  return found == std::end(decoders) ? nullptr : found;
}

/// The place of a row-major position: "[3, 4]".
static std::string indexOf(size_t position, const Shape &shape) {
  Shape index(shape.size());
  for (size_t axis = shape.size(); axis-- > 0; position /= shape[axis])
    index[axis] = position % shape[axis];
  return toString(index);
}

llvm::Expected<Tensor> SafetensorsFile::read(const SafetensorsEntry &entry,
                                             bool mustBeFinite) const {
  std::string what = "tensor '" + entry.name + "' in '" + filePath + "'";
  const Decoder *decoder = findDecoder(entry.dtype);
  if (!decoder)
    return llvm::createStringError(what + " has dtype " + entry.dtype +
                                   ", expected F32, F64, F16 or BF16");
  const char *bytes = buffer->getBufferStart() + dataStart + entry.begin;
  size_t count = (entry.end - entry.begin) / decoder->bytes;
  Tensor tensor{entry.shape, nullptr};
  bool inPlace = entry.dtype == "F32" &&
                 llvm::endianness::native == llvm::endianness::little &&
                 llvm::isAddrAligned(llvm::Align::Of<float>(), bytes);
  std::shared_ptr<float[]> copy;
  if (entry.dtype == "F64") {
    std::vector<double> values(count);
    for (size_t i = 0; i < count; ++i)
      values[i] =
          llvm::bit_cast<double>(endian::read64le(bytes + i * sizeof(double)));
    tensor = Tensor::ofDoubles(entry.shape, std::move(values));
  } else if (inPlace) {
    tensor.data = {buffer, reinterpret_cast<const float *>(bytes)};
  } else {
    copy = std::shared_ptr<float[]>(new float[count]);
    for (size_t i = 0; i < count; ++i)
      copy[i] = decoder->decode(bytes + i * decoder->bytes);
    tensor.data = {copy, copy.get()};
  }
  for (size_t i = 0; mustBeFinite && i < count; ++i)
    if (!std::isfinite(tensor.data.get()[i]))
      return llvm::createStringError(
          what + ": element " + indexOf(i, entry.shape) +
          (std::isnan(tensor.data.get()[i]) ? " is NaN"
                                            : " is infinite as f32"));
  return tensor;
}
