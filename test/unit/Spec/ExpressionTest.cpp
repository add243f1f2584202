// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The expression language: what is read, how it is printed, and the places of
// errors.

#include "TempDir.h"
#include "compiler/Spec/ParseExpression.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// Parses `text`, as a JSON string that begins at column 1. What is wrong goes
/// to `problems`.
template <typename Parse>
auto parseWith(Parse parse, const std::string &json, std::string &problems) {
  Diagnostics diagnostics;
  auto value = parseJson(json, "e.json", /*comments=*/false, diagnostics);
  Report report{"e.json", diagnostics};
  auto parsed = parse(report, *value);
  for (const Diagnostic &each : diagnostics.all())
    problems += std::to_string(each.place.column) + ": " + each.message + "\n";
  return parsed;
}

/// The expression with as few parentheses as it needs.
std::string print(const std::string &text) {
  std::string problems;
  auto parsed = parseWith(parseExpression, '"' + text + '"', problems);
  EXPECT_EQ(problems, "");
  return parsed ? printExpression(*parsed) : "";
}

std::string problemsOf(const std::string &text) {
  std::string problems;
  EXPECT_FALSE(parseWith(parseExpression, '"' + text + '"', problems));
  return problems;
}

} // namespace

TEST(Expression, Precedence) {
  EXPECT_EQ(print("(a + (b * c)) - d"), "a + b * c - d");
  EXPECT_EQ(print("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(print("(a + b) * -c / (d * e)"), "(a + b) * -c / (d * e)");
  EXPECT_EQ(print("((not (a < b)) and c) or d"), "not a < b and c or d");
  EXPECT_EQ(print("a and (b or not c)"), "a and (b or not c)");
  EXPECT_EQ(print("(not a) + 1"), "(not a) + 1");
  EXPECT_EQ(print("(a == b) != c"), "(a == b) != c");
  EXPECT_EQ(print("-(a + b) - -c"), "-(a + b) - -c");
  EXPECT_EQ(print("+a"), "a");
}

TEST(Expression, NumbersAndFunctions) {
  EXPECT_EQ(print("1e-3 * .5 + 2. - -0.1"), "0.001 * 0.5 + 2 - -0.1");
  EXPECT_EQ(print("16777217 + 0.333333333"), "16777216 + 0.33333334");
  EXPECT_EQ(print("H( clamp(v,0 ,1)-th )"), "spike(clamp(v, 0, 1) - th)");
  EXPECT_EQ(print("select(a<b, fma(a,b,c), stop_gradient(x))"),
            "where(a < b, fma(a, b, c), stop_gradient(x))");
  EXPECT_EQ(print("android or notice"), "android or notice");
}

TEST(Expression, Errors) {
  EXPECT_EQ(problemsOf("a + "),
            "6: expected a number, a name or '(', found the end\n");
  EXPECT_EQ(problemsOf("a b"),
            "4: expected an operator or the end, found 'b'\n");
  EXPECT_EQ(problemsOf("(a + b"), "8: expected ')', found the end\n");
  EXPECT_EQ(problemsOf("2 * exq(a)"),
            "6: unknown function 'exq'; the nearest known one is 'exp'\n");
  EXPECT_EQ(problemsOf("fma(a, b)"), "2: 'fma' takes 3 arguments, found 2\n");
  EXPECT_EQ(problemsOf("exp()"), "2: 'exp' takes 1 argument, found 0\n");
  EXPECT_EQ(problemsOf("max(a; b)"), "7: expected ',' or ')', found ';'\n");
  EXPECT_EQ(problemsOf("a < b < c"),
            "8: comparisons do not chain; join two with 'and'\n");
  EXPECT_EQ(problemsOf("1.2.3"),
            "5: expected an operator or the end, found '.'\n");
  EXPECT_EQ(problemsOf("2a"), "2: expected a number, found '2a'\n");
  EXPECT_EQ(problemsOf("1e60"), "2: the number 1e60 is too large for an f32\n");
  EXPECT_EQ(problemsOf("a and and b"), "8: expected an operand, found 'and'\n");
  EXPECT_EQ(problemsOf(""),
            "2: expected a number, a name or '(', found the end\n");
}

/// Where the text has escapes, the string's own place is all that is known.
TEST(Expression, ErrorsBehindEscapes) {
  EXPECT_EQ(problemsOf("a\\t+ $"),
            "1: expected a number, a name or '(', found '$'\n");
}

TEST(Expression, DepthIsLimited) {
  std::string deep(100, '('), longSum = "a", notDeep = "a";
  EXPECT_EQ(problemsOf(deep),
            "66: the expression is nested more than 64 deep\n");
  EXPECT_EQ(problemsOf(std::string(100, '-')),
            "66: the expression is nested more than 64 deep\n");
  for (int k = 0; k < 2000; ++k)
    longSum += "+a";
  EXPECT_EQ(problemsOf(longSum),
            "2001: the expression has more than 1000 operations in a row\n");
  for (int k = 0; k < 500; ++k)
    notDeep += " + a";
  EXPECT_EQ(print(notDeep), notDeep);
}

/// A chain in C++ is as long as its user makes it.
TEST(Expression, LongChainsAreTakenApart) {
  Expr chain = 1.0f;
  for (int k = 0; k < 1000000; ++k)
    chain = chain + 1;
  EXPECT_EQ(chain.depth(), 1000001u);
}

TEST(Expression, Assignments) {
  std::string problems;
  auto good = parseWith(parseAssignment, R"("v = a * v")", problems);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->name, "v");
  EXPECT_EQ(printExpression(good->value), "a * v");
  for (const char *text : {R"("v")", R"("v == 1")", R"("1 = v")", "3"})
    EXPECT_FALSE(parseWith(parseAssignment, text, problems));
  EXPECT_EQ(problems,
            "3: expected '=' after the name 'v', found the end\n"
            "4: expected '=' after the name 'v', found '='\n"
            "2: expected an assignment (\"name = expression\"), found '1'\n"
            "1: expected an assignment (\"v = v + x\") for 'step', found 3\n");
}
