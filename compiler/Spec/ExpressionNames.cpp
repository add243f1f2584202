// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ExpressionNames.h"
#include "snnc/Neuron.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using Kind = Expr::Kind;

static constexpr ExpressionFunction functions[] = {
    {"where", Kind::Select, 3},
    {"select", Kind::Select, 3},
    {"min", Kind::Min, 2},
    {"max", Kind::Max, 2},
    {"clamp", Kind::Clamp, 3},
    {"fma", Kind::Fma, 3},
    {"abs", Kind::Abs, 1},
    {"floor", Kind::Floor, 1},
    {"sqrt", Kind::Sqrt, 1},
    {"exp", Kind::Exp, 1},
    {"expm1", Kind::Expm1, 1},
    {"log", Kind::Log, 1},
    {"log1p", Kind::Log1p, 1},
    {"tanh", Kind::Tanh, 1},
    {"sigmoid", Kind::Sigmoid, 1},
    {"softplus", Kind::Softplus, 1},
    {"spike", Kind::Spike, 1},
    {"H", Kind::Spike, 1},
    {"stop_gradient", Kind::StopGradient, 1},
};

static constexpr ExpressionOperator operators[] = {
    {"or", Kind::Or, BindsOr},
    {"and", Kind::And, BindsAnd},
    {"<=", Kind::LessEqual, BindsComparison},
    {"<", Kind::Less, BindsComparison},
    {">=", Kind::GreaterEqual, BindsComparison},
    {">", Kind::Greater, BindsComparison},
    {"==", Kind::Equal, BindsComparison},
    {"!=", Kind::NotEqual, BindsComparison},
    {"+", Kind::Add, BindsSum},
    {"-", Kind::Subtract, BindsSum},
    {"*", Kind::Multiply, BindsProduct},
    {"/", Kind::Divide, BindsProduct},
};

llvm::ArrayRef<ExpressionFunction> snnc::expressionFunctions() {
  return functions;
}

llvm::ArrayRef<ExpressionOperator> snnc::expressionOperators() {
  return operators;
}

bool snnc::isReservedInExpressions(llvm::StringRef name) {
  return name == Neuron::inputName || name == "and" || name == "or" ||
         name == "not" ||
         llvm::any_of(functions, [&](const ExpressionFunction &each) {
           return each.name == name;
         });
}
