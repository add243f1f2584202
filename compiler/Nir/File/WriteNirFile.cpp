// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/WriteNirFile.h"
#include "compiler/Nir/File/Hdf5.h"
#include "compiler/Spec/WriteFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using hdf5::Handle;
using hdf5::lastError;
using llvm::StringRef;

/// What one chunk of a compressed array has at most.
static constexpr int64_t chunkElements = 1 << 18;

//===----------------------------------------------------------------------===//
// Datasets
//===----------------------------------------------------------------------===//

static Handle stringType() {
  Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

static std::vector<hsize_t> sizesOf(const Shape &shape) {
  return {shape.begin(), shape.end()};
}

static Handle spaceOf(const Shape &shape) {
  if (shape.empty())
    return Handle(H5Screate(H5S_SCALAR));
  return Handle(H5Screate_simple(shape.size(), sizesOf(shape).data(), nullptr));
}

/// Rows of rows, as many as fit: the outer axes are cut.
static std::vector<hsize_t> chunkOf(const Shape &shape) {
  std::vector<hsize_t> chunk = sizesOf(shape);
  int64_t inner = 1;
  for (size_t axis = shape.size(); axis-- > 0;) {
    int64_t fitting = std::max<int64_t>(1, chunkElements / inner);
    chunk[axis] = std::min(shape[axis], fitting);
    inner *= static_cast<int64_t>(chunk[axis]);
  }
  return chunk;
}

/// No time of writing, so that the same content gives the same file.
static Handle properties(hid_t kind) {
  Handle list(H5Pcreate(kind));
  H5Pset_obj_track_times(list.get(), false);
  return list;
}

/// Parts of a name between slashes are groups, which are made.
static Handle linkProperties() {
  Handle list(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(list.get(), 1);
  H5Pset_char_encoding(list.get(), H5T_CSET_UTF8);
  return list;
}

static llvm::Error writeArray(const Handle &group, const std::string &name,
                              const Shape &shape, hid_t fileType,
                              hid_t memoryType, const void *values,
                              bool isCompressed) {
  Handle creation = properties(H5P_DATASET_CREATE);
  if (isCompressed && !shape.empty() && !llvm::is_contained(shape, 0)) {
    H5Pset_chunk(creation.get(), shape.size(), chunkOf(shape).data());
    H5Pset_deflate(creation.get(), 4);
  }
  Handle dataset(H5Dcreate2(group.get(), name.c_str(), fileType,
                            spaceOf(shape).get(), linkProperties().get(),
                            creation.get(), H5P_DEFAULT));
  if (!dataset)
    return lastError("cannot make '" + name + "'");
  if (llvm::is_contained(shape, 0))
    return llvm::Error::success();
  if (H5Dwrite(dataset.get(), memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT,
               values) < 0)
    return lastError("cannot write '" + name + "'");
  return llvm::Error::success();
}

static llvm::Error writeStrings(const Handle &group, const std::string &name,
                                const Shape &shape,
                                const std::vector<std::string> &strings) {
  std::vector<const char *> texts;
  for (const std::string &text : strings)
    texts.push_back(text.c_str());
  Handle type = stringType();
  return writeArray(group, name, shape, type.get(), type.get(), texts.data(),
                    /*isCompressed=*/false);
}

static llvm::Error writeString(const Handle &group, const std::string &name,
                               StringRef text) {
  return writeStrings(group, name, {}, {text.str()});
}

static llvm::Error writeField(const Handle &group, const NirField &field) {
  const Tensor *tensor = field.floats();
  if (tensor && tensor->exact)
    return writeArray(group, field.name, field.shape, H5T_IEEE_F64LE,
                      H5T_NATIVE_DOUBLE, tensor->exact.get(),
                      /*isCompressed=*/true);
  if (tensor)
    return writeArray(group, field.name, field.shape, H5T_IEEE_F32LE,
                      H5T_NATIVE_FLOAT, tensor->data.get(),
                      /*isCompressed=*/true);
  if (const auto *integers = field.integers())
    return writeArray(group, field.name, field.shape, H5T_STD_I64LE,
                      H5T_NATIVE_INT64, integers->data(),
                      /*isCompressed=*/true);
  return writeStrings(group, field.name, field.shape, *field.strings());
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

static llvm::Expected<Handle> makeGroup(const Handle &parent,
                                        const std::string &name) {
  Handle group(H5Gcreate2(parent.get(), name.c_str(), linkProperties().get(),
                          properties(H5P_GROUP_CREATE).get(), H5P_DEFAULT));
  if (!group)
    return lastError("cannot make the group '" + name + "'");
  return group;
}

static llvm::Error writeFields(const Handle &group,
                               const std::vector<NirField> &fields) {
  for (const NirField &field : fields)
    if (llvm::Error error = writeField(group, field))
      return error;
  return llvm::Error::success();
}

static llvm::Error writeMetadata(const Handle &group,
                                 const std::vector<NirField> &metadata) {
  if (metadata.empty())
    return llvm::Error::success();
  llvm::Expected<Handle> inside = makeGroup(group, "metadata");
  return inside ? writeFields(*inside, metadata) : inside.takeError();
}

/// HDF5 takes a slash for a group in a group, and "." for the group itself.
static bool isWritable(StringRef name) {
  llvm::SmallVector<StringRef> parts;
  name.split(parts, '/');
  return !name.contains('\0') && llvm::none_of(parts, [](StringRef part) {
    return part.empty() || part == ".";
  });
}

static llvm::Error writeEdges(const Handle &group,
                              const std::vector<NirEdge> &edges) {
  // As h5py writes an empty list.
  if (edges.empty())
    return writeArray(group, "edges", {0}, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                      nullptr, /*isCompressed=*/false);
  std::vector<std::string> names;
  for (const NirEdge &edge : edges) {
    names.push_back(edge.source);
    names.push_back(edge.target);
  }
  return writeStrings(group, "edges", {static_cast<int64_t>(edges.size()), 2},
                      names);
}

static llvm::Error writeNode(const Handle &group, const NirNode &node);

static llvm::Error writeGraph(const Handle &group, const NirGraph &graph) {
  if (llvm::Error error = writeEdges(group, graph.edges))
    return error;
  llvm::Expected<Handle> nodes = makeGroup(group, "nodes");
  if (!nodes)
    return nodes.takeError();
  for (const NirNode &node : graph.nodes) {
    if (!isWritable(node.name))
      return llvm::createStringError("a node of NIR cannot be called '" +
                                     node.name + "'");
    llvm::Expected<Handle> inside = makeGroup(*nodes, node.name);
    if (!inside)
      return inside.takeError();
    if (llvm::Error error = writeNode(*inside, node))
      return error;
  }
  return llvm::Error::success();
}

static llvm::Error writeNode(const Handle &group, const NirNode &node) {
  if (llvm::Error error = writeString(group, "type", node.type))
    return error;
  if (llvm::Error error = writeFields(group, node.fields))
    return error;
  if (llvm::Error error = writeMetadata(group, node.metadata))
    return error;
  return node.graph ? writeGraph(group, *node.graph) : llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static llvm::Error writeRoot(const Handle &root, const NirFile &file) {
  StringRef version = file.version.empty() ? nirVersion : file.version;
  if (llvm::Error error = writeString(root, "version", version))
    return error;
  llvm::Expected<Handle> group = makeGroup(root, "node");
  if (!group)
    return group.takeError();
  NirNode node{"", "NIRGraph", {}, file.metadata, nullptr};
  if (llvm::Error error = writeNode(*group, node))
    return error;
  return writeGraph(*group, file.graph);
}

/// The file's bytes, made in memory.
static llvm::Expected<std::string> bytesOf(const NirFile &file) {
  hdf5::Session session;
  Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_fapl_core(access.get(), /*increment=*/1 << 20,
                   /*backing_store=*/false);
  Handle output(H5Fcreate("nir", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()));
  if (!output)
    return lastError("cannot make an HDF5 file");
  if (llvm::Error error = writeRoot(output, file))
    return error;
  if (H5Fflush(output.get(), H5F_SCOPE_GLOBAL) < 0)
    return lastError("cannot finish an HDF5 file");
  ssize_t size = H5Fget_file_image(output.get(), nullptr, 0);
  std::string bytes(std::max<ssize_t>(size, 0), '\0');
  if (H5Fget_file_image(output.get(), bytes.data(), bytes.size()) < 0)
    return lastError("cannot finish an HDF5 file");
  return bytes;
}

llvm::Error snnc::writeNirFile(StringRef path, const NirFile &file) {
  llvm::Expected<std::string> bytes = bytesOf(file);
  if (!bytes)
    return llvm::createStringError("cannot write '" + path +
                                   "': " + llvm::toString(bytes.takeError()));
  return writeFile(path, *bytes);
}
