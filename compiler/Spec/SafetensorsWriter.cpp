// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ObjectReader.h"
#include "compiler/Spec/Safetensors.h"
#include "compiler/Spec/WriteFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

static uint64_t countOf(const Tensor &tensor) {
  return countElements(tensor.shape).value_or(0);
}

static uint64_t bytesOf(const Tensor &tensor) {
  return countOf(tensor) * (tensor.exact ? sizeof(double) : sizeof(float));
}

/// The JSON header, padded with spaces so that the data begin 64-byte aligned.
static std::string makeHeader(llvm::ArrayRef<NamedTensor> tensors) {
  std::string header;
  llvm::raw_string_ostream os(header);
  llvm::json::OStream json(os);
  uint64_t offset = 0;
  json.object([&] {
    for (const NamedTensor &each : tensors)
      json.attributeObject(each.name, [&] {
        uint64_t end = offset + bytesOf(each.tensor);
        json.attribute("dtype", each.tensor.exact ? "F64" : "F32");
        json.attributeArray("shape", [&] {
          for (int64_t size : each.tensor.shape)
            json.value(size);
        });
        json.attributeArray("data_offsets", [&] {
          json.value(static_cast<int64_t>(offset));
          json.value(static_cast<int64_t>(end));
        });
        offset = end;
      });
  });
  header.resize(llvm::alignTo(header.size() + 8, 64) - 8, ' ');
  return header;
}

static void write(llvm::raw_ostream &os, llvm::ArrayRef<NamedTensor> tensors) {
  std::string header = makeHeader(tensors);
  llvm::support::endian::Writer writer(os, llvm::endianness::little);
  writer.write<uint64_t>(header.size());
  os << header;
  for (const NamedTensor &each : tensors)
    if (const double *exact = each.tensor.exact.get())
      writer.write(llvm::ArrayRef(exact, countOf(each.tensor)));
    else
      writer.write(
          llvm::ArrayRef(each.tensor.data.get(), countOf(each.tensor)));
}

llvm::Error snnc::writeSafetensors(StringRef path,
                                   llvm::ArrayRef<NamedTensor> tensors) {
  return printFile(path, [&](llvm::raw_pwrite_stream &os) {
    write(os, tensors);
    return llvm::Error::success();
  });
}
