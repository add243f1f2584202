// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ExpressionNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <cstdio>
#include <cstdlib>

using namespace snnc;
using Kind = Expr::Kind;

/// The shortest decimal number that reads as `number` again.
static std::string printNumber(float number) {
  char text[32];
  for (int digits = 6; digits <= 9; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, double(number));
    if (std::strtof(text, nullptr) == number)
      break;
  }
  return text;
}

/// With parentheses where something binds less than `binding`.
static std::string print(const Expr &expression, unsigned binding);

static std::string parenthesize(std::string text, bool isNeeded) {
  return isNeeded ? "(" + text + ")" : text;
}

static std::string printCall(const Expr &expression) {
  const ExpressionFunction *function =
      llvm::find_if(expressionFunctions(), [&](const ExpressionFunction &each) {
        return each.kind == expression.kind();
      });
  std::string text = (function->name + "(").str();
  for (const Expr &operand : expression.operands()) {
    text += &operand == &expression.operands().front() ? "" : ", ";
    text += print(operand, BindsOr);
  }
  return text + ")";
}

static std::string print(const Expr &expression, unsigned binding) {
  if (expression.kind() == Kind::Number)
    return parenthesize(printNumber(expression.number()),
                        expression.number() < 0 && binding > BindsSign);
  if (expression.kind() == Kind::Variable)
    return expression.name();
  const std::vector<Expr> &operands = expression.operands();
  if (expression.kind() == Kind::Negate)
    return parenthesize("-" + print(operands[0], BindsSign),
                        binding > BindsSign);
  if (expression.kind() == Kind::Not)
    return parenthesize("not " + print(operands[0], BindsNot),
                        binding > BindsNot);
  const ExpressionOperator *found =
      llvm::find_if(expressionOperators(), [&](const ExpressionOperator &each) {
        return each.kind == expression.kind();
      });
  if (found == expressionOperators().end())
    return printCall(expression);
  // Operators bind from the left; comparisons do not chain.
  bool chains = found->binding != BindsComparison;
  std::string text = print(operands[0], found->binding + !chains) + " " +
                     found->text.str() + " " +
                     print(operands[1], found->binding + 1);
  return parenthesize(std::move(text), binding > found->binding);
}

std::string snnc::printExpression(const Expr &expression) {
  return print(expression, BindsOr);
}
