// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Diagnostics.h"
#include "TempDir.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {
std::string print(const Diagnostics &diagnostics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  diagnostics.print(os);
  return text;
}
} // namespace

TEST(Diagnostics, PrintsSourceLineAndCaret) {
  TempDir dir;
  std::string file = dir.write("a.txt", "one\n\ttwo three\r\n");
  Diagnostics diagnostics;
  diagnostics.error({file, 2, 6}, "wrong").note({file, 1, 1}, "see here");
  EXPECT_EQ(dir.withoutDirectory(print(diagnostics)),
            "a.txt:2:6: error: wrong\n\ttwo three\n\t    ^\n"
            "a.txt:1:1: note: see here\none\n^\n");
}

TEST(Diagnostics, PrintsWithoutSource) {
  Diagnostics diagnostics;
  diagnostics.error({"/no/such/file", 3, 1}, "a");
  diagnostics.warning({"/no/such/file", 0, 0}, "b");
  diagnostics.report({Severity::Remark, {}, "c", {}});
  EXPECT_EQ(print(diagnostics), "/no/such/file:3:1: error: a\n"
                                "/no/such/file: warning: b\nremark: c\n");
  EXPECT_EQ(diagnostics.errorCount(), 1u);
}

TEST(Diagnostics, LongLinesAreCut) {
  TempDir dir;
  std::string file = dir.write("a.txt", std::string(100000, 'x') + "y");
  Diagnostics diagnostics;
  diagnostics.error({file, 1, 100001}, "wrong");
  std::string text = print(diagnostics);
  EXPECT_LT(text.size(), 400u);
  auto lines = llvm::StringRef(text).split('\n').second;
  auto [source, caret] = lines.split('\n');
  EXPECT_EQ(source.find('y'), caret.find('^'));
}

TEST(Diagnostics, PrintsJson) {
  Diagnostics diagnostics;
  diagnostics.error({"f\xff", 3, 4}, "a \"b\"").note({"g", 0, 0}, "n");
  diagnostics.warning({}, "w");
  std::string text;
  llvm::raw_string_ostream os(text);
  diagnostics.printJson(os);
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(text);
  ASSERT_TRUE(bool(parsed)) << text;
  const llvm::json::Array *list = parsed->getAsArray();
  ASSERT_TRUE(list && list->size() == 2);
  const llvm::json::Object &first = *(*list)[0].getAsObject();
  EXPECT_EQ(first.getString("severity"), "error");
  EXPECT_EQ(first.getString("message"), "a \"b\"");
  EXPECT_EQ(first.getInteger("line"), 3);
  EXPECT_EQ(first.getInteger("column"), 4);
  EXPECT_EQ(first.getArray("notes")->size(), 1u);
  EXPECT_FALSE((*list)[1].getAsObject()->get("file"));
}
