// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Equations of one neuron in C++ operators: what the strings of a JSON `Neuron`
// say (docs/ModelSpec.md, Neuron) and what the built-in neurons are written in.

#ifndef SNNC_EXPRESSION_H
#define SNNC_EXPRESSION_H

#include "snnc/Place.h"
#include <memory>
#include <string>
#include <vector>

namespace snnc {

/// An immutable expression; copies share it. Values are f32 numbers or spikes.
/// A spike among numbers counts as 0 and 1; a number where a spike is wanted
/// (`&&`, `||`, `!`, the condition of a `select`) as whether it is not 0. Every
/// operation is rounded by itself, in the order written (docs/Semantics.md,
/// S5).
///
/// A variable stands for the name and not for a value: it is read where the
/// assignment that holds the expression runs.
class Expr {
public:
  enum class Kind {
    Number,
    Variable,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Not,
    Select,
    Min,
    Max,
    Clamp,
    Fma,
    Abs,
    Floor,
    Sqrt,
    Exp,
    Expm1,
    Log,
    Log1p,
    Tanh,
    Sigmoid,
    Softplus,
    Spike,
    StopGradient
  };

  /// No expression of a neuron has more operations in a row.
  static constexpr unsigned maxDepth = 1000;

  Expr(float number = 0.0f);
  static Expr variable(std::string name, Place place = {});
  /// An operation on as many operands as its kind has.
  static Expr apply(Kind kind, std::vector<Expr> operands);

  Kind kind() const;
  /// Of a Number.
  float number() const;
  /// Of a Variable.
  const std::string &name() const;
  /// Where a variable stands in a file.
  const Place &place() const;
  const std::vector<Expr> &operands() const;
  /// The length of the longest way down; 1 for numbers and variables.
  unsigned depth() const;
  /// Expressions with the same identity are one and the same.
  const void *identity() const { return node.get(); }

private:
  struct Node;
  explicit Expr(std::shared_ptr<Node> node) : node(std::move(node)) {}

  std::shared_ptr<Node> node;
};

/// The expression as a JSON `Neuron` has it; parsed, it is the same again.
std::string printExpression(const Expr &expression);

Expr operator-(Expr a);
Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator*(Expr a, Expr b);
Expr operator/(Expr a, Expr b);

Expr operator<(Expr a, Expr b);
Expr operator<=(Expr a, Expr b);
Expr operator>(Expr a, Expr b);
Expr operator>=(Expr a, Expr b);
Expr operator==(Expr a, Expr b);
Expr operator!=(Expr a, Expr b);
Expr operator&&(Expr a, Expr b);
Expr operator||(Expr a, Expr b);
Expr operator!(Expr a);

/// `yes` where `condition` holds, else `no`; nothing is multiplied.
Expr select(Expr condition, Expr yes, Expr no);
/// The smaller (larger) value, NaN where one is; -0 is smaller than +0.
Expr min(Expr a, Expr b);
Expr max(Expr a, Expr b);
/// min(max(a, low), high).
Expr clamp(Expr a, Expr low, Expr high);
/// a b + c, rounded once.
Expr fma(Expr a, Expr b, Expr c);
Expr abs(Expr a);
/// The largest integer that is not above a.
Expr floor(Expr a);
Expr sqrt(Expr a);
Expr exp(Expr a);
/// exp(a) - 1.
Expr expm1(Expr a);
Expr log(Expr a);
/// log(1 + a).
Expr log1p(Expr a);
Expr tanh(Expr a);
/// 1 / (1 + exp(-a)).
Expr sigmoid(Expr a);
/// log(1 + exp(a)), as max(a, 0) + log1p(exp(-abs(a))).
Expr softplus(Expr a);
/// 1 for u >= 0; 0 for u < 0 and for NaN. Its derivative is the neuron's
/// surrogate.
Expr spike(Expr u);
/// `a`, a constant to gradients.
Expr stopGradient(Expr a);

} // namespace snnc

#endif // SNNC_EXPRESSION_H
