// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ParseExpression.h"
#include "compiler/Spec/ExpressionNames.h"
#include "compiler/Spec/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;
using Kind = Expr::Kind;
using Parsed = std::optional<Expr>;

namespace {

/// Reads a string from left to right. After an error it reports nothing more,
/// and whatever it was reading is nothing.
class Parser {
public:
  Parser(const Report &report, const JsonValue &value)
      : report(report), value(value), text(*value.getIf<std::string>()),
        rest(text) {
    skipSpace();
  }

  Parsed parseAll() {
    Parsed expression = parse(BindsOr);
    if (expression && !rest.empty())
      return fail("expected an operator or the end, found " + found());
    return expression;
  }

  std::optional<Neuron::Assignment> parseAssignment() {
    Place place = here();
    StringRef name = takeName();
    if (name.empty())
      return fail("expected an assignment (\"name = expression\"), found " +
                  found()),
             std::nullopt;
    if (rest.starts_with("==") || !take("="))
      return fail("expected '=' after the name '" + name + "', found " +
                  found()),
             std::nullopt;
    Parsed expression = parseAll();
    if (!expression)
      return std::nullopt;
    return Neuron::Assignment{name.str(), *expression, place};
  }

private:
  static constexpr unsigned maxNesting = 64;

  /// An expression whose operators bind at least as strongly as `binding`.
  Parsed parse(unsigned binding);
  Parsed parsePrefix();
  Parsed parsePrimary();
  Parsed parseNumber();
  Parsed parseCall(StringRef name, StringRef start);
  /// The next operator, which stays where it is; null if there is none.
  const ExpressionOperator *peekOperator() const;

  //===--------------------------------------------------------------------===//
  // Characters
  //===--------------------------------------------------------------------===//

  void skipSpace() { rest = rest.ltrim(" \t\r\n"); }

  static bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

  /// Whether `token` comes next; a word only as a whole.
  bool isNext(StringRef token) const {
    return rest.starts_with(token) &&
           !(isNamePart(token.back()) && rest.size() > token.size() &&
             isNamePart(rest[token.size()]));
  }

  bool take(StringRef token) {
    if (!isNext(token))
      return false;
    rest = rest.drop_front(token.size());
    skipSpace();
    return true;
  }

  StringRef takeName() {
    if (rest.empty() || llvm::isDigit(rest.front()))
      return {};
    StringRef name = rest.take_while(isNamePart);
    rest = rest.drop_front(name.size());
    skipSpace();
    return name;
  }

  /// What stands here, for messages.
  std::string found() const {
    if (rest.empty())
      return "the end";
    StringRef word = rest.take_while(isNamePart);
    if (word.empty())
      word = rest.take_front(llvm::getNumBytesForUTF8(rest.front()));
    return "'" + word.str() + "'";
  }

  Place placeOf(StringRef at) const {
    Place place = report.at(value);
    if (!value.isEscaped)
      place.column += 1 + (at.begin() - text.begin()); // after the quote
    return place;
  }
  Place here() const { return placeOf(rest); }

  std::nullopt_t failAt(StringRef at, const llvm::Twine &message) {
    if (!hasFailed)
      report.diagnostics.error(placeOf(at), message);
    hasFailed = true;
    return std::nullopt;
  }
  std::nullopt_t fail(const llvm::Twine &message) {
    return failAt(rest, message);
  }

  const Report &report;
  const JsonValue &value;
  StringRef text, rest;
  unsigned nesting = 0;
  bool hasFailed = false;
};

} // namespace

const ExpressionOperator *Parser::peekOperator() const {
  const ExpressionOperator *next =
      llvm::find_if(expressionOperators(), [&](const ExpressionOperator &each) {
        return isNext(each.text);
      });
  return next == expressionOperators().end() ? nullptr : next;
}

Parsed Parser::parse(unsigned binding) {
  if (++nesting > maxNesting)
    return fail("the expression is nested more than " +
                llvm::Twine(maxNesting) + " deep");
  Parsed left = parsePrefix();
  bool isComparison = false;
  while (left) {
    const ExpressionOperator *next = peekOperator();
    if (!next || next->binding < binding)
      break;
    if (isComparison && next->binding == BindsComparison)
      return fail("comparisons do not chain; join two with 'and'");
    isComparison = next->binding == BindsComparison;
    if (left->depth() == Expr::maxDepth)
      return fail("the expression has more than " +
                  llvm::Twine(Expr::maxDepth) + " operations in a row");
    take(next->text);
    Parsed right = parse(next->binding + 1);
    if (!right)
      return std::nullopt;
    left = Expr::apply(next->kind, {*left, *right});
  }
  --nesting;
  return left;
}

Parsed Parser::parsePrefix() {
  if (take("not")) {
    Parsed operand = parse(BindsNot);
    return operand ? Parsed(!*operand) : std::nullopt;
  }
  if (take("+"))
    return parse(BindsSign);
  if (!take("-"))
    return parsePrimary();
  Parsed operand = parse(BindsSign);
  if (!operand)
    return std::nullopt;
  return operand->kind() == Kind::Number ? Expr(-operand->number()) : -*operand;
}

Parsed Parser::parsePrimary() {
  StringRef start = rest;
  if (take("(")) {
    Parsed inner = parse(BindsOr);
    if (inner && !take(")"))
      return fail("expected ')', found " + found());
    return inner;
  }
  if (!rest.empty() && (llvm::isDigit(rest.front()) || rest.front() == '.'))
    return parseNumber();
  if (isNext("and") || isNext("or") || isNext("not"))
    return fail("expected an operand, found " + found());
  StringRef name = takeName();
  if (name.empty())
    return fail("expected a number, a name or '(', found " + found());
  if (take("("))
    return parseCall(name, start);
  return Expr::variable(name.str(), placeOf(start));
}

Parsed Parser::parseNumber() {
  StringRef start = rest;
  auto takeDigits = [&] { rest = rest.ltrim("0123456789"); };
  takeDigits();
  if (rest.consume_front("."))
    takeDigits();
  StringRef exponent = rest;
  if ((exponent.consume_front("e") || exponent.consume_front("E")) &&
      (exponent.consume_front("+") || exponent.consume_front("-") || true) &&
      !exponent.empty() && llvm::isDigit(exponent.front())) {
    rest = exponent;
    takeDigits();
  }
  StringRef number = start.drop_back(rest.size());
  double parsed;
  if (number.getAsDouble(parsed) || (!rest.empty() && isNamePart(rest.front())))
    return failAt(start,
                  "expected a number, found '" + start.take_while([](char c) {
                    return isNamePart(c) || c == '.';
                  }) + "'");
  if (!std::isfinite(static_cast<float>(parsed)))
    return failAt(start, "the number " + number + " is too large for an f32");
  skipSpace();
  return Expr(static_cast<float>(parsed));
}

Parsed Parser::parseCall(StringRef name, StringRef start) {
  llvm::SmallVector<StringRef> known;
  for (const ExpressionFunction &each : expressionFunctions())
    known.push_back(each.name);
  auto function = llvm::find(known, name) - known.begin();
  if (size_t(function) == known.size())
    return failAt(start, "unknown function '" + name +
                             "'; the nearest known one is '" +
                             nearestName(name, known) + "'");
  std::vector<Expr> arguments;
  if (!isNext(")"))
    do {
      Parsed argument = parse(BindsOr);
      if (!argument)
        return std::nullopt;
      arguments.push_back(*argument);
    } while (take(","));
  if (!take(")"))
    return fail("expected ',' or ')', found " + found());
  const ExpressionFunction &called = expressionFunctions()[function];
  if (arguments.size() != called.arity)
    return failAt(start, "'" + name + "' takes " + llvm::Twine(called.arity) +
                             " argument" + (called.arity == 1 ? "" : "s") +
                             ", found " + llvm::Twine(arguments.size()));
  return Expr::apply(called.kind, std::move(arguments));
}

Parsed snnc::parseExpression(const Report &report, const JsonValue &value) {
  if (value.getIf<std::string>())
    return Parser(report, value).parseAll();
  report.expected(value, "output", "an expression (\"spike(v - 1)\")");
  return std::nullopt;
}

std::optional<Neuron::Assignment>
snnc::parseAssignment(const Report &report, const JsonValue &value) {
  if (value.getIf<std::string>())
    return Parser(report, value).parseAssignment();
  report.expected(value, "step", "an assignment (\"v = v + x\")");
  return std::nullopt;
}
