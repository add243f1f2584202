// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/Isolate.h"
#include "NirFiles.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <csignal>
#include <thread>
#include <unistd.h>

using namespace snnc;

namespace {

constexpr IsolationLimits limits{uint64_t(256) << 20, 1};

std::string errorOf(llvm::function_ref<void(llvm::raw_ostream &)> work) {
  auto result = runIsolated(limits, work);
  return result ? "" : llvm::toString(result.takeError());
}

/// What the compiler does not see through.
volatile uint64_t sink;

} // namespace

TEST(Isolate, GivesWhatWasWritten) {
  auto result = runIsolated(limits, [](llvm::raw_ostream &os) { os << "ab"; });
  ASSERT_TRUE(static_cast<bool>(result));
  EXPECT_TRUE((*result)->getBuffer().starts_with("ab"));
}

TEST(Isolate, SurvivesACrash) {
  EXPECT_EQ(errorOf([](llvm::raw_ostream &) { raise(SIGSEGV); }),
            "the HDF5 library failed with signal 11 (Segmentation fault), so "
            "the file must be damaged");
  EXPECT_EQ(errorOf([](llvm::raw_ostream &os) {
              os << "half";
              _exit(3);
            }),
            "the HDF5 library failed with exit code 3, so the file must be "
            "damaged");
}

TEST(Isolate, EndsWhatHangs) {
  EXPECT_EQ(errorOf([](llvm::raw_ostream &) {
              while (true)
                sink = sink + 1;
            }),
            "the HDF5 library took too long, so the file must be damaged");
}

TEST(Isolate, RefusesMemory) {
  auto allocates = [](uint64_t bytes) {
    return errorOf([bytes](llvm::raw_ostream &) {
             void *memory = malloc(bytes);
             sink = reinterpret_cast<uint64_t>(memory);
             if (!sink)
               _exit(1);
           })
        .empty();
  };
  EXPECT_TRUE(allocates(uint64_t(100) << 20));
  EXPECT_FALSE(allocates(uint64_t(2) << 30));
}

TEST(Isolate, AllowsMore) {
  EXPECT_EQ(errorOf([](llvm::raw_ostream &) {
              allowMore({uint64_t(4) << 30, 0});
              void *memory = malloc(uint64_t(2) << 30);
              sink = reinterpret_cast<uint64_t>(memory);
              if (!sink)
                _exit(1);
            }),
            "");
}

TEST(Isolate, WorksWhereSigchldIsIgnored) {
  auto before = signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(problemsOf(smallFile()), "read\n");
  EXPECT_NE(errorOf([](llvm::raw_ostream &) { abort(); }), "");
  signal(SIGCHLD, before);
}

TEST(Isolate, WorksInManyThreads) {
  TempDir dir;
  std::string path = dir.path("m.nir");
  ASSERT_EQ(llvm::toString(writeNirFile(path, smallFile())), "");
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (std::string &text : found)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i)
        text = problemsOf(dir, path) + problemsOf(smallFile());
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &text : found)
    EXPECT_EQ(text, "read\nread\n");
}
