// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code for other processors, by processors that are made up.

#include "FakeModel.h"
#include "gtest/gtest.h"
#include <snn/cpu.h>
#include <snn/load.h>
#include <snn/model.hpp>
#include <thread>

namespace {

const snn_feature sse3 = {"sse3", SNN_CPUID_1_ECX, 1u << 0, 0};
const snn_feature avx = {"avx", SNN_CPUID_1_ECX, 1u << 28, 6};
const snn_feature avx2 = {"avx2", SNN_CPUID_7_EBX, 1u << 5, 6};
const snn_feature both[] = {sse3, avx};
const snn_feature all[] = {sse3, avx, avx2};
const snn_variant variants[] = {{"old", &sse3, 1}, {"new", all, 3}};

/// A processor that says this, and nothing else.
snn_cpu made(uint32_t leaf1, uint32_t leaf7, uint32_t kept) {
  snn_cpu cpu = {};
  for (auto [word, value] :
       {std::pair(SNN_CPUID_1_ECX, leaf1), std::pair(SNN_CPUID_7_EBX, leaf7),
        std::pair(SNN_XCR0, kept)}) {
    cpu.words[word] = value;
    cpu.known |= 1u << word;
  }
  return cpu;
}

snn_model modelOf(const snn_variant *list, size_t count) {
  snn_model model = fake_model;
  model.variants = list;
  model.num_variants = count;
  return model;
}

TEST(Cpu, TakesTheLastVariantThatRuns) {
  snn_model model = modelOf(variants, 2);
  snn_cpu cpu = made(1u | 1u << 28, 1u << 5, 7);
  EXPECT_EQ(snn_find_variant(&model, &cpu), &variants[1]);
  cpu = made(1u | 1u << 28, 0, 7);
  EXPECT_EQ(snn_find_variant(&model, &cpu), &variants[0]);
  cpu = made(1u << 28, 1u << 5, 7);
  EXPECT_EQ(snn_find_variant(&model, &cpu), nullptr);
}

TEST(Cpu, RegistersMustBeKept) {
  snn_model model = modelOf(variants, 2);
  for (uint32_t kept : {0u, 2u, 4u}) {
    snn_cpu cpu = made(~0u, ~0u, kept);
    EXPECT_EQ(snn_find_variant(&model, &cpu), &variants[0]);
  }
}

TEST(Cpu, SaysWhatIsMissing) {
  snn_variant one = {"x86-64-v3", all, 3};
  snn_model model = modelOf(&one, 1);
  snn_message message = {};
  snn_cpu cpu = made(1, 0, 7);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, nullptr), SNN_ERROR_CPU);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, &message), SNN_ERROR_CPU);
  EXPECT_STREQ(message.text,
               "fake: its code is for the CPU x86-64-v3, and this processor "
               "lacks avx, avx2; compile it with --cpu=portable, or for this "
               "processor");
  cpu = made(~0u, 0, 0);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, &message), SNN_ERROR_CPU);
  EXPECT_NE(std::string(message.text)
                .find("avx (whose registers the system does not keep), avx2;"),
            std::string::npos);
}

TEST(Cpu, OfSeveralTheLeastCounts) {
  const snn_variant list[] = {{"least", both, 2}, {"most", all, 3}};
  snn_model model = modelOf(list, 2);
  snn_message message = {};
  snn_cpu cpu = made(0, 1u << 5, 7);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, &message), SNN_ERROR_CPU);
  EXPECT_NE(std::string(message.text)
                .find("the CPU least, and this processor "
                      "lacks sse3, avx;"),
            std::string::npos);
  cpu = made(~0u, 0, 7);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, &message), SNN_OK);
}

TEST(Cpu, LongListsAreCut) {
  std::vector<snn_feature> many(100, avx2);
  snn_variant one = {"big", many.data(), many.size()};
  snn_model model = modelOf(&one, 1);
  snn_message message = {};
  snn_cpu cpu = made(0, 0, 0);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, &message), SNN_ERROR_CPU);
  EXPECT_NE(std::string(message.text).find("--cpu=portable"),
            std::string::npos);
}

TEST(Cpu, WhatNobodyKnowsIsTrusted) {
  const snn_feature odd[] = {{"zba", SNN_CPU_UNKNOWN, 1, 0},
                             {"sve", SNN_HWCAP, 1u << 22, 0},
                             {"later", SNN_CPU_WORDS + 5, 1, 0}};
  snn_variant one = {"odd", odd, 3};
  snn_model model = modelOf(&one, 1);
  snn_cpu cpu = made(0, 0, 0);
  EXPECT_EQ(snn_check_cpu(&model, &cpu, nullptr), SNN_OK);
  model.num_variants = 0;
  EXPECT_EQ(snn_check_cpu(&model, &cpu, nullptr), SNN_OK);
}

TEST(Cpu, ThisOneIsAskedOnceByAllThreads) {
  std::vector<const snn_cpu *> found(4);
  std::vector<std::thread> threads;
  for (const snn_cpu *&cpu : found)
    threads.emplace_back([&cpu] { cpu = snn_this_cpu(); });
  for (std::thread &thread : threads)
    thread.join();
  for (const snn_cpu *cpu : found)
    EXPECT_EQ(cpu, snn_this_cpu());
#if defined(__x86_64__)
  const snn_cpu *cpu = snn_this_cpu();
  __builtin_cpu_init();
  EXPECT_TRUE(cpu->words[SNN_CPUID_1_EDX] >> 26 & 1) << "sse2";
  auto has = [&](const snn_feature &feature) {
    snn_variant one = {"one", &feature, 1};
    snn_model model = modelOf(&one, 1);
    return snn_find_variant(&model, nullptr) != nullptr;
  };
  EXPECT_EQ(has(sse3), bool(__builtin_cpu_supports("sse3")));
  EXPECT_EQ(has(avx), bool(__builtin_cpu_supports("avx")));
  EXPECT_EQ(has(avx2), bool(__builtin_cpu_supports("avx2")));
  EXPECT_EQ(has({"avx512f", SNN_CPUID_7_EBX, 1u << 16, 0xe6}),
            bool(__builtin_cpu_supports("avx512f")));
#elif defined(__linux__)
  EXPECT_TRUE(snn_this_cpu()->known >> SNN_HWCAP & 1);
#endif
}

/// No processor has all bits of all words.
const snn_feature impossible[] = {{"magic", SNN_CPUID_1_ECX, ~0u, 0},
                                  {"magic", SNN_HWCAP_HIGH, ~0u, 0}};
const snn_variant never = {"wizard", impossible, 2};

TEST(Cpu, EveryWayInIsGuarded) {
  if (!snn_this_cpu()->known)
    GTEST_SKIP() << "nobody can be asked here";
  snn_model model = modelOf(&never, 1);
  snn_message message = {};
  EXPECT_EQ(snn_model_check(&model, &message), SNN_ERROR_CPU);
  EXPECT_NE(std::string(message.text).find("magic"), std::string::npos);
  void *state = nullptr;
  EXPECT_EQ(snn_state_create(&model, nullptr, &state), SNN_ERROR_CPU);
  EXPECT_EQ(state, nullptr);
  snn_batch batch = {};
  EXPECT_EQ(snn_run_batch(&model, &batch, &message), SNN_ERROR_CPU);
  try {
    snn::Model refused(model);
    ADD_FAILURE() << "no exception";
  } catch (const snn::Error &error) {
    EXPECT_EQ(error.code(), SNN_ERROR_CPU);
  }
}

} // namespace
