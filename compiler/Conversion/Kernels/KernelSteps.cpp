// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels that know one step of one sample, over the steps of a tile.

#include "compiler/Conversion/Kernels/KernelSteps.h"

#include "compiler/Conversion/Code/Buffers.h"

using namespace mlir;

namespace snnc {

TileSteps tileStepsOf(snn::KernelOp kernel, Emitter &emitter) {
  Value given = kernel.getSequence(),
        outputs = given ? given : kernel.getOutputs()[0];
  Value samples =
      memref::DimOp::create(emitter.builder, emitter.loc, outputs, int64_t(0));
  return {kernel.getFirst(), kernel.getSteps(), samples,
          snn::mostSteps(kernel)};
}

void forEachStep(snn::KernelOp kernel, Emitter &e, const TileSteps &tile,
                 llvm::function_ref<void(const StepBuffers &)> body) {
  Block &block = kernel.getBody().front();
  e.loop(tile.samples, [&](Value sample) {
    e.loop(tile.steps, [&](Value number) {
      Value step = e.add(tile.first, number);
      auto partOf = [&](Value memory, Value tensor) {
        return snn::isQueue(tensor.getType())
                   ? createSampleOf(e.builder, e.loc, memory, sample)
                   : e.blockOf(memory, sample, step);
      };
      StepBuffers buffers = {sample, step, {}, {}};
      for (auto [memory, tensor] :
           llvm::zip(kernel.getInputs(), block.getArguments()))
        buffers.inputs.push_back(partOf(memory, tensor));
      for (auto [memory, tensor] :
           llvm::zip(kernel.getOutputs(), block.getTerminator()->getOperands()))
        buffers.outputs.push_back(partOf(memory, tensor));
      body(buffers);
    });
  });
}

} // namespace snnc
