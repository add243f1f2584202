// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Json.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// "line:column: message" of the first problem, or "".
std::string problem(llvm::StringRef text, bool comments = true) {
  Diagnostics diagnostics;
  parseJson(text, "f", comments, diagnostics);
  if (diagnostics.all().empty())
    return "";
  const Diagnostic &first = diagnostics.all().front();
  return std::to_string(first.place.line) + ":" +
         std::to_string(first.place.column) + ": " + first.message;
}

JsonValue parse(llvm::StringRef text) {
  Diagnostics diagnostics;
  return parseJson(text, "f", true, diagnostics).value_or(JsonValue());
}

} // namespace

TEST(Json, EveryValueHasItsPlace) {
  JsonValue root = parse("// one\n{ \"a\" :\t[1,-2.5e1 ,\"x\\\\\"],\n"
                         "  /* \"*/ \"b\": {}, \"c\":true}");
  const auto *members = root.getIf<JsonValue::Object>();
  ASSERT_TRUE(members);
  ASSERT_EQ(members->size(), 3u);
  EXPECT_EQ(root.line, 2u);
  EXPECT_EQ(root.column, 1u);
  const JsonMember &a = members->front();
  EXPECT_EQ(a.column, 3u);
  EXPECT_EQ(a.value.column, 9u);
  const auto *list = a.value.getIf<JsonValue::Array>();
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 3u);
  EXPECT_EQ((*list)[0].column, 10u);
  EXPECT_EQ(*(*list)[0].getIf<int64_t>(), 1);
  EXPECT_EQ((*list)[1].column, 12u);
  EXPECT_EQ(*(*list)[1].getIf<double>(), -25.0);
  EXPECT_EQ((*list)[2].column, 20u);
  EXPECT_EQ(*(*list)[2].getIf<std::string>(), "x\\");
  EXPECT_EQ((*members)[1].line, 3u);
  EXPECT_EQ((*members)[1].column, 10u);
  EXPECT_EQ((*members)[1].value.column, 15u);
  EXPECT_EQ((*members)[2].value.column, 23u);
}

TEST(Json, BrokenText) {
  EXPECT_EQ(problem("{\"a\": tru}"), "1:7: broken JSON: invalid literal");
  EXPECT_EQ(problem("[1,\n 2"),
            "2:3: broken JSON: unexpected end of input; expected ']'");
  EXPECT_EQ(problem("{\"a\" 1}"),
            "1:6: broken JSON: unexpected number literal; expected ':'");
  EXPECT_EQ(problem("\n \"abc"),
            "2:2: broken JSON: invalid string: missing closing quote");
  EXPECT_EQ(problem("[1,]"),
            "1:4: broken JSON: a comma behind the last element of an array");
  EXPECT_EQ(problem("{\"a\": [],\n}"),
            "2:1: broken JSON: a comma behind the last key of an object");
  EXPECT_EQ(problem("{\"a\": }"), "1:7: broken JSON: unexpected '}'; expected "
                                  "'[', '{', or a literal");
  EXPECT_EQ(problem("{} x"), "1:4: broken JSON: invalid literal; expected end "
                             "of input");
  EXPECT_EQ(problem("[NaN]"), "1:2: broken JSON: invalid literal");
  EXPECT_EQ(problem("[1e999]"),
            "1:2: broken JSON: number overflow parsing '1e999'");
  EXPECT_NE(problem(""), "");
  EXPECT_NE(problem("\xff\xfe"), "");
  EXPECT_NE(problem("[\"\xc3\x28\"]"), "");
}

TEST(Json, CommentsOnlyWhereAllowed) {
  EXPECT_EQ(problem("[/* a */ 1] // b"), "");
  EXPECT_EQ(problem("[/* a */ 1]", /*comments=*/false),
            "1:2: broken JSON: invalid literal");
  EXPECT_EQ(problem("/* a"),
            "1:1: broken JSON: invalid comment; missing closing "
            "'*/'");
}

TEST(Json, DuplicateKey) {
  EXPECT_EQ(problem("{\"a\":1,\n\"a\":2}"),
            "2:1: the key 'a' stands twice in one object");
}

TEST(Json, DepthIsLimited) {
  std::string open(64, '['), close(64, ']');
  EXPECT_EQ(problem(open + close), "");
  EXPECT_EQ(problem("[" + open + close + "]"),
            "1:65: values are nested more than 64 deep");
  EXPECT_EQ(problem(std::string(1000000, '[')),
            "1:65: values are nested more than 64 deep");
}

TEST(Json, IntegersKeepTheirBits) {
  JsonValue root = parse("[9223372036854775807, 9223372036854775808, 1.0]");
  const auto &list = *root.getIf<JsonValue::Array>();
  EXPECT_EQ(*list[0].getIf<int64_t>(), INT64_MAX);
  EXPECT_EQ(*list[1].getIf<double>(), 9223372036854775808.0);
  EXPECT_TRUE(list[2].getIf<double>());
}
