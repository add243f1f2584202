// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scans, in the order in which groups take their steps.

#include "compiler/Reference/Interpreter.h"
#include "dialect/SNNDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace snnc;

namespace {

/// The outputs of a scan with one input and a queue or state, or the first
/// error.
class Scan {
public:
  explicit Scan(const std::string &body, const std::string &state,
                const std::string &tile = "") {
    context.loadDialect<mlir::snn::SNNDialect, mlir::arith::ArithDialect,
                        mlir::func::FuncDialect>();
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "snn.model @net inputs [#snn.port<\"x\", tensor<1xf32>>] outputs "
        "[#snn.port<\"y\", tensor<1xf32>>] states [#snn.slot<\"v\", " +
            state +
            ">]\n"
            "func.func @net.init_state(%key: tensor<2xi32>) -> " +
            state + " {\n  %0 = arith.constant dense<0.0> : " + state +
            "\n  return %0 : " + state +
            "\n}\n"
            "func.func @net.run(%xs: tensor<?x1xf32>, %s: " +
            state + ", %b: index) -> (tensor<?x1xf32>, " + state +
            ") {\n"
            "  %ys, %s1 = snn.scan inputs(%xs : tensor<?x1xf32>) init(%s : " +
            state + ") burnin(%b) reduce [#snn.reduce<none>] " + tile +
            " -> outputs(tensor<?x1xf32>) states(" + state +
            ") {\n"
            "  ^bb0(%x: tensor<1xf32>, %v: " +
            state + "):\n" + body +
            "  }\n"
            "  return %ys, %s1 : tensor<?x1xf32>, " +
            state + "\n}\n",
        &context);
  }

  std::vector<float> run(std::vector<float> input) {
    mlir::ScopedDiagnosticHandler handler(&context,
                                          [&](mlir::Diagnostic &diagnostic) {
                                            error += diagnostic.str();
                                            return mlir::success();
                                          });
    auto interpreter = Interpreter::create(*module);
    if (failed(interpreter))
      return {};
    size_t steps = input.size();
    auto outputs = (*interpreter)->run({{{}, std::move(input)}}, steps);
    return succeeded(outputs) ? outputs->front().data : std::vector<float>();
  }

  std::string error;

private:
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

std::string group(const std::string &name, const std::string &kind,
                  const std::string &operands, const std::string &types,
                  const std::string &result, const std::string &inside) {
  return "  %" + name + " = snn.group \"" + name + "\" " + kind + " ins(" +
         operands + " : " + types + ") -> (" + result + ") {\n" + inside +
         "  }\n";
}

const std::string number = "tensor<1xf32>";
const std::string queue = "tensor<2x1xf32, #snn.queue>";

std::string add(const std::string &name, const std::string &kind,
                const std::string &a, const std::string &b) {
  return group(name, kind, a + ", " + b, number + ", " + number, number,
               "  ^bb0(%a: tensor<1xf32>, %c: tensor<1xf32>):\n"
               "    %0 = snn.map \"add\" ins(%a, %c : tensor<1xf32>, "
               "tensor<1xf32>) -> (tensor<1xf32>) {\n"
               "    ^bb0(%p: f32, %q: f32):\n"
               "      %1 = arith.addf %p, %q : f32\n"
               "      snn.yield %1 : f32\n    }\n"
               "    snn.yield %0 : tensor<1xf32>\n");
}

std::string push(const std::string &value, const std::string &kind) {
  return group("push", kind, "%v, " + value, queue + ", " + number, queue,
               "  ^bb0(%a: tensor<2x1xf32, #snn.queue>, %c: tensor<1xf32>):\n"
               "    %0 = snn.queue_push %a, %c : tensor<2x1xf32, #snn.queue>, "
               "tensor<1xf32>\n"
               "    snn.yield %0 : tensor<2x1xf32, #snn.queue>\n");
}

std::string front(const std::string &kind) {
  return group("front", kind, "%v", queue, number,
               "  ^bb0(%a: tensor<2x1xf32, #snn.queue>):\n"
               "    %0 = snn.queue_read %a : tensor<2x1xf32, #snn.queue> -> "
               "tensor<1xf32>\n"
               "    snn.yield %0 : tensor<1xf32>\n");
}

const std::string yieldOf(const std::string &state, const std::string &type) {
  return "  snn.yield %y, %" + state + " : tensor<1xf32>, " + type + "\n";
}

TEST(Scan, StatesOfAGroupGoFromStepToStep) {
  Scan scan(add("y", "map", "%x", "%v") + yieldOf("y", number), number,
            "tile(2)");
  EXPECT_EQ(scan.run({1, 2, 3}), (std::vector<float>{1, 3, 6})) << scan.error;
}

TEST(Scan, GroupsThatTakeTurnsSeeEachOthersSteps) {
  Scan scan(add("u", "map stepwise", "%x", "%v") +
                add("y", "map stepwise", "%u", "%x") + yieldOf("y", number),
            number, "tile(2)");
  EXPECT_EQ(scan.run({1, 2, 3}), (std::vector<float>{2, 6, 12})) << scan.error;
}

TEST(Scan, AGroupThatRunsAheadOfItsStateIsAnError) {
  Scan scan(add("u", "map", "%x", "%v") + add("y", "map", "%u", "%x") +
                yieldOf("y", number),
            number, "tile(2)");
  EXPECT_TRUE(scan.run({1, 2, 3}).empty());
  EXPECT_EQ(scan.error, "reads the state 'v' in step 1 of a tile, when it is "
                        "in step 0");
}

TEST(Scan, AStateIsGoneOnceItsGroupIsThrough) {
  Scan scan(add("u", "map", "%x", "%v") + add("y", "map", "%u", "%v") +
                yieldOf("u", number),
            number, "tile(2)");
  EXPECT_TRUE(scan.run({1, 2, 3}).empty());
  EXPECT_EQ(scan.error, "reads the state 'v' in step 0 of a tile, when it is "
                        "in step 2");
}

TEST(Scan, AQueueIsReadAsFarAsItIsFilled) {
  std::string body = front("queue") + add("y", "map", "%front", "%x") +
                     push("%y", "queue") + yieldOf("push", queue);
  Scan scan(body, queue, "tile(2)");
  EXPECT_EQ(scan.run({1, 2, 3, 4, 5}), (std::vector<float>{1, 2, 4, 6, 9}))
      << scan.error;
  Scan tooLong(body, queue, "tile(3)");
  EXPECT_TRUE(tooLong.run({1, 2, 3, 4, 5}).empty());
  EXPECT_EQ(tooLong.error, "reads a value that is not in the queue yet");
}

} // namespace
