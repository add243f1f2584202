// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Expression.h"
#include <algorithm>
#include <iterator>
#include <utility>

using namespace snnc;

struct Expr::Node {
  Node(Kind kind) : kind(kind) {}
  ~Node();

  Kind kind;
  float number = 0.0f;
  std::string name;
  Place place;
  std::vector<Expr> operands;
  unsigned depth = 1;
};

/// Without recursion, as an expression may be deep.
Expr::Node::~Node() {
  std::vector<Expr> dropped = std::move(operands);
  while (!dropped.empty()) {
    Expr last = std::move(dropped.back());
    dropped.pop_back();
    if (last.node.use_count() == 1)
      std::move(last.node->operands.begin(), last.node->operands.end(),
                std::back_inserter(dropped));
  }
}

Expr::Expr(float number) : node(std::make_shared<Node>(Kind::Number)) {
  node->number = number;
}

Expr Expr::variable(std::string name, Place place) {
  auto node = std::make_shared<Node>(Kind::Variable);
  node->name = std::move(name);
  node->place = std::move(place);
  return Expr(std::move(node));
}

Expr Expr::apply(Kind kind, std::vector<Expr> operands) {
  auto node = std::make_shared<Node>(kind);
  node->depth = 0;
  for (const Expr &operand : operands)
    node->depth = std::max(node->depth, operand.depth());
  ++node->depth;
  node->operands = std::move(operands);
  return Expr(std::move(node));
}

Expr::Kind Expr::kind() const { return node->kind; }
float Expr::number() const { return node->number; }
const std::string &Expr::name() const { return node->name; }
const Place &Expr::place() const { return node->place; }
const std::vector<Expr> &Expr::operands() const { return node->operands; }
unsigned Expr::depth() const { return node->depth; }

static Expr unary(Expr::Kind kind, Expr a) {
  return Expr::apply(kind, {std::move(a)});
}
static Expr binary(Expr::Kind kind, Expr a, Expr b) {
  return Expr::apply(kind, {std::move(a), std::move(b)});
}
static Expr ternary(Expr::Kind kind, Expr a, Expr b, Expr c) {
  return Expr::apply(kind, {std::move(a), std::move(b), std::move(c)});
}

using Kind = Expr::Kind;

Expr snnc::operator-(Expr a) { return unary(Kind::Negate, a); }
Expr snnc::operator+(Expr a, Expr b) { return binary(Kind::Add, a, b); }
Expr snnc::operator-(Expr a, Expr b) { return binary(Kind::Subtract, a, b); }
Expr snnc::operator*(Expr a, Expr b) { return binary(Kind::Multiply, a, b); }
Expr snnc::operator/(Expr a, Expr b) { return binary(Kind::Divide, a, b); }

Expr snnc::operator<(Expr a, Expr b) { return binary(Kind::Less, a, b); }
Expr snnc::operator<=(Expr a, Expr b) { return binary(Kind::LessEqual, a, b); }
Expr snnc::operator>(Expr a, Expr b) { return binary(Kind::Greater, a, b); }
Expr snnc::operator>=(Expr a, Expr b) {
  return binary(Kind::GreaterEqual, a, b);
}
Expr snnc::operator==(Expr a, Expr b) { return binary(Kind::Equal, a, b); }
Expr snnc::operator!=(Expr a, Expr b) { return binary(Kind::NotEqual, a, b); }
Expr snnc::operator&&(Expr a, Expr b) { return binary(Kind::And, a, b); }
Expr snnc::operator||(Expr a, Expr b) { return binary(Kind::Or, a, b); }
Expr snnc::operator!(Expr a) { return unary(Kind::Not, a); }

Expr snnc::select(Expr condition, Expr yes, Expr no) {
  return ternary(Kind::Select, condition, yes, no);
}
Expr snnc::min(Expr a, Expr b) { return binary(Kind::Min, a, b); }
Expr snnc::max(Expr a, Expr b) { return binary(Kind::Max, a, b); }
Expr snnc::clamp(Expr a, Expr low, Expr high) {
  return ternary(Kind::Clamp, a, low, high);
}
Expr snnc::fma(Expr a, Expr b, Expr c) { return ternary(Kind::Fma, a, b, c); }
Expr snnc::abs(Expr a) { return unary(Kind::Abs, a); }
Expr snnc::floor(Expr a) { return unary(Kind::Floor, a); }
Expr snnc::sqrt(Expr a) { return unary(Kind::Sqrt, a); }
Expr snnc::exp(Expr a) { return unary(Kind::Exp, a); }
Expr snnc::expm1(Expr a) { return unary(Kind::Expm1, a); }
Expr snnc::log(Expr a) { return unary(Kind::Log, a); }
Expr snnc::log1p(Expr a) { return unary(Kind::Log1p, a); }
Expr snnc::tanh(Expr a) { return unary(Kind::Tanh, a); }
Expr snnc::sigmoid(Expr a) { return unary(Kind::Sigmoid, a); }
Expr snnc::softplus(Expr a) { return unary(Kind::Softplus, a); }
Expr snnc::spike(Expr u) { return unary(Kind::Spike, u); }
Expr snnc::stopGradient(Expr a) { return unary(Kind::StopGradient, a); }
