// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/ReadDataset.h"
#include "compiler/Nir/File/Isolate.h"
#include "compiler/Spec/ObjectReader.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <deque>

using namespace snnc;
using hdf5::Handle;
using hdf5::lastError;
using llvm::StringRef;
using llvm::Twine;

/// The most bytes that one byte of a compressed chunk stands for: deflate's.
static constexpr uint64_t maxRatio = 1032;

static llvm::Error problem(const Twine &message) {
  return llvm::createStringError(message);
}

namespace {
/// What a dataset's header says.
struct Header {
  Handle type;
  Shape shape;
  uint64_t count = 0;
  uint64_t elementBytes = 0;
  /// That reading takes: whole chunks.
  uint64_t bytes = 0;
  /// In the file.
  uint64_t storedBytes = 0;
  bool isCompressed = false;
};
} // namespace

//===----------------------------------------------------------------------===//
// What the header may say
//===----------------------------------------------------------------------===//

static llvm::Error checkFilters(const Handle &creation, Header &header) {
  int filters = H5Pget_nfilters(creation.get());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, config = 0;
    size_t options = 0;
    char name[64] = "";
    H5Z_filter_t filter = H5Pget_filter2(creation.get(), i, &flags, &options,
                                         nullptr, sizeof(name), name, &config);
    if (filter < 0)
      return lastError("has a filter that cannot be read");
    if (H5Zfilter_avail(filter) <= 0)
      return problem("is compressed with the filter " + Twine(filter) + " ('" +
                     StringRef(name, strnlen(name, sizeof(name))) +
                     "'), which is not among HDF5's own; write the file with "
                     "gzip");
    header.isCompressed |=
        filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32;
  }
  return llvm::Error::success();
}

static llvm::Error readShape(const Handle &dataset, Header &header,
                             bool &isNull) {
  Handle space(H5Dget_space(dataset.get()));
  H5S_class_t kind = H5Sget_simple_extent_type(space.get());
  isNull = kind == H5S_NULL;
  if (isNull)
    return llvm::Error::success();
  int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 0 || rank > H5S_MAX_RANK)
    return lastError("has a shape that cannot be read");
  hsize_t sizes[H5S_MAX_RANK] = {};
  H5Sget_simple_extent_dims(space.get(), sizes, nullptr);
  for (int axis = 0; axis < rank; ++axis) {
    if (sizes[axis] > static_cast<uint64_t>(maxElements))
      return problem("has a size of " + Twine(sizes[axis]) + " in axis " +
                     Twine(axis));
    header.shape.push_back(static_cast<int64_t>(sizes[axis]));
  }
  std::optional<int64_t> count = countElements(header.shape);
  if (!count)
    return problem("has a shape that overflows, " + toString(header.shape));
  header.count = *count;
  return llvm::Error::success();
}

/// Whole chunks, of which all must be there: the library would fill in others.
static llvm::Error sumChunks(const Handle &dataset, const Handle &creation,
                             Header &header) {
  hsize_t sizes[H5S_MAX_RANK] = {};
  int rank = H5Pget_chunk(creation.get(), H5S_MAX_RANK, sizes);
  if (rank < 0 || static_cast<size_t>(rank) != header.shape.size())
    return problem("has chunks of another rank than its own");
  uint64_t chunks = 1, chunkBytes = header.elementBytes;
  for (int axis = 0; axis < rank; ++axis) {
    if (!sizes[axis])
      return problem("has chunks of size 0");
    chunks = llvm::SaturatingMultiply<uint64_t>(
        chunks, llvm::divideCeil(header.shape[axis], sizes[axis]));
    chunkBytes = llvm::SaturatingMultiply<uint64_t>(chunkBytes, sizes[axis]);
  }
  header.bytes = llvm::SaturatingMultiply(chunks, chunkBytes);
  Handle space(H5Dget_space(dataset.get()));
  hsize_t stored = 0;
  if (H5Dget_num_chunks(dataset.get(), space.get(), &stored) < 0)
    return lastError("has chunks that cannot be counted");
  if (stored != chunks)
    return problem("is of shape " + toString(header.shape) + ", which takes " +
                   Twine(chunks) + " chunks, but the file has " +
                   Twine(stored));
  return llvm::Error::success();
}

static llvm::Error checkLayout(const Handle &dataset, const Handle &creation,
                               Header &header) {
  header.bytes = llvm::SaturatingMultiply(header.count, header.elementBytes);
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED)
    return llvm::Error::success();
  if (llvm::Error error = checkFilters(creation, header))
    return error;
  return sumChunks(dataset, creation, header);
}

static llvm::Error checkStorage(const Handle &dataset, Header &header,
                                FileBudget &budget) {
  header.storedBytes = H5Dget_storage_size(dataset.get());
  uint64_t most = llvm::SaturatingMultiply<uint64_t>(
      header.storedBytes, header.isCompressed ? maxRatio : 1);
  if (header.bytes > most)
    return problem("is of shape " + toString(header.shape) + ", which takes " +
                   Twine(header.bytes) + " bytes, but the file has " +
                   Twine(header.storedBytes) + " bytes of it");
  budget.storedBytes =
      llvm::SaturatingAdd(budget.storedBytes, header.storedBytes);
  if (budget.storedBytes > budget.fileBytes)
    return problem("has " + Twine(header.storedBytes) +
                   " bytes, which with those before it is more than the "
                   "file's " +
                   Twine(budget.fileBytes));
  return llvm::Error::success();
}

/// The header of a dataset with values; `isNull` for one without.
static llvm::Expected<Header> readHeader(const Handle &dataset,
                                         FileBudget &budget, bool &isNull) {
  Header header;
  Handle creation(H5Dget_create_plist(dataset.get()));
  if (!creation)
    return lastError("has a header that cannot be read");
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL)
    return problem("is a virtual dataset, whose values are in other files");
  if (H5Pget_external_count(creation.get()) > 0)
    return problem("has its values in other files");
  if (llvm::Error error = readShape(dataset, header, isNull))
    return error;
  header.type = Handle(H5Dget_type(dataset.get()));
  header.elementBytes = H5Tget_size(header.type.get());
  if (isNull || !header.count)
    return header;
  if (!header.elementBytes)
    return lastError("has a type that cannot be read");
  if (llvm::Error error = checkLayout(dataset, creation, header))
    return error;
  if (llvm::Error error = checkStorage(dataset, header, budget))
    return error;
  return header;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Reads as what `type`, of memory, says.
static llvm::Error readAs(const Handle &dataset, hid_t type, void *to,
                          hid_t transfer = H5P_DEFAULT) {
  if (H5Dread(dataset.get(), type, H5S_ALL, H5S_ALL, transfer, to) < 0)
    return lastError("cannot be read");
  return llvm::Error::success();
}

template <typename T>
static llvm::Expected<std::vector<T>>
readVector(const Handle &dataset, const Header &header, hid_t type) {
  std::vector<T> values(header.count);
  if (header.count)
    if (llvm::Error error = readAs(dataset, type, values.data()))
      return error;
  return values;
}

static llvm::Expected<Tensor> readFloats(const Handle &dataset,
                                         const Header &header) {
  if (header.elementBytes <= sizeof(float)) {
    auto values = readVector<float>(dataset, header, H5T_NATIVE_FLOAT);
    if (!values)
      return values.takeError();
    return Tensor::of(header.shape, std::move(*values));
  }
  // The rounding is C's, not the library's.
  auto values = readVector<double>(dataset, header, H5T_NATIVE_DOUBLE);
  if (!values)
    return values.takeError();
  return Tensor::ofDoubles(header.shape, std::move(*values));
}

static llvm::Expected<std::vector<int64_t>>
readIntegers(const Handle &dataset, const Header &header, hid_t type) {
  if (H5Tget_size(type) > sizeof(int64_t))
    return problem("has integers of " + Twine(H5Tget_size(type)) + " bytes");
  bool isUnsigned = H5Tget_sign(type) == H5T_SGN_NONE;
  auto values = readVector<int64_t>(
      dataset, header, isUnsigned ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64);
  if (values && isUnsigned)
    for (int64_t value : *values)
      if (value < 0)
        return problem("has an integer of 2^63 or more");
  return values;
}

namespace {
/// Memory for strings of variable length, within what the file can hold.
struct StringArena {
  FileBudget &budget;
  std::deque<std::unique_ptr<char[]>> blocks;
  bool isFull = false;

  static void *allocate(size_t bytes, void *self) {
    auto &arena = *static_cast<StringArena *>(self);
    arena.budget.stringBytes =
        llvm::SaturatingAdd<uint64_t>(arena.budget.stringBytes, bytes);
    if (arena.budget.stringBytes > arena.budget.fileBytes) {
      arena.isFull = true;
      return nullptr;
    }
    arena.blocks.emplace_back(new char[bytes]);
    return arena.blocks.back().get();
  }
  static void release(void *, void *) {}
};
} // namespace

using Strings = std::vector<std::string>;

static llvm::Expected<Strings> readVariableStrings(const Handle &dataset,
                                                   const Header &header,
                                                   FileBudget &budget) {
  Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5Tget_cset(header.type.get()));
  StringArena arena{budget, {}};
  Handle transfer(H5Pcreate(H5P_DATASET_XFER));
  H5Pset_vlen_mem_manager(transfer.get(), StringArena::allocate, &arena,
                          StringArena::release, nullptr);
  std::vector<const char *> texts(header.count);
  if (header.count)
    if (llvm::Error error =
            readAs(dataset, type.get(), texts.data(), transfer.get())) {
      if (!arena.isFull)
        return error;
      llvm::consumeError(std::move(error));
      return problem("has strings that are longer than the file");
    }
  Strings strings;
  for (const char *text : texts)
    strings.emplace_back(text ? text : "");
  return strings;
}

/// Without the zeros or spaces that fill the string's end.
static StringRef trimmed(StringRef text, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM)
    return text.take_until([](char c) { return c == '\0'; });
  return text.rtrim(padding == H5T_STR_SPACEPAD ? ' ' : '\0');
}

static llvm::Expected<Strings> readFixedStrings(const Handle &dataset,
                                                const Header &header) {
  std::vector<char> bytes(header.count * header.elementBytes);
  if (header.count)
    if (llvm::Error error = readAs(dataset, header.type.get(), bytes.data()))
      return error;
  Strings strings;
  for (uint64_t i = 0; i < header.count; ++i)
    strings.push_back(
        trimmed({bytes.data() + i * header.elementBytes, header.elementBytes},
                H5Tget_strpad(header.type.get()))
            .str());
  return strings;
}

template <typename T>
static llvm::Error store(llvm::Expected<T> value, NirField &field) {
  if (!value)
    return value.takeError();
  field.value = std::move(*value);
  return llvm::Error::success();
}

/// What a dataset has whose type no node has.
static StringRef describe(H5T_class_t kind) {
  switch (kind) {
  case H5T_COMPOUND:
    return "records (or complex numbers)";
  case H5T_REFERENCE:
    return "references";
  case H5T_OPAQUE:
    return "opaque bytes";
  case H5T_VLEN:
    return "lists of different lengths";
  case H5T_ARRAY:
    return "arrays";
  default:
    return "values of an unknown type";
  }
}

static llvm::Error readValues(const Handle &dataset, const Header &header,
                              NirField &field, FileBudget &budget) {
  // As the library holds them, as they are converted, and as they are kept; at
  // 16 MB a second.
  allowMore({4 * header.bytes + 4 * header.count * sizeof(double),
             static_cast<unsigned>(header.bytes >> 24)});
  field.shape = header.shape;
  hid_t type = header.type.get();
  switch (H5T_class_t kind = H5Tget_class(type)) {
  case H5T_FLOAT:
    field.isSingle = header.elementBytes <= sizeof(float);
    return store(readFloats(dataset, header), field);
  case H5T_INTEGER:
    return store(readIntegers(dataset, header, type), field);
  case H5T_ENUM: {
    Handle base(H5Tget_super(type));
    return store(readIntegers(dataset, header, base.get()), field);
  }
  case H5T_STRING:
    if (H5Tis_variable_str(type) > 0)
      return store(readVariableStrings(dataset, header, budget), field);
    return store(readFixedStrings(dataset, header), field);
  default:
    return problem("has " + describe(kind) + ", expected numbers or strings");
  }
}

llvm::Expected<std::optional<NirField>>
snnc::readDataset(const Handle &dataset, StringRef name, FileBudget &budget) {
  bool isNull = false;
  FileBudget before = budget;
  llvm::Expected<Header> header = readHeader(dataset, budget, isNull);
  if (header && isNull)
    return std::nullopt;
  NirField field{name.str(), {}, {}, false};
  llvm::Error error =
      header ? readValues(dataset, *header, field, budget) : header.takeError();
  if (!error)
    return field;
  // What is not kept does not count.
  budget = before;
  return error;
}
