// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks written in C++: SNNAX's own example, a class of one's own and a
// neuron of one's own. Each is compiled into this program and run; the first is
// saved, and compiled to files for another program.
// usage: cpp_spec FOLDER

#include <snnc/Compile.h>
#include <snnc/Neuron.h>
#include <snnc/StatefulModel.h>

#include <snn/model.hpp>

#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <numeric>

using namespace snnc;

/// Three layers in a ring: the spikes of the last are heard by the first one
/// step later.
static StatefulModel topology() {
  return StatefulModel(GraphStructure{3, {{0}, {}, {}}, {2}, {{2}, {0}, {1}}},
                       {Linear(30, 20), LayerNorm(20), LIF({.95f, .85f}, .1f)});
}

/// A hidden layer that hears the readout of three steps ago, and a readout of
/// the hidden layer and the input.
class Feedback : public StatefulModel {
public:
  Feedback()
      : StatefulModel(
            GraphStructure{4, {{0}, {}, {}, {}}, {3}, {{}, {0}, {1}, {2}}},
            {Linear(12, 16), LIF({.9f, .8f}), Linear(26, 2), SimpleLI({.9f})}) {
  }

  void initState(InitialState &state) const override {
    state.set(1, "v", InitFn::uniform(0, 1));
  }

  std::vector<Value> call(Trace &trace,
                          const std::vector<Value> &inputs) const override {
    Value current = trace.apply(0, {trace.previous(3, 3), inputs[0]});
    Value spikes = trace.apply(1, {current});
    Value sums = trace.apply(2, {spikes, inputs[0]});
    return {trace.apply(3, {sums})};
  }
};

/// FitzHugh and Nagumo's neuron: v' = v - v^3 / 3 - w + x, w' = eps (v + a - b
/// w).
static Neuron fitzHughNagumo(float dt) {
  Neuron n;
  Expr x = n.input();
  Expr v = n.state("v", -1.2f), w = n.state("w", -0.6f);
  Expr a = n.param("a", 0.7f), b = n.param("b", 0.8f),
       eps = n.param("eps", 0.08f);
  Expr before = n.let("before", v);
  n.let("v", v + dt * (v - v * v * v / 3.0f - w + x));
  n.let("w", w + dt * eps * (before + a - b * w));
  n.setOutput(v > 1.0f && before <= 1.0f);
  return n;
}

/// The sum of what a model puts out over `steps` steps of a wave.
static llvm::Expected<float> run(const Model &model, size_t steps) {
  llvm::Expected<JitModel> code = jit(model);
  if (!code)
    return code.takeError();
  snn::Model network(code->model());
  std::vector<float> x;
  for (size_t i = 0; i < steps * 10; ++i)
    x.push_back(2 * std::sin(0.05f * i));
  std::vector<float> y = network.run(x, steps);
  return std::accumulate(y.begin(), y.end(), 0.0f);
}

static llvm::Error runAll(llvm::StringRef folder) {
  std::vector<Input> inputs = {{"x", {10}}};
  Model ring("ring", inputs, topology());
  Model feedback("feedback", inputs, Feedback());
  Model waves("waves", inputs,
              Sequential(Linear(10, 10), Layer(fitzHughNagumo(0.1f), "fhn")));
  for (const Model *model : {&ring, &feedback, &waves}) {
    llvm::Expected<float> sum = run(*model, 1000);
    if (!sum)
      return sum.takeError();
    llvm::outs() << model->name << ": " << *sum << " in 1000 steps\n";
  }
  if (llvm::Error problem = save(ring, (folder + "/ring.json").str()))
    return problem;
  llvm::Expected<CompiledModel> compiled = compile(ring);
  if (!compiled)
    return compiled.takeError();
  return compiled->write((folder + "/compiled").str());
}

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: cpp_spec FOLDER\n";
    return 2;
  }
  if (llvm::Error problem = runAll(argv[1])) {
    llvm::logAllUnhandledErrors(std::move(problem), llvm::errs());
    return 1;
  }
  llvm::outs() << "saved as ring.json, compiled to compiled/ring.o\n";
}
