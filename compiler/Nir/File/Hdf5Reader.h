// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From groups and datasets to nodes and edges.

#ifndef SNNC_COMPILER_NIR_FILE_HDF5READER_H
#define SNNC_COMPILER_NIR_FILE_HDF5READER_H

#include "compiler/Nir/File/Hdf5.h"
#include "compiler/Nir/File/NirFile.h"
#include "compiler/Nir/File/ReadDataset.h"
#include "snnc/Diagnostics.h"
#include <map>

namespace snnc {

/// Reads one file and goes on behind what is wrong with it. In messages a thing
/// is called by the node that it belongs to, and by its path in that.
class Hdf5Reader {
public:
  Hdf5Reader(llvm::StringRef path, uint64_t fileBytes, Diagnostics &diagnostics)
      : file(path), budget{fileBytes}, diagnostics(diagnostics) {}

  NirFile read(const hdf5::Handle &root);

private:
  /// A thing in a group, opened.
  struct Member {
    std::string name;
    hdf5::Handle object;
    bool isGroup = false;
  };
  using Members = std::vector<Member>;
  using Fields = std::vector<NirField>;

  void error(llvm::StringRef node, const llvm::Twine &message);

  // Groups.
  Members membersOf(const hdf5::Handle &group, llvm::StringRef node,
                    llvm::StringRef inside);
  std::optional<Member> open(const hdf5::Handle &group, const hdf5::Link &link,
                             llvm::StringRef node, const std::string &path);
  bool isFirstVisit(const hdf5::Handle &object, llvm::StringRef node,
                    const std::string &path);
  bool isTooDeep(llvm::StringRef node, unsigned depth);

  // Datasets.
  std::optional<NirField> readField(const Member &member, llvm::StringRef node,
                                    const std::string &path);
  void readFields(const hdf5::Handle &group, llvm::StringRef node,
                  const std::string &path, unsigned depth, Fields &fields);
  std::string takeType(Fields &fields, llvm::StringRef node);
  std::vector<NirEdge> takeEdges(Fields &fields, llvm::StringRef node);

  // Nodes. `depth` counts groups in groups.
  NirNode readNode(Members members, std::string name, llvm::StringRef path,
                   unsigned depth);
  void readNamed(const Member &member, const std::string &name,
                 llvm::StringRef graph, unsigned depth,
                 std::vector<NirNode> &nodes);
  void readGraph(const Member *nodes, llvm::StringRef path, unsigned depth,
                 NirNode &node);
  void readTop(const Member &member, NirFile &result);
  void readVersion(const Member &member, NirFile &result);

  std::string file;
  FileBudget budget;
  Diagnostics &diagnostics;
  /// Where the objects of the file were first found.
  std::map<haddr_t, std::string> visited;
};

} // namespace snnc

#endif // SNNC_COMPILER_NIR_FILE_HDF5READER_H
