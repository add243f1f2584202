// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that no exporter writes: an error each that says where.

#include "NirFiles.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <fstream>

using namespace snnc;
using hdf5::Handle;

namespace {

constexpr const char *weightPath = "node/nodes/fc/weight";

void remove(hid_t file, const char *path) {
  H5Ldelete(file, path, H5P_DEFAULT);
}

/// A dataset of which nothing is written.
void makeData(hid_t file, const char *path, hid_t type,
              std::vector<hsize_t> sizes, hid_t creation = H5P_DEFAULT) {
  Handle space(H5Screate_simple(sizes.size(), sizes.data(), nullptr));
  Handle data(H5Dcreate2(file, path, type, space.get(), H5P_DEFAULT, creation,
                         H5P_DEFAULT));
}

std::string bytesOf(const NirFile &file) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  llvm::consumeError(writeNirFile(path, file));
  return (*llvm::MemoryBuffer::getFile(path))->getBuffer().str();
}

std::string problemsOfBytes(llvm::StringRef bytes) {
  TempDir dir;
  return problemsOf(dir, dir.write("m.nir", bytes));
}

/// The small file with other edges.
std::string problemsOfEdges(std::vector<NirEdge> edges) {
  NirFile file = smallFile();
  file.graph.edges = std::move(edges);
  return problemsOf(file);
}

bool contains(const std::string &text, llvm::StringRef part) {
  return llvm::StringRef(text).contains(part);
}

} // namespace

TEST(BadNirFile, IsNoFile) {
  TempDir dir;
  EXPECT_EQ(problemsOf(dir, dir.path("none.nir")),
            "none.nir: error: cannot read the file: No such file or "
            "directory\n");
  EXPECT_EQ(problemsOf(dir, dir.path("")),
            ": error: cannot read the file: Is a directory\n");
  EXPECT_EQ(problemsOf(dir, "/dev/zero"),
            "/dev/zero: error: expected a regular file to read NIR from\n");
  EXPECT_EQ(problemsOfBytes(""), "m.nir: error: the file is empty\n");
}

TEST(BadNirFile, IsNotHdf5) {
  std::string text = problemsOfBytes("{\"format\": \"snnc\"}");
  EXPECT_TRUE(contains(text, "m.nir: error: no sound HDF5 file")) << text;
}

TEST(BadNirFile, IsTruncated) {
  std::string bytes = bytesOf(smallFile());
  for (size_t part = 1; part < 16; ++part) {
    std::string text = problemsOfBytes(
        llvm::StringRef(bytes).take_front(bytes.size() * part / 16));
    EXPECT_TRUE(contains(text, "m.nir: error: ")) << text;
  }
}

TEST(BadNirFile, IsNoNir) {
  EXPECT_EQ(problemsAfter([](hid_t file) { remove(file, "node"); }),
            "m.nir: error: has no group 'node', in which NIR has its graph\n");
  EXPECT_EQ(problemsAfter([](hid_t file) {
              remove(file, "node");
              makeData(file, "node", H5T_IEEE_F32LE, {0});
            }),
            "m.nir: error: 'node' is a dataset, expected a group\n");
  EXPECT_EQ(problemsAfter([](hid_t file) { remove(file, "node/type"); }),
            "m.nir: error: 'node' has no 'type', which says what it is\n");
}

TEST(BadNirFile, HasNoNodesOrEdges) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              remove(file, "node/nodes");
              remove(file, "node/edges");
            }),
            "m.nir: error: the graph has no 'edges'\n"
            "m.nir: error: the graph has no group 'nodes'\n");
}

TEST(BadNirFile, HasNodesWithoutType) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              remove(file, "node/nodes/fc/type");
              remove(file, "node/nodes/input/type");
              makeData(file, "node/nodes/input/type", H5T_IEEE_F32LE, {0});
            }),
            "m.nir: error: node 'fc': has no 'type', which says what it is\n"
            "m.nir: error: node 'input': expected one name for 'type', found "
            "floats of shape [0]\n");
  EXPECT_EQ(problemsAfter([](hid_t file) {
              Handle group(H5Gcreate2(file, "node/nodes/x", H5P_DEFAULT,
                                      H5P_DEFAULT, H5P_DEFAULT));
              makeData(file, "node/nodes/y", H5T_IEEE_F32LE, {0});
            }),
            "m.nir: error: node 'x': has no 'type', which says what it is\n"
            "m.nir: error: node 'y': is a dataset, expected a group with the "
            "node's type and fields\n");
}

TEST(BadNirFile, HasUnknownPartsInTheGraph) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              makeData(file, "node/delays", H5T_IEEE_F32LE, {0});
            }),
            "m.nir: error: the graph has an unknown 'delays'\n");
}

TEST(BadNirFile, HasWrongEdges) {
  EXPECT_EQ(problemsOfEdges({{"input", "fd"}, {"inputs", "fc"}}),
            "m.nir: error: the edge 'input' -> 'fd' goes to 'fd', but the "
            "graph has no such node; did you mean 'fc'?\n"
            "m.nir: error: the edge 'inputs' -> 'fc' comes from 'inputs', but "
            "the graph has no such node; did you mean 'input'?\n");
  EXPECT_EQ(problemsOfEdges({{"input", "fc"}, {"fc", "fc"}, {"input", "fc"}}),
            "m.nir: error: the edge 'input' -> 'fc' is there twice\n");
  EXPECT_EQ(problemsOfEdges({{"fc", "input"}, {"output", "fc"}}),
            "m.nir: error: the edge 'fc' -> 'input' goes into an Input, which "
            "takes what the network is given\n"
            "m.nir: error: the edge 'output' -> 'fc' comes out of an Output, "
            "where the network ends\n");
}

TEST(BadNirFile, HasEdgesThatAreNone) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              remove(file, "node/edges");
              Handle creation(H5Pcreate(H5P_DATASET_CREATE));
              H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY);
              makeData(file, "node/edges", H5T_STD_I64LE, {2, 2},
                       creation.get());
            }),
            "m.nir: error: expected pairs of names for 'edges', found integers "
            "of shape [2, 2]\n");
}

TEST(BadNirFile, NamesTheNodeInsideOfANode) {
  NirFile file = smallFile();
  NirGraph inner = smallFile().graph;
  inner.edges = {{"input", "output"}, {"input", "none"}};
  inner.nodes[0].type = "";
  file.graph.nodes[0] = {
      "a.b", "NIRGraph", {}, {}, std::make_shared<NirGraph>(inner)};
  file.graph.edges = {};
  std::string text = problemsOf(file);
  EXPECT_TRUE(contains(text, "node 'a.b.fc': expected one name for 'type'"))
      << text;
  EXPECT_TRUE(contains(text, "node 'a.b': the edge 'input' -> 'none' goes to"))
      << text;
}

TEST(BadNirFile, HasNoValues) {
  EXPECT_EQ(
      problemsAfter([](hid_t file) {
        makeData(file, "node/nodes/fc/x", H5T_IEEE_F32LE, {1 << 20, 1 << 20});
      }),
      "m.nir: error: node 'fc': 'x' is of shape [1048576, 1048576], which "
      "takes 4398046511104 bytes, but the file has 0 bytes of it\n");
  EXPECT_EQ(problemsAfter([](hid_t file) {
              Handle creation(H5Pcreate(H5P_DATASET_CREATE));
              hsize_t chunk[] = {1 << 20};
              H5Pset_chunk(creation.get(), 1, chunk);
              H5Pset_deflate(creation.get(), 4);
              makeData(file, "node/nodes/fc/x", H5T_IEEE_F64LE,
                       {hsize_t(1) << 40}, creation.get());
            }),
            "m.nir: error: node 'fc': 'x' is of shape [1099511627776], which "
            "takes 1048576 chunks, but the file has 0\n");
  EXPECT_EQ(problemsAfter([](hid_t file) {
              makeData(file, "node/nodes/fc/x", H5T_IEEE_F32LE,
                       {hsize_t(1) << 40, hsize_t(1) << 40});
            }),
            "m.nir: error: node 'fc': 'x' has a shape that overflows, "
            "[1099511627776, 1099511627776]\n");
}

TEST(BadNirFile, HasValuesElsewhere) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              remove(file, weightPath);
              H5Lcreate_soft("/node/nodes/fc/type", file, weightPath,
                             H5P_DEFAULT, H5P_DEFAULT);
              H5Lcreate_external("/etc/x", "y", file, "node/nodes/fc/x",
                                 H5P_DEFAULT, H5P_DEFAULT);
            }),
            "m.nir: error: node 'fc': 'weight' is a link to another place in "
            "the file, expected the object itself\n"
            "m.nir: error: node 'fc': 'x' is a link to another file, expected "
            "the object itself\n");
  EXPECT_EQ(problemsAfter([](hid_t file) {
              Handle creation(H5Pcreate(H5P_DATASET_CREATE));
              H5Pset_external(creation.get(), "/etc/passwd", 0, 64);
              makeData(file, "node/nodes/fc/x", H5T_STD_U8LE, {64},
                       creation.get());
            }),
            "m.nir: error: node 'fc': 'x' has its values in other files\n");
}

TEST(BadNirFile, HasAVirtualDataset) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              hsize_t size[] = {64};
              Handle space(H5Screate_simple(1, size, nullptr));
              Handle creation(H5Pcreate(H5P_DATASET_CREATE));
              H5Pset_virtual(creation.get(), space.get(), "/etc/passwd", "x",
                             space.get());
              makeData(file, "node/nodes/fc/x", H5T_STD_U8LE, {64},
                       creation.get());
            }),
            "m.nir: error: node 'fc': 'x' is a virtual dataset, whose values "
            "are in other files\n");
}

TEST(BadNirFile, HasCycles) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              H5Lcreate_hard(file, "node/nodes", file, "node/nodes/fc/loop",
                             H5P_DEFAULT, H5P_DEFAULT);
              H5Lcreate_hard(file, weightPath, file, "node/nodes/fc/x",
                             H5P_DEFAULT, H5P_DEFAULT);
            }),
            "m.nir: error: node 'fc': 'loop' is another name of 'node/nodes', "
            "expected an object of its own\n"
            "m.nir: error: node 'fc': 'x' is another name of 'fc/weight', "
            "expected an object of its own\n");
}

TEST(BadNirFile, IsNestedTooDeep) {
  std::string text = problemsAfter([](hid_t file) {
    std::string path = "node/nodes/fc";
    for (int i = 0; i < 1000; ++i) {
      path += "/g";
      Handle group(H5Gcreate2(file, path.c_str(), H5P_DEFAULT, H5P_DEFAULT,
                              H5P_DEFAULT));
    }
  });
  EXPECT_EQ(text, "m.nir: error: node 'fc': its groups are nested more than 64 "
                  "deep\n");
}

TEST(BadNirFile, HasTypesThatNoFieldHas) {
  EXPECT_EQ(
      problemsAfter([](hid_t file) {
        Handle creation(H5Pcreate(H5P_DATASET_CREATE));
        H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY);
        Handle type(H5Tcreate(H5T_COMPOUND, 8));
        H5Tinsert(type.get(), "r", 0, H5T_IEEE_F32LE);
        H5Tinsert(type.get(), "i", 4, H5T_IEEE_F32LE);
        makeData(file, "node/nodes/fc/x", type.get(), {2}, creation.get());
        makeData(file, "node/nodes/fc/y", H5T_STD_REF_OBJ, {2}, creation.get());
      }),
      "m.nir: error: node 'fc': 'x' has records (or complex numbers), "
      "expected numbers or strings\n"
      "m.nir: error: node 'fc': 'y' has references, expected numbers or "
      "strings\n");
}

TEST(BadNirFile, HasAnIntegerBeyondAll) {
  EXPECT_EQ(problemsAfter([](hid_t file) {
              uint64_t value = ~uint64_t(0);
              Handle space(H5Screate(H5S_SCALAR));
              Handle data(H5Dcreate2(file, "node/nodes/fc/x", H5T_STD_U64LE,
                                     space.get(), H5P_DEFAULT, H5P_DEFAULT,
                                     H5P_DEFAULT));
              H5Dwrite(data.get(), H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL,
                       H5P_DEFAULT, &value);
            }),
            "m.nir: error: node 'fc': 'x' has an integer of 2^63 or more\n");
}

/// A hundred strings of 30 KB; returns where their references are.
static haddr_t writeStrings(hid_t file) {
  Handle type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), H5T_VARIABLE);
  std::string first(30'000, 'x');
  std::vector<const char *> values(100, "");
  values[0] = first.c_str();
  hsize_t size[] = {values.size()};
  Handle space(H5Screate_simple(1, size, nullptr));
  Handle data(H5Dcreate2(file, "node/nodes/fc/x", type.get(), space.get(),
                         H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Dwrite(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
           values.data());
  return H5Dget_offset(data.get());
}

TEST(BadNirFile, HasOneStringManyTimes) {
  constexpr size_t referenceBytes = 16;
  std::string text = problemsAfter([](hid_t file) {
    haddr_t offset = writeStrings(file);
    char name[1024];
    H5Fget_name(file, name, sizeof(name));
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    std::fstream bytes(name, std::ios::in | std::ios::out | std::ios::binary);
    char reference[referenceBytes];
    bytes.seekg(offset).read(reference, referenceBytes);
    bytes.seekp(offset);
    for (int i = 0; i < 100; ++i)
      bytes.write(reference, referenceBytes);
  });
  EXPECT_EQ(text, "m.nir: error: node 'fc': 'x' has strings that are longer "
                  "than the file\n");
}

TEST(BadNirFile, IsChangedAtRandom) {
  std::string bytes = bytesOf(smallFile());
  uint32_t state = 1;
  auto next = [&](size_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
  };
  for (int round = 0; round < 60; ++round) {
    std::string changed = bytes;
    for (size_t i = 0, count = 1 + next(6); i < count; ++i)
      changed[next(changed.size())] = static_cast<char>(next(256));
    problemsOfBytes(changed); // Does not crash.
  }
}
