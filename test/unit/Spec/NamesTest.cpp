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

TEST(Names, TakenInC) {
  for (const char *name : {"linux", "NULL", "I", "typeof", "xor", "__x", "_X",
                           "INT_FAST8_MAX", "2x", ""}) {
    EXPECT_FALSE(faultOf(name, NameUse::Port).empty()) << name;
    EXPECT_TRUE(faultOf(toCName(name, NameUse::Port), NameUse::Port).empty());
  }
  for (const char *name :
       {"main", "memcpy", "V_MAX", "e", "snn", "stdint", "_x"})
    EXPECT_TRUE(faultOf(name, NameUse::Port).empty()) << name;
  for (const char *name :
       {"snn", "Snn", "snn_state", "stdint", "int", "_X", "_x", "_"}) {
    EXPECT_FALSE(faultOf(name, NameUse::Model).empty()) << name;
    EXPECT_TRUE(faultOf(toCName(name, NameUse::Model), NameUse::Model).empty());
  }
  for (const char *name : {"linux", "NULL", "main", "snn_mnist", "_2"})
    EXPECT_TRUE(faultOf(name, NameUse::Model).empty()) << name;
  EXPECT_EQ(toCName("snn", NameUse::Model), "snn_");
  EXPECT_EQ(toCName("_stdint", NameUse::Model), "x_stdint");
  EXPECT_EQ(toCName("__init__", NameUse::Port), "x__init__");
  EXPECT_EQ(toCName("INT8.MAX", NameUse::Port), "INT8_MAX_");
}

TEST(Names, Nearest) {
  EXPECT_EQ(nearestName("treshold", {"decay_constants", "threshold", "type"}),
            "threshold");
  EXPECT_EQ(nearestName("lif", {"LayerNorm", "LIF"}), "LIF");
  EXPECT_EQ(nearestName("x", {}), "");
}
