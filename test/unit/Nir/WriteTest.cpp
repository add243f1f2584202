// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "NirFiles.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

void expectSame(const NirField &a, const NirField &b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.shape, b.shape);
  ASSERT_EQ(a.value.index(), b.value.index());
  if (const Tensor *tensor = a.floats())
    for (size_t i = 0; i < a.count(); ++i)
      EXPECT_EQ(tensor->data.get()[i], b.floats()->data.get()[i]);
  else if (const auto *list = a.integers())
    EXPECT_EQ(*list, *b.integers());
  else
    EXPECT_EQ(*a.strings(), *b.strings());
}

void expectSame(const std::vector<NirField> &a,
                const std::vector<NirField> &b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i)
    expectSame(a[i], b[i]);
}

void expectSame(const NirGraph &a, const NirGraph &b) {
  ASSERT_EQ(a.edges.size(), b.edges.size());
  for (size_t i = 0; i < a.edges.size(); ++i) {
    EXPECT_EQ(a.edges[i].source, b.edges[i].source);
    EXPECT_EQ(a.edges[i].target, b.edges[i].target);
  }
  ASSERT_EQ(a.nodes.size(), b.nodes.size());
  for (size_t i = 0; i < a.nodes.size(); ++i) {
    EXPECT_EQ(a.nodes[i].name, b.nodes[i].name);
    EXPECT_EQ(a.nodes[i].type, b.nodes[i].type);
    expectSame(a.nodes[i].fields, b.nodes[i].fields);
    expectSame(a.nodes[i].metadata, b.nodes[i].metadata);
    ASSERT_EQ(!a.nodes[i].graph, !b.nodes[i].graph);
    if (a.nodes[i].graph)
      expectSame(*a.nodes[i].graph, *b.nodes[i].graph);
  }
}

/// A file is the same after it was written and read.
void expectRoundTrip(const NirFile &file) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  ASSERT_EQ(llvm::toString(writeNirFile(path, file)), "");
  Diagnostics diagnostics;
  std::optional<NirFile> again = readNirFile(path, diagnostics);
  ASSERT_TRUE(again) << problemsOf(dir, path);
  EXPECT_EQ(again->version, file.version);
  expectSame(again->metadata, file.metadata);
  expectSame(again->graph, file.graph);
}

std::string bytesOf(const NirFile &file) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  llvm::consumeError(writeNirFile(path, file));
  return (*llvm::MemoryBuffer::getFile(path))->getBuffer().str();
}

} // namespace

TEST(WriteNirFile, WritesWhatIsReadAgain) { expectRoundTrip(smallFile()); }

TEST(WriteNirFile, WritesFieldsOfEveryKind) {
  NirFile file = smallFile();
  file.graph.nodes[0].fields = {
      floats("a", {}, {0.5f}),
      floats("b", {0, 3}, {}),
      integers("c", {2}, {-1, int64_t(1) << 62}),
      integers("d", {}, {7}),
      text("e", "same"),
      {"f", {2}, std::vector<std::string>{"", "\u00fc"}},
      {"g", {0}, std::vector<std::string>{}}};
  expectRoundTrip(file);
}

TEST(WriteNirFile, CutsLargeArraysIntoChunks) {
  NirFile file = smallFile();
  std::vector<float> values(3 * 700'000);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i % 1013);
  file.graph.nodes[0].fields = {floats("weight", {3, 700'000}, values)};
  expectRoundTrip(file);
}

TEST(WriteNirFile, KeepsMetadataAndVersion) {
  NirFile file = smallFile();
  file.version = "0.2.0";
  file.metadata = {text("author", "x"), integers("deep/er", {}, {3})};
  file.graph.nodes[0].metadata = {floats("scale", {1}, {2})};
  expectRoundTrip(file);
}

TEST(WriteNirFile, KeepsNames) {
  NirFile file = smallFile();
  file.graph.nodes[0].name = "0.conv-1 a/b/\u00e9\u00e8";
  file.graph.edges = {{"input", "0.conv-1 a/b/\u00e9\u00e8"},
                      {"0.conv-1 a/b/\u00e9\u00e8", "output"}};
  expectRoundTrip(file);
}

TEST(WriteNirFile, KeepsGraphsInGraphs) {
  NirFile file = smallFile();
  NirGraph inner = smallFile().graph;
  inner.nodes[0].name = "a.b/c";
  inner.edges = {};
  inner.nodes[0].graph = std::make_shared<NirGraph>(smallFile().graph);
  inner.nodes[0].type = "NIRGraph";
  inner.nodes[0].fields = {};
  file.graph.nodes[0] = {
      "fc", "NIRGraph", {}, {}, std::make_shared<NirGraph>(inner)};
  expectRoundTrip(file);
}

TEST(WriteNirFile, KeepsTheOrderOfEdges) {
  NirFile file = smallFile();
  file.graph.edges = {
      {"fc", "output"}, {"fc", "fc"}, {"input", "fc"}, {"input", "output"}};
  expectRoundTrip(file);
}

TEST(WriteNirFile, GivesTheSameBytes) {
  EXPECT_EQ(bytesOf(smallFile()), bytesOf(smallFile()));
}

TEST(WriteNirFile, RefusesNamesThatAreNone) {
  for (std::string name : {"", "/fc", "a//b", "a/./b", "fc/"}) {
    NirFile file = smallFile();
    file.graph.nodes[0].name = name;
    TempDir dir;
    std::string path = dir.path("m.nir");
    EXPECT_EQ(dir.withoutDirectory(llvm::toString(writeNirFile(path, file))),
              "cannot write 'm.nir': a node of NIR cannot be called '" + name +
                  "'");
    EXPECT_FALSE(llvm::sys::fs::exists(path));
  }
}

TEST(WriteNirFile, NamesTheFileThatCannotBeWritten) {
  std::string error = llvm::toString(writeNirFile("/none/m.nir", smallFile()));
  EXPECT_TRUE(llvm::StringRef(error).starts_with("cannot write")) << error;
  EXPECT_TRUE(llvm::StringRef(error).contains("/none/m.nir")) << error;
}
