// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is wrong with the equations of a neuron, whichever door they came
// through.

#include "compiler/Spec/ExpressionNames.h"
#include "compiler/Spec/Names.h"
#include "snnc/Neuron.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;

namespace {

class NeuronChecker {
public:
  NeuronChecker(const Neuron &neuron, const Place &place,
                Diagnostics &diagnostics)
      : neuron(neuron), place(place), diagnostics(diagnostics) {}

  void check() {
    known.push_back(Neuron::inputName);
    for (const Neuron::State &each : neuron.states)
      declare(each.name, each.place, "state");
    for (const Neuron::Constant &each : neuron.parameters)
      declare(each.name, each.place, "parameter");
    for (const Neuron::Assignment &each : neuron.step)
      checkAssignment(each);
    checkExpression(neuron.output, neuron.outputPlace);
    checkUses();
  }

private:
  void declare(StringRef name, const Place &at, StringRef what) {
    // `layer.delay`, `layer.delay2`... are the states of edges.
    bool isRegister = what == "state" && name.starts_with("delay") &&
                      llvm::all_of(name.drop_front(5),
                                   [](char c) { return llvm::isDigit(c); });
    if (!isIdentifier(name) || isReservedInExpressions(name) || isRegister)
      error(at, "'" + name + "' cannot be the name of a " + what);
    else if (llvm::is_contained(known, name))
      error(at, "a second '" + name + "' among the states and parameters");
    known.push_back(name);
  }

  void checkAssignment(const Neuron::Assignment &each) {
    checkExpression(each.value, each.place);
    StringRef name = each.name;
    if (isParameter(name) || !isIdentifier(name) ||
        isReservedInExpressions(name))
      error(each.place, "cannot assign to '" + name +
                            "', expected a state or "
                            "a name of its own");
    assigned.insert(name);
    if (!llvm::is_contained(known, name))
      known.push_back(name);
  }

  bool isParameter(StringRef name) const {
    return llvm::any_of(neuron.parameters, [&](const Neuron::Constant &each) {
      return each.name == name;
    });
  }

  /// Names that nothing knows yet, and numbers that no equation can compute
  /// with.
  void checkExpression(const Expr &expression, const Place &at) {
    if (expression.depth() > Expr::maxDepth)
      return error(at, "an expression has more than " +
                           llvm::Twine(Expr::maxDepth) +
                           " operations in a row");
    llvm::SmallPtrSet<const void *, 16> seen;
    checkOperand(expression, at, seen);
  }

  void checkOperand(const Expr &expression, const Place &at,
                    llvm::SmallPtrSetImpl<const void *> &seen) {
    if (!seen.insert(expression.identity()).second)
      return;
    if (expression.kind() == Expr::Kind::Number &&
        !std::isfinite(expression.number()))
      error(at, "an expression has a number that is not finite");
    if (expression.kind() == Expr::Kind::Variable)
      checkName(expression, at);
    for (const Expr &operand : expression.operands())
      checkOperand(operand, at, seen);
  }

  void checkName(const Expr &variable, const Place &at) {
    StringRef name = variable.name();
    read.insert(name);
    if (llvm::is_contained(known, name))
      return;
    const Place &own = variable.place();
    error(own.file.empty() ? at : own, "unknown name '" + name +
                                           "'; the nearest known one is '" +
                                           nearestName(name, known) + "'");
  }

  /// A misspelt name on the left shows in what is then never read or assigned.
  void checkUses() {
    for (const Neuron::State &each : neuron.states)
      if (!assigned.contains(each.name))
        error(each.place, "no assignment changes the state '" + each.name +
                              "'; expected a parameter or an assignment");
    for (const Neuron::Assignment &each : neuron.step)
      if (!isState(each.name) && read.insert(each.name).second)
        error(each.place,
              "'" + each.name + "' is no state, and nothing reads it");
  }

  bool isState(StringRef name) const {
    return llvm::any_of(neuron.states, [&](const Neuron::State &each) {
      return each.name == name;
    });
  }

  void error(const Place &at, const llvm::Twine &message) {
    diagnostics.error(at.file.empty() ? place : at, message);
  }

  const Neuron &neuron;
  const Place &place;
  Diagnostics &diagnostics;
  llvm::SmallVector<StringRef> known;
  llvm::StringSet<> read, assigned;
};

} // namespace

void snnc::check(const Neuron &neuron, const Place &place,
                 Diagnostics &diagnostics) {
  NeuronChecker(neuron, place, diagnostics).check();
}
