// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Names.h"
#include "gtest/gtest.h"

using namespace snnc;

TEST(Names, CIdentifiers) {
  EXPECT_TRUE(isCIdentifier("topology"));
  EXPECT_TRUE(isCIdentifier("_2"));
  for (const char *name :
       {"", "2x", "a-b", "a.b", "float", "class", "\xc3\xa4"})
    EXPECT_FALSE(isCIdentifier(name)) << name;
}

TEST(Names, LayerNames) {
  for (const char *name : {"2", "lif", "block1.lif", "0.1", "a_b.2"})
    EXPECT_TRUE(isLayerName(name)) << name;
  for (const char *name : {"", ".", "a.", ".a", "a..b", "2a", "a b", "a-b"})
    EXPECT_FALSE(isLayerName(name)) << name;
}

TEST(Names, ToCIdentifier) {
  EXPECT_EQ(toCIdentifier("2"), "_2");
  EXPECT_EQ(toCIdentifier("block1.lif"), "block1_lif");
  EXPECT_EQ(toCIdentifier(""), "_");
  EXPECT_EQ(toCIdentifier("int"), "int_");
  for (const char *name : {"2", "a b", "", "switch", "\xc3\xa4"})
    EXPECT_TRUE(isCIdentifier(toCIdentifier(name))) << name;
}

TEST(Names, Nearest) {
  EXPECT_EQ(nearestName("treshold", {"decay_constants", "threshold", "type"}),
            "threshold");
  EXPECT_EQ(nearestName("lif", {"LayerNorm", "LIF"}), "LIF");
  EXPECT_EQ(nearestName("x", {}), "");
}
