// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/NirBytes.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace snnc;
using llvm::StringRef;

/// Graphs in graphs; no more than the reader lets pass.
static constexpr unsigned maxDepth = 64;

namespace {
enum Kind : uint64_t { Floats, Integers, Strings };

/// Everything begins at a multiple of 8 bytes.
class Writer {
public:
  explicit Writer(llvm::raw_ostream &os) : os(os) {}

  void put(uint64_t number) {
    os.write(reinterpret_cast<const char *>(&number), sizeof(number));
  }
  void put(const void *data, size_t bytes) {
    os.write(static_cast<const char *>(data), bytes);
    os.write_zeros(llvm::alignTo(bytes, 8) - bytes);
  }
  void put(StringRef text) {
    put(text.size());
    put(text.data(), text.size());
  }
  template <typename T> void put(const std::vector<T> &list) {
    put(list.size());
    for (const T &each : list)
      put(each);
  }

  void put(int64_t number) { put(static_cast<uint64_t>(number)); }
  void put(const std::string &text) { put(StringRef(text)); }
  void put(const NirField &field);
  void put(const NirNode &node);
  void put(const NirEdge &edge) {
    put(edge.source);
    put(edge.target);
  }
  void put(const NirGraph &graph) {
    put(graph.nodes);
    put(graph.edges);
  }
  void put(const Diagnostic &problem) {
    put(problem.place.file);
    put(problem.place.node);
    put(problem.message);
  }

private:
  llvm::raw_ostream &os;
};
} // namespace

void Writer::put(const NirField &field) {
  put(field.name);
  put(field.shape);
  put(static_cast<uint64_t>(field.value.index()));
  put(static_cast<uint64_t>(field.isSingle));
  if (const Tensor *tensor = field.floats()) {
    put(tensor->data.get(), field.count() * sizeof(float));
    put(static_cast<uint64_t>(tensor->exact != nullptr));
    if (tensor->exact)
      put(tensor->exact.get(), field.count() * sizeof(double));
  } else if (const auto *integers = field.integers())
    put(integers->data(), field.count() * sizeof(int64_t));
  else
    put(*field.strings());
}

void Writer::put(const NirNode &node) {
  put(node.name);
  put(node.type);
  put(node.fields);
  put(node.metadata);
  put(static_cast<uint64_t>(node.graph != nullptr));
  if (node.graph)
    put(*node.graph);
}

void snnc::writeBytes(const NirReading &reading, llvm::raw_ostream &os) {
  Writer writer(os);
  writer.put(reading.problems);
  writer.put(reading.file.version);
  writer.put(reading.file.metadata);
  writer.put(reading.file.graph);
}

namespace {
/// Once something is wrong, everything is empty.
class Reader {
public:
  explicit Reader(const std::shared_ptr<llvm::MemoryBuffer> &buffer)
      : buffer(buffer), rest(buffer->getBuffer()) {}

  bool isSound() const { return sound; }

  void get(uint64_t &number) {
    number = 0;
    if (const char *data = take(sizeof(number)))
      std::memcpy(&number, data, sizeof(number));
  }
  void get(int64_t &number) {
    uint64_t bits;
    get(bits);
    number = static_cast<int64_t>(bits);
  }
  void get(std::string &text) {
    uint64_t size;
    get(size);
    if (const char *data = take(size))
      text.assign(data, size);
  }
  /// Every element takes 8 bytes and more.
  template <typename T> void get(std::vector<T> &list) {
    uint64_t size;
    get(size);
    if (size > rest.size() / 8)
      sound = false;
    for (uint64_t i = 0; sound && i < size; ++i)
      get(list.emplace_back());
  }

  void get(NirField &field);
  void get(NirNode &node);
  void get(NirEdge &edge) {
    get(edge.source);
    get(edge.target);
  }
  void get(NirGraph &graph) {
    if (++depth > maxDepth)
      sound = false;
    get(graph.nodes);
    get(graph.edges);
    --depth;
  }
  void get(Diagnostic &problem) {
    get(problem.place.file);
    get(problem.place.node);
    get(problem.message);
  }

private:
  const char *take(uint64_t bytes) {
    uint64_t padded = llvm::alignTo(std::min<uint64_t>(bytes, rest.size()), 8);
    sound &= bytes <= rest.size() && padded <= rest.size();
    if (!sound)
      return nullptr;
    const char *data = rest.data();
    rest = rest.drop_front(padded);
    return data;
  }

  std::shared_ptr<llvm::MemoryBuffer> buffer;
  StringRef rest;
  unsigned depth = 0;
  bool sound = true;
};
} // namespace

void Reader::get(NirField &field) {
  uint64_t kind, isSingle;
  get(field.name);
  get(field.shape);
  get(kind);
  get(isSingle);
  field.isSingle = isSingle != 0;
  bool isShape =
      llvm::all_of(field.shape, [](int64_t size) { return size >= 0; });
  std::optional<int64_t> count =
      isShape ? countElements(field.shape) : std::nullopt;
  if (!count || kind > Strings || static_cast<uint64_t>(*count) > rest.size()) {
    sound = false;
    return;
  }
  if (kind == Floats) {
    const char *data = take(*count * sizeof(float));
    Tensor tensor{field.shape, {buffer, reinterpret_cast<const float *>(data)}};
    uint64_t isExact;
    get(isExact);
    if (const char *exact = isExact ? take(*count * sizeof(double)) : nullptr)
      tensor.exact = {buffer, reinterpret_cast<const double *>(exact)};
    field.value = std::move(tensor);
  } else if (kind == Integers) {
    std::vector<int64_t> list(*count);
    if (const char *data = take(*count * sizeof(int64_t)); data && *count)
      std::memcpy(list.data(), data, *count * sizeof(int64_t));
    field.value = std::move(list);
  } else {
    std::vector<std::string> list;
    get(list);
    sound &= list.size() == static_cast<uint64_t>(*count);
    field.value = std::move(list);
  }
}

void Reader::get(NirNode &node) {
  get(node.name);
  get(node.type);
  get(node.fields);
  get(node.metadata);
  uint64_t hasGraph;
  get(hasGraph);
  if (!hasGraph || !sound)
    return;
  auto graph = std::make_shared<NirGraph>();
  get(*graph);
  node.graph = std::move(graph);
}

std::optional<NirReading>
snnc::readBytes(const std::shared_ptr<llvm::MemoryBuffer> &buffer) {
  Reader reader(buffer);
  NirReading reading;
  reader.get(reading.problems);
  reader.get(reading.file.version);
  reader.get(reading.file.metadata);
  reader.get(reading.file.graph);
  if (!reader.isSound())
    return std::nullopt;
  return reading;
}
